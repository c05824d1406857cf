"""
id: gradient.attribution-patching.hooked-transformer
title: Attribution patching
description: An estimate of patching every layer and position of a HookedTransformer, in two runs and one backward.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer of TransformerLens 2 or 3}
  - {name: clean_text, kind: cleanText, type: str}
  - {name: corrupt_text, kind: corruptText, type: "str, with as many tokens, of which few differ"}
  - {name: answer, kind: answer, type: "str, one token: what follows the clean text"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token: what follows the corrupt text"}
yields:
  - {name: attribution, type: "Tensor [site, layer, position], estimated effect, 0 as corrupt, 1 as clean"}
  - {name: sites, type: "list[str], the residual stream before a block, its attention, its MLP"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: clean_difference, type: "float, logit of the answer less that of the wrong one, clean run"}
  - {name: corrupt_difference, type: "float, the same in the corrupt run"}
picture: Layer by position for the residual stream, the attention and the MLP, colours from -1 to 1.
knownAnswer: In a linear model it equals patching; where the metric is saturated it is near 0 against an effect of 1.
check: gradient.attribution-against-patching.hooked-transformer
questions:
  - patching.one-difference
  - gradient.of-what
  - patching.approximation
  - gradient.saturation
sources:
  - {title: Attribution Patching Outperforms Automated Circuit Discovery, authors: "Syed et al.", year: 2023, link: "https://arxiv.org/abs/2310.10348"}
  - {title: "AtP*: An efficient and scalable method for localizing LLM behaviour to components", authors: "Kramár et al.", year: 2024, link: "https://arxiv.org/abs/2403.00745"}
"""

from functools import partial

import matplotlib.pyplot as plt
import torch
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


# %% Attribution patching
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


clean_ids = model.to_tokens(clean_text)[0]
corrupt_ids = model.to_tokens(corrupt_text)[0]
tokens = paired_tokens(model.tokenizer, clean_ids, corrupt_ids)
metric = logit_difference(
    answer_token(model.tokenizer, answer), answer_token(model.tokenizer, wrong_answer)
)
attribution, sites, clean_difference, corrupt_difference = attribution_effects(
    run_lens, model, clean_ids, corrupt_ids, metric
)
print(f"logit of {answer!r} less {wrong_answer!r}: {clean_difference:.2f} after the clean prompt,")
print(f"{corrupt_difference:.2f} after the corrupt one")
if not clean_difference > 0 > corrupt_difference:
    print("The model does not prefer the right answer after both: it may not do this task at all.")
for place in attribution.flatten().abs().argsort(descending=True)[:5].tolist():
    site, rest = divmod(place, attribution[0].numel())
    layer, position = divmod(rest, len(tokens))
    effect = attribution[site, layer, position]
    print(f"{effect:6.2f} {sites[site]}, layer {layer}, position {tokens[position]}")
print("An estimate to first order: it fails where a gradient is flat, so check it by patching.")
plot_places({"estimate": attribution}, sites, tokens, "estimate: 0 as corrupt, 1 as clean")
plt.show()
