"""
id: gradient.saliency.keras
title: Gradient saliency
description: How strongly one class logit of an image classifier reacts to each pixel.
needs:
  - {name: model, kind: kerasModel, type: keras.Model that returns logits or a softmax of them}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
yields:
  - {name: saliency, type: "array [height, width], the largest absolute gradient over channels"}
  - {name: target, type: "int, the class whose logit was differentiated"}
  - {name: logit, type: float}
picture: The input beside its saliency map, with a colour bar that starts at 0.
knownAnswer: The map of a linear model is its weight.
check: gradient.randomisation.keras
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

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_sample_image

# %% model
model = keras.applications.MobileNetV2()

# %% image
picture = tf.image.resize(load_sample_image("flower.jpg"), (224, 224)).numpy()
image = keras.applications.mobilenet_v2.preprocess_input(picture)[None]


# %% Gradient saliency
def image_tensor(model, image):
    """One image as a float32 tensor [1, height, width, channel], for a model that is ready."""
    assert keras.backend.backend() == "tensorflow", (
        "GradientTape sees only TensorFlow: set KERAS_BACKEND=tensorflow before importing keras, "
        f"which now runs on {keras.backend.backend()}."
    )
    assert model.built, (
        "The model is not built, so it has no trained weights yet: start it with keras.Input, and "
        "train it or load its weights."
    )
    tensor = tf.cast(tf.convert_to_tensor(image), tf.float32)  # the tape watches no ndarray
    assert tensor.ndim == 4 and tensor.shape[0] == 1, (
        f"Saliency takes one image as [1, height, width, channel], not {list(tensor.shape)}."
    )
    return tensor


def logits_before_softmax(model, tensor):
    """Logits of the model, [1, class], also where its last layer has a softmax or sigmoid."""
    last = model.layers[-1]
    while isinstance(last, keras.Model):
        last = last.layers[-1]
    activation = getattr(last, "activation", None)
    squashes = activation in (keras.activations.softmax, keras.activations.sigmoid)
    try:
        if squashes:
            last.activation = keras.activations.linear
        logits = model(tensor, training=False)  # otherwise dropout and batch norm change the map
    finally:
        if squashes:
            last.activation = activation
    assert len(logits.shape) == 2, (
        f"The model should return [1, class] logits, not {list(logits.shape)}."
    )
    scores = logits.numpy().astype(float)
    rounding = 1e-2 if logits.dtype in (tf.float16, tf.bfloat16) else 1e-4
    probabilities = scores.min() >= 0 and abs(scores.sum() - 1) < rounding
    logarithms = scores.max() <= 0 and abs(np.exp(scores).sum() - 1) < rounding
    assert not probabilities and not logarithms, (
        "The model returns probabilities or their logarithm, whose gradient mixes all classes: "
        "take the logits before the softmax."
    )
    return logits


def check_gradient(gradient, what):
    """The gradient as an array in float32, if it is there, finite and not zero everywhere."""
    assert gradient is not None, f"The model cuts {what} off from the image: it has no gradient."
    gradient = tf.cast(gradient, tf.float32).numpy()
    assert np.isfinite(gradient).all(), (
        f"The gradient of {what} is not finite: the model may overflow (try float32), or take a "
        "root or a logarithm at zero."
    )
    assert np.abs(gradient).max() > 0, (
        f"The gradient of {what} is zero at every pixel: it may be saturated, or cut off from its "
        "input."
    )
    return gradient


def pixel_saliency(model, image, target=None):
    """|d logit / d pixel|, the largest over channels: [height, width], the class, its logit.

    `target` is a class index; None takes the class with the highest logit.
    """
    tensor = image_tensor(model, image)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        logits = logits_before_softmax(model, tensor)
        target = int(tf.argmax(logits[0])) if target is None else target
        logit = logits[0, target]
    gradient = check_gradient(tape.gradient(logit, tensor), f"logit {target}")
    return np.abs(gradient[0]).max(-1), target, float(logit)


def plot_pixel_saliency(image, saliency, title, label, limit=None):
    """The input beside its map; give two maps the same `limit` before comparing them."""
    pixels = np.asarray(image[0], dtype=float)
    pixels = (pixels - pixels.min()) / max(pixels.max() - pixels.min(), 1e-12)
    pixels = pixels if pixels.shape[-1] == 3 else pixels.mean(-1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    left.imshow(pixels, cmap="gray", vmin=0, vmax=1)
    left.set_title("input, scaled to 0..1 for display")
    heat = right.imshow(saliency, cmap="inferno", vmin=0, vmax=limit or saliency.max())
    right.set_title(title)
    for panel in (left, right):
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    figure.colorbar(heat, ax=right, label=label)
    return figure


saliency, target, logit = pixel_saliency(model, image)
print(f"class {target}, logit {logit:.3f}, largest |gradient| {saliency.max():.3g}")
title = f"saliency of class {target}, logit {logit:.2f}"
plot_pixel_saliency(image, saliency, title, "|d logit / d input|, largest over channels")
plt.show()
