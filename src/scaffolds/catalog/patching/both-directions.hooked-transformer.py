"""
id: patching.both-directions.hooked-transformer
title: Patching in both directions
description: Whether patching a HookedTransformer keeps its identities, and which places are needed and which enough.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer of TransformerLens 2 or 3}
  - {name: clean_text, kind: cleanText, type: str}
  - {name: corrupt_text, kind: corruptText, type: "str, with as many tokens, of which few differ"}
  - {name: answer, kind: answer, type: "str, one token: what follows the clean text"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token: what follows the corrupt text"}
yields:
  - {name: denoising, type: "Tensor [site, layer, position], share that the clean activation brings back"}
  - {name: noising, type: "Tensor [site, layer, position], share that the corrupt activation takes away"}
  - {name: identities, type: "dict, how far each thing that must hold is from holding, 0 to 1"}
  - {name: sound, type: "bool, all of them hold"}
picture: Both directions, layer by position; and each place by what it brings back and takes away.
checks: patching.activation-patching.hooked-transformer
questions:
  - patching.direction
  - patching.clean-into-clean
  - patching.whole-residual
  - patching.metric
  - patching.one-difference
sources:
  - {title: How to use and interpret activation patching, authors: Heimersheim and Nanda, year: 2024, link: "https://arxiv.org/abs/2404.15255"}
  - {title: "Towards Best Practices of Activation Patching in Language Models: Metrics and Methods", authors: Zhang and Nanda, year: 2023, link: "https://arxiv.org/abs/2309.16042"}
"""

from functools import partial

import matplotlib.pyplot as plt
import torch
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


# %% Patching in both directions
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


def patching_effects(run, model, source_ids, target_ids, metric, patch=None, batch_size=16):
    """The effect of each place, [site, layer, position], the sites, and the metric at both ends.

    One place at a time, the run of `target_ids` gets the activation of the run of `source_ids`. An
    effect of 0 leaves the metric as in the target run, 1 makes it that of the source run.
    """
    patch = patch or patched_run
    activations, source_logits = cached_run(run, model, source_ids)
    target_logits = cached_run(run, model, target_ids)[1]
    source, target, _ = separated_ends(metric, source_logits, target_logits)
    each = torch.eye(len(target_ids), dtype=torch.bool)
    values = {}
    for place in tqdm(activations, desc="patching"):
        batches = [
            metric(patch(run, model, target_ids, activations, *place, mask).float())
            for mask in each.split(batch_size)
        ]
        values[place] = (torch.cat(batches) - target) / (source - target)
    sites = list(dict.fromkeys(site for site, _ in values))
    layers = sorted({layer for _, layer in values})
    effects = torch.stack(
        [torch.stack([values[site, layer] for layer in layers]) for site in sites]
    )
    return effects, sites, source, target


def metric_bend(metric, source_logits, target_logits):
    """How far the metric strays from a straight line as one run's logits turn into the other's.

    In units of the difference between the two; a logit difference gives 0.
    """
    shares = torch.linspace(0, 1, 11)[:, None]
    logits = target_logits.float() + shares * (source_logits.float() - target_logits.float())
    values = metric(logits)
    line = values[0] + shares[:, 0] * (values[-1] - values[0])
    return ((values - line).abs().max() / (values[-1] - values[0]).abs()).item()


def patching_identities(run, model, clean_ids, corrupt_ids, metric, effects, patch=None):
    """How far patching is from what it must give in any model, and what rounding allows.

    `effects` are those of both directions, with the residual stream first. Each deviation is in
    units of the difference between the clean and the corrupt run.
    """
    patch = patch or patched_run
    clean, clean_logits = cached_run(run, model, clean_ids)
    corrupt, corrupt_logits = cached_run(run, model, corrupt_ids)
    high, low, rounding = separated_ends(metric, clean_logits, corrupt_logits)
    even = torch.arange(len(clean_ids)) % 2 == 0
    masks = torch.stack([torch.ones_like(even), even, ~even])

    def deviation(ids, activations, place, expected):
        """With every position patched at once, and with every second one."""
        logits = patch(run, model, ids, activations, *place, masks)
        return (metric(logits.float()) - expected).abs() / abs(high - low)

    own, whole = [0.0], [0.0]
    for place in tqdm(clean, desc="identities"):
        own.append(deviation(clean_ids, clean, place, high).max().item())
        own.append(deviation(corrupt_ids, corrupt, place, low).max().item())
        if place[0] == "residual":
            whole.append(deviation(corrupt_ids, clean, place, high)[0].item())
            whole.append(deviation(clean_ids, corrupt, place, low)[0].item())
    same = (clean_ids == corrupt_ids).cpu()  # as the effects are
    # Before the first block, nothing but the token and its position is there.
    alike = [grid[0, 0, same].abs().max().item() for grid in effects if same.any()]
    deviations = {
        "a run patched with its own activations stays as it is": max(own),
        "the whole residual stream carries the run over": max(whole),
        "before the first block, equal tokens have no effect": max(alike, default=0.0),
        "the metric follows the logits in a straight line": metric_bend(
            metric, clean_logits, corrupt_logits
        ),
    }
    # With more rounding than a quarter, nothing could be told from the threshold of one half.
    return deviations, min(0.25, max(0.01, 8 * rounding))


