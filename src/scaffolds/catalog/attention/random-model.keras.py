"""
id: attention.random-model.keras
title: Attention against a random model
description: Which heads look different from every head of the same model with random weights.
needs:
  - {name: model, kind: kerasModel, type: keras.Model with MultiHeadAttention layers}
  - {name: token_ids, kind: tokenIds, type: "ndarray [1, position], what the model takes"}
yields:
  - {name: distance, type: "ndarray [layer, head], 0 the same as some random head, 1 disjoint from all"}
  - {name: threshold, type: "float, 95 % of random heads are this close to another random model"}
picture: Distance of each head to the nearest random head, layer by head, with those past the threshold marked.
checks: attention.patterns.keras
questions:
  - attention.random-model
  - any.boring-explanation
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
  - {title: Attention is not not Explanation, authors: Wiegreffe and Pinter, year: 2019, link: "https://arxiv.org/abs/1908.04626"}
"""

import inspect
import random

import keras
import matplotlib.pyplot as plt
import numpy as np
from tqdm.auto import tqdm

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


# %% Attention against a random model
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


def fresh_keras_attention(model, token_ids, seeds):
    """Attention of the same model with fresh weights: a list over seeds, as above."""
    found, before = [], random.getstate()  # Keras takes the seeds of initialisers from here
    try:
        for seed in tqdm(seeds, desc="random models"):
            random.seed(f"fresh {seed}")  # not what set_random_seed gave the model itself
            fresh = keras.models.clone_model(model)
            pairs = zip(model.weights, fresh.weights, strict=True)
            assert any(
                np.abs(keras.ops.convert_to_numpy(old - new)).max() > 1e-6 for old, new in pairs
            ), "A copy of the model has the very same weights: its initialisers have fixed seeds."
            found.append(keras_attention(fresh, token_ids))
    finally:
        random.setstate(before)
    return found


def nearest_distance(attention, others):
    """Total variation, [layer, head], to the nearest head of the same layer in `others`."""

    def nearest(head):  # one at a time: all pairs of maps at once would not fit into memory
        gaps = [
            np.abs(attention[:, head, None] - other).sum(-1)[..., 1:].mean(-1) / 2
            for other in others  # [layer, head of other], over the queries that had a choice
        ]
        return np.concatenate(gaps, axis=-1).min(-1)

    return np.stack([nearest(head) for head in range(attention.shape[1])], axis=-1)


def distance_from_fresh(attention, others):
    """How far each head is from random heads, and how far random heads are from each other."""
    null = [nearest_distance(one, others[:i] + others[i + 1 :]) for i, one in enumerate(others)]
    return nearest_distance(attention, others), float(np.quantile(null, 0.95))


attention = keras_attention(model, token_ids)
others = fresh_keras_attention(model, token_ids, seeds=range(5))
distance, threshold = distance_from_fresh(attention, others)
unlike = distance > threshold
print(f"heads unlike those of a random model: {unlike.sum()} of {unlike.size}")
print(f"(by chance about {0.05 * unlike.size:.1f}: 5 % of random heads pass {threshold:.3f})")
print("To be unlike random is a low bar. It does not show that a head matters: ablation does.")
figure, panel = plt.subplots(
    figsize=(0.5 * distance.shape[1] + 3, 0.4 * distance.shape[0] + 2), layout="constrained"
)
drawn = panel.imshow(distance, vmin=0, vmax=1, cmap="magma")
rows, columns = unlike.nonzero()
panel.scatter(columns, rows, marker="o", facecolors="none", edgecolors="white")
panel.set_xticks(range(distance.shape[1]))
panel.set_yticks(range(distance.shape[0]))
panel.set_xlabel("head")
panel.set_ylabel("layer")
panel.set_title(f"Distance to the nearest random head\n(ringed: beyond {threshold:.3f})")
figure.colorbar(drawn, ax=panel, label="total variation, 0 same, 1 disjoint")
plt.show()
