"""
id: attention.value-norm.keras
title: Attention weighted by value norms
description: How much of the attention is left once each weight counts with the length of the vector that it moves.
needs:
  - {name: model, kind: kerasModel, type: keras.Model with MultiHeadAttention layers}
  - {name: token_ids, kind: tokenIds, type: "ndarray [1, position], what the model takes"}
yields:
  - {name: weighted, type: "ndarray [layer, head, query, key], weight times norm, each row sums to 1"}
  - {name: by_weight, type: "ndarray [layer, head], share of the first token by weight"}
  - {name: by_norm, type: "ndarray [layer, head], its share by weight times norm"}
picture: Share of the first token by attention weight beside its share by weight times norm, layer by head.
checks: attention.patterns.keras
questions:
  - attention.value-norm
  - attention.sink
  - attention.knock-out
sources:
  - {title: "Attention is Not Only a Weight: Analyzing Transformers with Vector Norms", authors: "Kobayashi et al.", year: 2020, link: "https://arxiv.org/abs/2004.10102"}
  - {title: Efficient Streaming Language Models with Attention Sinks, authors: "Xiao et al.", year: 2023, link: "https://arxiv.org/abs/2309.17453"}
"""

import inspect

import keras
import matplotlib.pyplot as plt
import numpy as np

# %% model
# An untrained example with two blocks: put your own model here.
keras.utils.set_random_seed(0)
position_ids = keras.Input((None,), dtype="int32")
hidden = keras.layers.Embedding(100, 32)(position_ids)
for _ in range(2):
    mixed = keras.layers.MultiHeadAttention(num_heads=4, key_dim=8)(hidden, hidden)
    hidden = keras.layers.LayerNormalization()(hidden + mixed)
pooled = keras.layers.GlobalAveragePooling1D()(hidden)
model = keras.Model(position_ids, keras.layers.Dense(2)(pooled))

# %% token_ids
# One text, as the model takes it: usually token ids.
token_ids = np.array([[7, 12, 3, 55, 12, 3, 8]])


# %% Attention weighted by value norms
def keras_attention(model, token_ids):
    """Weights of every MultiHeadAttention for one text: array [layer, head, query, key].

    `token_ids` is what the model takes, for one text: [1, position]. The weights are those of the
    model's own run, with its masks, also where the model was built without their scores.
    """
    assert len(token_ids) == 1, f"The pictures show one text at a time, not {len(token_ids)}."
    kind = keras.layers.MultiHeadAttention
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, kind)]
    assert layers, (
        "The model has no MultiHeadAttention layer: attention that is written in another way has "
        "to return its weights itself."
    )
    weights = []

    def keep_scores(compute):
        def computed(*arguments, **options):
            bound = inspect.signature(compute).bind(*arguments, **options)
            if "return_attention_scores" in bound.signature.parameters:
                bound.arguments["return_attention_scores"] = True  # else a fused kernel has none
            output, scores = compute(*bound.args, **bound.kwargs)
            weights.append(keras.ops.convert_to_numpy(keras.ops.cast(scores, "float32"))[0])
            return output, scores

        return computed

    try:
        for layer in layers:
            layer._compute_attention = keep_scores(layer._compute_attention)
        model(token_ids, training=False)  # dropout would thin out the rows
    finally:
        for layer in layers:
            if "_compute_attention" in vars(layer):
                del layer._compute_attention
    shapes = sorted({scores.shape for scores in weights})
    assert len(shapes) == 1, f"The layers differ in heads or positions: {shapes}. Read one of them."
    attention = np.stack(weights)
    sums = attention.sum(-1)
    error = np.abs(sums - 1)[sums > 1e-6].max()  # a query that is padding may look nowhere at all
    assert error < 0.02, f"Attention rows should sum to 1 but are off by {error:.3f}."
    return attention


