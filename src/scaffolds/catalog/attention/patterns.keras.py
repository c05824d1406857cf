"""
id: attention.patterns.keras
title: Attention patterns
description: Where each head of a Keras model's MultiHeadAttention layers looks, position by position.
needs:
  - {name: model, kind: kerasModel, type: keras.Model with MultiHeadAttention layers}
  - {name: token_ids, kind: tokenIds, type: "ndarray [1, position], what the model takes"}
yields:
  - {name: attention, type: "ndarray [layer, head, query, key], each row sums to 1"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: sink, type: "ndarray [layer, head], share of attention on the first position"}
picture: A grid with every head of one layer, and one head large, tokens on both axes, colours from 0 to 1.
knownAnswer: A head set by hand to the previous token is a diagonal of ones; a head without weights is uniform.
check: attention.random-model.keras
questions:
  - attention.which-axis
  - attention.other-heads
  - attention.rows
  - attention.labelled
  - attention.sink
  - attention.value-norm
  - attention.random-model
sources:
  - {title: What Does BERT Look At? An Analysis of BERT's Attention, authors: "Clark et al.", year: 2019, link: "https://arxiv.org/abs/1906.04341"}
  - {title: Attention is not Explanation, authors: Jain and Wallace, year: 2019, link: "https://arxiv.org/abs/1902.10186"}
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


# %% Attention patterns
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


def sink_share(attention):
    """Mean attention to the first position, [layer, head], over the queries that had a choice."""
    return attention[:, :, 1:, 0].mean(-1)


def show_layer(attention, tokens, layer):
    """Every head of one layer; colours run from 0 to 1 in each, so heads can be compared."""
    heads, size = attention.shape[1], len(tokens)
    columns = min(4, heads)
    rows = -(-heads // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(2.9 * columns + 1, 2.9 * rows + 0.8),
        squeeze=False,
        layout="constrained",
    )
    sink = sink_share(attention)
    step = max(1, size // 16)
    places, names = range(0, size, step), tokens[::step]
    for head, panel in enumerate(axes.flat):
        if head >= heads:
            panel.set_visible(False)
            continue
        image = panel.imshow(attention[layer, head], vmin=0, vmax=1, cmap="viridis")
        panel.set_title(f"head {head}, first token {sink[layer, head]:.0%}", fontsize=9)
        left, lowest = head % columns == 0, head + columns >= heads
        style = {"fontsize": 7, "parse_math": False}  # a token may hold dollar signs
        panel.set_xticks(places, names if lowest else [""] * len(names), rotation=90, **style)
        panel.set_yticks(places, names if left else [""] * len(names), **style)
    figure.supxlabel("key: the token looked at")
    figure.supylabel("query: the token that looks")
    figure.suptitle(f"Attention, layer {layer}")
    figure.colorbar(image, ax=axes, label="attention weight", shrink=0.8)
    return figure


def show_head(attention, tokens, layer, head):
    """One head, large, with the tokens on both axes: all of them up to about 80."""
    side = min(26, max(4.5, 0.3 * len(tokens) + 2))
    step = -(-len(tokens) // 80)
    figure, panel = plt.subplots(figsize=(side + 1, side), layout="constrained")
    image = panel.imshow(attention[layer, head], vmin=0, vmax=1, cmap="viridis")
    places = range(0, len(tokens), step)
    panel.set_xticks(places, tokens[::step], rotation=90, parse_math=False)
    panel.set_yticks(places, tokens[::step], parse_math=False)
    panel.set_xlabel("key: the token looked at")
    panel.set_ylabel("query: the token that looks")
    panel.set_title(f"Attention, layer {layer}, head {head}")
    figure.colorbar(image, ax=panel, label="attention weight", shrink=0.8)
    return figure


attention = keras_attention(model, token_ids)
# With a tokenizer at hand, put its words here.
tokens = [f"{position} {token}" for position, token in enumerate(np.asarray(token_ids)[0])]
assert len(tokens) == attention.shape[-1], "Each position should have one label."
sink = sink_share(attention)
print(f"{attention.shape[0]} layers, {attention.shape[1]} heads, {len(tokens)} tokens")
print(f"share of attention on {tokens[0]!r}: mean {sink.mean():.0%}, highest {sink.max():.0%}")
print(f"heads that give it more than half: {(sink > 0.5).sum()} of {sink.size}")
# The rest of the attention may rest elsewhere: in BERT on [SEP].
most = int(attention[:, :, 1:].mean((0, 1, 2)).argmax())
if most > 0:
    share = attention[:, :, 1:, most].mean(-1)
    print(f"most goes to {tokens[most]!r}: mean {share.mean():.0%}, highest {share.max():.0%}")
show_layer(attention, tokens, layer=0)
show_head(attention, tokens, layer=0, head=0)
plt.show()
