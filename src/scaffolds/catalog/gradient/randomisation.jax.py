"""
id: gradient.randomisation.jax
title: Cascading parameter randomisation
description: Whether a saliency map falls apart when the parameters are randomised from the top.
needs:
  - {name: apply, kind: jaxFunction, type: "callable (params, images) that returns logits [n, class]"}
  - {name: params, kind: jaxParams, type: pytree of arrays}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
yields:
  - {name: groups, type: "list[str], parts of the parameters in the order in which they were randomised"}
  - {name: similarity, type: "array [seed, group], Spearman correlation with the original map"}
  - {name: depends_on_weights, type: "bool, the similarity ends below 0.5"}
picture: Spearman correlation with the original map as more parameters are randomised, with the spread over seeds.
checks: gradient.saliency.jax
questions:
  - gradient.randomise-layers
  - any.random-model
  - gradient.copies-input
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import re

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import spearmanr
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from tqdm.auto import tqdm


# %% apply
def apply(params, images):
    """Logits of a linear classifier, [n, class]: put your own model here."""
    return images.reshape(len(images), -1) @ params["weight"] + params["bias"]


# %% params
digits = load_digits()
fitted = LogisticRegression(max_iter=1000).fit(digits.data / 16, digits.target)
params = {"weight": jnp.array(fitted.coef_.T), "bias": jnp.array(fitted.intercept_)}

# %% image
image = load_digits().images[3][None, ..., None] / 16


# %% Cascading parameter randomisation
def image_saliency(apply, params, image, target=None):
    """|d logit / d pixel|, the largest over channels: [height, width], the class, its logit.

    `apply(params, images)` should be in the mode for prediction: bind its options beforehand, such
    as `functools.partial(model.apply, train=False)`. `target` None takes the highest logit.
    """
    image = jnp.asarray(image)
    if not jnp.issubdtype(image.dtype, jnp.floating):
        image = image.astype(jnp.float32)  # there is no gradient for whole numbers
    assert image.ndim == 4 and image.shape[0] == 1, (
        f"Saliency takes one image as [1, height, width, channel], not {list(image.shape)}."
    )
    logits = apply(params, image)
    assert hasattr(logits, "ndim") and logits.ndim == 2 and logits.shape[0] == 1, (
        "The function should return [1, class] logits alone, not "
        f"{list(logits.shape) if hasattr(logits, 'shape') else type(logits).__name__}."
    )
    scores = np.asarray(logits.astype(jnp.float32), dtype=float)
    rounding = max(1e-4, 4 * float(jnp.finfo(logits.dtype).eps))
    probabilities = scores.min() >= 0 and abs(scores.sum() - 1) < rounding
    logarithms = scores.max() <= 0 and abs(np.log(np.exp(scores).sum())) < rounding
    assert not probabilities and not logarithms, (
        "The function returns probabilities or their logarithm, whose gradient mixes all classes: "
        "take the logits before the softmax."
    )
    target = int(scores[0].argmax()) if target is None else target
    # An index that is out of range would silently become the last one.
    assert 0 <= target < scores.shape[1], (
        f"There is no class {target}: the function has {scores.shape[1]} logits."
    )
    gradient = jax.grad(lambda pixels: apply(params, pixels)[0, target])(image)
    gradient = np.asarray(gradient.astype(jnp.float32))
    assert np.isfinite(gradient).all(), (
        f"The gradient of logit {target} is not finite: the model may overflow (try float32), or "
        "take a root or a logarithm at zero."
    )
    assert np.abs(gradient).max() > 0, (
        f"The gradient of logit {target} is zero at every pixel: the model may be saturated, or "
        "cut off from its input, as by a rounding or stop_gradient."
    )
    return np.abs(gradient[0]).max(-1), target, float(scores[0, target])


def groups_from_the_top(params):
    """Places of the leaves of each layer, from the last layer to the first: {layer: places}.

    A layer is what holds a leaf: all but the last step of its path. Layers come in the order of
    the tree, with numbers counted as numbers, so that layer 10 comes after layer 9: look at the
    labels, for a tree of names knows nothing of the order of use.
    """
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(params)]
    layers = {}
    for place, path in enumerate(paths):
        layer = re.sub(r"(?:\[[^\[\]]*\]|\.\w+)$", "", path) or "all"
        layers.setdefault(layer, []).append(place)

    def by_number(layer):
        return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", layer)]

    return {layer: layers[layer] for layer in sorted(layers, key=by_number, reverse=True)}


def cascade_of_params(apply, params, image, explain=image_saliency, seeds=(0, 1, 2, 3, 4)):
    """Spearman of `explain`'s map with the original's, [seed, layer], from the top layer down."""
    original, target, _ = explain(apply, params, image)
    # Where the input is exactly zero, a map that multiplies by it agrees for free.
    seen = np.abs(np.asarray(image[0], dtype=float)).max(-1) > 0
    seen = seen if seen.sum() >= 16 else np.ones_like(seen)
    layers = groups_from_the_top(params)
    leaves, tree = jax.tree_util.tree_flatten(params)
    similarity = np.zeros((len(seeds), len(layers)))
    for row, seed in enumerate(tqdm(seeds, desc="seeds")):
        generator = np.random.default_rng(seed)
        changed = list(leaves)  # arrays are never changed in place: `params` stays as it is
        for column, places in enumerate(layers.values()):
            for place in places:
                leaf = jnp.asarray(leaves[place])
                if jnp.issubdtype(leaf.dtype, jnp.floating):
                    spread = max(float(jnp.std(leaf.astype(jnp.float32))), 1e-3)
                    values = generator.normal(0, spread, leaf.shape)
                    changed[place] = jnp.asarray(values, dtype=leaf.dtype)
            other, *_ = explain(apply, jax.tree_util.tree_unflatten(tree, changed), image, target)
            similarity[row, column] = spearmanr(original[seen], other[seen]).statistic
    return [*layers], np.nan_to_num(similarity)


groups, similarity = cascade_of_params(apply, params, image)
mean, spread = similarity.mean(0), similarity.std(0, ddof=1)
depends_on_weights = bool(mean[-1] < 0.5)
print(f"Spearman with every layer randomised: {mean[-1]:.2f} ± {spread[-1]:.2f} over seeds")
if mean[-1] < 0.2:
    print("Little of the map is left: it depends on the model's weights.")
elif depends_on_weights:
    print("Part of the map is left: it shows the input or the architecture, not the weights.")
else:
    print("Most of the map is left without the model's weights: it does not show what was learned.")
figure, panel = plt.subplots(figsize=(max(5, 0.35 * len(groups) + 3), 4), layout="constrained")
panel.errorbar(range(len(groups) + 1), [1, *mean], yerr=[0, *spread], marker="o", capsize=3)
panel.axhline(0, color="gray", linewidth=1)
panel.set_xticks(range(len(groups) + 1), ["original", *groups], rotation=90)
panel.set_ylim(-1.05, 1.05)
panel.set_xlabel("randomised down to this part of the parameters")
panel.set_ylabel("Spearman with the original map")
panel.set_title(f"Cascading randomisation\n(mean and s.d. of {len(similarity)} seeds)")
plt.show()
