"""
id: gradient.saliency.transformers
title: Gradient saliency of tokens
description: How strongly one logit of a text classifier or language model reacts to each token.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel with a head that returns logits}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: saliency, type: "Tensor [token], length of the gradient with respect to the embedding"}
  - {name: signed, type: "Tensor [token], gradient times embedding: for or against, unless it is tiny"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: target, type: "int, the class or the token whose logit was differentiated"}
  - {name: logit, type: float}
picture: Two bars a token, the length of the gradient from 0 and gradient times embedding around 0.
knownAnswer: The map of a linear model is its weight.
check: gradient.randomisation.transformers
questions:
  - gradient.of-what
  - gradient.saturation
  - gradient.token-or-position
  - gradient.randomise-layers
sources:
  - {title: Visualizing and Understanding Neural Models in NLP, authors: "Li et al.", year: 2015, link: "https://arxiv.org/abs/1506.01066"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import matplotlib.pyplot as plt
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

# %% model
model = AutoModelForSequenceClassification.from_pretrained(
    "distilbert-base-uncased-finetuned-sst-2-english"
)

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% text
text = "The plot is thin, but the acting is a joy from beginning to end."


# %% Gradient saliency of tokens
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


def token_saliency(model, tokenizer, text, target=None, position=None):
    """Gradient of one logit with respect to each token's embedding.

    Returns its length, in logit per unit of embedding, and its product with the embedding, in
    logit, both [token]; the index of the logit, its name and its value. The product nearly
    vanishes where a layer norm follows the embedding: trust its sign only if it is not tiny.
    """
    assert isinstance(text, str), (
        "Saliency takes one text, not several: go through them one by one."
    )
    encoded = tokenizer(text, return_tensors="pt").to(model.get_input_embeddings().weight.device)
    ids = encoded["input_ids"][0].tolist()
    assert ids, "The text has no tokens."
    leaves = []

    def start_here(embedding):
        leaves.append(embedding.detach().float().requires_grad_(True))
        return leaves[0].to(embedding.dtype)

    training = {module: module.training for module in model.modules()}
    model.eval()  # otherwise dropout changes the gradient from run to run
    try:
        with torch.enable_grad():
            logits = logits_with_embedding(model, encoded, start_here)
            index, name = choose_logit(model, tokenizer, ids, logits, target, position)
            # Only the embedding: no gradient is left behind in the parameters.
            (gradient,) = torch.autograd.grad(logits[0][index], leaves[0])
    finally:
        for module, mode in training.items():
            module.training = mode
    assert gradient.isfinite().all(), (
        f"The gradient of the logit {name} is not finite: the model may overflow (try float32)."
    )
    assert gradient.abs().max() > 0, (
        f"The gradient of the logit {name} is zero at every token: the model may be saturated, "
        "underflow (try float32), or be cut off from its input."
    )
    length = gradient[0].norm(dim=-1).cpu()
    signed = (gradient * leaves[0].detach())[0].sum(-1).cpu()
    return length, signed, index, name, logits[0][index].item()


def sign_counts(signed, logit):
    """Whether gradient times embedding is more than what a layer norm after it leaves."""
    return signed.abs().max().item() > 0.05 * abs(logit)


def plot_token_saliency(tokens, saliency, signed, name, logit, limits=None):
    """Both measures as bars; give two texts the same `limits` before comparing them."""
    width = min(20, max(6, 0.35 * len(tokens) + 2))
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(width, 6), sharex=True, layout="constrained"
    )
    largest, strongest = limits or (saliency.max().item(), signed.abs().max().item() or 1)
    places = range(len(tokens))
    top.bar(places, saliency.numpy(), color="tab:purple")
    top.set_ylim(0, 1.05 * largest)
    top.set_ylabel("|gradient|, logit per\nunit of embedding")
    top.set_title(f"Saliency for the logit {name}, {logit:.2f}", parse_math=False)
    colors = ["tab:red" if value > 0 else "tab:blue" for value in signed]
    counts = sign_counts(signed, logit)
    bottom.bar(places, signed.numpy(), color=colors if counts else "lightgray")
    bottom.axhline(0, color="gray", linewidth=1)
    bottom.set_ylim(-1.05 * strongest, 1.05 * strongest)
    meaning = "red for, blue against" if counts else "too small to be for or against"
    bottom.set_ylabel(f"gradient × embedding, logit\n{meaning}")
    step = max(1, len(tokens) // 50)
    bottom.set_xticks(places[::step], tokens[::step], rotation=90, parse_math=False)
    bottom.set_xlabel("token")
    return figure


saliency, signed, index, name, logit = token_saliency(model, tokenizer, text)
target = index[-1]
tokens = label_tokens(tokenizer, tokenizer(text)["input_ids"])
print(f"logit of {name}: {logit:.3f}")
for place in saliency.argsort(descending=True)[:5].tolist():
    print(f"{tokens[place]!r}: |gradient| {saliency[place]:.3g}, × embedding {signed[place]:+.3g}")
if not sign_counts(signed, logit):
    print(
        "Gradient times embedding is next to nothing beside the logit, as under a layer norm or a"
    )
    print("saturated unit: its sign does not tell for or against. Integrated gradients do.")
plot_token_saliency(tokens, saliency, signed, name, logit)
plt.show()