def keras_value_norms(model, token_ids):
    """Length of each value vector after its head's part of the output kernel: [layer, head, key].

    In the order of `keras_attention`, and from the model's own run as there.
    """
    kind = keras.layers.MultiHeadAttention
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, kind)]
    norms = []

    def keep_norms(layer, compute):
        def computed(*arguments, **options):
            value = inspect.signature(compute).bind(*arguments, **options).arguments["value"]
            kernels = [
                weight
                for weight in layer.weights
                if weight.path.endswith("/attention_output/kernel") and "float" in weight.dtype
            ]
            assert len(kernels) == 1 and not layer.get_config().get("use_gate"), (
                f"{layer.name} has a gate, a quantised kernel or none between its heads and its "
                "output: work out in keras_value_norms what its heads add."
            )
            value, mixing = (keras.ops.cast(one, "float32") for one in (value[0], kernels[0]))
            moved = keras.ops.einsum("khw,hwd->hkd", value, mixing)
            norms.append(np.linalg.norm(keras.ops.convert_to_numpy(moved), axis=-1))
            return compute(*arguments, **options)

        return computed

    try:
        for layer in layers:
            layer._compute_attention = keep_norms(layer, layer._compute_attention)
        model(token_ids, training=False)
    finally:
        for layer in layers:
            if "_compute_attention" in vars(layer):
                del layer._compute_attention
    return np.stack(norms)


def norm_weighted(attention, norms):
    """Each weight times what it moves, as a share of its row: [layer, head, query, key].

    A row that moves nothing at all stays zero. `norms` is the length of each value vector after its
    head's part of the output kernel, [layer, head, key], so that the product is the length of what
    a key adds to a query.
    """
    weighted = attention * norms[:, :, None]
    return weighted / np.maximum(weighted.sum(-1, keepdims=True), 1e-12)


def sink_share(attention):
    """Mean attention to the first position, [layer, head], over the queries that had a choice."""
    return attention[:, :, 1:, 0].mean(-1)


def show_shares(by_weight, by_norm):
    """Share on the first token by attention weight and by weighted norm, layer by head."""
    layers, heads = by_weight.shape
    figure, axes = plt.subplots(
        1,
        2,
        figsize=(2 * (0.45 * heads + 1.6) + 1, 0.4 * layers + 2.2),
        sharey=True,
        layout="constrained",
    )
    titles = {"by weight": by_weight, "by weight × norm": by_norm}
    for panel, (title, share) in zip(axes, titles.items(), strict=True):
        image = panel.imshow(share, vmin=0, vmax=1, cmap="viridis", aspect="auto")
        panel.set_title(f"{title}\nmean {share.mean():.0%}")
        panel.set_xticks(range(heads))
        panel.set_yticks(range(layers))
        panel.set_xlabel("head")
    axes[0].set_ylabel("layer")
    figure.colorbar(image, ax=axes, label="share on the first token")
    return figure


attention = keras_attention(model, token_ids)
weighted = norm_weighted(attention, keras_value_norms(model, token_ids))
by_weight, by_norm = sink_share(attention), sink_share(weighted)
sinks = by_weight > 0.5
kept = sinks & (by_norm > 0.5)
print(
    f"share of the first token: {by_weight.mean():.0%} by weight, {by_norm.mean():.0%} with norms"
)
print(f"heads that give it more than half by weight: {sinks.sum()}, also with norms: {kept.sum()}")
changed = 0.5 * np.abs(weighted - attention).sum(-1)[..., 1:].mean()
print(f"share of a row that moves to other tokens once norms count: {changed:.0%}")
if sinks.any() and kept.sum() <= sinks.sum() / 2:
    print("Most of that weight carries little: the token is where heads rest, not what they read.")
elif changed > 0.2:
    print("Weights and norms disagree: read the weighted pattern beside the weights.")
else:
    print("The norms change little: the weights tell what is moved.")
print("A long vector is not yet one that the output needs: ablation shows that.")
show_shares(by_weight, by_norm)
plt.show()
