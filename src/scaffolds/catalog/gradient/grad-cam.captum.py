"""
id: gradient.grad-cam.captum
title: Grad-CAM
description: Which places of a convolutional layer speak for a class.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
  - {name: layer, kind: layer, type: "str, the name of a layer that keeps height and width"}
yields:
  - {name: cam, type: "Tensor [height, width] of the image, at least 0, in logit per place"}
  - {name: coarse, type: "Tensor [height, width] of the layer, with its sign, before ReLU"}
  - {name: target, type: "int, the class whose logit was differentiated"}
  - {name: logit, type: float}
picture: The input, the map over it, and the layer's own coarse map with its sign.
knownAnswer: Over a pooled linear head it is the class activation map.
check: gradient.wrong-class.captum
questions:
  - gradient.which-layer
  - gradient.wrong-class
  - gradient.colour-limits
sources:
  - {title: "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", authors: "Selvaraju et al.", year: 2016, link: "https://arxiv.org/abs/1610.02391"}
"""

import difflib

import matplotlib.pyplot as plt
import torch
from captum.attr import LayerAttribution, LayerGradCam
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)

# %% layer
# The last convolution; in a residual network the last block, such as "layer4", says more.
layer = [name for name, module in model.named_modules() if isinstance(module, torch.nn.Conv2d)][-1]


# %% Grad-CAM
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


def layer_named(model, name):
    """The layer of that name; a sentence with close names if there is none."""
    layers = {path: module for path, module in model.named_modules() if path}
    close = difflib.get_close_matches(str(name), layers, n=5, cutoff=0.5) or [*layers][:20]
    assert name in layers, f"The model has no layer {name!r}; there are {', '.join(close)}."
    return layers[name]


def layer_output(model, image, name):
    """What the layer of that name gives for the image: a tensor, without gradient."""
    outputs = []
    handle = layer_named(model, name).register_forward_hook(
        lambda module, inputs, output: outputs.append(output)
    )
    try:
        with torch.no_grad():
            class_logits(model, image)
    finally:
        handle.remove()
    assert len(outputs) == 1, (
        f"The layer {name!r} is used {len(outputs)} times for one image: take one that is used once."
    )
    return outputs[0]


def grad_cam(model, image, layer, target=None):
    """Channels of a layer, weighted by the mean gradient of one logit with respect to each.

    Returns the map after ReLU, upsampled to the image, [height, width]; the same with its sign at
    the layer's own places; the class; its logit.
    """
    image = precise(model, image)
    assert image.ndim == 4, f"Grad-CAM takes an image, not {list(image.shape)}."
    training = {module: module.training for module in model.modules()}
    # A ReLU in place would change the layer's output under our hands.
    in_place = [module for module in model.modules() if getattr(module, "inplace", False)]
    model.eval()
    try:
        for module in in_place:
            module.inplace = False
        output = layer_output(model, image, layer)
        shape = list(output.shape) if isinstance(output, torch.Tensor) else type(output).__name__
        assert isinstance(output, torch.Tensor) and output.ndim == 4 and output[0, 0].numel() > 1, (
            "Grad-CAM needs a layer that keeps height and width, such as a convolution: "
            f"{layer!r} gives {shape}."
        )
        with torch.no_grad():
            logits = class_logits(model, image)[0]
        target = logits.argmax().item() if target is None else target
        method = LayerGradCam(lambda inputs: class_logits(model, inputs), layer_named(model, layer))
        coarse = method.attribute(image, target=target).detach().float()
    finally:
        for module in in_place:
            module.inplace = True
        for module, mode in training.items():
            module.training = mode
    assert coarse.isfinite().all(), (
        f"The gradient of logit {target} is not finite: the model may overflow (try float32)."
    )
    # Captum leaves the sign by default; the paper keeps what speaks for the class.
    cam = LayerAttribution.interpolate(coarse.relu(), image.shape[2:], "bilinear")
    return cam[0, 0].cpu(), coarse[0, 0].cpu(), target, logits[target].item()


def plot_grad_cam(image, cam, coarse, layer, target, logit, limit=None):
    """Input, overlay and coarse map; give two maps the same `limit` before comparing them."""
    pixels = image[0].detach().float().cpu()
    pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min()).clamp_min(1e-12)
    shown = (pixels if len(pixels) == 3 else pixels.mean(0, keepdim=True)).permute(1, 2, 0).numpy()
    figure, panels = plt.subplots(1, 3, figsize=(14, 4.2), layout="constrained")
    limit = limit or coarse.abs().max().item() or 1
    for panel in panels[:2]:
        panel.imshow(shown, cmap="gray", vmin=0, vmax=1)
    panels[0].set_title("input, scaled to 0..1 for display")
    heat = panels[1].imshow(cam.numpy(), cmap="inferno", vmin=0, vmax=limit, alpha=0.6)
    panels[1].set_title(f"Grad-CAM of class {target}, logit {logit:.2f}")
    figure.colorbar(heat, ax=panels[1], label="what speaks for the class")
    grid = panels[2].imshow(coarse.numpy(), cmap="RdBu_r", vmin=-limit, vmax=limit)
    panels[2].set_title(f"at the places of {layer}, before ReLU")
    figure.colorbar(grid, ax=panels[2], label="red for, blue against")
    for panel in panels:
        panel.set_xlabel("pixel column")
        panel.set_ylabel("pixel row")
    panels[2].set_xlabel("column of the layer")
    panels[2].set_ylabel("row of the layer")
    return figure


cam, coarse, target, logit = grad_cam(model, image, layer)
print(f"class {target}, logit {logit:.3f}, layer {layer}: {list(coarse.shape)} places")
print(f"{(coarse > 0).float().mean():.0%} of the places speak for the class")
if cam.max() == 0:
    print("No place of this layer speaks for the class: look at the map with its sign.")
plot_grad_cam(image, cam, coarse, layer, target, logit)
plt.show()
