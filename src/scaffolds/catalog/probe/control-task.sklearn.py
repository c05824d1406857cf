"""
id: probe.control-task.sklearn
title: Control task
description: Whether a probe on these features could have memorised groups instead of reading the label.
needs:
  - {name: features, kind: features, type: "ndarray [text, feature]"}
  - {name: labels, kind: labels, type: "one class a text"}
  - {name: groups, kind: groups, type: "one group a text: what texts share besides the label"}
yields:
  - {name: control, type: "dict: known_groups, control, selectivity, group_ceiling, intervals"}
picture: Accuracy with the true labels beside accuracy with one random label a group, with 95 % intervals.
checks: probe.linear.transformers
questions:
  - probe.control-task
  - probe.leakage
sources:
  - {title: Designing and Interpreting Probes with Control Tasks, authors: Hewitt and Liang, year: 2019, link: "https://arxiv.org/abs/1909.03368"}
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %% features
# An example: pixels of digits.
digits = load_digits()
features = digits.data

# %% labels
labels = load_digits().target >= 5

# %% groups
# The label follows from the digit, so a probe can do well by knowing the digits one by one.
groups = load_digits().target


# %% Control task
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


control = control_task(features, labels, groups)
print(f"known groups {control['known_groups']:.3f}, control task {control['control']:.3f}")
print(f"selectivity {control['selectivity']:.3f}, the group alone {control['group_ceiling']:.3f}")
if memory_of_groups(control) == "all":
    print("The probe could have memorised the groups.")
heights = [control["known_groups"], control["control"]]
ends = np.transpose([control["known_groups_interval"], control["control_interval"]])
figure, panel = plt.subplots(figsize=(4.5, 4.2), layout="constrained")
drawn = panel.bar(
    ["true labels", "random label\na group"],
    heights,
    yerr=np.abs(ends - heights),
    capsize=5,
    color=["tab:blue", "tab:gray"],
)
panel.bar_label(drawn, [f"{height:.2f}" for height in heights], padding=12)
panel.set_ylim(0, 1.15)
panel.set_ylabel("accuracy on new texts of known groups")
panel.set_title(f"Control task, selectivity {control['selectivity']:.2f}\n(95 % over groups)")
plt.show()
