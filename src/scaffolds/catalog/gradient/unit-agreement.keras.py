"""
id: gradient.unit-agreement.keras
title: Do the pictures of a unit agree?
description: Whether pictures made for a unit are its maximum, beat natural images, agree over seeds and need the weights.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, functional or sequential"}
  - {name: layer, kind: layer, type: "str, the name of a layer, before its ReLU if it has one"}
  - {name: images, kind: images, type: "array [n, height, width, channel], as the model takes them"}
yields:
  - {name: scores, type: "dict[str, array], activations in standard deviations of the images, by kind of picture"}
  - {name: within, type: "float, mean correlation of the layer's profile over seeds of this unit"}
  - {name: between, type: "float, the same with pictures of other units"}
  - {name: believable, type: "bool, the pictures pass all four tests"}
picture: Activation of the unit for natural images, for its pictures, and for pictures made with random weights.
checks: gradient.activation-maximisation.keras
questions:
  - activation.seeds
  - any.random-model
  - activation.off-distribution
  - activation.decoupled
sources:
  - {title: Feature Visualization, authors: "Olah et al.", year: 2017, link: "https://distill.pub/2017/feature-visualization/"}
  - {title: "Don't trust your eyes: on the (un)reliability of feature visualizations", authors: "Geirhos et al.", year: 2023, link: "https://arxiv.org/abs/2306.04719"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
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


# %% Do the pictures of a unit agree?
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


def weights_from_the_top(model):
    """The weights of each layer, from the last to the first: {layer: variables}."""
    layers = {}
    for variable in model.weights:
        path, _, name = variable.path.rpartition("/")
        # Statistics of the data, which batch norm and Normalization keep, are no parameters.
        if name not in ("moving_mean", "moving_variance", "mean", "variance", "count"):
            layers.setdefault(path, []).append(variable)
    return dict(reversed(layers.items()))


def channel_agreement(model, layer, channel, images, explain=maximise_channel, others=2):
    """Scores of a unit for several kinds of pictures, and how alike its pictures are to the layer.

    To the pictures of `explain` are compared some with twice the steps, for other units, and for
    the model with random weights, which are put in its place and taken back at the end. Scores are
    activations in standard deviations of the images, so 0 is their mean. Profiles are the same for
    every other channel that the images move; they are correlated between the seeds of this unit
    (within) and with pictures of `others` further units (between).
    """
    natural = image_activations(model, layer, images)
    mean, spread = natural.mean(0), natural.std(0).clip(1e-6)
    channels = natural.shape[1]
    # A channel that no image moves has no unit to be measured in: it would drown all others.
    moved = natural.std(0) > 1e-6
    assert moved[channel], f"No image moves channel {channel} of {layer!r}: it has no scale."
    assert moved.sum() >= 8, f"{moved.sum()} channels vary over the images: too few for a profile."

    def profile(pictures):
        return (image_activations(model, layer, pictures) - mean) / spread

    own_pictures, *_ = explain(model, layer, channel, images)
    assert len(own_pictures) > 1, "Make pictures from several seeds: one alone agrees with itself."
    own = profile(own_pictures)
    longer = profile(maximise_channel(model, layer, channel, images, steps=512)[0])
    step = max(1, channels // (others + 1))
    further = [(channel + step * (i + 1)) % channels for i in range(others)]
    foreign = np.concatenate([profile(explain(model, layer, one, images)[0]) for one in further])
    variables = [one for group in weights_from_the_top(model).values() for one in group]
    before = [one.numpy() for one in variables]
    generator = np.random.default_rng(0)
    try:
        for one, value in zip(variables, before, strict=True):
            size = max(float(np.std(value.astype(float))), 1e-3)
            one.assign(generator.normal(0, size, value.shape).astype(value.dtype))
        random_pictures, *_ = explain(model, layer, channel, images)
    finally:
        for one, value in zip(variables, before, strict=True):
            one.assign(value)
    random = profile(random_pictures)
    rest = [i for i in range(channels) if moved[i] and i != channel and i not in further]
    alike = np.nan_to_num(np.corrcoef(np.concatenate([own, foreign])[:, rest]))
    count = len(own)
    within = float(alike[:count, :count][~np.eye(count, dtype=bool)].mean())
    between = float(alike[:count, count:].mean())
    scores = {
        "natural images": ((natural - mean) / spread)[:, channel],
        "pictures of this unit": own[:, channel],
        "twice the steps": longer[:, channel],
        "pictures of other units": foreign[:, channel],
        "pictures with random weights": random[:, channel],
    }
    return scores, within, between


channel = 0  # the channel that the pictures were made for
scores, within, between = channel_agreement(model, layer, channel, images)
own, best = scores["pictures of this unit"], scores["natural images"].max()
reached = np.median(own) > best
converged = np.median(own) > 0.95 * np.median(scores["twice the steps"])
agree = within - between > 0.2 and own.min() > 0.5 * own.max()
needs_weights = scores["pictures with random weights"].mean() < 0.5 * own.mean()
believable = bool(reached and converged and agree and needs_weights)
for kind, values in scores.items():
    print(f"{kind}: {values.mean():.2f} ± {values.std():.2f}, highest {values.max():.2f}")
print(f"correlation of profiles: {within:.2f} within this unit, {between:.2f} with other units")
if not reached:
    print("An image drives the unit more: nothing was maximised, or it got stuck.")
elif not converged:
    print("Twice the steps drive the unit further: this is not its maximum yet.")
elif not needs_weights:
    print("Pictures made without the model's weights do as well: they show no learned feature.")
elif not agree:
    print("The seeds do not agree: each shows one of several things, so show them all.")
else:
    print("The pictures beat every image, agree over seeds and need the model's weights.")
    print("They are still off the usual distribution: trust them only with the top images beside.")
figure, panel = plt.subplots(figsize=(8, 4), layout="constrained")
for row, values in enumerate(scores.values()):
    panel.scatter(values, [row] * len(values), alpha=0.6)
panel.axvline(best, color="gray", linewidth=1, linestyle="dashed")
panel.set_yticks(range(len(scores)), [*scores])
panel.invert_yaxis()
panel.set_xlabel(
    f"activation of {layer}, channel {channel}, in s.d. of the images (dashed: highest image)"
)
panel.set_title(f"Correlation of profiles: {within:.2f} over seeds, {between:.2f} with other units")
plt.show()
