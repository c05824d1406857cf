"""
id: gradient.activation-maximisation.keras
title: Activation maximisation
description: Pictures made to drive one channel of a layer, beside the images that drive it most.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, functional or sequential"}
  - {name: layer, kind: layer, type: "str, the name of a layer, before its ReLU if it has one"}
  - {name: images, kind: images, type: "array [n, height, width, channel], as the model takes them"}
yields:
  - {name: channel, type: "int, the channel that is looked at"}
  - {name: made, type: "array [seed, height, width, channel], within the range of the images"}
  - {name: activations, type: "array [seed], mean of the channel over places for each picture"}
  - {name: top, type: "list[int], the images with the highest activation"}
  - {name: natural, type: "array [n], the activation for each image"}
picture: One picture a seed above the images with the highest activation, each with its activation, in one grey or colour scale.
knownAnswer: The picture of a linear unit points along its weight.
check: gradient.unit-agreement.keras
questions:
  - gradient.map-or-picture
  - activation.top-examples
  - activation.what-we-maximise
  - activation.before-or-after
  - activation.adversarial
  - activation.seeds
sources:
  - {title: Feature Visualization, authors: "Olah et al.", year: 2017, link: "https://distill.pub/2017/feature-visualization/"}
  - {title: Exemplary Natural Images Explain CNN Activations Better than State-of-the-Art Feature Visualization, authors: "Borowski et al.", year: 2020, link: "https://arxiv.org/abs/2010.12606"}
"""

import difflib

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_sample_images
from tqdm.auto import tqdm

# %% model
model = keras.applications.MobileNetV2()

# %% layer
# The last layer that keeps height and width; name any other.
layer = [one.name for one in model.layers if len(one.output.shape) == 4][-1]

# %% images
samples = np.stack(load_sample_images().images).astype("float32")
corners = [(row, column) for row in (0, 100, 200) for column in (0, 100, 200, 300, 400)]
crops = np.concatenate([samples[:, r : r + 224, c : c + 224] for r, c in corners])
images = keras.applications.mobilenet_v2.preprocess_input(crops)


# %% Activation maximisation
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


def image_activations(model, layer, images, batch=32):
    """Each channel of a layer for each image, its mean over places: array [n, channel]."""
    assert keras.backend.backend() == "tensorflow", (
        "GradientTape sees only TensorFlow: set KERAS_BACKEND=tensorflow before importing keras, "
        f"which now runs on {keras.backend.backend()}."
    )
    assert model.built, (
        "The model is not built, so it has no trained weights yet: start it with keras.Input, and "
        "train it or load its weights."
    )
    images = np.asarray(images, dtype="float32")
    assert images.ndim == 4 and len(images) > 1, (
        "Give several images as one array [n, height, width, channel], not "
        f"{list(images.shape)}: they set range and contrast."
    )
    part = outputs_of(model, layer)
    rows = [images[start : start + batch] for start in range(0, len(images), batch)]
    return np.concatenate(
        [mean_of_channels(part(tf.constant(one), training=False)) for one in rows]
    )


