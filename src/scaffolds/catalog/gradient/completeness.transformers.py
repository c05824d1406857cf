"""
id: gradient.completeness.transformers
title: Completeness and a second baseline, for tokens
description: Whether attributions of tokens add up to the logit, and whether another baseline tells the same.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel with a head that returns logits}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: gaps, type: "dict[str, float], completeness gap for each baseline, share of F(x) − F(x′)"}
  - {name: agreement, type: "float, Spearman of the attributions with two baselines, over words"}
  - {name: holds, type: "bool, every gap is at most 5 % and the agreement at least 0.5"}
picture: The attributions of each token with the two baselines, side by side and against each other.
checks: gradient.integrated-gradients.transformers
questions:
  - gradient.completeness
  - gradient.baseline
sources:
  - {title: Axiomatic Attribution for Deep Networks, authors: "Sundararajan et al.", year: 2017, link: "https://arxiv.org/abs/1703.01365"}
  - {title: Visualizing the Impact of Feature Attribution Baselines, authors: "Sturmfels et al.", year: 2020, link: "https://distill.pub/2020/attribution-baselines/"}
"""

import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import spearmanr
from tqdm.auto import tqdm
from transformers import AutoModelForSequenceClassification, AutoTokenizer

# %% model
model = AutoModelForSequenceClassification.from_pretrained(
    "distilbert-base-uncased-finetuned-sst-2-english"
)

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% text
text = "The plot is thin, but the acting is a joy from beginning to end."


# %% Completeness and a second baseline, for tokens
def logits_with_embedding(model, encoded, change):
    """Logits of the model where `change` is applied to what its input embedding returns.

    Where `change` returns None the embedding stays. Unlike `inputs_embeds`, this leaves the model
    its token ids, from which some models take
    positions, or the token that stands for the text.
    """
    calls = []

    def replace(module, inputs, output):
        calls.append(module)
        return change(output)

    handle = model.get_input_embeddings().register_forward_hook(replace)
    try:
        output = model(**encoded)
    finally:
        handle.remove()
    assert len(calls) == 1, (
        f"The model embeds tokens {len(calls)} times, as an encoder with a decoder does: take the "
        "gradient in one of the two."
    )
    logits = getattr(output, "logits", None)
    assert logits is not None, (
        "The model returns no logits: load it with a head, such as "
        "AutoModelForSequenceClassification or AutoModelForCausalLM."
    )
    return logits


def choose_logit(model, tokenizer, ids, logits, target=None, position=None):
    """Index into one row of `logits`, (class,) or (position, token), and a name for it.

    `target` is an index, a label or a token; None takes the highest logit. `position` is where a
    language model predicts; None takes the mask, or without one the last token.
    """
    words = model.get_output_embeddings() is not None
    names = model.config.id2label or {}
    if logits.ndim == 2:
        place, row = (), logits[0]
    else:
        assert logits.ndim == 3 and logits.shape[1] == len(ids), (
            f"The logits should be [1, class] or [1, {len(ids)} tokens, class], "
            f"not {list(logits.shape)}."
        )
        masks = [i for i, id in enumerate(ids) if id == tokenizer.mask_token_id]
        if position is None and masks:
            assert len(masks) == 1, f"The text has {len(masks)} masks: say which by its position."
            position = masks[0]
        assert position is not None or (words and "MaskedLM" not in type(model).__name__), (
            "Say for which position to take the logit; a masked language model takes the mask, "
            f"so put {tokenizer.mask_token or 'one'} into the text."
        )
        place = (len(ids) - 1 if position is None else position % len(ids),)
        row = logits[0, place[0]]
    if isinstance(target, str) and words:
        choice = tokenizer.encode(target, add_special_tokens=False)
        assert len(choice) == 1, f"{target!r} is {len(choice)} tokens: name one (mind the space)."
        target = choice[0]
    elif isinstance(target, str):
        labels = {label: id for id, label in names.items()}
        assert target in labels, f"There is no label {target!r}; there are {', '.join(labels)}."
        target = labels[target]
    target = row.argmax().item() if target is None else target
    assert 0 <= target < len(row), f"There is no logit {target}: the model has {len(row)}."
    name = tokenizer.decode([target]) if words else names.get(target, target)
    return (*place, target), f"{name!r} at position {place[0]}" if place else f"{name!r}"


def label_tokens(tokenizer, ids):
    """One label a position: its number and its token."""
    return [f"{position} {tokenizer.decode([id])}" for position, id in enumerate(ids)]


def words_of(tokenizer, ids):
    """Which positions hold words, [token] as bool: special tokens and the mask stay in a baseline."""
    special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    words = torch.tensor([id not in special for id in ids])
    assert words.any(), "The text has no tokens but special ones: there is nothing to attribute."
    return words


