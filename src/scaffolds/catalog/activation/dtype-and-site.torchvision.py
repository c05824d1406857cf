"""
id: activation.dtype-and-site.torchvision
title: Dtype and site of activations
description: Whether a cache holds what its layers gave, for each image alone as in a batch, before or after a ReLU.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module for images}
  - {name: images, kind: images, type: "Tensor [image, channel, height, width], prepared for the model"}
yields:
  - {name: site_report, type: "dict: layer to rows, computed, kept, batch_gap, site_gap, negative, least, kind"}
  - {name: site_sound, type: "bool, nothing speaks against the cache"}
picture: How far the cache is from what each layer gave and from one image at a time, and the share of negative values.
checks: activation.cache.torchvision
questions:
  - activation.precision
  - activation.before-or-after
  - activation.alone-or-batched
  - any.eval-mode
sources:
  - {title: Feature extraction for model inspection, authors: torchvision contributors, year: 2021, link: "https://docs.pytorch.org/vision/stable/feature_extraction.html"}
"""

import difflib
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_sample_images
from torchvision.models import ResNet18_Weights, resnet18
from tqdm.auto import tqdm

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% images
# Two photographs, cut into twelve pieces each, as the weights want them.
prepare = ResNet18_Weights.DEFAULT.transforms()
images = torch.stack(
    [
        prepare(torch.tensor(picture[top : top + 140, left : left + 160]).permute(2, 0, 1))
        for picture in load_sample_images().images
        for top in (0, 140, 280)
        for left in (0, 160, 320, 480)
    ]
)


# %% Dtype and site of activations
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


def empty_store(name, shape, dtype, folder):
    """Room for a layer's activations: in memory, or a .npy file in `folder`, as a tensor."""
    if folder is None:
        return torch.empty(shape, dtype=dtype)
    path = Path(folder) / f"{name.replace('/', '_')}.npy"
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = {torch.float16: "float16", torch.float32: "float32", torch.float64: "float64"}.get(dtype)
    assert kind, f"A file cannot hold {dtype}: give dtype=torch.float16 or torch.float32."
    return torch.from_numpy(np.lib.format.open_memmap(path, "w+", kind, tuple(map(int, shape))))


def cache_images(model, images, layers, dtype=None, folder=None, batch_size=32):
    """Activations of every image at `layers`: {layer: [image, channel, height, width] or the like}.

    What is kept is moved off the device at once, as `dtype` (None: as computed), in memory or in
    .npy files in `folder`. Returns also {layer: dtype in which the model computed it}.
    """
    assert isinstance(images, torch.Tensor) and images.ndim == 4, (
        "Images should be a tensor [image, channel, height, width], already resized and "
        f"normalised for the model, not {list(getattr(images, 'shape', [len(images)]))}."
    )
    reference = next(model.parameters(), images)
    store, computed = {}, {}
    for start in tqdm(range(0, len(images), batch_size), desc="activations"):
        batch = images[start : start + batch_size]

        def keep(name, output, start=start, batch=batch):
            assert len(output) == len(batch), (
                f"Layer {name!r} should give one row an image, not {list(output.shape)}."
            )
            if name not in store:
                shape = (len(images), *output.shape[1:])
                store[name] = empty_store(name, shape, dtype or output.dtype, folder)
                computed[name] = output.dtype
            # A copy: a ReLU that works in place would change what was kept before it.
            kept = output.to("cpu", store[name].dtype, copy=True)
            assert kept.isfinite().all(), (
                f"Layer {name!r} has activations that are not finite as {kept.dtype}: float16 ends "
                "at 65504, so keep float32."
            )
            store[name][start : start + len(batch)] = kept

        hooked_run(model, layers, keep, batch.to(reference))
    return {name: store[name] for name in layers}, computed


def site_of(values, sample=100_000):
    """Share of negative values in a sample, the least of all, and where in a layer that speaks for."""
    flat = values.reshape(-1)
    least = flat.min().item()
    if len(flat) > sample:
        # Drawn at random: every so many of them could be the same unit each time.
        generator = torch.Generator().manual_seed(0)
        flat = flat[torch.randint(len(flat), (sample,), generator=generator)]
    negative = (flat < 0).float().mean().item()
    if least >= 0:
        kind = "no negatives: after a ReLU, a sigmoid or a pooling of them"
    elif least > -0.4:
        kind = "slightly negative: after a GELU or SiLU, or before an activation"
    else:
        kind = "of both signs: not after a ReLU, GELU or SiLU"
    return negative, least, kind


