"""
id: attention.ablation-control.transformers
title: Head ablation, in pairs and by zero
description: Whether what is cut is a head, whether mean and zero ablation agree, and which heads stand in for each other.
needs:
  - {name: model, kind: transformersModel, type: "PreTrainedModel with next-token logits, which looks back only"}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: error, type: "float, what is cut against what the heads add, relative"}
  - {name: agreement, type: "float, Spearman correlation of mean and zero ablation over heads"}
  - {name: surplus, type: "Tensor [text, pair], loss of both together beyond the sum of one at a time"}
picture: Mean against zero ablation, a point a head, and pairs together against the sum of one at a time.
checks: attention.head-ablation.transformers
questions:
  - attention.before-output
  - attention.ablation-kind
  - attention.backup-heads
sources:
  - {title: How to use and interpret activation patching, authors: Heimersheim and Nanda, year: 2024, link: "https://arxiv.org/abs/2404.15255"}
  - {title: "The Hydra Effect: Emergent Self-repair in Language Model Computations", authors: "McGrath et al.", year: 2023, link: "https://arxiv.org/abs/2307.15771"}
  - {title: Explorations of Self-Repair in Language Models, authors: Rushing and Nanda, year: 2024, link: "https://arxiv.org/abs/2402.15390"}
"""

import functools
import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import false_discovery_control, spearmanr, ttest_1samp
from scipy.stats import t as student_t
from tqdm.auto import tqdm
from transformers import AutoModelForCausalLM, AutoTokenizer

# %% model
model = AutoModelForCausalLM.from_pretrained("gpt2")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% texts
texts = [
    "The keys to the cabinet are on the table. The keys to the cabinet are on the table.",
    "When Mary and John went to the store, John gave a drink to Mary.",
    "one two three four, one two three four, one two three four",
    "The capital of France is Paris, and the capital of Italy is Rome.",
    "She opened the old wooden box, and in the old wooden box was a letter.",
    "def add(first, second):\n    return first + second",
]


# %% Head ablation, in pairs and by zero
def output_projections(model):
    """Paths of the modules that mix the heads of each layer's self-attention, in order.

    A head is a slice of what goes into such a module, never of what comes out.
    """
    last = r"(?:c_proj|o_proj|out_proj|out_lin|dense)"
    pattern = re.compile(rf".*\.\d+\.(?!.*cross)(?:\w*\.)*\w*att\w*\.(?:\w+\.)*{last}")
    paths = [name for name, _ in model.named_modules() if pattern.fullmatch(name)]
    layers = model.config.num_hidden_layers
    assert len(paths) == layers, (
        f"The model has {layers} layers, but {len(paths)} output projections of attention were "
        "found: name them in output_projections."
    )
    return paths


def cut_heads(projection, changes, heads):
    """A hook that replaces heads in what goes into an output projection: (row, head, value) each."""

    def replace(module, inputs):
        mixed = inputs[0].clone()
        parts = mixed.unflatten(-1, (heads, -1))  # a view: [row, position, head, width]
        for row, head, value in changes:
            parts[row, :, head] = value.to(parts)
        return (mixed, *inputs[1:])

    return projection.register_forward_pre_hook(replace)


def run_heads(model, ids, cuts=None, keep=False, cut=cut_heads):
    """Logits for token ids [row, position], with heads replaced: {layer: [(row, head, value)]}.

    With `keep` also, for each layer, the heads before they are mixed and replaced, [row, position,
    head, width], and what the attention gives, [row, position, hidden].
    """
    heads, hooks = model.config.num_attention_heads, []
    projections = [model.get_submodule(path) for path in output_projections(model)]
    before, after = [], []
    was_training = model.training
    model.eval()
    try:
        for layer, projection in enumerate(projections):
            if keep:
                hook = projection.register_forward_pre_hook(
                    lambda _, inputs: before.append(inputs[0].unflatten(-1, (heads, -1)).float())
                )
                hooks.append(hook)
            if cuts and layer in cuts:
                hooks.append(cut(projection, cuts[layer], heads))
            if keep:
                hooks.append(
                    projection.register_forward_hook(
                        lambda module, inputs, output: after.append(output.float())
                    )
                )
        with torch.no_grad():
            device = model.get_input_embeddings().weight.device
            logits = model(input_ids=ids.to(device)).logits.float()
    finally:
        for hook in hooks:
            hook.remove()
        model.train(was_training)
    return logits, before, after


