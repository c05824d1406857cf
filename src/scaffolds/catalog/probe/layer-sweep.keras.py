"""
id: probe.layer-sweep.keras
title: Layer sweep
description: At which layers of a Keras model a label can be read off, and whether off the pixels, all from one forward pass.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, built, with inputs and outputs"}
  - {name: images, kind: imageArray, type: "ndarray [image, height, width, channel], prepared for the model"}
  - {name: labels, kind: labels, type: "one class an image"}
  - {name: groups, kind: groups, type: "one group an image: what images share besides the label"}
yields:
  - {name: layer_names, type: "list[str], one a layer; the first is the input"}
  - {name: features_by_layer, type: "list of ndarray [image, feature], one a layer; layer 0 is the images, shrunk"}
  - {name: sweep, type: "dict: accuracy and mass_mean [layer], their intervals [layer, 2], majority, best_layer, as_good, directions [layer]"}
picture: Accuracy on new groups at each layer, logistic regression beside difference of means, with 95 % intervals and the majority line.
check: probe.selectivity-by-layer.sklearn
knownAnswer: What a rectifier makes readable is found after it, with accuracy at chance before and on the pixels.
questions:
  - probe.hidden-or-output
  - probe.raw-input
  - probe.leakage
  - probe.test-set-choices
  - probe.difference-of-means
  - probe.layer-peak
sources:
  - {title: "The Geometry of Truth: Emergent Linear Structure in Large Language Model Representations of True/False Datasets", authors: Marks and Tegmark, year: 2023, link: "https://arxiv.org/abs/2310.06824"}
  - {title: Understanding intermediate layers using linear classifier probes, authors: Alain and Bengio, year: 2016, link: "https://arxiv.org/abs/1610.01644"}
  - {title: "Probing Classifiers: Promises, Shortcomings, and Advances", authors: Belinkov, year: 2021, link: "https://arxiv.org/abs/2102.12452"}
"""

from statistics import NormalDist

import keras
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm

# %% model
# An example: a small network for digits. Its hidden layer comes before the classes.
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, activation="relu", name="convolution"),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation="relu", name="hidden"),
        keras.layers.Dense(10, name="logits"),
    ]
)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile("adam", loss)
digits = load_digits()
model.fit(digits.images[..., None] / 16, digits.target, epochs=3, verbose=0)

# %% images
images = (load_digits().images[..., None] / 16).astype("float32")

# %% labels
labels = load_digits().target >= 5

# %% groups
# What images share besides the label (writer, patient, camera); here: the digit.
groups = load_digits().target


# %% Layer sweep
def pooled_keras_layers(model, images, layers, batch_size=64):
    """Outputs of `layers` for `images`: a list of [image, channel], the mean over places if any.

    One pass a batch serves all layers, which may differ in width; float32.
    """
    images = np.asarray(images, dtype=np.float32)
    assert len(model.inputs) == 1, f"The model takes {len(model.inputs)} inputs, not one."
    shape = tuple(model.inputs[0].shape)
    fits = images.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape[1:], images.shape[1:], strict=True)
    )
    assert fits, f"The model takes {list(shape)}, but the images are {list(images.shape)}."
    names = [one.name for one in model.layers]
    for layer in layers:
        assert layer in names, f"The model has no layer {layer!r}; there are {', '.join(names)}."
        assert not isinstance(model.get_layer(layer), keras.Model), (
            f"Layer {layer!r} is a model of its own: take model.get_layer({layer!r}) as the model."
        )
    # A model up to those layers, with the same weights: the model itself is not touched.
    part = keras.Model(model.inputs[0], [model.get_layer(layer).output for layer in layers])
    pooled = [[] for _ in layers]
    for start in tqdm(range(0, len(images), batch_size), desc="images"):
        # training=False: no dropout, and batch norm with what it has learned.
        outputs = part(images[start : start + batch_size], training=False)
        # Flattened: of a single layer it may be a bare tensor.
        for rows, output in zip(pooled, keras.tree.flatten(outputs), strict=True):
            output = keras.ops.cast(output, "float32")
            if len(output.shape) > 2:
                output = keras.ops.mean(output, axis=tuple(range(1, len(output.shape) - 1)))
            rows.append(keras.ops.convert_to_numpy(output))
    features = [np.concatenate(rows) for rows in pooled]
    for layer, rows in zip(layers, features, strict=True):
        assert len(rows) == len(images), f"Layer {layer!r} does not give one row an image."
    return features


def shrunk_images(images, side=8, batch_size=64):
    """The images themselves, float32 [image, feature]: what can be read without the model.

    Those of more than `side` x `side` pixels are shrunk to that.
    """
    images = np.asarray(images, dtype=np.float32)
    if images.ndim == 4:
        size = [min(side, pixels) for pixels in images.shape[1:3]]
        batches = (
            images[start : start + batch_size] for start in range(0, len(images), batch_size)
        )
        options = {"antialias": True, "data_format": "channels_last"}
        small = [keras.ops.image.resize(batch, size, **options) for batch in batches]
        images = np.concatenate([keras.ops.convert_to_numpy(batch) for batch in small])
    return images.reshape(len(images), -1)


