"""
id: gradient.wrong-class.captum
title: Grad-CAM of wrong classes
description: Whether the map of the class differs from the maps of classes that are wrong.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
  - {name: layer, kind: layer, type: "str, the name of a layer that keeps height and width"}
yields:
  - {name: wrong, type: "list[int], the wrong classes, from the runner-up to the least likely"}
  - {name: similarity, type: "Tensor [wrong class], Spearman of their signed maps with that of the class"}
  - {name: tells_classes_apart, type: "bool, the mean size of the similarity is below 0.5"}
picture: The map of the class beside those of wrong classes, in one colour scale.
checks: gradient.grad-cam.captum
questions:
  - gradient.wrong-class
  - any.random-model
sources:
  - {title: "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", authors: "Selvaraju et al.", year: 2016, link: "https://arxiv.org/abs/1610.02391"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import difflib

import matplotlib.pyplot as plt
import torch
from captum.attr import LayerAttribution, LayerGradCam
from scipy.stats import spearmanr
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


# %% Grad-CAM of wrong classes
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


def ranked_classes(model, image):
    """Classes from the highest logit to the lowest."""
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return class_logits(model, precise(model, image))[0].argsort(descending=True).tolist()
    finally:
        for module, mode in training.items():
            module.training = mode


def wrong_class_maps(model, image, layer, explain=grad_cam, count=5):
    """Signed maps of the class and of wrong ones, and their Spearman correlation with the first.

    The wrong classes run from the runner-up to the least likely. Signs are kept: after ReLU two
    maps may agree only on where there is nothing.
    """
    ranked = ranked_classes(model, image)
    assert len(ranked) > 2, (
        "With two classes or one the map of the wrong class is the same turned round."
    )
    steps = torch.linspace(1, len(ranked) - 1, min(count, len(ranked) - 1)).round().int().tolist()
    wrong = [ranked[step] for step in steps]
    maps = [explain(model, image, layer, target)[1] for target in (ranked[0], *wrong)]
    assert maps[0].numel() >= 9, (
        f"A rank correlation of {maps[0].numel()} places says nothing: take an earlier layer."
    )
    similarity = [spearmanr(maps[0].ravel(), one.ravel()).statistic for one in maps[1:]]
    return ranked[0], wrong, maps, torch.tensor(similarity).nan_to_num(0)


top, wrong, maps, similarity = wrong_class_maps(model, image, layer)
# A map that is turned round shows the same places: only its sign is of the class.
tells_classes_apart = similarity.abs().mean().item() < 0.5
for other, value in zip(wrong, similarity, strict=True):
    print(f"Spearman of the maps of class {top} and class {other}: {value:.2f}")
print(f"mean {similarity.mean():.2f}, of the sizes {similarity.abs().mean():.2f}")
if tells_classes_apart:
    print("The maps of wrong classes differ: the map says something about this class.")
    print("To differ is a low bar: a model with random weights may pass it too.")
elif similarity.mean() < 0.5:
    print(
        "Maps of wrong classes are much the same map turned round: only the sign is of the class."
    )
else:
    print("The maps of wrong classes look the same: the map shows the image, not the class.")
figure, panels = plt.subplots(
    1, len(maps), figsize=(2.8 * len(maps) + 1, 3.8), layout="constrained", squeeze=False
)
limit = max(one.abs().max().item() for one in maps) or 1
titles = [f"class {top}"]
titles += [
    f"class {other}\nSpearman {value:.2f}" for other, value in zip(wrong, similarity, strict=True)
]
for panel, one, title in zip(panels[0], maps, titles, strict=True):
    heat = panel.imshow(one.numpy(), cmap="RdBu_r", vmin=-limit, vmax=limit)
    panel.set_title(title)
    panel.set_xlabel("column of the layer")
panels[0, 0].set_ylabel("row of the layer")
figure.colorbar(heat, ax=panels, label="red for, blue against")
figure.suptitle(f"Grad-CAM at {layer}, before ReLU, in one colour scale")
plt.show()
