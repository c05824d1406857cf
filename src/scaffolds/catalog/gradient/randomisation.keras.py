"""
id: gradient.randomisation.keras
title: Cascading parameter randomisation
description: Whether a saliency map falls apart when the model's layers are randomised from the top.
needs:
  - {name: model, kind: kerasModel, type: keras.Model that returns logits or a softmax of them}
  - {name: image, kind: imageArray, type: "array [1, height, width, channel]"}
yields:
  - {name: layers, type: "list[str], in the order in which they were randomised"}
  - {name: similarity, type: "array [seed, layer], Spearman correlation with the original map"}
  - {name: depends_on_weights, type: "bool, the similarity ends below 0.5"}
picture: Spearman correlation with the original map as more layers are randomised, with the spread over seeds.
checks: gradient.saliency.keras
questions:
  - gradient.randomise-layers
  - any.random-model
  - gradient.copies-input
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

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


# %% Cascading parameter randomisation
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


layers, similarity = random_cascade(model, image)
mean, spread = similarity.mean(0), similarity.std(0, ddof=1)
depends_on_weights = bool(mean[-1] < 0.5)
print(f"Spearman with every layer randomised: {mean[-1]:.2f} ± {spread[-1]:.2f} over seeds")
if mean[-1] < 0.2:
    print("Little of the map is left: it depends on the model's weights.")
elif depends_on_weights:
    print("Part of the map is left: it shows the input or the architecture, not the weights.")
else:
    print("Most of the map is left without the model's weights: it does not show what was learned.")
plot_cascade(layers, similarity)
plt.show()
