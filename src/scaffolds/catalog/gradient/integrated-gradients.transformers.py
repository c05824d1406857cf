"""
id: gradient.integrated-gradients.transformers
title: Integrated gradients of tokens
description: How much each token adds to one logit, compared with a text whose words are taken away.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel with a head that returns logits}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: attributions, type: "Tensor [token], in logit; they add up to F(x) − F(x′)"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: gap, type: "float, what the sum misses, as a share of F(x) − F(x′)"}
  - {name: baseline_name, type: "str, what the words were replaced by: mask, pad, zero or average"}
  - {name: target, type: "int, the class or the token whose logit was attributed"}
  - {name: logit, type: float}
picture: One bar a token around 0, with F(x), F(x′) and the completeness gap in the title.
knownAnswer: Each token of a linear classifier gets its share of the logit.
check: gradient.completeness.transformers
questions:
  - gradient.of-what
  - gradient.baseline
  - gradient.completeness
  - gradient.saturation
sources:
  - {title: Axiomatic Attribution for Deep Networks, authors: "Sundararajan et al.", year: 2017, link: "https://arxiv.org/abs/1703.01365"}
  - {title: Visualizing the Impact of Feature Attribution Baselines, authors: "Sturmfels et al.", year: 2020, link: "https://distill.pub/2020/attribution-baselines/"}
"""

import matplotlib.pyplot as plt
import numpy as np
import torch
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


# %% Integrated gradients of tokens
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


def plot_attributions(tokens, result, limit=None):
    """One bar a token; give two texts the same `limit` before comparing them."""
    attributions = result["attributions"]
    width = min(20, max(6, 0.35 * len(tokens) + 2))
    figure, panel = plt.subplots(figsize=(width, 4), layout="constrained")
    limit = limit or attributions.abs().max().item()
    places = range(len(tokens))
    colors = ["tab:red" if value > 0 else "tab:blue" for value in attributions]
    panel.bar(places, attributions.numpy(), color=colors)
    panel.axhline(0, color="gray", linewidth=1)
    panel.set_ylim(-1.05 * limit, 1.05 * limit)
    panel.set_ylabel("attribution, logit\nred for, blue against")
    step = max(1, len(tokens) // 50)
    panel.set_xticks(places[::step], tokens[::step], rotation=90, parse_math=False)
    panel.set_xlabel("token")
    panel.set_title(
        f"Logit {result['name']}: {result['logit']:.2f}, with {result['baseline']} for each word "
        f"{result['baseline_logit']:.2f}\ncompleteness gap {result['gap']:.1%}",
        parse_math=False,
    )
    return figure


result = token_attributions(model, tokenizer, text)
attributions, gap, baseline_name = result["attributions"], result["gap"], result["baseline"]
target, logit = result["index"][-1], result["logit"]
tokens = label_tokens(tokenizer, tokenizer(text)["input_ids"])
print(
    f"logit of {result['name']}: {logit:.3f}, of the {baseline_name} baseline {result['baseline_logit']:.3f}"
)
print(f"attributions add up to {attributions.sum():.3f} of {logit - result['baseline_logit']:.3f}")
print(f"completeness gap: {gap:.2%} after {result['steps']} steps")
if gap > 0.05:
    print("That is too much: raise `most_steps`, and run a half-precision model in float32.")
plot_attributions(tokens, result)
plt.show()
