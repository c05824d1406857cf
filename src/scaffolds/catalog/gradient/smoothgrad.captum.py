"""
id: gradient.smoothgrad.captum
title: SmoothGrad
description: The gradient of one class logit, averaged over noisy copies of the image.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
yields:
  - {name: smooth, type: "Tensor [channel, height, width], mean gradient, with its sign"}
  - {name: target, type: "int, the class whose logit was differentiated"}
  - {name: logit, type: "float, of the image without noise"}
  - {name: deviation, type: "float, standard deviation of the noise in units of the input"}
picture: The input, one noisy copy and the map, with a colour bar that starts at 0.
knownAnswer: The map of a linear model is its weight, whatever the noise.
check: gradient.noise-sweep.captum
questions:
  - gradient.noise-level
  - gradient.noisy-copies
  - gradient.copies-input
sources:
  - {title: "SmoothGrad: removing noise by adding noise", authors: "Smilkov et al.", year: 2017, link: "https://arxiv.org/abs/1706.03825"}
"""

import matplotlib.pyplot as plt
import torch
from captum.attr import NoiseTunnel, Saliency
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% SmoothGrad
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


def noise_deviation(image, noise):
    """The standard deviation, in units of the input, of noise given as a share of its range."""
    assert 0 <= noise <= 1, (
        f"The noise is a share of the input's range, so between 0 and 1, not {noise}: 15 % is 0.15."
    )
    spread = (image.max() - image.min()).item()
    assert spread > 0, "Every pixel of the image is the same, so its range is 0."
    return noise * spread


def smooth_gradient(model, image, target=None, noise=0.15, samples=50, seed=0):
    """Mean gradient of one logit over copies of the image with Gaussian noise.

    `noise` is a share of the image's range, unlike Captum's `stdevs`; at 0 this is the gradient.
    Returns the signed mean, [channel, height, width]; the class; the logit of the image; the
    standard deviation of the noise in units of the input.
    """
    image = precise(model, image)
    assert image.ndim == 4, f"SmoothGrad takes an image, not {list(image.shape)}."
    deviation = noise_deviation(image, noise)
    training = {module: module.training for module in model.modules()}
    model.eval()  # otherwise dropout and batch norm add noise of their own
    try:
        with torch.no_grad():
            logits = class_logits(model, image)[0]
        target = logits.argmax().item() if target is None else target
        # abs=False: the mean of absolute values would never cancel what is noise.
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            gradient = NoiseTunnel(Saliency(lambda inputs: class_logits(model, inputs))).attribute(
                image,
                target=target,
                nt_samples=samples if noise else 1,
                nt_samples_batch_size=10,
                stdevs=deviation,
                abs=False,
            )[0]
    finally:
        for module, mode in training.items():
            module.training = mode
    gradient = gradient.detach().cpu()
    assert gradient.isfinite().all(), (
        f"The gradient of logit {target} is not finite: the model may overflow (try float32), or "
        "take a root or a logarithm at zero."
    )
    assert gradient.abs().max() > 0, (
        f"The gradient of logit {target} is zero at every pixel: the model may be saturated, "
        "or cut off from its input."
    )
    return gradient, target, logits[target].item(), deviation


def plot_smooth_gradient(image, smooth, target, logit, deviation, limit=None):
    """Input, a noisy copy and the map; give two maps the same `limit` before comparing them."""
    pixels = image[0].detach().float().cpu()
    generator = torch.Generator().manual_seed(0)
    noisy = pixels + deviation * torch.randn(pixels.shape, generator=generator)
    figure, panels = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
    low, high = pixels.min(), pixels.max()
    for panel, one, title in zip(
        panels, (pixels, noisy), ("input", "one noisy copy"), strict=False
    ):
        shown = ((one - low) / (high - low).clamp_min(1e-12)).clamp(0, 1)
        shown = shown if len(shown) == 3 else shown.mean(0, keepdim=True)
        panel.imshow(shown.permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"{title}, scaled to 0..1 for display")
    heat_map = smooth.abs().amax(0)
    limit = limit or heat_map.max().item()
    heat = panels[2].imshow(heat_map.float().numpy(), cmap="inferno", vmin=0, vmax=limit)
    panels[2].set_title(f"SmoothGrad of class {target}, logit {logit:.2f}, σ {deviation:.3g}")
    for panel in panels:
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    figure.colorbar(heat, ax=panels[2], label="|mean d logit / d input|, largest over channels")
    return figure


smooth, target, logit, deviation = smooth_gradient(model, image, noise=0.15)
print(f"class {target}, logit {logit:.3f}, largest |mean gradient| {smooth.abs().max():.3g}")
print(f"σ is 15 % of the input's range: {deviation:.3g} in its units")
plot_smooth_gradient(image, smooth, target, logit, deviation)
plt.show()
