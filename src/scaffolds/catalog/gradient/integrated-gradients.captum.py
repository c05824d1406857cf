"""
id: gradient.integrated-gradients.captum
title: Integrated gradients
description: How much each pixel or feature adds to one class logit, compared with a baseline input.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width], or [1, feature]"}
yields:
  - {name: attributions, type: "Tensor [channel, height, width] or [feature], in logit; they add up to F(x) − F(x′)"}
  - {name: gap, type: "float, what the sum misses, as a share of F(x) − F(x′)"}
  - {name: target, type: "int, the class whose logit was attributed"}
  - {name: logit, type: float}
picture: The input, its baseline and the signed attributions, with a colour bar around 0; bars for features.
knownAnswer: For 1 - ReLU(1 - x) at 2 the gradient is 0 and the attribution 1.
check: gradient.completeness.captum
questions:
  - gradient.of-what
  - gradient.baseline
  - gradient.completeness
  - gradient.saturation
sources:
  - {title: Axiomatic Attribution for Deep Networks, authors: "Sundararajan et al.", year: 2017, link: "https://arxiv.org/abs/1703.01365"}
  - {title: Visualizing the Impact of Feature Attribution Baselines, authors: "Sturmfels et al.", year: 2020, link: "https://distill.pub/2020/attribution-baselines/"}
"""

import matplotlib.pyplot as plt
import torch
from captum.attr import IntegratedGradients
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% Integrated gradients
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


def plot_integrated_gradients(image, result, limit=None):
    """Input, baseline and attributions; give two maps the same `limit` before comparing them."""
    attributions, start = result["attributions"], result["baseline"][0]
    title = (
        f"class {result['target']}: logit {result['logit']:.2f}, {result['name']} baseline "
        f"{result['baseline_logit']:.2f}, completeness gap {result['gap']:.1%}"
    )
    if attributions.ndim != 3:
        values = attributions.flatten()
        figure, panel = plt.subplots(figsize=(8, 4), layout="constrained")
        limit = limit or values.abs().max().item()
        panel.bar(range(len(values)), values.numpy())
        panel.axhline(0, color="gray", linewidth=1)
        panel.set_ylim(-1.05 * limit, 1.05 * limit)
        panel.set_xlabel("feature")
        panel.set_ylabel("attribution, logit")
        panel.set_title(title)
        return figure
    pixels = torch.stack([image[0].detach().float().cpu(), start.float()])
    pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()).clamp_min(1e-12)
    pixels = pixels if pixels.shape[1] == 3 else pixels.mean(1, keepdim=True)
    figure, panels = plt.subplots(1, 3, figsize=(13, 4.4), layout="constrained")
    for panel, one, name in zip(
        panels, pixels, ("input", f"{result['name']} baseline"), strict=False
    ):
        panel.imshow(one.permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"{name}, scaled to 0..1 for display")
    total = attributions.sum(0)
    limit = limit or total.abs().max().item()
    heat = panels[2].imshow(total.numpy(), cmap="RdBu_r", vmin=-limit, vmax=limit)
    panels[2].set_title("integrated gradients, red for, blue against")
    for panel in panels:
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    figure.colorbar(heat, ax=panels[2], label="attribution, logit, summed over channels")
    figure.suptitle(title)
    return figure


result = integrated_gradients(model, image)
attributions, gap = result["attributions"], result["gap"]
target, logit = result["target"], result["logit"]
print(
    f"class {target}: logit {logit:.3f}, of the {result['name']} baseline {result['baseline_logit']:.3f}"
)
print(f"attributions add up to {attributions.sum():.3f} of {logit - result['baseline_logit']:.3f}")
print(f"completeness gap: {gap:.2%} after {result['steps']} steps")
if gap > 0.05:
    print("That is too much: raise `most_steps`, and run a half-precision model in float32.")
plot_integrated_gradients(image, result)
plt.show()
