"""
id: gradient.randomisation.transformers
title: Cascading randomisation of a transformer
description: Whether the saliency of tokens falls apart when the model's blocks are randomised from the top.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel with a head that returns logits}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: blocks, type: "list[str], in the order in which they were randomised"}
  - {name: similarity, type: "Tensor [seed, block], Spearman correlation with the original saliency"}
  - {name: depends_on_weights, type: "bool, the similarity ends below 0.5"}
picture: Spearman correlation with the original saliency as more blocks are randomised, with the spread over seeds.
checks: gradient.saliency.transformers
questions:
  - gradient.randomise-layers
  - any.random-model
  - gradient.token-or-position
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import copy
import re

import matplotlib.pyplot as plt
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


# %% Cascading randomisation of a transformer
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


def random_models(model, seeds):
    """The same architecture with fresh weights, one model a seed."""
    for seed in seeds:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            # A copy of the config: setting the attention of one model would set it for the other.
            yield type(model)(copy.deepcopy(model.config)).to(model.device)


def parts_from_the_top(model):
    """Parameter names of each part, from the head down to the embeddings: {part: names}.

    A part is a numbered block, or a layer outside of the blocks. A parameter that two layers
    share, such as a tied embedding, counts as part of the lower one.
    """
    parts = {}
    for name, _ in model.named_parameters():  # a shared one only where it comes first
        block = re.match(r".*?\.\d+(?=\.)", name)
        parts.setdefault(block[0] if block else name.rpartition(".")[0] or name, []).append(name)
    return dict(reversed(parts.items()))


def cascading_block_randomisation(
    model, tokenizer, text, explain=token_saliency, seeds=(0, 1, 2, 3, 4)
):
    """Spearman of `explain`'s saliency with the original's, [seed, block], from the top down."""
    original, _, index, *_ = explain(model, tokenizer, text)
    position = index[0] if len(index) == 2 else None
    # [CLS], [SEP] and the mask have a role in any model: they would agree for free.
    special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    ids = tokenizer(text)["input_ids"]
    seen = [place for place, id in enumerate(ids) if id not in special]
    assert len(seen) >= 6, f"A rank correlation of {len(seen)} tokens says nothing: give 6 or more."
    weights = dict(model.named_parameters())
    parts = parts_from_the_top(model)
    similarity = torch.zeros(len(seeds), len(parts))
    others = random_models(model, seeds)
    for row, other in enumerate(tqdm(others, total=len(seeds), desc="random models")):
        randomised = dict(other.to(model.dtype).named_parameters())
        # From the bottom up, so that one more model is enough: first all of it is random, then
        # each step gives back the lowest part.
        for column in reversed(range(len(parts))):
            changed, *_ = explain(other, tokenizer, text, index[-1], position)
            similarity[row, column] = spearmanr(original[seen], changed[seen]).statistic
            with torch.no_grad():
                for name in [*parts.values()][column]:
                    randomised[name].copy_(weights[name])
    return [*parts], similarity.nan_to_num(0), len(seen)


blocks, similarity, count = cascading_block_randomisation(model, tokenizer, text)
mean, spread = similarity.mean(0), similarity.std(0)
chance = (len(similarity) * (count - 1)) ** -0.5
depends_on_weights = mean[-1].item() < 0.5
print(f"Spearman with every block randomised: {mean[-1]:.2f} ± {spread[-1]:.2f} over seeds")
print(f"(over {count} tokens; unrelated maps would give 0 ± {chance:.2f} in the mean)")
if mean[-1] < max(0.2, 2 * chance) and depends_on_weights:
    print("Little of the saliency is left: it depends on the model's weights.")
elif depends_on_weights:
    print("Part of the saliency is left: it shows positions or the architecture, not the weights.")
else:
    print("Most of the saliency is left without the model's weights: it shows nothing learned.")
figure, panel = plt.subplots(figsize=(max(5, 0.35 * len(blocks) + 3), 5), layout="constrained")
panel.errorbar(range(len(blocks) + 1), [1, *mean], yerr=[0, *spread], marker="o", capsize=3)
panel.axhline(0, color="gray", linewidth=1)
panel.set_xticks(range(len(blocks) + 1), ["original", *blocks], rotation=90)
panel.set_ylim(-1.05, 1.05)
panel.set_xlabel("randomised down to this part")
panel.set_ylabel("Spearman with the original saliency")
panel.set_title(f"Cascading randomisation\n(mean and s.d. of {len(similarity)} seeds)")
plt.show()
