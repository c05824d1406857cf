"""
id: probe.layer-sweep.torchvision
title: Layer sweep
description: At which layers of an image model a label can be read off, and whether off the pixels, all from one forward pass.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module for images}
  - {name: images, kind: images, type: "Tensor [image, channel, height, width], prepared for the model"}
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

import difflib
from contextlib import ExitStack
from functools import partial
from statistics import NormalDist

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_sample_images
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torchvision.models import ResNet18_Weights, resnet18
from tqdm.auto import tqdm

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% images
# Two photographs, cut into twelve pieces each, with four windows a piece.
prepare = ResNet18_Weights.DEFAULT.transforms()
pieces = [
    torch.tensor(picture[top : top + 140, left : left + 160]).permute(2, 0, 1)
    for picture in load_sample_images().images
    for top in (0, 140, 280)
    for left in (0, 160, 320, 480)
]
images = torch.stack(
    [
        prepare(piece[:, top : top + 128, side : side + 128])
        for piece in pieces
        for top in (0, 12)
        for side in (0, 32)
    ]
)

# %% labels
# Which photograph?
labels = [i // 48 for i in range(96)]

# %% groups
# What images share besides the label (patient, camera, place); here: the piece.
groups = [i // 4 for i in range(96)]


# %% Layer sweep
def layer_named(model, name):
    """The layer of that name; a sentence with close names if there is none."""
    layers = {path: module for path, module in model.named_modules() if path}
    close = difflib.get_close_matches(str(name), layers, n=5, cutoff=0.5) or [*layers][:20]
    assert name in layers, f"The model has no layer {name!r}; there are {', '.join(close)}."
    return layers[name]


def hooked_run(model, layers, keep, *inputs, **named):
    """One forward pass without gradients; `keep(name, output)` gets what each of `layers` gives.

    The hooks are gone afterwards, and every module is in the mode that it was in, even on error.
    """
    runs = dict.fromkeys(layers, 0)

    def give(module, arguments, output, name):
        runs[name] += 1
        output = output[0] if isinstance(output, tuple) else output
        assert isinstance(output, torch.Tensor), f"Layer {name!r} gives no tensor: take another."
        keep(name, output.detach())

    with ExitStack() as stack, torch.no_grad():
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        for name in layers:
            hook = partial(give, name=name)
            stack.callback(layer_named(model, name).register_forward_hook(hook).remove)
        model(*inputs, **named)
    for name, count in runs.items():
        assert count == 1, (
            f"Layer {name!r} ran {count} times in one forward pass: it has no single output."
        )


def mean_over_places(output, images):
    """A layer's output for `images` as [image, channel], float32: the mean over places, if any.

    Tokens of a vision transformer, [image, token, hidden], are places too.
    """
    if output.ndim == 4:
        # Square images have square maps. A Swin transformer's have their channels last.
        is_square = images.shape[2] == images.shape[3]
        last = is_square and output.shape[1] == output.shape[2] != output.shape[3]
        return output.float().mean((1, 2) if last else (2, 3))
    return output.float().mean(1) if output.ndim == 3 else output.float()


def blocks_of(model):
    """Names of the modules that follow one another in a Sequential or ModuleList, the outermost.

    They are the residual blocks of a ResNet, the layers of a transformer. Where there are none, the
    model's own parts.
    """
    names = []
    for path, module in model.named_modules():
        within = any(path == name or path.startswith(f"{name}.") for name in names)
        if isinstance(module, (torch.nn.Sequential, torch.nn.ModuleList)) and not within:
            names += [f"{path}.{child}".removeprefix(".") for child, _ in module.named_children()]
    return names or [name for name, _ in model.named_children()]


def spread(names, most=16):
    """At most so many of the names, evenly spread, with the first and the last."""
    at = np.linspace(0, len(names) - 1, min(most, len(names))).round().astype(int)
    return [names[i] for i in at]


def pooled_image_layers(model, images, layers, batch_size=32, side=8):
    """The images and the outputs of `layers` for them: a list of [image, feature], float32.

    One forward pass a batch serves all layers, which may differ in width. Layer 0 is what can be
    read without the model: the image itself, shrunk to `side` x `side` pixels. Of the others it is
    the mean over places.
    """
    assert isinstance(images, torch.Tensor) and images.ndim == 4, (
        "Images should be a tensor [image, channel, height, width], already resized and "
        f"normalised for the model, not {list(getattr(images, 'shape', [len(images)]))}."
    )
    reference = next(model.parameters(), images)
    shrunk, pooled = [], {name: [] for name in layers}
    for batch in tqdm(images.split(batch_size), desc="images"):

        def keep(name, output, batch=batch):
            # At once, and a copy: a ReLU that works in place would change what was kept before it.
            output = mean_over_places(output, batch).to("cpu", copy=True)
            assert output.ndim == 2 and len(output) == len(batch), (
                f"Layer {name!r} should give one row an image, not {list(output.shape)}."
            )
            pooled[name].append(output)

        hooked_run(model, layers, keep, batch.to(reference))
        size = [min(side, pixels) for pixels in batch.shape[2:]]
        small = torch.nn.functional.adaptive_avg_pool2d(batch.float(), size)
        shrunk.append(small.flatten(1).cpu())
    return [torch.cat(rows).numpy() for rows in (shrunk, *pooled.values())]


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


# Any layers by their names, in the order of the model; by default its blocks.
layer_names = ["input", *spread(blocks_of(model))]
features_by_layer = pooled_image_layers(model, images, layer_names[1:])
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
