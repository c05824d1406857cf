"""
id: probe.layer-sweep.hooked-transformer
title: Layer sweep
description: At which layers of a HookedTransformer (TransformerLens 2 and 3) a label can be read off the residual stream, all from one run.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer of TransformerLens 2 or 3}
  - {name: texts, kind: texts, type: "list[str]"}
  - {name: labels, kind: labels, type: "one class a text"}
  - {name: groups, kind: groups, type: "one group a text: what texts share besides the label"}
yields:
  - {name: features_by_layer, type: "ndarray [layer, text, hidden], pooled; layer 0 goes into the first block"}
  - {name: sweep, type: "dict: accuracy and mass_mean [layer], their intervals [layer, 2], majority, best_layer, as_good, directions [layer]"}
picture: Accuracy on new groups at each layer, logistic regression beside difference of means, with 95 % intervals and the majority line.
check: probe.selectivity-by-layer.sklearn
knownAnswer: A direction that the second block writes is found after it, with accuracy at chance before.
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

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% texts
nouns = ["dog", "cat", "bird", "farmer", "doctor", "teacher", "river", "road", "house", "tree"]
places = ["by the door", "near the old bridge", "in the picture", "at the far end"]
texts = [f"The {noun}{s} {place}" for noun in nouns for place in places for s in ("", "s")]

# %% labels
# One class a text; here: is the first noun plural?
labels = [text.split()[1].endswith("s") for text in texts]

# %% groups
# What texts share besides the label (template, lemma, speaker); here: the first noun.
groups = [text.split()[1].removesuffix("s") for text in texts]


# %% Layer sweep
def pooled_residual(model, texts, layers, pool="mean", batch_size=32):
    """The residual stream of `texts`, pooled over tokens: [layer, text, hidden], float32.

    Of each of `layers`, the number of blocks before it, from one run a batch. Layer 0 is what goes
    into the first block; no layer is normed. `pool` is "mean" over the tokens of a text or its
    "last" token. The token that TransformerLens puts first is left out of the mean: it is the same
    in all texts and often a hundred times as large. Padding is never looked at.
    """
    assert pool in ("mean", "last"), f'pool should be "mean" or "last", not {pool!r}.'
    depth = model.cfg.n_layers
    layers = list(layers)
    assert all(0 <= layer <= depth for layer in layers), (
        f"Layers should be 0 (before all blocks) to {depth}, not {layers}."
    )
    names = [
        f"blocks.{layer - 1}.hook_resid_post" if layer else "blocks.0.hook_resid_pre"
        for layer in layers
    ]
    ids = [model.to_tokens(text)[0].cpu() for text in texts]
    first = model.tokenizer.bos_token_id
    starts = [int(len(row) > 0 and first is not None and row[0].item() == first) for row in ids]
    assert all(len(row) > start for row, start in zip(ids, starts, strict=True)), (
        "A text has no tokens: remove empty texts."
    )
    device = next(model.parameters()).device
    training = {module: module.training for module in model.modules()}
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))  # little padding in each batch
    features = torch.empty(len(layers), len(ids), model.cfg.d_model)
    try:
        for start in tqdm(range(0, len(ids), batch_size), desc="residual stream"):
            rows = order[start : start + batch_size]
            # Padded here, on the right: a tokenizer may pad left, or have no padding token at all.
            batch = torch.nn.utils.rnn.pad_sequence([ids[i] for i in rows], batch_first=True)
            lengths = torch.tensor([len(ids[i]) for i in rows])
            mask = (torch.arange(batch.shape[1]) < lengths[:, None]).long()
            with torch.no_grad():
                _, cache = model.run_with_cache(
                    batch.to(device), attention_mask=mask.to(device), names_filter=names
                )
            kept = mask * (torch.arange(batch.shape[1]) >= torch.tensor(starts)[rows, None])
            for at, name in enumerate(names):
                hidden = cache[name].float().cpu()  # [text, token, hidden]
                if pool == "mean":
                    pooled = (hidden * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
                else:
                    pooled = hidden[torch.arange(len(rows)), lengths - 1]
                features[at, rows] = pooled
    finally:
        for module, mode in training.items():
            module.training = mode
    return features.numpy()


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


features_by_layer = pooled_residual(model, texts, layers=range(model.cfg.n_layers + 1))
sweep = sweep_layers(features_by_layer, labels, groups)
for layer, (fitted, mean) in enumerate(zip(sweep["accuracy"], sweep["mass_mean"], strict=True)):
    print(f"layer {layer:2d}: logistic {fitted:.3f}, difference of means {mean:.3f}")
print(f"majority {sweep['majority']:.3f}; best layer {sweep['best_layer']}, chosen on these texts")
print(f"not surely worse than the best: layers {', '.join(map(str, sweep['as_good']))}")
if not is_read_anywhere(sweep):
    print("No layer is surely better than the majority: nothing was read anywhere.")
elif 0 in sweep["as_good"]:
    print("That may hold for the embeddings, too: then the words alone tell the label.")
plot_sweep(sweep, "layer (0: embeddings; n: the residual stream after n blocks)")
plt.show()
