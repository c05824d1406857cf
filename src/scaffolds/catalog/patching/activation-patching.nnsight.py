"""
id: patching.activation-patching.nnsight
title: Activation patching
description: Which layers and positions of an nnsight model carry the difference between two prompts.
needs:
  - {name: model, kind: nnsightModel, type: "TransformersModel, or NNsight around a transformers model"}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: clean_text, kind: cleanText, type: str}
  - {name: corrupt_text, kind: corruptText, type: "str, with as many tokens, of which few differ"}
  - {name: answer, kind: answer, type: "str, one token: what follows the clean text"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token: what follows the corrupt text"}
yields:
  - {name: patching, type: "Tensor [site, layer, position], 0 as in the corrupt run, 1 as in the clean one"}
  - {name: sites, type: "list[str], the residual stream before a block, its attention, its MLP"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: clean_difference, type: "float, logit of the answer less that of the wrong one, clean run"}
  - {name: corrupt_difference, type: "float, the same in the corrupt run"}
picture: Layer by position for the residual stream, the attention and the MLP, colours from -1 to 1.
knownAnswer: One bit of an OR gate is enough but not needed, of an AND gate needed but not enough.
check: patching.both-directions.nnsight
questions:
  - patching.one-difference
  - any.can-it-do-the-task
  - patching.metric
  - any.which-token
  - patching.normalised
  - patching.direction
sources:
  - {title: "Causal Mediation Analysis for Interpreting Neural NLP: The Case of Gender Bias", authors: "Vig et al.", year: 2020, link: "https://arxiv.org/abs/2004.12265"}
  - {title: "Towards Best Practices of Activation Patching in Language Models: Metrics and Methods", authors: Zhang and Nanda, year: 2023, link: "https://arxiv.org/abs/2309.16042"}
  - {title: How to use and interpret activation patching, authors: Heimersheim and Nanda, year: 2024, link: "https://arxiv.org/abs/2404.15255"}
"""

import functools
import inspect

import matplotlib.pyplot as plt
import torch
from nnsight import TransformersModel
from tqdm.auto import tqdm

# %% model
model = TransformersModel("openai-community/gpt2", task="text-generation", dispatch=True)

# %% tokenizer
tokenizer = model.tokenizer

# %% clean_text
clean_text = "When Mary and John went to the store, John gave a drink to"

# %% corrupt_text
# One name is swapped for another that the model has seen: no noise, the same length.
corrupt_text = "When Mary and John went to the store, Mary gave a drink to"

# %% answer
answer = " Mary"

# %% wrong_answer
wrong_answer = " John"


# %% Activation patching
def traced_part(block, site):
    """The attention or the MLP of a block, under the name that its architecture has for it."""
    names = {
        "attention": ("attn", "self_attn", "attention", "self_attention"),
        "mlp": ("mlp", "feed_forward", "ffn", "block_sparse_moe"),
    }[site]
    children = dict(block._module.named_children())
    found = [name for name in names if name in children]
    assert found, (
        f"The block has no {site} under a known name, but {list(children)}: "
        "add the right one to the names here."
    )
    part = getattr(block, found[0])
    if "residual" not in inspect.signature(type(part._module).forward).parameters:
        return part
    # BLOOM and MPT add the residual stream in here: the last layer gives what they add to it.
    layers = part._module.named_modules()
    path = [name for name, layer in layers if isinstance(layer, torch.nn.Linear)][-1]
    return functools.reduce(getattr, path.split("."), part)


def run_nnsight(model, ids, edit, parts=("attention", "mlp")):
    """Logits [row, position, vocabulary] of `ids` [row, position], with `edit` at every site.

    `edit(site, layer, hidden)` gets and returns a hidden state [row, position, hidden]; a site is
    the "residual" stream before a block, or what one of its `parts` adds to it.
    """
    depth = model.config.get_text_config().num_hidden_layers
    lists = [
        part
        for part in model.modules()
        if isinstance(part._module, torch.nn.ModuleList) and len(part._module) == depth
    ]
    assert lists, f"No list of {depth} blocks was found in {type(model._module).__name__}."
    blocks = [
        (layer, block, [(site, traced_part(block, site)) for site in parts])
        for layer, block in enumerate(lists[0])
    ]
    training = {module: module.training for module in model._module.modules()}
    model._module.eval()  # dropout would change the numbers from run to run
    try:
        with model.trace(input_ids=ids, use_cache=False):
            # In the order in which the model gets there: nnsight waits for each value in turn.
            for layer, block, inside in blocks:
                block.input = edit("residual", layer, block.input)
                for site, part in inside:
                    # A block of transformers 5 returns a tensor, its attention a tuple.
                    output = part.output
                    if isinstance(output, tuple):
                        part.output = (edit(site, layer, output[0]), *output[1:])
                    else:
                        part.output = edit(site, layer, output)
            logits = model.output.logits.save()
    finally:
        for module, mode in training.items():
            module.training = mode
    return logits


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


clean_ids = tokenizer(clean_text, return_tensors="pt")["input_ids"][0]
corrupt_ids = tokenizer(corrupt_text, return_tensors="pt")["input_ids"][0]
tokens = paired_tokens(tokenizer, clean_ids, corrupt_ids)
metric = logit_difference(answer_token(tokenizer, answer), answer_token(tokenizer, wrong_answer))
patching, sites, clean_difference, corrupt_difference = patching_effects(
    run_nnsight, model, clean_ids, corrupt_ids, metric
)
print(f"logit of {answer!r} less {wrong_answer!r}: {clean_difference:.2f} after the clean prompt,")
print(f"{corrupt_difference:.2f} after the corrupt one")
if not clean_difference > 0 > corrupt_difference:
    print("The model does not prefer the right answer after both: it may not do this task at all.")
for place in patching.flatten().argsort(descending=True)[:5].tolist():
    site, rest = divmod(place, patching[0].numel())
    layer, position = divmod(rest, len(tokens))
    effect = patching[site, layer, position]
    print(f"{effect:6.2f} {sites[site]}, layer {layer}, position {tokens[position]}")
print("This is one pair of prompts: repeat it on others before you say what a layer does.")
plot_places({"clean into corrupt": patching}, sites, tokens, "0 as corrupt, 1 as clean")
plt.show()