def maximise_channel(
    model,
    layer,
    channel,
    images,
    seeds=(0, 1, 2),
    steps=256,
    rate=0.05,
    jitter=None,
    variation=0.2,
    limits=None,
):
    """Pictures, one a seed, that drive the mean of one channel over its places.

    A picture has the mean colour and the contrast (root mean square) of the images, and may leave
    their range (`limits`) only at a price. It is built from waves, moved by up to `jitter` pixels
    before each step, and pays for its total variation, so that it is not mere noise. The contrast
    is part of how a picture is made, not enforced after each step: that would make every pixel an
    extreme. Returns the pictures [seed, height, width, channel], clipped to the range, and their
    activations [seed].
    """
    natural = image_activations(model, layer, images)
    assert 0 <= channel < natural.shape[1], (
        f"There is no channel {channel}: the layer {layer!r} has {natural.shape[1]}."
    )
    part = outputs_of(model, layer)
    images = np.asarray(images, dtype="float32")
    height, width, depth = images.shape[1:]
    jitter = min(height, width) // 16 if jitter is None else jitter
    low, high = limits or (float(images.min()), float(images.max()))
    colour = images.mean((0, 1, 2), keepdims=True)
    contrast = float(np.sqrt(np.square(images - colour).mean()))
    scale = float(natural[:, channel].std()) or 1.0
    # Waves, with the low frequencies first, as in natural images.
    frequencies = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    weights = (1 / frequencies.clip(1 / max(height, width))).astype("float32")
    start = [
        np.random.default_rng(seed).standard_normal((2, depth, *weights.shape)) for seed in seeds
    ]
    waves = tf.Variable(np.stack(start), dtype=tf.float32)
    moves = np.random.default_rng(0).integers(-jitter, jitter + 1, (steps, 2))

    def draw():
        """Pictures from waves, with the contrast of the images: [seed, height, width, channel]."""
        spectrum = tf.complex(waves[:, 0] * weights, waves[:, 1] * weights)
        plain = tf.transpose(tf.signal.irfft2d(spectrum, (height, width)), (0, 2, 3, 1))
        size = tf.sqrt(tf.reduce_mean(tf.square(plain), (1, 2, 3), keepdims=True))
        return colour + contrast * plain / tf.maximum(size, 1e-12)

    def activation_of(pictures):
        return mean_of_channels(part(pictures, training=False))[:, channel]

    with tf.GradientTape() as tape:
        activation = activation_of(draw())
    gradient = tape.gradient(activation, waves)
    assert gradient is not None and float(tf.reduce_max(tf.abs(gradient))) > 0, (
        f"Channel {channel} of {layer!r} gives no gradient for noise: it may be dead there, so "
        "take the layer before its ReLU."
    )
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
    optimiser = keras.optimizers.Adam(schedule)
    optimiser.build([waves])

    def advance(move):
        """One step uphill, with the pictures moved by `move`, [rows, columns]."""
        with tf.GradientTape() as tape:
            pictures = draw()
            activation = activation_of(tf.roll(pictures, move, (1, 2)))
            down = tf.abs(pictures[:, 1:] - pictures[:, :-1])
            across = tf.abs(pictures[:, :, 1:] - pictures[:, :, :-1])
            rough = tf.reduce_mean(down, (1, 2, 3)) + tf.reduce_mean(across, (1, 2, 3))
            outside = tf.nn.relu(low - pictures) + tf.nn.relu(pictures - high)
            price = variation * rough / contrast
            price += tf.reduce_mean(tf.square(outside), (1, 2, 3)) / contrast**2
            loss = tf.reduce_sum(price - activation / scale)
        optimiser.apply([tape.gradient(loss, waves)], [waves])

    advance = tf.function(advance)  # many times faster than step by step
    for move in tqdm(moves, desc=f"{layer}, channel {channel}"):
        advance(tf.constant(move))
    pictures = tf.clip_by_value(draw(), low, high)
    activations = activation_of(pictures).numpy()
    assert np.isfinite(activations).all(), "The activation is not finite: try the model in float32."
    return pictures.numpy(), activations


def plot_channel(images, pictures, activations, natural, top, title):
    """Pictures above the images that drive the channel most, in the range of the images."""
    images = np.asarray(images, dtype="float32")
    low, high = images.min(), images.max()
    rows = [
        ("made, seed", range(len(pictures)), pictures, activations),
        ("image", top, images[top], natural[top]),
    ]
    columns = max(len(pictures), len(top))
    figure, axes = plt.subplots(
        2, columns, figsize=(2.6 * columns + 1, 6), layout="constrained", squeeze=False
    )
    for row, (word, names, shown, values) in zip(axes, rows, strict=True):
        for panel in row:
            panel.axis("off")
        for panel, name, one, value in zip(row, names, shown, values, strict=False):
            pixels = ((one - low) / (high - low)).clip(0, 1)
            pixels = pixels if pixels.shape[-1] == 3 else pixels.mean(-1)
            heat = panel.imshow(pixels, cmap="gray", vmin=0, vmax=1)
            panel.set_title(f"{word} {name}\nactivation {value:.3g}", fontsize=10)
    if images.shape[-1] != 3:
        figure.colorbar(heat, ax=axes, label=f"pixel, 0 is {low:.3g}, 1 is {high:.3g}")
    figure.suptitle(title)
    return figure


channel = 0  # the channel to look at
made, activations = maximise_channel(model, layer, channel, images)
natural = image_activations(model, layer, images)[:, channel]
top = np.argsort(-natural)[:4].tolist()
print(f"{layer}, channel {channel}: images {natural.mean():.3g} ± {natural.std():.3g}")
print(f"highest image {natural.max():.3g}; pictures {[round(float(x), 3) for x in activations]}")
if activations.min() > natural.max():
    print("The pictures drive the unit beyond every image: they are off the usual distribution.")
plot_channel(images, made, activations, natural, top, f"{layer}, channel {channel}")
plt.show()
