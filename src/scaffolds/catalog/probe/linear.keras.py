"""
id: probe.linear.keras
title: Linear probe
description: Whether a label can be read off a layer of a Keras model, with majority and control task.
needs:
  - {name: model, kind: kerasModel, type: "keras.Model, built, with inputs and outputs"}
  - {name: images, kind: imageArray, type: "ndarray [image, height, width, channel], prepared for the model"}
  - {name: layer, kind: layer, type: "str, the name of a layer"}
  - {name: labels, kind: labels, type: "one class an image"}
  - {name: groups, kind: groups, type: "one group an image: what images share besides the label"}
yields:
  - {name: probe, type: "dict: accuracy, majority, control, selectivity, group_ceiling, intervals, direction"}
  - {name: features, type: "ndarray [image, hidden], a layer's output, its mean over places"}
picture: Accuracy on new and on known groups beside the control task, with 95 % intervals and the majority line.
knownAnswer: A direction that was planted is found, with the best accuracy that there can be.
check: probe.control-task.sklearn
questions:
  - probe.hidden-or-output
  - probe.majority
  - probe.raw-input
  - probe.leakage
  - probe.converged
  - probe.test-set-choices
  - probe.control-task
  - probe.random-model
sources:
  - {title: Designing and Interpreting Probes with Control Tasks, authors: Hewitt and Liang, year: 2019, link: "https://arxiv.org/abs/1909.03368"}
  - {title: "Probing Classifiers: Promises, Shortcomings, and Advances", authors: Belinkov, year: 2021, link: "https://arxiv.org/abs/2102.12452"}
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, StratifiedGroupKFold
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

# %% layer
layer = model.layers[-2].name

# %% labels
labels = load_digits().target >= 5

# %% groups
# What images share besides the label (writer, patient, camera); here: the digit.
groups = load_digits().target


# %% Linear probe
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


def known_group_splits(groups, folds, rng):
    """Train and test rows in which every group of two or more texts is on both sides."""
    fold = np.empty(len(groups), dtype=int)
    for name in np.unique(groups):
        rows = rng.permutation(np.flatnonzero(groups == name))
        fold[rows] = (rng.integers(folds) + np.arange(len(rows))) % folds
    return list(PredefinedSplit(fold).split())


def control_labels(labels, groups, rng):
    """A random class for each group, with the classes as frequent as in `labels`."""
    names, index = np.unique(groups, return_inverse=True)
    quantiles = (np.arange(len(names)) + 0.5) / len(names) * len(labels)
    drawn = np.sort(labels)[quantiles.astype(int)]
    # A rare class gets a group, too: there has to be something to tell apart.
    for missing in np.setdiff1d(labels, drawn):
        classes, counts = np.unique(drawn, return_counts=True)
        drawn[np.flatnonzero(drawn == classes[counts.argmax()])[0]] = missing
    return rng.permutation(drawn)[index]


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


def group_ceiling(labels, groups):
    """Accuracy of each group's commonest label: the most that knowing the group alone can give."""
    _, index = np.unique(groups, return_inverse=True)
    pairs, counts = np.unique(np.stack([index, labels]), axis=1, return_counts=True)
    commonest = np.zeros(index.max() + 1)
    np.maximum.at(commonest, pairs[0], counts)
    return commonest.sum() / len(labels)


def control_task(features, labels, groups, C=0.1, folds=5, seed=0, draws=5):
    """Accuracy on new texts of known groups: with the true labels, and with a random one a group.

    Where the label follows from the group, a probe that memorises groups does as well on both, so
    the difference is its selectivity (Hewitt and Liang 2019, with groups in the place of word
    types). Where it does not, memory can give `group_ceiling` at most on the true labels.
    """
    # The labels of images are often on a GPU.
    labels, groups = (np.asarray(x.cpu() if hasattr(x, "cpu") else x) for x in (labels, groups))
    labels = np.unique(labels, return_inverse=True)[1]
    names, sizes = np.unique(groups, return_counts=True)
    # A random label can be learned only where a group has several texts.
    repeated = np.isin(groups, names[sizes > 1])
    assert repeated.any(), "No group has two texts: say in groups what texts share."
    rng = np.random.default_rng(seed)
    splits = known_group_splits(groups, folds, rng)
    known = (held_out_predictions(features, labels, splits, C)[0] == labels)[repeated]
    control, guess = np.zeros(repeated.sum()), 0.0
    for _ in range(draws):
        random = control_labels(labels, groups, rng)
        hits = held_out_predictions(features, random, splits, C)[0] == random
        control += hits[repeated] / draws
        guess += np.bincount(random[repeated]).max() / len(control) / draws
    return {
        "known_groups": known.mean(),
        "known_groups_interval": group_interval(known, groups[repeated], rng),
        "control": control.mean(),
        "control_interval": group_interval(control, groups[repeated], rng),
        "selectivity": known.mean() - control.mean(),
        "group_ceiling": group_ceiling(labels[repeated], groups[repeated]),
        "guess": guess,
    }