def baseline_names(tokenizer):
    """Baselines that the tokenizer allows, the most usual first."""
    named = {"mask": tokenizer.mask_token_id, "pad": tokenizer.pad_token_id}
    return [*(name for name, id in named.items() if id is not None), "zero", "average"]


def baseline_embedding(model, tokenizer, ids, embedding, baseline):
    """The embedding, [token, size], of a text without its words: `baseline` in their place.

    "mask" and "pad" are the model's own tokens, "zero" is the zero vector, "average" the mean of
    all tokens. Special tokens stay, and so get no attribution; so do positions.
    """
    assert baseline in baseline_names(tokenizer), (
        f"The tokenizer has no {baseline!r} baseline; it has {', '.join(baseline_names(tokenizer))}."
    )
    layer = model.get_input_embeddings()
    with torch.no_grad():
        if baseline == "zero":
            vector = torch.zeros_like(embedding[0])
        elif baseline == "average":
            vector = layer(torch.arange(layer.num_embeddings, device=embedding.device)).mean(0)
        else:
            id = tokenizer.mask_token_id if baseline == "mask" else tokenizer.pad_token_id
            vector = layer(torch.tensor([id], device=embedding.device))[0]
    words = words_of(tokenizer, ids).to(embedding.device)
    return torch.where(words[:, None], vector.float(), embedding)


def integrate_line(logit_of, start, end, steps, batch):
    """Integrated gradients of `logit_of`, which takes [point, ...], from `start` to `end`."""
    # Gauss-Legendre: exact for polynomials, and far better than equal steps.
    places, weights = np.polynomial.legendre.leggauss(steps)
    places = torch.tensor((places + 1) / 2, dtype=end.dtype, device=end.device)
    weights = torch.tensor(weights / 2, dtype=end.dtype, device=end.device)
    total = torch.zeros_like(end)
    for row in torch.arange(steps).split(batch):
        with torch.enable_grad():
            shares = places[row].view(-1, *[1] * end.ndim)
            points = (start + shares * (end - start)).requires_grad_(True)
            (gradient,) = torch.autograd.grad(logit_of(points).sum(), points)
        total += torch.tensordot(weights[row], gradient, 1)
    return total * (end - start)