def text_ids(tokenizer, texts, limit=512):
    """Token ids of each text, [position], without padding: texts run one by one."""
    limit = min(limit, tokenizer.model_max_length)
    ids = [torch.tensor(row[:limit]) for row in tokenizer(list(texts))["input_ids"]]
    assert len(ids) > 1, "Give several texts: one has no interval, and no other to resample from."
    assert min(len(row) for row in ids) > 1, "A text has fewer than two tokens: nothing follows it."
    return ids


def next_token_loss(ids, start=1):
    """A score: mean loss over the tokens of a text from `start` on, in nats; higher is worse."""

    def score(logits, text):
        targets = ids[text][start:].to(logits.device).expand(len(logits), -1)
        losses = torch.nn.functional.cross_entropy(
            logits[:, start - 1 : -1].transpose(1, 2), targets, reduction="none"
        )
        return losses.mean(-1).cpu()

    return score


def head_parts(projection, before):
    """What each head adds to the output of its attention: [position, head, hidden].

    `before` is what goes into the projection, [position, head, width].
    """
    # transformers' Conv1D keeps its weight as [input, output], Linear the other way round.
    is_linear = isinstance(projection, torch.nn.Linear)
    mixing = projection.weight.T if is_linear else projection.weight
    mixing = mixing.float().unflatten(0, (before.shape[1], -1))  # [head, width, hidden]
    return torch.einsum("phw,hwd->phd", before, mixing)


def slice_error(run, parts, row):
    """How far what is cut is from what the heads add, relative to it: the largest over layers.

    `parts(layer, heads)` gives what each head adds, [position, head, hidden]. Slices of the output
    of the projection instead of its input get about 1 or more.
    """
    worst = 0.0
    _, before, after = run(row[None], keep=True)
    for layer, kept in enumerate(before):
        heads = kept.shape[2]
        cuts = {layer: [(head, head, torch.zeros(1)) for head in range(heads)]}
        cut = run(row.expand(heads, -1), cuts, keep=True)[2][layer]  # [head, position, hidden]
        removed = (after[layer] - cut).transpose(0, 1)
        expected = parts(layer, kept[0])
        worst = max(worst, ((removed - expected).norm() / expected.norm().clamp_min(1e-12)).item())
    return worst


def head_replacements(run, ids, method):
    """What takes the place of heads, [text][layer]: Tensor [position, head, width].

    "zero", the "mean" over every position of every text, or to "resample" what the next text has
    at the same position (from its start again where it is shorter).
    """
    assert method in ("zero", "mean", "resample"), f"There is no ablation by {method!r}."
    kept = [[layer[0].cpu() for layer in run(row[None], keep=True)[1]] for row in ids]
    if method == "zero":
        return [[torch.zeros_like(layer) for layer in text] for text in kept]
    if method == "mean":
        means = [torch.cat(layers).mean(0) for layers in zip(*kept, strict=True)]
        return [
            [mean.expand_as(layer) for mean, layer in zip(means, text, strict=True)]
            for text in kept
        ]
    others = kept[1:] + kept[:1]
    return [
        [
            other[torch.arange(len(own)) % len(other)]
            for own, other in zip(text, next_one, strict=True)
        ]
        for text, next_one in zip(kept, others, strict=True)
    ]


