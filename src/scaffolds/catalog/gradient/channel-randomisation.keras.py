"""
id: gradient.channel-randomisation.keras
title: Is the map of this channel, and of this model?
description: Whether the map of a channel differs from other channels' and falls apart with the weights below it.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, functional or sequential"}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
  - {name: layer, kind: layer, type: "str, the name of a layer"}
yields:
  - {name: similarity, type: "array [seed, layer], Spearman with the map as layers are randomised"}
  - {name: others, type: "array [channel], Spearman with the maps of other channels"}
  - {name: own, type: "bool, both end below 0.5"}
picture: Spearman correlation with the original map as more layers are randomised, with the spread over seeds.
checks: gradient.channel-saliency.keras
questions:
  - gradient.randomise-layers
  - gradient.other-channel
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import difflib

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from scipy.stats import spearmanr
from sklearn.datasets import load_sample_image
from tqdm.auto import tqdm

# %% model
model = keras.applications.MobileNetV2()

# %% image
picture = tf.image.resize(load_sample_image("flower.jpg"), (224, 224)).numpy()
image = keras.applications.mobilenet_v2.preprocess_input(picture)[None]

# %% layer
# The last layer that keeps height and width; name any other.
layer = [one.name for one in model.layers if len(one.output.shape) == 4][-1]


# %% Is the map of this channel, and of this model?
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


def weights_from_the_top(model):
    """The weights of each layer, from the last to the first: {layer: variables}."""
    layers = {}
    for variable in model.weights:
        path, _, name = variable.path.rpartition("/")
        # Statistics of the data, which batch norm and Normalization keep, are no parameters.
        if name not in ("moving_mean", "moving_variance", "mean", "variance", "count"):
            layers.setdefault(path, []).append(variable)
    return dict(reversed(layers.items()))


def random_cascade(model, image, explain=pixel_saliency, seeds=(0, 1, 2, 3, 4)):
    """Spearman of `explain`'s map with the original's, [seed, layer], from the top layer down.

    The weights of the model are changed on the way and given back at the end, also after an error.
    """
    original, target, _ = explain(model, image)
    # Where the input is exactly zero, a map that multiplies by it agrees for free.
    seen = np.abs(np.asarray(image[0], dtype=float)).max(-1) > 0
    seen = seen if seen.sum() >= 16 else np.ones_like(seen)
    layers = weights_from_the_top(model)
    before = {layer: [one.numpy() for one in variables] for layer, variables in layers.items()}
    similarity = np.zeros((len(seeds), len(layers)))
    for row, seed in enumerate(tqdm(seeds, desc="seeds")):
        generator = np.random.default_rng(seed)
        try:
            for column, (layer, variables) in enumerate(layers.items()):
                for variable, value in zip(variables, before[layer], strict=True):
                    spread = max(float(np.std(value.astype(float))), 1e-3)
                    variable.assign(generator.normal(0, spread, value.shape).astype(value.dtype))
                changed, *_ = explain(model, image, target)
                similarity[row, column] = spearmanr(original[seen], changed[seen]).statistic
        finally:
            for layer, variables in layers.items():
                for variable, value in zip(variables, before[layer], strict=True):
                    variable.assign(value)
    return [*layers], np.nan_to_num(similarity)


def plot_cascade(layers, similarity):
    """Mean and s.d. over seeds as more layers are randomised."""
    figure, panel = plt.subplots(figsize=(max(5, 0.35 * len(layers) + 3), 4), layout="constrained")
    means, spreads = similarity.mean(0), similarity.std(0, ddof=1)
    panel.errorbar(range(len(layers) + 1), [1, *means], yerr=[0, *spreads], marker="o", capsize=3)
    panel.axhline(0, color="gray", linewidth=1)
    panel.set_xticks(range(len(layers) + 1), ["original", *layers], rotation=90)
    panel.set_ylim(-1.05, 1.05)
    panel.set_xlabel("randomised down to this layer")
    panel.set_ylabel("Spearman with the original map")
    panel.set_title(f"Cascading randomisation\n(mean and s.d. of {len(similarity)} seeds)")
    return figure


def map_or_nothing(model, image, layer, channel):
    """The map of a channel; zero everywhere where random weights have silenced the channel."""
    try:
        return channel_saliency(model, image, layer, channel)
    except AssertionError:
        return np.zeros(image_tensor(model, image).shape[1:3]), channel, 0.0


def other_channels(model, image, layer, explain=map_or_nothing, count=5):
    """Spearman of the channel's map with the maps of other channels that have one, [channel]."""
    channel = channel_saliency(model, image, layer)[1]
    original, *_ = explain(model, image, layer, channel)
    means = mean_of_channels(outputs_of(model, layer)(image_tensor(model, image), training=False))
    ranked = [int(i) for i in np.argsort(-np.abs(means[0].numpy())) if i != channel]
    maps = (explain(model, image, layer, other)[0] for other in ranked)
    maps = [one for one, _ in zip((one for one in maps if one.any()), range(count), strict=False)]
    assert maps, f"No other channel of {layer!r} has a gradient for this image."
    similarity = [spearmanr(original.ravel(), one.ravel()).statistic for one in maps]
    return channel, np.nan_to_num(similarity)


channel, others = other_channels(model, image, layer)
layers, similarity = random_cascade(
    outputs_of(model, layer),
    image,
    lambda one, x, _=None: map_or_nothing(one, x, layer, channel),
)
mean = similarity.mean(0)
own = bool(mean[-1] < 0.5 and others.mean() < 0.5)
print(f"Spearman with every layer below randomised: {mean[-1]:.2f}")
print(
    f"Spearman with {len(others)} other channels: {others.mean():.2f}, highest {others.max():.2f}"
)
if mean[-1] >= 0.5:
    print("Most of the map is left without the model's weights: it does not show what was learned.")
elif others.mean() >= 0.9:
    print("Other channels have the same map: it shows the image or the layer, not the channel.")
elif not own:
    print("Other channels share much of the map: part of it shows the image or the layer.")
else:
    print("The map is of this channel: it differs from others' and depends on the weights.")
plot_cascade(layers, similarity)
plt.show()
