"""
id: gradient.completeness.captum
title: Completeness and a second baseline
description: Whether integrated gradients add up to the logit, and whether another baseline tells the same.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width], or [1, feature]"}
yields:
  - {name: gaps, type: "dict[str, float], completeness gap for each baseline, share of F(x) − F(x′)"}
  - {name: agreement, type: "float, Spearman of the attributions with two baselines"}
  - {name: holds, type: "bool, every gap is at most 5 % and the agreement at least 0.5"}
picture: The attributions with the two baselines side by side, in one colour scale.
checks: gradient.integrated-gradients.captum
questions:
  - gradient.completeness
  - gradient.baseline
sources:
  - {title: Axiomatic Attribution for Deep Networks, authors: "Sundararajan et al.", year: 2017, link: "https://arxiv.org/abs/1703.01365"}
  - {title: Visualizing the Impact of Feature Attribution Baselines, authors: "Sturmfels et al.", year: 2020, link: "https://distill.pub/2020/attribution-baselines/"}
"""

import matplotlib.pyplot as plt
import numpy as np
import torch
from captum.attr import IntegratedGradients
from scipy.stats import spearmanr
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% Completeness and a second baseline
def class_logits(model, inputs):
    """Logits of the model, [row, class], for inputs that may be more precise than its weights."""
    reference = next(model.parameters(), inputs)
    output = model(inputs.to(reference))
    logits = getattr(output, "logits", output)
    assert logits.ndim == 2, f"The model should return [1, class] logits, not {list(logits.shape)}."
    scores = logits.detach().double()
    rounding = max(1e-4, 4 * torch.finfo(logits.dtype).eps)
    ones = (scores >= 0).all() and ((scores.sum(1) - 1).abs() < rounding).all()
    zeros = (scores <= 0).all() and (scores.logsumexp(1).abs() < rounding).all()
    assert logits.shape[1] == 1 or not (ones or zeros), (
        "The model returns probabilities or their logarithm, which mix all classes: take the "
        "logits before the softmax."
    )
    return logits.float() if logits.dtype.itemsize < 4 else logits


def precise(model, image):
    """One input, on the model's device and in float32 or better, with nothing attached."""
    assert isinstance(image, torch.Tensor) and image.ndim >= 2 and image.shape[0] == 1, (
        "This takes one input as a tensor [1, channel, height, width] or [1, feature], "
        f"not {list(image.shape)}."
    )
    reference = next(model.parameters(), image)
    dtype = torch.float64 if reference.dtype == torch.float64 else torch.float32
    return image.detach().to(reference.device, dtype)


