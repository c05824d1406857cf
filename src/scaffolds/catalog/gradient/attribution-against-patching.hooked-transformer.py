"""
id: gradient.attribution-against-patching.hooked-transformer
title: Attribution against patching
description: Whether attribution patching of a HookedTransformer agrees with real patching, at its top and at random.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer of TransformerLens 2 or 3}
  - {name: clean_text, kind: cleanText, type: str}
  - {name: corrupt_text, kind: corruptText, type: "str, with as many tokens, of which few differ"}
  - {name: answer, kind: answer, type: "str, one token: what follows the clean text"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token: what follows the corrupt text"}
yields:
  - {name: estimated, type: "Tensor [place], effect by attribution"}
  - {name: patched, type: "Tensor [place], effect by patching"}
  - {name: places, type: "list of (site, layer, position)"}
  - {name: agreement, type: "float, Spearman correlation of the two"}
  - {name: error, type: "float, size of their difference over the size of the patched effects"}
  - {name: agrees, type: "bool, the correlation is at least 0.7 and the error at most 0.5"}
picture: Effect by attribution against effect by patching, with the line on which they are equal.
checks: gradient.attribution-patching.hooked-transformer
questions:
  - patching.approximation
  - gradient.saturation
sources:
  - {title: "AtP*: An efficient and scalable method for localizing LLM behaviour to components", authors: "Kramár et al.", year: 2024, link: "https://arxiv.org/abs/2403.00745"}
  - {title: Attribution Patching Outperforms Automated Circuit Discovery, authors: "Syed et al.", year: 2023, link: "https://arxiv.org/abs/2310.10348"}
"""

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import spearmanr
from tqdm.auto import tqdm
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% clean_text
clean_text = "When Mary and John went to the store, John gave a drink to"

# %% corrupt_text
# One name is swapped for another that the model has seen: no noise, the same length.
corrupt_text = "When Mary and John went to the store, Mary gave a drink to"

# %% answer
answer = " Mary"

# %% wrong_answer
wrong_answer = " John"


# %% Attribution against patching
def run_lens(model, ids, edit):
    """Logits [row, position, vocabulary] of `ids` [row, position], with `edit` at every site.

    `edit(site, layer, hidden)` gets and returns a hidden state [row, position, hidden]; a site is
    the "residual" stream before a block, or what its "attention" or its "mlp" adds to it.
    """

    def at(hidden, hook, site, layer):
        return edit(site, layer, hidden)

    sites = {"residual": "hook_resid_pre", "attention": "hook_attn_out", "mlp": "hook_mlp_out"}
    hooks = [
        (f"blocks.{layer}.{name}", partial(at, site=site, layer=layer))
        for layer in range(model.cfg.n_layers)
        for site, name in sites.items()
        if f"blocks.{layer}.{name}" in model.hook_dict
    ]
    device = next(model.parameters()).device
    training = {module: module.training for module in model.modules()}
    model.eval()  # dropout would change the numbers from run to run
    try:
        return model.run_with_hooks(ids.to(device), fwd_hooks=hooks)
    finally:
        for module, mode in training.items():
            module.training = mode


def paired_tokens(tokenizer, clean_ids, corrupt_ids):
    """A label for each position, with both tokens where the prompts differ."""
    clean, corrupt = (
        [tokenizer.decode([token]) for token in ids.tolist()] for ids in (clean_ids, corrupt_ids)
    )
    assert len(clean) == len(corrupt), (
        "The prompts should have as many tokens as each other, so that positions line up, but the "
        f"clean one has {len(clean)}, {clean}, and the corrupt one {len(corrupt)}, {corrupt}."
    )
    assert not clean_ids.equal(corrupt_ids), "The two prompts are the same: nothing to patch."
    assert clean_ids[-1].item() not in tokenizer.all_special_ids, (
        f"The last token is the special {clean[-1]!r}: nothing is predicted there. Tokenize "
        "without special tokens at the end."
    )
    return [
        f"{position} {one}" if one == other else f"{position} {one}|{other}"
        for position, (one, other) in enumerate(zip(clean, corrupt, strict=True))
    ]