def watched_outputs(model, layers, *inputs, **named):
    """What `layers` give, {layer: Tensor}, seen by torch's hook for all modules: another way round."""
    parts = {id(model.get_submodule(name)): name for name in layers}
    seen = {}

    def watch(module, arguments, output):
        if id(module) in parts:
            output = output[0] if isinstance(output, tuple) else output
            seen[parts[id(module)]] = output.detach().to("cpu", copy=True)

    with ExitStack() as stack, torch.no_grad():
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        stack.callback(torch.nn.modules.module.register_module_forward_hook(watch).remove)
        model(*inputs, **named)
    return seen


def largest_gap(one, other):
    """The largest difference between two rows of the same place, as a share of the row's length.

    A row that is shorter than most is taken as long as most. Element by element, a single huge
    unit would be off by its rounding in half precision.
    """
    one, other = (rows.reshape(len(rows), -1).float() for rows in (one, other))
    lengths = other.norm(dim=1)
    return ((one - other).norm(dim=1) / lengths.clamp_min(lengths.median() + 1e-12)).max().item()


def compare_sites(alone, together, watched, count):
    """What a cache may get wrong at each layer, as {layer: dict}.

    `alone` and `together` are caches [row, ...] made one input at a time and in batches, `watched`
    is what the layers gave another way round, for the first input; `count` rows are due.
    """
    report = {}
    for name, kept in together.items():
        one, other, due = alone[name], kept, watched[name].shape
        width = due[len(due) - kept.ndim + 1 :]  # a hook elsewhere may have kept another
        first = watched[name].reshape(-1, *width)
        fits = one.shape == other.shape == (count, *width) and len(first) <= count
        negative, least, kind = site_of(kept)
        report[name] = {
            "rows": len(kept),
            "due": count,
            "computed": watched[name].dtype,
            "kept": kept.dtype,
            "batch_gap": largest_gap(other, one) if fits else np.inf,
            "site_gap": largest_gap(other[: len(first)], first) if fits else np.inf,
            "negative": negative,
            "least": least,
            "kind": kind,
            "tolerance": 2e-3 if kept.dtype in (torch.float32, torch.float64) else 0.1,
        }
        if watched[name].dtype not in (torch.float32, torch.float64):
            report[name]["tolerance"] = 0.1
    return report


def site_faults(report):
    """What speaks against a cache, one sentence each; none if nothing does."""
    faults = []
    for name, one in report.items():
        if one["rows"] != one["due"]:
            faults.append(
                f"{name}: {one['rows']} rows where {one['due']} are due: a mean was taken over them."
            )
        elif one["site_gap"] > one["tolerance"]:
            faults.append(
                f"{name}: what was kept is off by {one['site_gap']:.2g} of its length from what "
                "that layer gave: the hook sat elsewhere, or the values were changed later."
            )
        elif one["batch_gap"] > one["tolerance"]:
            faults.append(
                f"{name}: an input gives something else in company, by {one['batch_gap']:.2g} of its "
                "length: padding, batch norm in training mode or a mean over the batch."
            )
    return faults


def plot_sites(report):
    """Both gaps of every layer against the tolerance, and its share of negative values."""
    names = list(report)
    figure, panels = plt.subplots(
        1, 2, figsize=(11, 0.28 * len(names) + 2), sharey=True, layout="constrained"
    )
    places = np.arange(len(names))
    for key, shift, label in (
        ("site_gap", -0.15, "from the layer's own output"),
        ("batch_gap", 0.15, "alone from in a batch"),
    ):
        gaps = [min(max(report[name][key], 1e-9), 1e2) for name in names]
        panels[0].scatter(gaps, places + shift, label=label)
    panels[0].axvline(max(one["tolerance"] for one in report.values()), color="tab:red", ls="--")
    panels[0].set_xscale("log")
    panels[0].set_xlim(5e-10, 2e2)
    panels[0].set_xlabel("largest difference of a row, as a share of its length")
    panels[0].legend(fontsize=8)
    panels[0].set_yticks(places, names)
    panels[0].set_ylabel("layer")
    panels[0].set_title("Is it what the layer gave? (red: tolerance)")
    panels[1].barh(places, [report[name]["negative"] for name in names], color="tab:gray")
    panels[1].set_xlim(0, 1)
    panels[1].set_xlabel("share of negative values")
    panels[1].set_title("0: after a ReLU")
    return figure


# The layers that you have used; by default the model's own parts, and a few images are enough.
layers = [name for name, _ in model.named_children()]
few = images[:8]
alone, together = (cache_images(model, few, layers, batch_size=size)[0] for size in (1, len(few)))
watched = watched_outputs(model, layers, few[:1].to(next(model.parameters())))
site_report = compare_sites(alone, together, watched, len(few))
faults = site_faults(site_report)
site_sound = not faults
for name, one in site_report.items():
    print(f"{name}: computed {one['computed']}, {one['negative']:.0%} negative ({one['kind']})")
print("Failed: " + " ".join(faults) if faults else "Passed: what the layers gave, image by image.")
plot_sites(site_report)
plt.show()
