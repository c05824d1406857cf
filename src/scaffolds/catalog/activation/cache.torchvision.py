"""
id: activation.cache.torchvision
title: Activation cache
description: Activations of named layers of an image model, off the device, with dtype and site.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module for images}
  - {name: images, kind: images, type: "Tensor [image, channel, height, width], prepared for the model"}
yields:
  - {name: activations, type: "dict: layer to Tensor [image, channel, height, width], or as the layer gives it"}
  - {name: computed, type: "dict: layer to the dtype in which the model computed it"}
picture: The first images and the L2 norm over channels at each layer, from zero.
check: activation.dtype-and-site.torchvision
knownAnswer: The same numbers as create_feature_extractor, to the bit.
questions:
  - gradient.preprocessing
  - activation.real-input
  - activation.before-or-after
  - gradient.one-channel
  - any.eval-mode
  - any.read-twenty
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


# %% Activation cache
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


def plot_layers(images, activations, shown=3):
    """The first images, and for each layer with places the L2 norm over channels there."""
    maps = {
        name: kept[:shown].float().norm(dim=1)
        for name, kept in activations.items()
        if kept.ndim == 4
    }
    figure, axes = plt.subplots(
        min(shown, len(images)),
        len(maps) + 1,
        figsize=(2.1 * len(maps) + 2.6, 2.2 * min(shown, len(images)) + 0.6),
        squeeze=False,
        layout="constrained",
    )
    for row, line in enumerate(axes):
        pixels = images[row].detach().float().cpu()
        pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()).clamp_min(1e-12)
        pixels = pixels if len(pixels) == 3 else pixels.mean(0, keepdim=True)
        line[0].imshow(pixels.permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=1)
        line[0].set_ylabel(f"image {row}")
        for panel, (name, values) in zip(line[1:], maps.items(), strict=True):
            # The same limits for all images of a layer: layers differ in size.
            limit = values.max().item() or 1
            heat = panel.imshow(values[row].numpy(), vmin=0, vmax=limit)
            if row == 0:
                panel.set_title(f"{name}\n{values.shape[1]} x {values.shape[2]}", fontsize=9)
            if row == len(axes) - 1:
                figure.colorbar(
                    heat, ax=axes[:, list(maps).index(name) + 1], shrink=0.6, location="bottom"
                )
        for panel in line:
            panel.set_xticks([])
            panel.set_yticks([])
    axes[0, 0].set_title("input, scaled\nfor display", fontsize=9)
    figure.suptitle("L2 norm over channels, in the units of each layer")
    return figure


# Any layer by its name, such as "layer4.1.conv2"; for float16 on disk give dtype=torch.float16 and
# a folder. By default the model's own parts.
layers = [name for name, _ in model.named_children()]
activations, computed = cache_images(model, images, layers)
for name, kept in activations.items():
    negative, least, kind = site_of(kept)
    print(f"{name}: {list(kept.shape)}, computed as {computed[name]}, kept as {kept.dtype};")
    print(f"  {negative:.0%} negative, least {least:.3g} ({kind})")
plot_layers(images, activations)
plt.show()
