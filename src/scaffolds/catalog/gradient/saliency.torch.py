"""
id: gradient.saliency.torch
title: Gradient saliency
description: How strongly one class logit of an image classifier reacts to each pixel.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
yields:
  - {name: saliency, type: "Tensor [height, width], the largest absolute gradient over channels"}
  - {name: target, type: "int, the class whose logit was differentiated"}
  - {name: logit, type: float}
picture: The input beside its saliency map, with a colour bar that starts at 0.
knownAnswer: The map of a linear model is its weight.
check: gradient.randomisation.torch
questions:
  - gradient.of-what
  - gradient.preprocessing
  - gradient.sign
  - gradient.copies-input
  - gradient.randomise-layers
  - gradient.colour-limits
sources:
  - {title: "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps", authors: "Simonyan et al.", year: 2013, link: "https://arxiv.org/abs/1312.6034"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% Gradient saliency
def saliency_map(model, image, target=None):
    """|d logit / d pixel|, the largest over channels: [height, width], the class, its logit.

    `target` is a class index; None takes the class with the highest logit.
    """
    assert image.ndim == 4 and image.shape[0] == 1, (
        f"Saliency takes one image as [1, channel, height, width], not {list(image.shape)}."
    )
    reference = next(model.parameters(), image)
    training = {module: module.training for module in model.modules()}
    model.eval()  # otherwise dropout and batch norm change the map from run to run
    try:
        with torch.enable_grad():
            leaf = image.detach().clone().to(reference).requires_grad_(True)
            output = model(leaf)
            logits = getattr(output, "logits", output)
            assert logits.ndim == 2, (
                f"The model should return [1, class] logits, not {list(logits.shape)}."
            )
            scores = logits.detach().double()
            rounding = max(1e-4, 4 * torch.finfo(logits.dtype).eps)
            probabilities = scores.min() >= 0 and abs(scores.sum().item() - 1) < rounding
            logarithms = scores.max() <= 0 and abs(scores.logsumexp(1).item()) < rounding
            assert not probabilities and not logarithms, (
                "The model returns probabilities or their logarithm, whose gradient mixes all "
                "classes: take the logits before the softmax."
            )
            target = logits[0].argmax().item() if target is None else target
            # Only the input: no gradient is left behind in the parameters.
            (gradient,) = torch.autograd.grad(logits[0, target], leaf)
    finally:
        for module, mode in training.items():
            module.training = mode
    saliency = gradient[0].abs().amax(0).float().cpu()
    assert saliency.isfinite().all(), (
        f"The gradient of logit {target} is not finite: the model may overflow (try float32), or "
        "take a root or a logarithm at zero."
    )
    assert saliency.max() > 0, (
        f"The gradient of logit {target} is zero at every pixel: the model may be saturated, "
        "or cut off from its input."
    )
    return saliency, target, logits[0, target].item()


def plot_saliency(image, saliency, target, logit, limit=None):
    """The input beside its map; give two maps the same `limit` before comparing them."""
    pixels = image[0].detach().float().cpu()
    pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()).clamp_min(1e-12)
    pixels = pixels if len(pixels) == 3 else pixels.mean(0, keepdim=True)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    left.imshow(pixels.permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=1)
    left.set_title("input, scaled to 0..1 for display")
    limit = limit or saliency.max().item()
    heat = right.imshow(saliency.numpy(), cmap="inferno", vmin=0, vmax=limit)
    right.set_title(f"saliency of class {target}, logit {logit:.2f}")
    for panel in (left, right):
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    figure.colorbar(heat, ax=right, label="|d logit / d input|, largest over channels")
    return figure


saliency, target, logit = saliency_map(model, image)
print(f"class {target}, logit {logit:.3f}, largest |gradient| {saliency.max():.3g}")
plot_saliency(image, saliency, target, logit)
plt.show()
