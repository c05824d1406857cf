"""
id: gradient.activation-maximisation.torch
title: Activation maximisation
description: Pictures made to drive one channel of a layer, beside the images that drive it most.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that takes images}
  - {name: layer, kind: layer, type: "str, the name of a layer, before its ReLU if it has one"}
  - {name: images, kind: images, type: "Tensor [n, channel, height, width], as the model takes them"}
yields:
  - {name: channel, type: "int, the channel that is looked at"}
  - {name: made, type: "Tensor [seed, channel, height, width], within the range of the images"}
  - {name: activations, type: "Tensor [seed], mean of the channel over places for each picture"}
  - {name: top, type: "list[int], the images with the highest activation"}
  - {name: natural, type: "Tensor [n], the activation for each image"}
check: gradient.unit-agreement.torch
picture: One picture a seed above the images with the highest activation, each with its activation, in one grey or colour scale.
knownAnswer: The picture of a linear unit points along its weight.
questions:
  - gradient.map-or-picture
  - activation.top-examples
  - activation.what-we-maximise
  - activation.before-or-after
  - activation.adversarial
  - activation.seeds
sources:
  - {title: Feature Visualization, authors: "Olah et al.", year: 2017, link: "https://distill.pub/2017/feature-visualization/"}
  - {title: Exemplary Natural Images Explain CNN Activations Better than State-of-the-Art Feature Visualization, authors: "Borowski et al.", year: 2020, link: "https://arxiv.org/abs/2010.12606"}
"""

import difflib

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_sample_images
from torchvision.models import ResNet18_Weights, resnet18
from tqdm.auto import tqdm

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% layer
# The last convolution; name any other, such as "layer3.0.conv1".
layer = [name for name, module in model.named_modules() if isinstance(module, torch.nn.Conv2d)][-1]

# %% images
samples = torch.tensor(load_sample_images().images).permute(0, 3, 1, 2)
crops = samples.unfold(2, 224, 96).unfold(3, 224, 96).permute(0, 2, 3, 1, 4, 5)
images = ResNet18_Weights.DEFAULT.transforms()(crops.flatten(0, 2))


# %% Activation maximisation
def layer_named(model, name):
    """The layer of that name; a sentence with close names if there is none."""
    layers = {path: module for path, module in model.named_modules() if path}
    close = difflib.get_close_matches(str(name), layers, n=5, cutoff=0.5) or [*layers][:20]
    assert name in layers, f"The model has no layer {name!r}; there are {', '.join(close)}."
    return layers[name]


def channel_means(model, layer, inputs):
    """Each channel of a layer, its mean over places: [input, channel]."""
    outputs = []
    handle = layer_named(model, layer).register_forward_hook(
        lambda module, inputs, output: outputs.append(output)
    )
    reference = next(model.parameters(), inputs)
    try:
        model(inputs.to(reference))
    finally:
        handle.remove()
    assert len(outputs) == 1, (
        f"The layer {layer!r} is used {len(outputs)} times for one image: take one that is used once."
    )
    output = outputs[0]
    shape = list(output.shape) if isinstance(output, torch.Tensor) else type(output).__name__
    assert isinstance(output, torch.Tensor) and output.ndim in (2, 4), (
        f"The layer should give [n, channel] or [n, channel, height, width]: {layer!r} gives {shape}."
    )
    return output.flatten(2).mean(2).float() if output.ndim == 4 else output.float()


def natural_activations(model, layer, images, batch=32):
    """Each channel of a layer for each image, [n, channel], without gradient."""
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return torch.cat(
                [channel_means(model, layer, rows).cpu() for rows in images.split(batch)]
            )
    finally:
        for module, mode in training.items():
            module.training = mode


