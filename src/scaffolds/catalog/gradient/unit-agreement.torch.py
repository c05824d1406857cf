"""
id: gradient.unit-agreement.torch
title: Do the pictures of a unit agree?
description: Whether pictures made for a unit are its maximum, beat natural images, agree over seeds and need the weights.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that takes images}
  - {name: layer, kind: layer, type: "str, the name of a layer, before its ReLU if it has one"}
  - {name: images, kind: images, type: "Tensor [n, channel, height, width], as the model takes them"}
yields:
  - {name: scores, type: "dict[str, Tensor], activations in standard deviations of the images, by kind of picture"}
  - {name: within, type: "float, mean correlation of the layer's profile over seeds of this unit"}
  - {name: between, type: "float, the same with pictures of other units"}
  - {name: believable, type: "bool, the pictures pass all four tests"}
picture: Activation of the unit for natural images, for its pictures, and for pictures made with random weights.
checks: gradient.activation-maximisation.torch
questions:
  - activation.seeds
  - any.random-model
  - activation.off-distribution
  - activation.decoupled
sources:
  - {title: Feature Visualization, authors: "Olah et al.", year: 2017, link: "https://distill.pub/2017/feature-visualization/"}
  - {title: "Don't trust your eyes: on the (un)reliability of feature visualizations", authors: "Geirhos et al.", year: 2023, link: "https://arxiv.org/abs/2306.04719"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import copy
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


# %% Do the pictures of a unit agree?
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


def randomise(module):
    """Fresh values for the parameters that belong to this module itself."""
    if hasattr(module, "reset_parameters"):
        module.reset_parameters()
        return
    for parameter in module.parameters(recurse=False):
        torch.nn.init.normal_(parameter, std=max(parameter.std(correction=0).item(), 1e-3))


def model_with_random_weights(model, seed):
    """A copy of the model with fresh values for all its parameters."""
    other = copy.deepcopy(model)
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        for module in other.modules():
            randomise(module)
    return other


def unit_agreement(model, layer, channel, images, explain=maximise_activation, others=2):
    """Scores of a unit for several kinds of pictures, and how alike its pictures are to the layer.

    To the pictures of `explain` are compared some with twice the steps, for other units, and for
    the model with random weights.
    Scores are activations in standard deviations of the images, so 0 is their mean. Profiles are
    the same for every other channel that the images move; they are correlated between the seeds of
    this unit (within) and with pictures of `others` further units (between).
    """
    natural = natural_activations(model, layer, images)
    mean, spread = natural.mean(0), natural.std(0).clamp_min(1e-6)
    channels = natural.shape[1]
    # A channel that no image moves has no unit to be measured in: it would drown all others.
    moved = natural.std(0) > 1e-6
    assert moved[channel], f"No image moves channel {channel} of {layer!r}: it has no scale."
    assert moved.sum() >= 8, f"{moved.sum()} channels vary over the images: too few for a profile."

    def profile(pictures):
        return (natural_activations(model, layer, pictures) - mean) / spread

    own = profile(explain(model, layer, channel, images)[0])
    assert len(own) > 1, "Make pictures from several seeds: one alone agrees with itself."
    longer = profile(maximise_activation(model, layer, channel, images, steps=512)[0])
    random = profile(explain(model_with_random_weights(model, 0), layer, channel, images)[0])
    step = max(1, channels // (others + 1))
    further = [(channel + step * (i + 1)) % channels for i in range(others)]
    foreign = torch.cat([profile(explain(model, layer, one, images)[0]) for one in further])
    rest = [i for i in range(channels) if moved[i] and i != channel and i not in further]
    alike = torch.corrcoef(torch.cat([own, foreign])[:, rest]).nan_to_num(0)
    count = len(own)
    within = alike[:count, :count][~torch.eye(count, dtype=torch.bool)].mean().item()
    between = alike[:count, count:].mean().item()
    scores = {
        "natural images": ((natural - mean) / spread)[:, channel],
        "pictures of this unit": own[:, channel],
        "twice the steps": longer[:, channel],
        "pictures of other units": foreign[:, channel],
        "pictures with random weights": random[:, channel],
    }
    return scores, within, between


channel = 0  # the channel that the pictures were made for
scores, within, between = unit_agreement(model, layer, channel, images)
own, best = scores["pictures of this unit"], scores["natural images"].max().item()
reached = own.median().item() > best
converged = own.median().item() > 0.95 * scores["twice the steps"].median().item()
agree = within - between > 0.2 and own.min() > 0.5 * own.max()
needs_weights = scores["pictures with random weights"].mean() < 0.5 * own.mean()
believable = bool(reached and converged and agree and needs_weights)
for kind, values in scores.items():
    print(f"{kind}: {values.mean():.2f} ± {values.std():.2f}, highest {values.max():.2f}")
print(f"correlation of profiles: {within:.2f} within this unit, {between:.2f} with other units")
if not reached:
    print("An image drives the unit more: nothing was maximised, or it got stuck.")
elif not converged:
    print("Twice the steps drive the unit further: this is not its maximum yet.")
elif not needs_weights:
    print("Pictures made without the model's weights do as well: they show no learned feature.")
elif not agree:
    print("The seeds do not agree: each shows one of several things, so show them all.")
else:
    print("The pictures beat every image, agree over seeds and need the model's weights.")
    print("They are still off the usual distribution: trust them only with the top images beside.")
figure, panel = plt.subplots(figsize=(8, 4), layout="constrained")
for row, (_, values) in enumerate(scores.items()):
    panel.scatter(values, [row] * len(values), alpha=0.6)
panel.axvline(best, color="gray", linewidth=1, linestyle="dashed")
panel.set_yticks(range(len(scores)), [*scores])
panel.invert_yaxis()
panel.set_xlabel(
    f"activation of {layer}, channel {channel}, in s.d. of the images (dashed: highest image)"
)
panel.set_title(f"Correlation of profiles: {within:.2f} over seeds, {between:.2f} with other units")
plt.show()