def memory_of_groups(control):
    """What memory of the groups gives of the accuracy: "all", "less", or "" where there is none.

    There is memory where random labels are learned, almost as well as the true ones: the two less
    than a fifth of the room above guessing apart.
    """
    room = 1 - control["guess"]
    is_learned = control["control_interval"][0] > control["guess"]
    if not (control["selectivity"] < 0.2 * room and is_learned):
        return ""
    return "less" if control["known_groups_interval"][0] > control["group_ceiling"] else "all"


def linear_probe(features, labels, groups, C=0.1, folds=5, seed=0):
    """Accuracy of a linear probe on groups that it has not seen, with what it takes to believe it.

    C is fixed beforehand: to choose it, or the layer, use other texts.
    """
    # The labels of images are often on a GPU.
    labels, groups = (np.asarray(x.cpu() if hasattr(x, "cpu") else x) for x in (labels, groups))
    assert len(features) == len(labels) == len(groups), (
        f"There should be one label and one group a text, not {len(labels)} labels and "
        f"{len(groups)} groups for {len(features)} texts."
    )
    classes, targets = np.unique(labels, return_inverse=True)
    assert len(classes) > 1, "All labels are equal: a probe needs at least two classes."
    count = len(np.unique(groups))
    assert count >= folds, f"{count} groups are too few for {folds} folds."
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    splits = list(splitter.split(features, targets, groups))
    predictions, direction = held_out_predictions(features, targets, splits, C)
    correct = predictions == targets
    control = dict.fromkeys(("known_groups", "control", "selectivity", "guess"), np.nan)
    control["control_interval"] = np.full(2, np.nan)
    if count < len(groups):
        control = control_task(features, labels, groups, C, folds, seed)
    else:
        print("No control task: each text is a group of its own. Say in groups what texts share.")
    return control | {
        "accuracy": correct.mean(),
        "accuracy_interval": group_interval(correct, groups, np.random.default_rng(seed)),
        "majority": np.bincount(targets).max() / len(targets),
        "direction": direction.squeeze(),
        "classes": classes,
    }


def plot_probe(probe):
    """Three accuracies with their intervals, and the majority baseline as a line."""
    bars = {"accuracy": "new groups", "known_groups": "known groups", "control": "control task"}
    bars = {key: name for key, name in bars.items() if np.isfinite(probe[key])}
    heights = [probe[key] for key in bars]
    ends = np.transpose([probe[f"{key}_interval"] for key in bars])
    errors = np.abs(ends - heights)
    figure, panel = plt.subplots(figsize=(5.5, 4.2), layout="constrained")
    drawn = panel.bar(list(bars.values()), heights, yerr=errors, capsize=5, color="tab:blue")
    drawn[-1].set_color("tab:gray" if len(bars) == 3 else "tab:blue")
    panel.bar_label(drawn, [f"{height:.2f}" for height in heights], padding=12)
    panel.axhline(probe["majority"], linestyle="--", color="tab:red")
    panel.annotate(
        f"majority {probe['majority']:.2f}",
        (1.01, probe["majority"]),
        xycoords=panel.get_yaxis_transform(),
        va="center",
        color="tab:red",
    )
    panel.set_ylim(0, 1.15)
    panel.set_ylabel("accuracy on held-out texts")
    panel.set_title(f"Linear probe, selectivity {probe['selectivity']:.2f}\n(95 % over groups)")
    return figure


features = pooled_keras_layers(model, images, [layer])[0]
probe = linear_probe(features, labels, groups)
low, high = probe["accuracy_interval"]
print(f"accuracy on new groups {probe['accuracy']:.3f} (95 % interval {low:.3f} to {high:.3f})")
print(f"majority {probe['majority']:.3f}, known groups {probe['known_groups']:.3f}")
print(f"control task {probe['control']:.3f}, selectivity {probe['selectivity']:.3f}")
if memory_of_groups(probe) == "all":
    print(
        "The probe could have memorised the groups: only new groups speak for the representation."
    )
elif memory_of_groups(probe) == "less":
    print(
        "The features tell the groups apart as well as the labels, but knowing the group gives at "
        f"most {probe['group_ceiling']:.3f}: the probe read more than that."
    )
plot_probe(probe)
plt.show()