def answer_token(tokenizer, answer):
    """The id of an answer, which has to be a single token."""
    ids = tokenizer(answer, add_special_tokens=False)["input_ids"]
    spaced = " " + answer.strip()
    hint = "take a shorter one" if answer == spaced else f"often it needs its space, {spaced!r}"
    bare = tokenizer(answer.strip(), add_special_tokens=False)["input_ids"]
    if answer != answer.strip() and len(bare) == 1:  # Llama 2 puts a space before each word
        hint = f"this tokenizer wants it without its space, {answer.strip()!r}"
    assert len(ids) == 1, (
        f"The answer {answer!r} should be one token but is "
        f"{[tokenizer.decode([token]) for token in ids]}: {hint}."
    )
    assert ids[0] != tokenizer.unk_token_id, f"The tokenizer does not know the answer {answer!r}."
    others = tokenizer(spaced, add_special_tokens=False)["input_ids"]
    if len(others) == 1 and others != ids:
        print(f"{answer!r} and {spaced!r} are different tokens: after a word it is the second.")
    return ids[0]


def logit_difference(answer, wrong_answer):
    """A metric of logits [row, vocabulary]: that of one token id less that of another, [row]."""
    assert answer != wrong_answer, "The answer and the wrong answer are the same token."
    return lambda logits: logits[:, answer] - logits[:, wrong_answer]


def cached_run(run, model, ids):
    """Every site of one run, {(site, layer): [position, hidden]}, and its last logits, [1, word]."""
    activations = {}

    def keep(site, layer, hidden):
        activations[site, layer] = hidden[0].detach().cpu().clone()
        return hidden

    with torch.no_grad():
        logits = run(model, ids[None], keep)[:, -1].cpu()
    return activations, logits


def patched_run(run, model, ids, activations, site, layer, mask):
    """Last logits of `ids` [row, word]; each row takes `activations` where its `mask` is true.

    `mask` is [row, position] and speaks of one site of one layer.
    """

    def overwrite(here, depth, hidden):
        if (here, depth) != (site, layer):
            return hidden
        taken = activations[site, layer].to(hidden)
        return torch.where(mask[..., None].to(hidden.device), taken, hidden)

    with torch.no_grad():
        return run(model, ids.expand(len(mask), -1), overwrite)[:, -1].cpu()


def separated_ends(metric, source_logits, target_logits):
    """The metric in the run patched from and in the run patched into, and its relative rounding."""
    source, target = (metric(logits.float()).item() for logits in (source_logits, target_logits))
    largest = max(source_logits.abs().max().item(), target_logits.abs().max().item())
    step = torch.finfo(source_logits.dtype).eps * largest
    gap = abs(source - target)
    assert gap > max(0.1, 8 * step), (
        f"The metric is {source:.3f} in one run and {target:.3f} in the other: too close to divide "
        "by their difference. Choose prompts or answers that the model tells apart."
    )
    return source, target, step / gap


def attribution_effects(run, model, clean_ids, corrupt_ids, metric):
    """Estimate of the effect of each place, [site, layer, position], in two runs and one backward.

    To first order, putting the clean activation into the corrupt run changes the metric by (clean -
    corrupt) . gradient, with the gradient taken in the corrupt run. In the units of patching: 0 as
    in the corrupt run, 1 as in the clean one. With the sites and the metric at both ends.
    """
    clean, clean_logits = cached_run(run, model, clean_ids)
    held = {}

    def hold(site, layer, hidden):
        if not held:
            # The graph begins here, whether or not the parameters want gradients.
            hidden = hidden.detach().requires_grad_(True)
        held[site, layer] = hidden
        return hidden

    with torch.enable_grad():
        logits = run(model, corrupt_ids[None], hold)[:, -1].cpu()
        # With respect to the activations only: no gradient is left behind in the parameters.
        gradients = torch.autograd.grad(
            metric(logits.float()).sum(),
            list(held.values()),
            allow_unused=True,
            materialize_grads=True,
        )
    high, low, _ = separated_ends(metric, clean_logits, logits.detach())
    values = {
        place: ((clean[place].float() - hidden[0].detach().float().cpu()) * slope[0].float().cpu())
        .sum(-1)
        .div(high - low)
        for (place, hidden), slope in zip(held.items(), gradients, strict=True)
    }
    sites = list(dict.fromkeys(site for site, _ in values))
    layers = sorted({layer for _, layer in values})
    effects = torch.stack(
        [torch.stack([values[site, layer] for layer in layers]) for site in sites]
    )
    assert effects.isfinite().all(), "A gradient is not finite: try the model in float32."
    return effects, sites, high, low


