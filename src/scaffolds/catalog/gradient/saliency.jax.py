"""
id: gradient.saliency.jax
title: Gradient saliency
description: How strongly one class logit of a function of parameters and image reacts to each pixel.
needs:
  - {name: apply, kind: jaxFunction, type: "callable (params, images) that returns logits [n, class]"}
  - {name: params, kind: jaxParams, type: pytree of arrays}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
yields:
  - {name: saliency, type: "array [height, width], the largest absolute gradient over channels"}
  - {name: target, type: "int, the class whose logit was differentiated"}
  - {name: logit, type: float}
picture: The input beside its saliency map, with a colour bar that starts at 0.
knownAnswer: The map of a linear model is its weight.
check: gradient.randomisation.jax
questions:
  - gradient.of-what
  - gradient.preprocessing
  - gradient.sign
  - gradient.copies-input
  - gradient.randomise-layers
  - gradient.colour-limits
sources:
  - {title: "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps", authors: "Simonyan et al.", year: 2013, link: "https://arxiv.org/abs/1312.6034"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression


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


# %% Gradient saliency
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


def plot_image_saliency(image, saliency, target, logit, limit=None):
    """The input beside its map; give two maps the same `limit` before comparing them."""
    pixels = np.asarray(image[0], dtype=float)
    pixels = (pixels - pixels.min()) / max(pixels.max() - pixels.min(), 1e-12)
    pixels = pixels if pixels.shape[-1] == 3 else pixels.mean(-1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    left.imshow(pixels, cmap="gray", vmin=0, vmax=1)
    left.set_title("input, scaled to 0..1 for display")
    heat = right.imshow(saliency, cmap="inferno", vmin=0, vmax=limit or saliency.max())
    right.set_title(f"saliency of class {target}, logit {logit:.2f}")
    for panel in (left, right):
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    figure.colorbar(heat, ax=right, label="|d logit / d input|, largest over channels")
    return figure


saliency, target, logit = image_saliency(apply, params, image)
print(f"class {target}, logit {logit:.3f}, largest |gradient| {saliency.max():.3g}")
plot_image_saliency(image, saliency, target, logit)
plt.show()
