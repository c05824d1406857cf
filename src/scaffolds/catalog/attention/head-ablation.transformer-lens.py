"""
id: attention.head-ablation.transformer-lens
title: Head ablation
description: What is lost when each attention head of a TransformerBridge (TransformerLens 4) is replaced by its mean, by zero or by another text's.
needs:
  - {name: model, kind: transformerBridge, type: TransformerBridge}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: effects, type: "Tensor [text, layer, head], change of the loss in nats a token"}
  - {name: before, type: "Tensor [text], the loss with every head in place"}
picture: Mean change of the loss, layer by head, with heads whose 95 % interval over texts leaves out zero ringed.
knownAnswer: What the heads add, with the bias, is what attention gives; a head replaced by itself changes no bit.
check: attention.ablation-control.transformer-lens
questions:
  - attention.knock-out
  - attention.before-output
  - attention.ablation-kind
  - attention.backup-heads
sources:
  - {title: Are Sixteen Heads Really Better than One?, authors: "Michel et al.", year: 2019, link: "https://arxiv.org/abs/1905.10650"}
  - {title: How to use and interpret activation patching, authors: Heimersheim and Nanda, year: 2024, link: "https://arxiv.org/abs/2404.15255"}
  - {title: "The Hydra Effect: Emergent Self-repair in Language Model Computations", authors: "McGrath et al.", year: 2023, link: "https://arxiv.org/abs/2307.15771"}
"""

import functools

import matplotlib.pyplot as plt
import torch
from scipy.stats import t as student_t
from tqdm.auto import tqdm
from transformer_lens.model_bridge import TransformerBridge

# %% model
model = TransformerBridge.boot_transformers("gpt2")

# %% texts
texts = [
    "The keys to the cabinet are on the table. The keys to the cabinet are on the table.",
    "When Mary and John went to the store, John gave a drink to Mary.",
    "one two three four, one two three four, one two three four",
    "The capital of France is Paris, and the capital of Italy is Rome.",
    "She opened the old wooden box, and in the old wooden box was a letter.",
    "def add(first, second):\n    return first + second",
]


# %% Head ablation
def cut_lens_heads(layer, changes):
    """A hook for TransformerLens that replaces heads before W_O mixes them: (row, head, value)."""

    def replace(mixed, hook):
        mixed = mixed.clone()  # [row, position, head, width]
        for row, head, value in changes:
            mixed[row, :, head] = value.to(mixed)
        return mixed

    return f"blocks.{layer}.attn.hook_z", replace


def run_lens_heads(model, ids, cuts=None, keep=False, cut=cut_lens_heads):
    """Logits for token ids [row, position], with heads replaced: {layer: [(row, head, value)]}.

    With `keep` also, for each layer, the heads before they are mixed and replaced, [row, position,
    head, width], and what the attention gives, [row, position, hidden].
    """
    before, after, hooks, handles = [], [], [], []

    def keep_heads(mixed, hook):
        assert mixed.ndim == 4, "hook_z has no axis of heads here: use another model class."
        before.append(mixed.float())

    def keep_given(module, inputs, output):
        after.append((output[0] if isinstance(output, tuple) else output).float())

    was_training = model.training
    model.eval()
    try:
        for layer in range(model.cfg.n_layers):
            if keep:
                hooks.append((f"blocks.{layer}.attn.hook_z", keep_heads))
                # Where a norm follows the attention, as in Gemma 2, hook_attn_out is after it.
                handles.append(model.blocks[layer].attn.register_forward_hook(keep_given))
            if cuts and layer in cuts:
                hooks.append(cut(layer, cuts[layer]))
        with torch.no_grad():
            logits = model.run_with_hooks(ids.to(model.cfg.device), fwd_hooks=hooks).float()
    finally:
        for handle in handles:
            handle.remove()
        model.train(was_training)
    return logits, before, after


def lens_text_ids(model, texts, limit=512):
    """Token ids of each text as TransformerLens makes them, [position]: texts run one by one."""
    limit = min(limit, model.cfg.n_ctx)
    ids = [model.to_tokens(text)[0, :limit].cpu() for text in texts]
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


def answer_margin(pairs):
    """A score: logit of the right answer minus that of the wrong one, after the last token.

    `pairs` holds two token ids a text; lower is worse.
    """
    return lambda logits, text: (
        logits[:, -1, pairs[text][0]] - logits[:, -1, pairs[text][1]]
    ).cpu()


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


def plot_head_effects(effects, title, label):
    """Mean effect, layer by head; ringed where its 95 % interval over texts leaves out zero."""
    mean = effects.mean(0)
    low, high = interval_over_texts(effects)
    layers, heads = mean.shape
    figure, panel = plt.subplots(
        figsize=(0.5 * heads + 3, 0.4 * layers + 2.2), layout="constrained"
    )
    limit = max(mean.abs().max().item(), 1e-6)
    image = panel.imshow(mean.numpy(), vmin=-limit, vmax=limit, cmap="RdBu_r", aspect="auto")
    rows, columns = ((low > 0) | (high < 0)).nonzero(as_tuple=True)
    panel.scatter(columns, rows, marker="o", facecolors="none", edgecolors="black")
    panel.set_xticks(range(heads))
    panel.set_yticks(range(layers))
    panel.set_xlabel("head")
    panel.set_ylabel("layer")
    panel.set_title(title)
    figure.colorbar(image, ax=panel, label=label)
    return figure


run = functools.partial(run_lens_heads, model)
ids = lens_text_ids(model, texts)
# To ask about an answer instead: answer_margin([(right_id, wrong_id), ...]), one pair a text.
score = next_token_loss(ids)
layers, heads = model.cfg.n_layers, model.cfg.n_heads
knockouts = [[(layer, head)] for layer in range(layers) for head in range(heads)]
effects, before = knockout_effects(run, ids, knockouts, score, method="mean")
effects = effects.unflatten(1, (layers, heads))  # [text, layer, head]
low, high = interval_over_texts(effects)
print(f"loss before: {before.mean():.3f} nats a token, {len(ids)} texts")
for place in effects.mean(0).flatten().abs().topk(min(5, layers * heads)).indices.tolist():
    layer, head = divmod(place, heads)
    ends = f"{low[layer, head]:+.3f} to {high[layer, head]:+.3f}"
    print(f"without {layer}.{head}: {effects[:, layer, head].mean():+.3f} (95 % {ends})")
print(f"(of {layers * heads} heads about {0.05 * layers * heads:.1f} are ringed by chance)")
print("A head without an effect may have a backup: see what pairs of heads do.")
plot_head_effects(
    effects,
    "Head ablation by the mean\n(ringed: 95 % interval without 0)",
    "change of loss in nats",
)
plt.show()