def attribution_against_patching(
    run, model, clean_ids, corrupt_ids, metric, attribute=None, count=20, seed=0
):
    """Estimated and real effects, [place], of the top places and of as many others at random.

    The others come from the first token that differs on. Also the places, (site, layer, position), and which of them are at the top, [place].
    """
    estimate, sites, high, low = (attribute or attribution_effects)(
        run, model, clean_ids, corrupt_ids, metric
    )
    order = estimate.flatten().abs().argsort(descending=True)
    # Before the first token that differs both runs are the same: patching there agrees for free.
    first = (clean_ids != corrupt_ids).nonzero()[0].item()
    others = order[count:][order[count:] % estimate.shape[-1] >= first]
    others = others[torch.randperm(len(others), generator=torch.Generator().manual_seed(seed))]
    chosen = torch.cat([order[:count], others[:count]])
    layers, positions = estimate.shape[1:]
    clean, _ = cached_run(run, model, clean_ids)
    places, patched = [], []
    for index in tqdm(chosen.tolist(), desc="patching"):
        place = (sites[index // (layers * positions)], index // positions % layers)
        mask = torch.arange(positions)[None] == index % positions
        logits = patched_run(run, model, corrupt_ids, clean, *place, mask)
        places.append((*place, index % positions))
        patched.append((metric(logits.float()).item() - low) / (high - low))
    is_top = torch.arange(len(chosen)) < count
    return estimate.flatten()[chosen], torch.tensor(patched), places, is_top


def rank_agreement(estimated, real):
    """Spearman correlation; 0 where one of the two does not vary. Below 0.001 all is rounding."""
    estimated, real = (values.double().numpy().round(3) for values in (estimated, real))
    if len(real) < 3 or np.ptp(estimated) == 0 or np.ptp(real) == 0:
        return 0.0
    return spearmanr(estimated, real).statistic.item()


def plot_agreement(estimated, real, is_top):
    """Estimated against real effects; on the line they are equal."""
    figure, panel = plt.subplots(figsize=(5.5, 5), layout="constrained")
    for name, rows in (("top", is_top), ("random", ~is_top)):
        panel.scatter(real[rows], estimated[rows], label=f"{name} {rows.sum()}", alpha=0.7)
    limit = 1.1 * max(1, real.abs().max().item(), estimated.abs().max().item())
    panel.axline((0, 0), slope=1, color="gray", linewidth=1)
    panel.set_xlim(-limit, limit)
    panel.set_ylim(-limit, limit)
    panel.set_xlabel("effect by patching")
    panel.set_ylabel("effect by attribution")
    panel.set_title("Attribution against patching\n(0 as corrupt, 1 as clean)")
    panel.legend()
    return figure


clean_ids = model.to_tokens(clean_text)[0]
corrupt_ids = model.to_tokens(corrupt_text)[0]
tokens = paired_tokens(model.tokenizer, clean_ids, corrupt_ids)
metric = logit_difference(
    answer_token(model.tokenizer, answer), answer_token(model.tokenizer, wrong_answer)
)
estimated, patched, places, is_top = attribution_against_patching(
    run_lens, model, clean_ids, corrupt_ids, metric
)
agreement = rank_agreement(estimated, patched)
error = ((estimated - patched).norm() / patched.norm().clamp_min(1e-6)).item()
print(f"Spearman over {len(places)} places {agreement:.2f}, ", end="")
print(f"top alone {rank_agreement(estimated[is_top], patched[is_top]):.2f}, ", end="")
print(f"random alone {rank_agreement(estimated[~is_top], patched[~is_top]):.2f}")
print(f"error {error:.2f} of the size of the patched effects")
for site in dict.fromkeys(site for site, _, _ in places):
    rows = torch.tensor([name == site for name, _, _ in places])
    print(f"  {site}: Spearman {rank_agreement(estimated[rows], patched[rows]):.2f}", end="")
    print(f" over {rows.sum()} places")
missed = (~is_top & (patched.abs() > 0.1) & (estimated.abs() < patched.abs() / 2)).sum()
print(f"random places with an effect above 0.1 that attribution halves or misses: {missed}")
agrees = agreement >= 0.7 and error <= 0.5 and missed.item() == 0
if agrees:
    print("Passed: here the estimate ranks and sizes the effects as patching does.")
elif agreement >= 0.7 and error <= 0.5:
    print("Failed: what it finds is right, but it misses effects among few places drawn at random.")
elif agreement >= 0.7:
    print("Failed: the ranks agree but the sizes do not: the way is curved or saturated.")
else:
    print("Failed: the estimate does not rank the places as patching does. Patch instead.")
plot_agreement(estimated, patched, is_top)
plt.show()
