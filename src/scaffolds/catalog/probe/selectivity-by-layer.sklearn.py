"""
id: probe.selectivity-by-layer.sklearn
title: Selectivity by layer
description: Whether the layers of a sweep read the label or memorise groups, and what a layer gets that was chosen without the test set.
needs:
  - {name: features_by_layer, kind: featuresByLayer, type: "ndarray [layer, text, hidden], or a list of [text, hidden], one a layer"}
  - {name: labels, kind: labels, type: "one class a text"}
  - {name: groups, kind: groups, type: "one group a text: what texts share besides the label"}
yields:
  - {name: selectivity, type: "dict: known_groups, control, selectivity [layer], intervals, group_ceiling, peak, honest, honest_interval, chosen, majority"}
  - {name: sweep_sound, type: "bool, the label is read where it was not chosen, and not by memory"}
picture: Accuracy on known groups with the true labels and with one random label a group, layer by layer, and what the chosen layer gets.
checks: probe.layer-sweep.transformers
questions:
  - probe.control-task
  - probe.test-set-choices
  - probe.layer-peak
sources:
  - {title: Designing and Interpreting Probes with Control Tasks, authors: Hewitt and Liang, year: 2019, link: "https://arxiv.org/abs/1909.03368"}
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm

# %% features_by_layer
# An example: rows of pixels of digits, in the place of layers.
features_by_layer = load_digits().images[:400].transpose(1, 0, 2)

# %% labels
labels = load_digits().target[:400] >= 5

# %% groups
# The label follows from the digit, so a probe can do well by knowing the digits one by one.
groups = load_digits().target[:400]


# %% Selectivity by layer
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


def choose_without_test(features_by_layer, targets, groups, C=0.1, folds=5, seed=0):
    """Hits on unseen groups where each fold chose its layer on its training groups alone.

    Returns hits [text], the layer that each fold chose, and hits of every layer [layer, text].
    """
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    splits = list(splitter.split(targets, targets, groups))
    every = np.array(
        [held_out_predictions(one, targets, splits, C)[0] == targets for one in features_by_layer]
    )
    hits, chosen = np.zeros(len(targets), dtype=bool), []
    for train, test in tqdm(splits, desc="folds"):
        inner_count = min(4, len(np.unique(groups[train])))
        inner = StratifiedGroupKFold(inner_count, shuffle=True, random_state=seed)
        within = list(inner.split(train, targets[train], groups[train]))
        scores = [
            (
                held_out_predictions(one[train], targets[train], within, C)[0] == targets[train]
            ).mean()
            for one in features_by_layer
        ]
        chosen.append(int(np.argmax(scores)))
        hits[test] = every[chosen[-1]][test]
    return hits, chosen, every


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


def selectivity_by_layer(features_by_layer, labels, groups, C=0.1, folds=5, seed=0, draws=2):
    """The control task at every layer, and the accuracy of a layer chosen without the test set.

    `peak` is the accuracy of the best layer, chosen on the texts that it is measured on; `honest`
    is the accuracy where each fold chose its layer on its own training groups.
    """
    # The labels of images are often on a GPU.
    labels, groups = (np.asarray(x.cpu() if hasattr(x, "cpu") else x) for x in (labels, groups))
    check_layers(features_by_layer, labels, groups, folds)
    targets = np.unique(labels, return_inverse=True)[1]
    controls = [
        control_task(one, targets, groups, C, folds, seed, draws)
        for one in tqdm(features_by_layer, desc="layers")
    ]
    hits, chosen, every = choose_without_test(features_by_layer, targets, groups, C, folds, seed)
    result = {key: np.array([control[key] for control in controls]) for key in controls[0]}
    return result | {
        "group_ceiling": controls[0]["group_ceiling"],
        "peak": every.mean(1).max(),
        "peak_layer": int(every.mean(1).argmax()),
        "honest": hits.mean(),
        "honest_interval": group_interval(hits, groups, np.random.default_rng(seed)),
        "chosen": chosen,
        "majority": np.bincount(targets).max() / len(targets),
    }


def sweep_faults(result):
    """What speaks against the sweep, one sentence each; none if nothing does."""
    faults = []
    layer = result["peak_layer"]
    if result["honest_interval"][0] <= result["majority"]:
        faults.append(
            f"A layer chosen without the test groups gets {result['honest']:.3f}, not surely more "
            f"than the majority's {result['majority']:.3f}; the peak of {result['peak']:.3f} was "
            "chosen on the groups that it is measured on."
        )
    keys = ("selectivity", "guess", "control_interval", "known_groups_interval")
    there = {key: result[key][layer] for key in keys}
    if memory_of_groups(there | {"group_ceiling": result["group_ceiling"]}) == "all":
        faults.append(
            f"At layer {layer} random labels are learned as well (selectivity "
            f"{result['selectivity'][layer]:.3f}) and knowing the group is enough: the probe could "
            "have memorised the groups."
        )
    return faults


selectivity = selectivity_by_layer(features_by_layer, labels, groups)
faults = sweep_faults(selectivity)
sweep_sound = not faults
print(
    f"best layer {selectivity['peak_layer']}: {selectivity['peak']:.3f} on the texts that chose it"
)
low, high = selectivity["honest_interval"]
print(f"chosen without them: {selectivity['honest']:.3f} (95 % interval {low:.3f} to {high:.3f}),")
print(
    f"layers {', '.join(map(str, selectivity['chosen']))}; majority {selectivity['majority']:.3f}"
)
print("Failed: " + " ".join(faults) if faults else "Passed: read on new groups, not memorised.")
layers = np.arange(len(selectivity["selectivity"]))
figure, panel = plt.subplots(figsize=(max(6, 0.35 * len(layers) + 3), 4.2), layout="constrained")
for key, shift, name, color in (
    ("known_groups", -0.1, "true labels, known groups", "tab:blue"),
    ("control", 0.1, "a random label a group", "tab:gray"),
):
    errors = np.abs(selectivity[f"{key}_interval"].T - selectivity[key])
    panel.errorbar(
        layers + shift, selectivity[key], errors, marker="o", capsize=3, color=color, label=name
    )
panel.axhspan(low, high, color="tab:green", alpha=0.2, label="layer chosen without the test groups")
panel.axhline(selectivity["majority"], linestyle="--", color="tab:red", label="majority")
panel.set_xticks(layers[:: max(1, len(layers) // 16)])
panel.set_ylim(0, 1.05)
panel.set_xlabel("layer")
panel.set_ylabel("accuracy")
panel.set_title("Selectivity by layer: blue less gray (95 % over groups)")
panel.legend(loc="lower right", fontsize=8)
plt.show()
