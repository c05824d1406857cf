"""
id: activation.top-examples.torchvision
title: Top examples of a unit
description: The images where a channel is largest, with the place, beside random ones.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module for images}
  - {name: images, kind: images, type: "Tensor [image, channel, height, width], prepared for the model"}
  - {name: layer, kind: layer, type: "str, the name of a layer"}
yields:
  - {name: best, type: "list of (value, (image, map [height, width] or None)), the largest first"}
  - {name: random, type: "the same for images taken at random"}
picture: The top images above random ones, each with its value, and where the channel is above half of the largest.
check: activation.dtype-and-site.torchvision
knownAnswer: A channel that looks for a planted pattern has it in all its top images.
questions:
  - activation.top-examples
  - any.how-many-examples
  - activation.other-corpus
  - activation.middle-range
  - activation.before-or-after
sources:
  - {title: "Exemplary Natural Images Explain CNN Activations Better than State-of-the-Art Feature Visualization", authors: "Borowski et al.", year: 2020, link: "https://arxiv.org/abs/2010.12606"}
  - {title: An Interpretability Illusion for BERT, authors: "Bolukbasi et al.", year: 2021, link: "https://arxiv.org/abs/2104.07143"}
"""

import difflib
import heapq
from contextlib import ExitStack
from functools import partial

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

# %% layer
# A block ends with a ReLU, so that it has no negative values; its "conv2" comes before.
layer = "layer4"


# %% Top examples of a unit
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


def keep_best(best, random, new, k, rng):
    """The `k` largest of `best` and `new`, and `k` taken at random of all so far.

    Examples are (value, what it is); `random` keeps with each a number that was drawn for it, so
    that every example has the same chance and no more than `k` are held.
    """
    best = heapq.nlargest(k, [*best, *new], key=lambda example: example[0])
    drawn = [(rng.random(), example) for example in new]
    return best, heapq.nlargest(k, [*random, *drawn], key=lambda pair: pair[0])


def top_images(model, images, layer, unit, pool="max", k=9, batch_size=32, seed=0):
    """The `k` images where a unit of `layer` is largest, `k` random ones, and its mean and s.d.

    An example is (value, (image, map [height, width] or None)): of a channel the largest value over
    places, or the "mean". No more than 2 `k` examples are held at a time.
    """
    assert pool in ("max", "mean"), f'pool should be "max" or "mean", not {pool!r}.'
    assert isinstance(images, torch.Tensor) and images.ndim == 4, (
        "Images should be a tensor [image, channel, height, width], already resized and "
        f"normalised for the model, not {list(getattr(images, 'shape', [len(images)]))}."
    )
    rng = np.random.default_rng(seed)
    reference = next(model.parameters(), images)
    best, random, values = [], [], []
    for start in tqdm(range(0, len(images), batch_size), desc="images"):
        batch = images[start : start + batch_size].to(reference)
        kept = []
        hooked_run(
            model, [layer], lambda name, output, kept=kept: kept.append(output.clone()), batch
        )
        output = kept[0]
        assert output.ndim in (2, 4) and len(output) == len(batch), (
            f"Layer {layer!r} should give [image, channel, height, width] or [image, unit], "
            f"not {list(output.shape)}."
        )
        width = output.shape[1]
        assert 0 <= unit < width, f"Layer {layer!r} has units 0 to {width - 1}: there is no {unit}."
        maps = output[:, unit].float().cpu()
        flat = maps.flatten(1) if maps.ndim == 3 else maps[:, None]
        scores = flat.amax(1) if pool == "max" else flat.mean(1)
        new = [
            (score, (start + i, maps[i].clone() if maps.ndim == 3 else None))
            for i, score in enumerate(scores.tolist())
        ]
        values.append(scores)
        best, random = keep_best(best, random, new, k, rng)
    values = torch.cat(values)  # one number an image
    return (
        best,
        [example for _, example in random],
        values.mean().item(),
        values.std(correction=0).item(),
    )


def plot_images(images, best, random, title):
    """The top images above random ones, each with its value; a contour is at half of the largest."""
    columns = max(len(best), len(random))
    figure, axes = plt.subplots(
        2, columns, figsize=(1.6 * columns + 0.6, 4.4), squeeze=False, layout="constrained"
    )
    limit = max(value for value, _ in best)
    for line, examples, name in zip(axes, (best, random), ("top", "random"), strict=True):
        for panel in line:
            panel.set_xticks([])
            panel.set_yticks([])
        for panel, (value, (i, places)) in zip(line, examples, strict=False):
            pixels = images[i].detach().float().cpu()
            pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()).clamp_min(1e-12)
            pixels = pixels if len(pixels) == 3 else pixels.mean(0, keepdim=True)
            panel.imshow(pixels.permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=1)
            panel.set_title(f"image {i}\n{value:.2f}", fontsize=9)
            if places is not None and limit > 0 and places.max() > limit / 2 > places.min():
                large = torch.nn.functional.interpolate(
                    places[None, None], images.shape[2:], mode="bilinear"
                )
                panel.contour(large[0, 0].numpy(), levels=[limit / 2], colors="yellow")
        line[0].set_ylabel(name)
    figure.suptitle(f"{title}\n(pixels scaled for display; yellow: half of the largest value)")
    return figure


# Choose the unit before you look: the most striking of many is striking by chance.
unit = 0
best, random, mean, spread = top_images(model, images, layer, unit)
print(
    f"unit {unit} of {layer}, largest over places: mean {mean:.3g}, s.d. {spread:.3g} of {len(images)}"
)
for value, (i, _) in best:
    print(f"{value:8.3f} ({(value - mean) / max(spread, 1e-12):5.1f} s.d.) image {i}")
if best[0][0] == 0:
    print("The unit is zero on all of these images: its top examples are no examples.")
plot_images(images, best, random, f"unit {unit} of {layer}")
plt.show()