def spread(names, most=16):
    """At most so many of the names, evenly spread, with the first and the last."""
    at = np.linspace(0, len(names) - 1, min(most, len(names))).round().astype(int)
    return [names[i] for i in at]


def held_out_predictions(features, labels, splits, C):
    """Prediction for each text by a probe that did not train on it, and the mean unit direction."""
    predictions = np.empty_like(labels)
    directions = []
    for train, test in splits:
        # The scaler is fitted on the training texts of the fold only. L2 is the default penalty.
        assert len(np.unique(labels[train])) == len(np.unique(labels)), (
            "A class is missing from the training part of a fold: it is in too few groups."
        )
        pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=2000))
        pipeline.fit(features[train], labels[train])
        scaler, regression = pipeline
        assert regression.n_iter_.max() < regression.max_iter, (
            "The probe did not converge: raise max_iter or lower C."
        )
        predictions[test] = pipeline.predict(features[test])
        direction = regression.coef_ / scaler.scale_  # in units of the hidden state
        directions.append(direction / np.linalg.norm(direction, axis=1, keepdims=True))
    direction = np.mean(directions, axis=0)
    return predictions, direction / np.linalg.norm(direction, axis=1, keepdims=True)


def nearest_mean_predictions(features, labels, splits):
    """Prediction for each text by the nearest class mean, and the mean unit direction between two.

    With two classes this is the difference of means, with the threshold half-way: mass-mean
    probing (Marks and Tegmark 2023). Nothing is fitted besides the means, and nothing is scaled.
    """
    predictions = np.empty_like(labels)
    directions = []
    for train, test in splits:
        means = np.stack([features[train[labels[train] == c]].mean(0) for c in np.unique(labels)])
        # |x - m|² without the part that is the same for every class.
        distance = (means**2).sum(1) - 2 * features[test] @ means.T
        predictions[test] = np.unique(labels)[distance.argmin(1)]
        direction = means[1:] - means[0]
        directions.append(direction / np.linalg.norm(direction, axis=1, keepdims=True))
    direction = np.mean(directions, axis=0)
    return predictions, direction / np.linalg.norm(direction, axis=1, keepdims=True)


def group_interval(correct, groups, rng, draws=2000):
    """95 % interval of the mean, by bootstrap over groups: texts of a group are not independent."""
    _, index = np.unique(groups, return_inverse=True)
    hits, sizes = np.bincount(index, correct), np.bincount(index)
    sample = rng.integers(len(sizes), size=(draws, len(sizes)))
    low, high = np.quantile(hits[sample].sum(1) / sizes[sample].sum(1), [0.025, 0.975])
    # With all right (or all wrong) there is nothing to resample: then the bound for n groups alike.
    bound = 0.025 ** (1 / len(sizes))
    if np.isclose(hits.sum(), len(correct)):
        low = bound
    if np.isclose(hits.sum(), 0):
        high = 1 - bound
    return np.array([low, high])


def as_good_as_the_best(correct, groups, rng, draws=2000):
    """The best layer of `correct` [layer, text], and all that are not surely worse: 95 %, paired.

    Texts are resampled by group, the same for both layers: what they have in common cancels.
    """
    best = correct.mean(1).argmax()
    _, index = np.unique(groups, return_inverse=True)
    sizes = np.bincount(index)
    sample = rng.integers(len(sizes), size=(draws, len(sizes)))
    good = []
    for layer, hits in enumerate(correct):
        gap = np.bincount(index, correct[best].astype(float) - hits)
        low = np.quantile(gap[sample].sum(1) / sizes[sample].sum(1), 0.025)
        if low <= 0:
            good.append(layer)
    return int(best), good


def check_layers(features_by_layer, labels, groups, folds):
    """Refuses features that are not [text, hidden] at each layer, and labels that cannot be probed."""
    for layer, features in enumerate(features_by_layer):
        assert np.ndim(features) == 2, (
            "Features should be [layer, text, hidden], or a list of [text, hidden]; those of layer "
            f"{layer} are {list(np.shape(features))}."
        )
        assert len(features) == len(labels) == len(groups), (
            f"There should be one label and one group a text, not {len(labels)} labels and "
            f"{len(groups)} groups for {len(features)} texts at layer {layer}."
        )
    assert len(np.unique(labels)) > 1, "All labels are equal: a probe needs at least two classes."
    count = len(np.unique(groups))
    assert count >= folds, f"{count} groups are too few for {folds} folds."