def make_baseline(image, name):
    """An input without what is to be attributed: "zero", "blurred", "mean" or "noise".

    "zero" is black only where pixels run from 0 to 1: after the usual normalisation it is the
    mean colour of the training set. "mean" is the mean of each channel, "noise" has the mean and
    the spread of the input.
    """
    if name == "zero":
        return torch.zeros_like(image)
    if name == "noise":
        generator = torch.Generator().manual_seed(0)
        noise = torch.randn(image.shape, generator=generator).to(image)
        return image.mean() + image.std() * noise
    assert image.ndim == 4, (
        f"Only an image can be {name}: take 'zero' or 'noise', or pass a tensor."
    )
    mean = image.mean((2, 3), keepdim=True).expand_as(image)
    if name == "mean":
        return mean.clone()
    assert name == "blurred", (
        f"There is no {name!r} baseline; there are zero, blurred, mean, noise."
    )
    side = max(3, min(image.shape[2:]) // 4 | 1)
    blurred = image
    for _ in range(3):  # three box filters are nearly a Gaussian
        edges = torch.nn.functional.pad(blurred, [side // 2] * 4, mode="replicate")
        blurred = torch.nn.functional.avg_pool2d(edges, side, stride=1)
    return blurred


def integrated_gradients(model, image, target=None, baseline="zero", steps=64, most_steps=1024):
    """Integrated gradients of one logit along the line from a baseline to the input.

    `baseline` is a name, see `make_baseline`, or a tensor like the input. Returns a dict:
    `attributions`, shaped like the input without its batch, in logit; `target`; `baseline`, a
    tensor, and its `name`; `logit` F(x), `baseline_logit` F(x′); `gap`, the completeness error as
    a share of F(x) − F(x′); `steps`, which are doubled until the gap is at most 1 %.
    """
    image = precise(model, image)
    name = baseline if isinstance(baseline, str) else "given"
    start = make_baseline(image, baseline) if isinstance(baseline, str) else baseline.to(image)
    assert start.shape == image.shape, (
        f"The baseline should be {list(image.shape)} like the input, not {list(start.shape)}."
    )
    assert not torch.equal(start, image), (
        f"The {name} baseline is the input itself, so there is nothing to attribute: take another."
    )
    training = {module: module.training for module in model.modules()}
    model.eval()  # otherwise dropout and batch norm change the logit from step to step
    try:
        with torch.no_grad():
            both = [class_logits(model, one)[0] for one in (image, start)]
        target = both[0].argmax().item() if target is None else target
        full, empty = (logits[target].item() for logits in both)
        change = full - empty
        assert abs(change) > 1e-6 * max(abs(full), abs(empty), 1e-6), (
            f"The {name} baseline gives the same logit {full:.4g} as the input, so there is "
            "nothing to share out: take another."
        )
        method = IntegratedGradients(lambda inputs: class_logits(model, inputs))
        while True:
            attributions = method.attribute(
                image, baselines=start, target=target, n_steps=steps, internal_batch_size=16
            )
            gap = abs(attributions.sum().item() - change) / abs(change)
            if gap <= 0.01 or 2 * steps > most_steps:
                break
            steps *= 2
    finally:
        for module, mode in training.items():
            module.training = mode
    attributions = attributions[0].detach().cpu()
    assert attributions.isfinite().all(), (
        f"The gradient of logit {target} is not finite: the model may overflow (try float32), or "
        "take a root or a logarithm at zero."
    )
    return {
        "attributions": attributions,
        "target": target,
        "baseline": start.cpu(),
        "name": name,
        "logit": full,
        "baseline_logit": empty,
        "gap": gap,
        "steps": steps,
    }


def two_baselines(model, image, explain=integrated_gradients, baselines=None):
    """What `explain` gives with two baselines, and their Spearman correlation over pixels.

    Pixels that are equal in the input and in a baseline get nothing by construction: they count
    only where they differ from both.
    """
    first, second = baselines or ("zero", "blurred" if image.ndim == 4 else "noise")
    one = explain(model, image, baseline=first)
    two = explain(model, image, one["target"], baseline=second)
    assert not torch.equal(one["baseline"], two["baseline"]), "The two baselines are the same."
    pixels = image[0].detach().cpu().to(one["baseline"])
    seen = (pixels != one["baseline"][0]) & (pixels != two["baseline"][0])
    assert seen.sum() >= 6, f"A rank correlation of {seen.sum()} values says nothing."
    agreement = spearmanr(one["attributions"][seen], two["attributions"][seen]).statistic
    return one, two, float(np.nan_to_num(agreement))


def missing_share(result):
    """What the sum of the attributions misses, as a share of F(x) − F(x′)."""
    change = result["logit"] - result["baseline_logit"]
    return abs(result["attributions"].sum().item() - change) / abs(change)


one, two, agreement = two_baselines(model, image)
gaps = {result["name"]: missing_share(result) for result in (one, two)}
complete, agree = max(gaps.values()) <= 0.05, agreement >= 0.5
holds = complete and agree
for name, share in gaps.items():
    print(f"{name} baseline: the attributions miss {share:.1%} of F(x) − F(x′)")
print(f"Spearman between the two baselines: {agreement:.2f}")
if not complete:
    print(
        "The attributions do not add up: take more steps; if that fails, they are something else."
    )
elif not agree:
    print("The attributions add up, but hang on the baseline: say which, and why that one.")
else:
    print("The attributions add up, and the two baselines broadly agree.")
figure, panels = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
maps = [result["attributions"] for result in (one, two)]
maps = [one_map.sum(0) if one_map.ndim == 3 else one_map.reshape(1, -1) for one_map in maps]
limit = max(one_map.abs().max().item() for one_map in maps)
for panel, one_map, name in zip(panels, maps, gaps, strict=True):
    heat = panel.imshow(
        one_map.numpy(),
        cmap="RdBu_r",
        vmin=-limit,
        vmax=limit,
        aspect="equal" if len(one_map) > 1 else "auto",
    )
    panel.set_title(f"{name} baseline, gap {gaps[name]:.1%}")
    panel.set_xlabel("pixel column" if len(one_map) > 1 else "feature")
    panel.set_ylabel("pixel row" if len(one_map) > 1 else "")
figure.colorbar(heat, ax=panels, label="attribution, logit, summed over channels")
figure.suptitle(f"Integrated gradients with two baselines, Spearman {agreement:.2f}")
plt.show()