def knockout_effects(run, ids, knockouts, score, method="mean", tokens_at_once=2048):
    """Change of the score when heads are replaced, [text, knockout], and the score before, [text].

    A knockout is a list of (layer, head) that go together; many run at once, one a row.
    """
    whole, part = run(ids[0][None])[0][0, :-1], run(ids[0][None, :-1])[0][0]
    assert (whole - part).abs().max() < 0.05 * whole.abs().max(), (
        "The model looks ahead, as BERT does: what follows a token is no test of it."
    )
    instead = head_replacements(run, ids, method)
    effects, before = torch.zeros(len(ids), len(knockouts)), torch.zeros(len(ids))
    for text, row in enumerate(tqdm(ids, desc=f"{method} ablation")):
        before[text] = score(run(row[None])[0], text)[0]
        rows = max(1, tokens_at_once // len(row))
        for start in range(0, len(knockouts), rows):
            chunk, cuts = knockouts[start : start + rows], {}
            for place, heads in enumerate(chunk):
                for layer, head in heads:
                    change = (place, head, instead[text][layer][:, head])
                    cuts.setdefault(layer, []).append(change)
            logits = run(row.expand(len(chunk), -1), cuts)[0]
            effects[text, start : start + len(chunk)] = score(logits, text) - before[text]
    return effects, before


def interval_over_texts(effects):
    """95 % interval of the mean over texts, by Student's t: lower and upper, without the text axis.

    A bootstrap would be too narrow for a few texts: of six, one interval in seven misses the mean.
    """
    count = len(effects)
    margin = effects.std(0) / count**0.5 * float(student_t.ppf(0.975, count - 1))
    return effects.mean(0) - margin, effects.mean(0) + margin


run = functools.partial(run_heads, model)
projections = [model.get_submodule(path) for path in output_projections(model)]
ids = text_ids(tokenizer, texts)
score = next_token_loss(ids)
layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
error = slice_error(run, lambda layer, kept: head_parts(projections[layer], kept), ids[0])
single = [[(layer, head)] for layer in range(layers) for head in range(heads)]
by_mean, _ = knockout_effects(run, ids, single, score, method="mean")
by_zero, _ = knockout_effects(run, ids, single, score, method="zero")
agreement = float(spearmanr(by_mean.mean(0), by_zero.mean(0)).statistic)
# All pairs among few heads; the heads whose loss changes anything at all come first.
chosen = by_mean.mean(0).abs().topk(min(12, len(single))).indices.sort().values.tolist()
pairs = list(itertools.combinations(chosen, 2))
together, _ = knockout_effects(
    run, ids, [single[one] + single[other] for one, other in pairs], score, method="mean"
)
apart = torch.stack([by_mean[:, one] + by_mean[:, other] for one, other in pairs], dim=1)
surplus = together - apart  # [text, pair]
# Beyond chance over texts (about one in twenty of those named is named wrongly) and by at least a
# quarter of what the pair does, where that is more than a hundredth of a nat.
beyond = np.nan_to_num(ttest_1samp(surplus.double(), 0, alternative="greater").pvalue, nan=1.0)
backups = torch.tensor(false_discovery_control(beyond) < 0.05)
backups &= (surplus.mean(0) > 0.25 * together.mean(0)) & (together.mean(0) > 0.01)
print(f"what is cut differs from what the heads add by {error:.1e} (relative)")
if error > 0.1:  # half precision may get to a hundredth or two
    print("What is cut is not a head: cut the input of the output projection, not its output.")
print(f"mean and zero ablation rank the heads alike: Spearman {agreement:.2f}")
if not agreement > 0.7:
    print("They disagree: zero is far from anything the model has seen. Believe neither alone.")
print(f"pairs that do more together than apart: {backups.sum()} of {len(pairs)}")
for place in surplus.mean(0).topk(min(5, len(pairs))).indices.tolist():
    names = " and ".join(f"{layer}.{head}" for i in pairs[place] for layer, head in single[i])
    print(
        f"{names}: {together[:, place].mean():+.3f} together, {apart[:, place].mean():+.3f} "
        "as the sum of one at a time"
    )
if backups.any():
    print("Heads that stand in for each other do: one at a time is not the last word on them.")
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
left.scatter(by_zero.mean(0), by_mean.mean(0))
left.set_xlabel("zero ablation: change of loss in nats")
left.set_ylabel("mean ablation: change of loss in nats")
left.set_title(f"One head at a time\n(Spearman {agreement:.2f})")
ends = interval_over_texts(together)
right.errorbar(
    apart.mean(0),
    together.mean(0),
    yerr=torch.stack([together.mean(0) - ends[0], ends[1] - together.mean(0)]).clamp_min(0),
    fmt="o",
    ecolor="lightgray",
)
line = [min(apart.mean(0).min().item(), 0), max(apart.mean(0).max().item(), 0)]
right.plot(line, line, color="gray", linewidth=1)
right.set_xlabel("sum of one at a time, nats")
right.set_ylabel("both together, nats")
right.set_title("Pairs of heads\n(95 % over texts)")
plt.show()