def sweep_layers(features_by_layer, labels, groups, C=0.1, folds=5, seed=0):
    """Accuracy on groups that were not seen, layer by layer, on the same folds for every layer.

    `accuracy` is of logistic regression, `mass_mean` of the difference of means, with `directions`
    [layer] as wide as the layer is. C is fixed beforehand. The accuracy of the best layer is too good: it was chosen on these very texts.
    """
    # The labels of images are often on a GPU.
    labels, groups = (np.asarray(x.cpu() if hasattr(x, "cpu") else x) for x in (labels, groups))
    check_layers(features_by_layer, labels, groups, folds)
    classes, targets = np.unique(labels, return_inverse=True)
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    splits = list(splitter.split(targets, targets, groups))
    fitted, means, directions = [], [], []
    for features in tqdm(features_by_layer, desc="layers"):
        # A pooled state that is the same for all texts (the embedding of [CLS]) tells nothing.
        fitted.append(held_out_predictions(features, targets, splits, C)[0] == targets)
        predictions, direction = nearest_mean_predictions(features, targets, splits)
        means.append(predictions == targets)
        directions.append(direction.squeeze(0) if len(classes) == 2 else direction)
    best, good = as_good_as_the_best(np.array(fitted), groups, np.random.default_rng(seed))
    return {
        "accuracy": np.mean(fitted, axis=1),
        "accuracy_interval": np.array(
            [group_interval(hits, groups, np.random.default_rng(seed)) for hits in fitted]
        ),
        "mass_mean": np.mean(means, axis=1),
        "mass_mean_interval": np.array(
            [group_interval(hits, groups, np.random.default_rng(seed)) for hits in means]
        ),
        "majority": np.bincount(targets).max() / len(targets),
        "best_layer": best,
        "as_good": good,
        "directions": directions,
        "classes": classes,
    }


def is_read_anywhere(sweep):
    """Whether some layer is surely better than the majority, however many layers there are.

    Of many layers at chance one is above it by luck: the intervals are widened as for that many
    tests (Bonferroni).
    """
    quantile = NormalDist().inv_cdf
    wider = quantile(1 - 0.025 / len(sweep["accuracy"])) / quantile(0.975)
    low = sweep["accuracy"] - wider * (sweep["accuracy"] - sweep["accuracy_interval"][:, 0])
    return bool((low > sweep["majority"]).any())


def plot_sweep(sweep, axis, names=None):
    """Accuracy by layer with its intervals, of both probes, and the majority as a line.

    `axis` says how layers are counted, `names` what they are called, where they have names.
    """
    layers = np.arange(len(sweep["accuracy"]))
    figure, panel = plt.subplots(
        figsize=(max(6, 0.35 * len(layers) + 3), 4.2), layout="constrained"
    )
    for key, shift, name in (
        ("accuracy", -0.1, "logistic regression"),
        ("mass_mean", 0.1, "difference of means"),
    ):
        errors = np.abs(sweep[f"{key}_interval"].T - sweep[key])
        panel.errorbar(layers + shift, sweep[key], yerr=errors, marker="o", capsize=3, label=name)
    panel.axhline(sweep["majority"], linestyle="--", color="tab:red", label="majority")
    for layer in sweep["as_good"]:
        panel.axvspan(layer - 0.5, layer + 0.5, color="tab:blue", alpha=0.08, linewidth=0)
    if names is None:
        panel.set_xticks(layers[:: max(1, len(layers) // 16)])
    else:
        ticks = [f"{name} ({layer})" for layer, name in enumerate(names)]
        panel.set_xticks(layers, ticks, rotation=40, ha="right", rotation_mode="anchor")
    panel.set_ylim(0, 1.05)
    panel.set_xlabel(axis)
    panel.set_ylabel("accuracy on new groups")
    panel.set_title("Layer sweep (95 % over groups)\nshaded: not surely worse than the best")
    panel.legend(loc="best")
    return figure


# Any layers by their names, in the order of the model; by default those with weights.
layer_names = ["input", *spread([one.name for one in model.layers if one.weights])]
features_by_layer = [shrunk_images(images), *pooled_keras_layers(model, images, layer_names[1:])]
sweep = sweep_layers(features_by_layer, labels, groups)
for layer, (name, fitted, mean) in enumerate(
    zip(layer_names, sweep["accuracy"], sweep["mass_mean"], strict=True)
):
    print(f"layer {layer:2d}, {name}: logistic {fitted:.3f}, difference of means {mean:.3f}")
print(f"majority {sweep['majority']:.3f}; best layer {sweep['best_layer']}, chosen on these images")
print(f"not surely worse than the best: layers {', '.join(map(str, sweep['as_good']))}")
if not is_read_anywhere(sweep):
    print("No layer is surely better than the majority: nothing was read anywhere.")
elif 0 in sweep["as_good"]:
    print("That may hold for the input, too: then the pixels alone tell the label.")
plot_sweep(sweep, "layer (input: the image itself; the others: mean over places)", layer_names)
plt.show()