def plot_places(rows, sites, tokens, label):
    """Layer by position, a row for each of `rows` {title: effects} and a panel for each site."""
    layers, positions = next(iter(rows.values())).shape[1:]
    step = max(1, positions // 40)
    figure, axes = plt.subplots(
        len(rows),
        len(sites),
        figsize=(
            len(sites) * max(2.8, min(0.3 * positions, 12) + 1) + 1,
            len(rows) * max(2.2, 0.22 * layers + 1) + 1.2,
        ),
        squeeze=False,
        sharey=True,
        layout="constrained",
    )
    for line, (title, effects) in zip(axes, rows.items(), strict=True):
        for panel, site, effect in zip(line, sites, effects, strict=True):
            # The same limits everywhere: 0 is white.
            image = panel.imshow(effect.numpy(), vmin=-1, vmax=1, cmap="RdBu", aspect="auto")
            panel.set_title(f"{title}: {site}", fontsize=10)
            panel.set_xticks(
                range(0, positions, step), tokens[::step], rotation=90, fontsize=7, parse_math=False
            )
            panel.set_yticks(range(0, layers, max(1, layers // 12)))
        line[0].set_ylabel("layer")
    figure.supxlabel("position: token, or clean|corrupt token")
    figure.colorbar(image, ax=axes, label=label, extend="both")
    return figure


def plot_both_directions(denoising, noising, sites):
    """Each place by what restoring it brings back and by what corrupting it takes away."""
    figure, panel = plt.subplots(figsize=(5.5, 5), layout="constrained")
    for site, across, up in zip(sites, denoising, noising, strict=True):
        panel.scatter(across.flatten(), up.flatten(), label=site, alpha=0.6)
    panel.axline((0, 0), slope=1, color="gray", linewidth=1)
    panel.axhline(0.5, color="gray", linewidth=0.5, linestyle=":")
    panel.axvline(0.5, color="gray", linewidth=0.5, linestyle=":")
    low = min(-0.1, denoising.min().item(), noising.min().item())
    high = max(1.1, denoising.max().item(), noising.max().item())
    panel.set_xlim(low - 0.05, high + 0.05)
    panel.set_ylim(low - 0.05, high + 0.05)
    panel.set_xlabel("denoising: share that the clean activation brings back")
    panel.set_ylabel("noising: share that the corrupt activation takes away")
    panel.set_title("Enough alone (right), needed (top)")
    panel.legend()
    return figure


clean_ids = model.to_tokens(clean_text)[0]
corrupt_ids = model.to_tokens(corrupt_text)[0]
tokens = paired_tokens(model.tokenizer, clean_ids, corrupt_ids)
metric = logit_difference(
    answer_token(model.tokenizer, answer), answer_token(model.tokenizer, wrong_answer)
)
denoising, sites, high, low = patching_effects(run_lens, model, clean_ids, corrupt_ids, metric)
noising, _, _, _ = patching_effects(run_lens, model, corrupt_ids, clean_ids, metric)
identities, tolerance = patching_identities(
    run_lens, model, clean_ids, corrupt_ids, metric, (denoising, noising)
)
for sentence, deviation in identities.items():
    print(f"{'holds' if deviation <= tolerance else 'FAILS'} (off by {deviation:.4f}): {sentence}")
sound = all(deviation <= tolerance for deviation in identities.values())
print("Passed: the patches do what they should." if sound else "Failed: do not read the effects.")
changed = (clean_ids != corrupt_ids).sum().item()
print(f"The prompts differ in {changed} of {len(tokens)} tokens.")
if changed > len(tokens) / 4:
    print("That is much: what do they differ in besides what you study?")
enough, needed = denoising > 0.5, noising > 0.5
print(f"enough alone and needed: {(enough & needed).sum()} places of {enough.numel()}")
print(f"enough but not needed (something else does it too, as in OR): {(enough & ~needed).sum()}")
print(f"needed but not enough (it takes another as well, as in AND): {(needed & ~enough).sum()}")
directions = {"clean into corrupt": denoising, "corrupt into clean": noising}
plot_places(directions, sites, tokens, "share of the difference: 0 none, 1 all")
plot_both_directions(denoising, noising, sites)
plt.show()
