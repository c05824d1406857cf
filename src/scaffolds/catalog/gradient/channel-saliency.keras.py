"""
id: gradient.channel-saliency.keras
title: Gradient of a layer's channel
description: Which pixels of an image one channel of a named layer reacts to.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, functional or sequential"}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
  - {name: layer, kind: layer, type: "str, the name of a layer"}
yields:
  - {name: saliency, type: "array [height, width], the largest absolute gradient over colours"}
  - {name: channel, type: "int, the channel of the layer, the most active if none was named"}
  - {name: activation, type: "float, its mean over places"}
picture: The input beside the map of the channel, with a colour bar that starts at 0.
knownAnswer: The gradient of one channel is the weight of that channel alone.
check: gradient.channel-randomisation.keras
questions:
  - gradient.map-or-picture
  - gradient.one-channel
  - activation.before-or-after
  - gradient.preprocessing
  - any.eval-mode
  - gradient.other-channel
  - gradient.randomise-layers
sources:
  - {title: "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps", authors: "Simonyan et al.", year: 2013, link: "https://arxiv.org/abs/1312.6034"}
  - {title: Feature Visualization, authors: "Olah et al.", year: 2017, link: "https://distill.pub/2017/feature-visualization/"}
"""

import difflib

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

# %% layer
# The last layer that keeps height and width; name any other.
layer = [one.name for one in model.layers if len(one.output.shape) == 4][-1]


# %% Gradient of a layer's channel
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


def outputs_of(model, layer):
    """A model from the same inputs to what the named layer gives; it shares the weights."""
    names = [one.name for one in model.layers]
    close = difflib.get_close_matches(str(layer), names, n=5, cutoff=0.5) or names[:20]
    assert layer in names, f"The model has no layer {layer!r}; there are {', '.join(close)}."
    try:
        return keras.Model(model.inputs, model.get_layer(layer).output)
    except (AttributeError, ValueError) as error:
        raise AssertionError(
            f"The layer {layer!r} has no output of its own: a functional or sequential model that "
            "starts with keras.Input has one for each layer, a subclass of keras.Model has none."
        ) from error


def mean_of_channels(outputs):
    """Each channel of a layer's output, its mean over places: [image, channel]."""
    shape = list(outputs.shape)
    assert len(shape) in (2, 4), (
        f"The layer should give [n, channel] or [n, height, width, channel], not {shape}."
    )
    outputs = tf.cast(outputs, tf.float32)
    return tf.reduce_mean(outputs, (1, 2)) if len(shape) == 4 else outputs


def channel_saliency(model, image, layer, channel=None):
    """|d channel / d pixel| for the mean of one channel over places, the largest over colours.

    Returns [height, width], the channel and its mean. `channel` None takes the most active one: a
    mean over all channels would be the gradient of no feature in particular.
    """
    tensor = image_tensor(model, image)
    part = outputs_of(model, layer)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        means = mean_of_channels(part(tensor, training=False))[0]
        channel = int(tf.argmax(means)) if channel is None else channel
        assert 0 <= channel < len(means), (
            f"There is no channel {channel}: the layer {layer!r} has {len(means)}."
        )
        activation = means[channel]
    what = f"channel {channel} of {layer!r}"
    gradient = check_gradient(tape.gradient(activation, tensor), what)
    return np.abs(gradient[0]).max(-1), channel, float(activation)


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


saliency, channel, activation = channel_saliency(model, image, layer)
print(f"{layer}, channel {channel}: mean activation {activation:.3g}")
print("This is saliency for one image: no picture was made to drive the channel.")
title = f"{layer}, channel {channel}, mean {activation:.3g}"
plot_pixel_saliency(image, saliency, title, "|d channel / d input|, largest over colours")
plt.show()
