"""
id: gradient.randomisation.torch
title: Cascading parameter randomisation
description: Whether a saliency map falls apart when the model's layers are randomised from the top.
needs:
  - {name: model, kind: torchModule, type: torch.nn.Module that returns class logits}
  - {name: image, kind: imageBatch, type: "Tensor [1, channel, height, width]"}
yields:
  - {name: layers, type: "list[str], in the order in which they were randomised"}
  - {name: similarity, type: "Tensor [seed, layer], Spearman correlation with the original map"}
  - {name: depends_on_model, type: "bool, the similarity ends below 0.5"}
picture: Spearman correlation with the original map as more layers are randomised, with the spread over seeds.
checks: gradient.saliency.torch
questions:
  - gradient.randomise-layers
  - any.random-model
  - gradient.copies-input
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import copy

import matplotlib.pyplot as plt
import torch
from scipy.stats import spearmanr
from sklearn.datasets import load_sample_image
from torchvision.models import ResNet18_Weights, resnet18
from tqdm.auto import tqdm

# %% model
model = resnet18(weights=ResNet18_Weights.DEFAULT)

# %% image
picture = torch.tensor(load_sample_image("flower.jpg")).permute(2, 0, 1)
image = ResNet18_Weights.DEFAULT.transforms()(picture).unsqueeze(0)


# %% Cascading parameter randomisation
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


def randomise(module):
    """Fresh values for the parameters that belong to this module itself."""
    if hasattr(module, "reset_parameters"):
        module.reset_parameters()
        return
    for parameter in module.parameters(recurse=False):
        torch.nn.init.normal_(parameter, std=max(parameter.std(correction=0).item(), 1e-3))


def cascading_randomisation(model, image, explain=saliency_map, seeds=(0, 1, 2, 3, 4)):
    """Spearman of `explain`'s map with the original's, [seed, layer], from the top layer down."""
    original, target, _ = explain(model, image)
    # Where the input is exactly zero, a map that multiplies by it agrees for free.
    seen = image[0].detach().abs().amax(0).cpu() > 0
    seen = seen if seen.sum() >= 16 else torch.ones_like(seen)
    # Layers in the order of definition, which is the order of use in most models.
    layers = [
        name for name, module in model.named_modules() if [*module.parameters(recurse=False)]
    ][::-1]
    similarity = torch.zeros(len(seeds), len(layers))
    for row, seed in enumerate(tqdm(seeds, desc="seeds")):
        randomised = copy.deepcopy(model)
        for column, name in enumerate(layers):
            with torch.random.fork_rng(), torch.no_grad():
                torch.manual_seed(1000 * seed + column)  # no two layers alike
                randomise(randomised.get_submodule(name))
            changed, *_ = explain(randomised, image, target)
            similarity[row, column] = spearmanr(original[seen], changed[seen]).statistic
    return layers, similarity.nan_to_num(0)


layers, similarity = cascading_randomisation(model, image)
mean, spread = similarity.mean(0), similarity.std(0)
depends_on_model = mean[-1].item() < 0.5
print(f"Spearman with every layer randomised: {mean[-1]:.2f} ± {spread[-1]:.2f} over seeds")
if mean[-1] < 0.2:
    print("Little of the map is left: it depends on the model's weights.")
elif depends_on_model:
    print("Part of the map is left: it shows the input or the architecture, not the weights.")
else:
    print("Most of the map is left without the model's weights: it does not show what was learned.")
figure, panel = plt.subplots(figsize=(max(5, 0.35 * len(layers) + 3), 4), layout="constrained")
panel.errorbar(range(len(layers) + 1), [1, *mean], yerr=[0, *spread], marker="o", capsize=3)
panel.axhline(0, color="gray", linewidth=1)
kinds = [f"{name} {type(model.get_submodule(name)).__name__}" for name in layers]
panel.set_xticks(range(len(layers) + 1), ["original", *kinds], rotation=90)
panel.set_ylim(-1.05, 1.05)
panel.set_xlabel("randomised down to this layer")
panel.set_ylabel("Spearman with the original map")
panel.set_title(f"Cascading randomisation\n(mean and s.d. of {len(similarity)} seeds)")
plt.show()