def token_attributions(
    model,
    tokenizer,
    text,
    target=None,
    position=None,
    baseline=None,
    steps=64,
    most_steps=1024,
    tolerance=0.01,
    batch=16,
):
    """Integrated gradients of one logit along the line from a baseline to the text.

    Returns a dict: `attributions` [token] in logit, `index` and `name` of the logit, `baseline`,
    `logit` F(x), `baseline_logit` F(x′), `gap`, the completeness error as a share of
    F(x) − F(x′), and `steps`: the part of the line that misses most is halved until the gap is within
    `tolerance`, for layer norms bend the line sharply where an embedding is small.
    """
    assert isinstance(text, str), "This takes one text, not several: go through them one by one."
    encoded = tokenizer(text, return_tensors="pt").to(model.get_input_embeddings().weight.device)
    ids = encoded["input_ids"][0].tolist()
    assert ids, "The text has no tokens."
    baseline = baseline or baseline_names(tokenizer)[0]
    kept = []
    training = {module: module.training for module in model.modules()}
    model.eval()  # otherwise dropout changes the logit from step to step
    try:
        with torch.no_grad():
            logits = logits_with_embedding(model, encoded, kept.append)
            embedding = kept[0][0].float()
        index, name = choose_logit(model, tokenizer, ids, logits, target, position)
        # A classifier of the last token takes several texts only if it knows its padding.
        alone = logits.ndim == 2 and getattr(model.config, "pad_token_id", None) is None
        batch = 1 if alone else max(1, min(batch, 2048 // len(ids)))  # bounds the memory
        start = baseline_embedding(model, tokenizer, ids, embedding, baseline)
        assert not torch.equal(start, embedding), (
            f"The {baseline} baseline is the text itself, so there is nothing to attribute: take "
            "another."
        )

        def logit_of(points):
            """The logit at points of the embedding space, [point, token, size]: [point]."""
            many = {key: value.expand(len(points), -1) for key, value in encoded.items()}
            output = logits_with_embedding(model, many, lambda e: points.to(e.dtype))
            return output[(slice(None), *index)].float()

        with torch.no_grad():
            full, empty = (logit_of(point[None]).item() for point in (embedding, start))
        change = full - empty
        assert abs(change) > 1e-6 * max(abs(full), abs(empty), 1e-6), (
            f"The {baseline} baseline gives the same logit {full:.4g} as the text, so there is "
            "nothing to share out: take another."
        )
        points, bar = min(32, steps), tqdm(desc="steps")

        def along(low, high):
            """What a part of the line misses, where it is, and its attributions, [token]."""
            ends = [start + share * (embedding - start) for share in (low, high)]
            sums = integrate_line(logit_of, *ends, points, batch).sum(-1).cpu()
            with torch.no_grad():
                before, after = (logit_of(end[None]).item() for end in ends)
            bar.update(points)
            return abs(after - before - sums.sum().item()), low, high, sums

        edges = np.linspace(0, 1, steps // points + 1).tolist()
        parts = [along(*pair) for pair in zip(edges, edges[1:], strict=False)]
        steps = points * len(parts)
        while True:
            attributions = torch.stack([part[-1] for part in parts]).sum(0)
            gap = abs(attributions.sum().item() - change) / abs(change)
            if gap <= tolerance or steps + 2 * points > most_steps:
                break
            worst = max(range(len(parts)), key=lambda i: parts[i][0])
            _, low, high, _ = parts.pop(worst)
            parts += [along(low, (low + high) / 2), along((low + high) / 2, high)]
            steps += 2 * points
        bar.close()
    finally:
        for module, mode in training.items():
            module.training = mode
    assert attributions.isfinite().all(), (
        f"The gradient of the logit {name} is not finite: the model may overflow (try float32)."
    )
    return {
        "attributions": attributions,
        "index": index,
        "name": name,
        "baseline": baseline,
        "logit": full,
        "baseline_logit": empty,
        "gap": gap,
        "steps": steps,
    }


def token_baselines(model, tokenizer, text, explain=token_attributions, baselines=None):
    """What `explain` gives with two baselines, and the Spearman correlation over the words."""
    first, second = baselines or baseline_names(tokenizer)[:2]
    assert first != second, f"The second baseline should differ from the first, {first!r}."
    one = explain(model, tokenizer, text, baseline=first)
    index = one["index"]
    position = index[0] if len(index) == 2 else None
    two = explain(model, tokenizer, text, index[-1], position, baseline=second)
    words = words_of(tokenizer, tokenizer(text)["input_ids"])
    assert words.sum() >= 6, (
        f"A rank correlation of {words.sum()} words says nothing: give 6 or more."
    )
    agreement = spearmanr(one["attributions"][words], two["attributions"][words]).statistic
    return one, two, float(np.nan_to_num(agreement))


def completeness_gap(result):
    """What the sum of the attributions misses, as a share of F(x) − F(x′)."""
    change = result["logit"] - result["baseline_logit"]
    return abs(result["attributions"].sum().item() - change) / abs(change)


one, two, agreement = token_baselines(model, tokenizer, text)
gaps = {result["baseline"]: completeness_gap(result) for result in (one, two)}
complete, agree = max(gaps.values()) <= 0.05, agreement >= 0.5
holds = complete and agree
for name, share in gaps.items():
    print(f"{name} baseline: the attributions miss {share:.1%} of F(x) − F(x′)")
print(f"Spearman between the two baselines: {agreement:.2f}")
if not complete:
    print(
        "The attributions do not add up: take more steps; if that fails, they are something else."
    )
elif not agree:
    print("The attributions add up, but hang on the baseline: say which, and why that one.")
else:
    print("The attributions add up, and the two baselines broadly agree.")
token_labels = label_tokens(tokenizer, tokenizer(text)["input_ids"])
figure, (left, right) = plt.subplots(
    1, 2, figsize=(min(20, max(7, 0.4 * len(token_labels) + 2)) + 4, 4.5), layout="constrained"
)
shares = [
    (result["attributions"] / result["attributions"].abs().sum()).numpy() for result in (one, two)
]
for shift, share, name in zip((-0.2, 0.2), shares, gaps, strict=True):
    left.bar(
        np.arange(len(token_labels)) + shift,
        share,
        width=0.4,
        label=f"{name}, gap {gaps[name]:.1%}",
    )
    right.set_xlim(-1, 1)
left.axhline(0, color="gray", linewidth=1)
left.set_ylim(-1, 1)
left.set_xticks(range(len(token_labels)), token_labels, rotation=90, parse_math=False)
left.set_xlabel("token")
left.set_ylabel("attribution, share of the sum of sizes")
left.set_title("Integrated gradients with two baselines")
left.legend()
right.scatter(*shares)
right.axline((0, 0), slope=1, color="gray", linewidth=1)
right.set_xlim(-1, 1)
right.set_ylim(-1, 1)
right.set_xlabel(f"{one['baseline']} baseline")
right.set_ylabel(f"{two['baseline']} baseline")
right.set_title(f"Spearman {agreement:.2f}")
plt.show()