def maximise_activation(
    model,
    layer,
    channel,
    images,
    seeds=(0, 1, 2),
    steps=256,
    rate=0.05,
    jitter=None,
    variation=0.2,
    limits=None,
):
    """Pictures, one a seed, that drive the mean of one channel over its places.

    A picture has the mean colour and the contrast (root mean square) of the images, and may leave
    their range (`limits`) only at a price. It is built from waves, moved by up to `jitter` pixels
    before each step, and pays for its total variation, so that it is not mere noise. The contrast
    is part of how a picture is made, not enforced after each step: that would make every pixel an
    extreme. Returns the pictures [seed, channel, height, width], clipped to the range, and their
    activations [seed].
    """
    assert isinstance(images, torch.Tensor) and images.ndim == 4 and len(images) > 1, (
        "Give several images as one tensor [n, channel, height, width]: they set range and contrast."
    )
    natural = natural_activations(model, layer, images)
    assert 0 <= channel < natural.shape[1], (
        f"There is no channel {channel}: the layer {layer!r} has {natural.shape[1]}."
    )
    reference = next(model.parameters(), images)
    images = images.detach().to(reference.device, torch.float32)
    depth, height, width = images.shape[1:]
    jitter = min(height, width) // 16 if jitter is None else jitter
    low, high = limits or (images.min().item(), images.max().item())
    colour = images.mean((0, 2, 3)).view(1, -1, 1, 1)
    contrast = (images - colour).square().mean().sqrt()
    scale = natural[:, channel].std().item() or 1.0
    # Waves, with the low frequencies first, as in natural images.
    rows = torch.fft.fftfreq(height)[:, None]
    frequencies = (rows.square() + torch.fft.rfftfreq(width).square()).sqrt()
    weights = (1 / frequencies.clamp_min(1 / max(height, width))).to(images)
    start = [
        torch.randn(depth, *weights.shape, 2, generator=torch.Generator().manual_seed(seed))
        for seed in seeds
    ]
    waves = torch.stack(start).to(images).requires_grad_(True)
    generator = torch.Generator().manual_seed(0)

    def draw():
        """Pictures from waves, with the contrast of the images: [seed, channel, height, width]."""
        plain = torch.fft.irfft2(torch.view_as_complex(waves) * weights, s=(height, width))
        size = plain.flatten(1).square().mean(1).sqrt().clamp_min(1e-12)
        return colour + contrast * plain / size.view(-1, 1, 1, 1)

    optimiser = torch.optim.Adam([waves], rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    training = {module: module.training for module in model.modules()}
    frozen = [parameter for parameter in model.parameters() if parameter.requires_grad]
    model.eval()
    try:
        for parameter in frozen:
            parameter.requires_grad_(False)
        with torch.enable_grad():
            for step in tqdm(range(steps), desc=f"{layer}, channel {channel}"):
                pictures = draw()
                moves = torch.randint(-jitter, jitter + 1, (2,), generator=generator).tolist()
                moved = torch.roll(pictures, moves, (2, 3))
                activation = channel_means(model, layer, moved)[:, channel]
                rough = sum(pictures.diff(dim=axis).abs().mean((1, 2, 3)) for axis in (2, 3))
                outside = (low - pictures).relu() + (pictures - high).relu()
                price = variation * rough / contrast
                price = price + outside.square().mean((1, 2, 3)) / contrast**2
                (gradient,) = torch.autograd.grad((price - activation / scale).sum(), waves)
                if step == 0:
                    (alone,) = torch.autograd.grad(
                        channel_means(model, layer, draw())[:, channel].sum(), waves
                    )
                    assert alone.abs().max() > 0, (
                        f"Channel {channel} of {layer!r} gives no gradient for noise: it may be "
                        "dead there, so take the layer before its ReLU."
                    )
                waves.grad = gradient
                optimiser.step()
                schedule.step()
        with torch.no_grad():
            pictures = draw().clamp(low, high)
            activations = channel_means(model, layer, pictures)[:, channel]
    finally:
        for parameter in frozen:
            parameter.requires_grad_(True)
        for module, mode in training.items():
            module.training = mode
    assert activations.isfinite().all(), "The activation is not finite: try the model in float32."
    return pictures.cpu(), activations.cpu()


def plot_unit(images, pictures, activations, natural, top, title):
    """Pictures above the images that drive the unit most, in the range of the images."""
    low, high = images.min().item(), images.max().item()
    rows = [
        ("made, seed", range(len(pictures)), pictures, activations),
        ("image", top, images[top].detach().float().cpu(), natural[top]),
    ]
    columns = max(len(pictures), len(top))
    figure, axes = plt.subplots(
        2, columns, figsize=(2.6 * columns + 1, 6), layout="constrained", squeeze=False
    )
    for row, (word, names, shown, values) in zip(axes, rows, strict=True):
        for panel in row:
            panel.axis("off")
        for panel, name, one, value in zip(row, names, shown, values, strict=False):
            pixels = one if len(one) == 3 else one.mean(0, keepdim=True)
            pixels = ((pixels - low) / (high - low)).clamp(0, 1).permute(1, 2, 0).numpy()
            heat = panel.imshow(pixels, cmap="gray", vmin=0, vmax=1)
            panel.set_title(f"{word} {name}\nactivation {value:.3g}", fontsize=10)
    if images.shape[1] != 3:
        figure.colorbar(heat, ax=axes, label=f"pixel, 0 is {low:.3g}, 1 is {high:.3g}")
    figure.suptitle(title)
    return figure


channel = 0  # the channel to look at
made, activations = maximise_activation(model, layer, channel, images)
natural = natural_activations(model, layer, images)[:, channel]
top = natural.argsort(descending=True)[:4].tolist()
print(f"{layer}, channel {channel}: images {natural.mean():.3g} ± {natural.std():.3g}")
print(
    f"highest image {natural.max():.3g}; pictures {[round(one, 3) for one in activations.tolist()]}"
)
if activations.min() > natural.max():
    print("The pictures drive the unit beyond every image: they are off the usual distribution.")
plot_unit(images, made, activations, natural, top, f"{layer}, channel {channel}")
plt.show()
