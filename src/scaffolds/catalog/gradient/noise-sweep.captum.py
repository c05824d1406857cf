"""
id: gradient.noise-sweep.captum
title: SmoothGrad over noise levels
description: Whether a SmoothGrad map hangs on the noise level or its seed, and needs the model's weights.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
yields:
  - {name: sweep, type: "dict with, for each noise level, Spearman with the map at 15 %, Spearman of two seeds, share of copies still of the class"}
  - {name: against_random, type: "Tensor [seed], Spearman with the map of the model with random weights"}
  - {name: robust, type: "bool, the map is stable, repeatable and depends on the model"}
picture: Three curves over the noise level, with the maps above them in one colour scale each.
checks: gradient.smoothgrad.captum
questions:
  - gradient.noise-level
  - gradient.noisy-copies
  - any.random-model
sources:
  - {title: "SmoothGrad: removing noise by adding noise", authors: "Smilkov et al.", year: 2017, link: "https://arxiv.org/abs/1706.03825"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import copy

import matplotlib.pyplot as plt
import torch
from captum.attr import NoiseTunnel, Saliency
from scipy.stats import spearmanr
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18
from tqdm.auto import tqdm

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% SmoothGrad over noise levels
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


def randomise(module):
    """Fresh values for the parameters that belong to this module itself."""
    if hasattr(module, "reset_parameters"):
        module.reset_parameters()
        return
    for parameter in module.parameters(recurse=False):
        torch.nn.init.normal_(parameter, std=max(parameter.std(correction=0).item(), 1e-3))


def share_of_class(model, image, target, noise, samples=50):
    """The share of noisy copies that the model still gives the class `target`."""
    image = precise(model, image)
    deviation = noise_deviation(image, noise)
    generator = torch.Generator().manual_seed(0)
    training = {module: module.training for module in model.modules()}
    model.eval()
    hits = 0
    try:
        with torch.no_grad():
            for _ in range(samples):
                copied = image + deviation * torch.randn(image.shape, generator=generator).to(image)
                hits += class_logits(model, copied)[0].argmax().item() == target
    finally:
        for module, mode in training.items():
            module.training = mode
    return hits / samples


def sweep_noise(model, image, explain=smooth_gradient, levels=(0.0, 0.05, 0.075, 0.15, 0.3, 0.5)):
    """Maps at each noise level and how they agree with each other; 15 % is the one to judge."""
    seeds = (0, 1)
    _, target, *_ = explain(model, image)
    maps = {
        level: [
            explain(model, image, target, noise=level, seed=seed)[0].abs().amax(0) for seed in seeds
        ]
        for level in tqdm(levels, desc="noise levels")
    }

    def agreement(one, two):
        return float(torch.nan_to_num(torch.tensor(spearmanr(one.ravel(), two.ravel()).statistic)))

    return {
        level: {
            "map": maps[level][0],
            "with 15 %": agreement(maps[level][0], maps[0.15][1]),
            "two seeds": agreement(*maps[level]),
            "still of the class": share_of_class(model, image, target, level),
        }
        for level in levels
    }


def smooth_against_random(model, image, explain=smooth_gradient, seeds=(0, 1, 2, 3, 4)):
    """Spearman of the map with that of the model with random weights, [seed]."""
    gradient, target, *_ = explain(model, image)
    similarity = []
    for seed in tqdm(seeds, desc="random models"):
        other = copy.deepcopy(model)
        with torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(seed)
            for module in other.modules():
                randomise(module)
        random, *_ = explain(other, image, target)
        maps = [one.abs().amax(0).ravel() for one in (gradient, random)]
        similarity.append(spearmanr(*maps).statistic)
    return torch.tensor(similarity).nan_to_num(0)


sweep = sweep_noise(model, image)
against_random = smooth_against_random(model, image)
stable = min(sweep[level]["with 15 %"] for level in (0.075, 0.3)) >= 0.5
repeatable = sweep[0.15]["two seeds"] >= 0.8
depends_on_weights = against_random.mean().item() < 0.5
robust = stable and repeatable and depends_on_weights
for level, one in sweep.items():
    print(
        f"σ {level:.1%} of the range: Spearman with 15 % {one['with 15 %']:.2f}, of two seeds "
        f"{one['two seeds']:.2f}; {one['still of the class']:.0%} of copies keep their class"
    )
print(f"Spearman with random weights: {against_random.mean():.2f} ± {against_random.std():.2f}")
if not depends_on_weights:
    print("Most of the map is left without the model's weights: it does not show what was learned.")
elif not repeatable:
    print("Another seed gives another map: take more samples.")
elif not stable:
    print("The map hangs on the noise level: half or double gives another one.")
else:
    print("The map stays much the same at half and at double the noise, and depends on the model.")
if sweep[0.15]["still of the class"] < 0.5:
    print("But the model no longer sees the class in most copies: less noise would be fairer.")
figure, axes = plt.subplot_mosaic(
    [[*sweep], ["curves"] * len(sweep)], figsize=(11, 6), layout="constrained", height_ratios=[1, 2]
)
for level, one in sweep.items():
    heat = axes[level].imshow(
        (one["map"] / one["map"].max()).float().numpy(), cmap="inferno", vmin=0, vmax=1
    )
    axes[level].set_title(f"σ {level:.1%}")
    axes[level].axis("off")
figure.colorbar(heat, ax=[axes[level] for level in sweep], label="share of the\nlargest value")
for name in ("with 15 %", "two seeds", "still of the class"):
    label = name if name == "still of the class" else f"Spearman {name}"
    axes["curves"].plot([*sweep], [one[name] for one in sweep.values()], marker="o", label=label)
axes["curves"].errorbar(
    [0.15],
    [against_random.mean()],
    yerr=[against_random.std()],
    marker="s",
    capsize=3,
    color="gray",
    label="Spearman with random weights",
)
axes["curves"].axvline(0.15, color="lightgray", linewidth=1)
axes["curves"].set_ylim(-1.05, 1.05)
axes["curves"].set_xlabel("standard deviation of the noise, share of the input's range")
axes["curves"].set_ylabel("correlation or share")
axes["curves"].legend()
plt.show()
