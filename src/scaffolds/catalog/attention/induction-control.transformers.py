"""
id: attention.induction-control.transformers
title: Induction heads on tokens that do not repeat
description: Whether heads with an induction score follow the tokens, or look at that place whatever stands there.
needs:
  - {name: model, kind: transformersModel, type: "PreTrainedModel that looks back only, with eager attention"}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
yields:
  - {name: repeated, type: "Tensor [sequence, layer, head], attention to that place where tokens repeat"}
  - {name: unrepeated, type: "Tensor [sequence, layer, head], the same where no token repeats"}
  - {name: by_position, type: "Tensor [layer, head], True where the head looks there anyway"}
picture: Each head's score on repeated against unrepeated tokens, with uniform attention as dotted lines.
checks: attention.induction-scores.transformers
questions:
  - attention.random-tokens
  - attention.token-or-place
  - any.boring-explanation
sources:
  - {title: In-context Learning and Induction Heads, authors: "Olsson et al.", year: 2022, link: "https://arxiv.org/abs/2209.11895"}
"""

import matplotlib.pyplot as plt
import torch
from scipy.stats import t as student_t
from tqdm.auto import tqdm
from transformers import AutoModelForCausalLM, AutoTokenizer

# %% model
model = AutoModelForCausalLM.from_pretrained("gpt2", attn_implementation="eager")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)


# %% Induction heads on tokens that do not repeat
def repeat_setting(model, tokenizer, longest=50):
    """Tokens to draw from, how many make a half, and the token that starts a text or None."""
    size = min(model.config.vocab_size, len(tokenizer))
    special = set(tokenizer.all_special_ids)
    vocabulary = torch.tensor([i for i in range(size) if i not in special])
    limit = min(getattr(model.config, "max_position_embeddings", None) or 512, 512)
    period = min(longest, (limit - 1) // 2, len(vocabulary) // 2)
    assert period > 3, "The model takes too few positions or tokens for a run that comes twice."
    return vocabulary, period, tokenizer.bos_token_id


def attention_of_ids(model, ids):
    """Attention to token ids [sequence, position]: a list over layers, [sequence, head, query, key]."""
    was_training = model.training
    model.eval()  # dropout would thin out the rows
    try:
        with torch.no_grad():
            device = model.get_input_embeddings().weight.device
            weights = model(input_ids=ids.to(device), output_attentions=True).attentions
    finally:
        model.train(was_training)
    # Under "sdpa" transformers 5 returns an empty tuple, without a warning that stops anything.
    assert weights and all(layer is not None for layer in weights), (
        "The model returned no attention weights: load it with "
        'from_pretrained(..., attn_implementation="eager").'
    )
    return list(weights)


def repeated_tokens(vocabulary, period, count, first=None, again=True, seed=0):
    """Random tokens that come twice, [sequence, position]; with `again=False` all are new.

    No token comes twice within a half, so only one place is a match. `first` is a token that the
    model expects at the start of a text, or None.
    """
    generator = torch.Generator().manual_seed(seed)
    order = torch.rand(count, len(vocabulary), generator=generator).argsort(-1)
    ids = vocabulary[order[:, : 2 * period]]
    if again:
        ids = torch.cat([ids[:, :period], ids[:, :period]], dim=1)
    if first is not None:
        ids = torch.cat([torch.full((count, 1), first), ids], dim=1)
    return ids


def diagonal_scores(attend, ids, period, batch_size=4):
    """Attention to two places from the second half, {name: Tensor [sequence, layer, head]}.

    "induction" is the token after the last occurrence of the same token, "previous" the token
    before. `attend` gives the attention of a batch, layer by layer: [sequence, head, query, key].
    """
    start = ids.shape[1] - period  # the first query of the second half
    scores = {"previous": [], "induction": []}
    for batch in tqdm(ids.split(batch_size), desc="attention"):
        layers = [layer.float().cpu() for layer in attend(batch)]
        for layer in layers:
            error = (layer.sum(-1) - 1).abs().max().item()
            assert error < 0.02, f"Attention rows should sum to 1 but are off by {error:.3f}."
            assert layer[:, :, 0, 1:].abs().max() < 1e-4, (
                "The first token looks ahead: induction heads are defined for models that only "
                "look back, such as GPT-2 and Llama, not for BERT."
            )
        for name, distance in {"previous": 1, "induction": period - 1}.items():
            seen = [
                # Entry i of this diagonal belongs to query i + distance.
                layer.diagonal(-distance, -2, -1)[..., start - distance :].mean(-1)
                for layer in layers
            ]
            scores[name].append(torch.stack(seen, dim=1))
    return {name: torch.cat(parts) for name, parts in scores.items()}


def uniform_score(length, period):
    """What a head that looks everywhere alike gets, from the same queries."""
    return (1 / torch.arange(length - period + 1, length + 1)).mean().item()


def mean_and_margin(values):
    """Mean over the first axis, and half a 95 % interval of it (Student's t)."""
    count = len(values)
    error = values.std(0) / count**0.5
    return values.mean(0), error * float(student_t.ppf(0.975, count - 1))


def repetition_contrast(attend, vocabulary, period, first=None, count=16):
    """Induction score [sequence, layer, head] where tokens repeat and where none does."""
    values = []
    for again in (True, False):
        ids = repeated_tokens(vocabulary, period, count, first=first, again=again)
        values.append(diagonal_scores(attend, ids, period)["induction"])
    return values[0], values[1], uniform_score(ids.shape[1], period)


vocabulary, period, first = repeat_setting(model, tokenizer)
repeated, unrepeated, uniform = repetition_contrast(
    lambda batch: attention_of_ids(model, batch), vocabulary, period, first
)
(high, margin), (low, low_margin) = mean_and_margin(repeated), mean_and_margin(unrepeated)
attention_above = high > uniform + 0.2
# The place is the same in both; only where tokens repeat is there something to find at it.
by_content = attention_above & (low - uniform < (high - uniform) / 2)
by_position = attention_above & ~by_content
print(f"heads above uniform ({uniform:.3f}) by 0.2 where tokens repeat: {attention_above.sum()}")
for title, heads in {"because tokens repeat": by_content, "anyway": by_position}.items():
    places = heads.nonzero().tolist()
    listed = ", ".join(
        f"{layer}.{head} {high[layer, head]:.2f} (unrepeated {low[layer, head]:.2f})"
        for layer, head in places
    )
    print(f"they look there {title}: {listed or 'none'}")
if by_position.any():
    print("Heads that look there anyway go by position: they are no induction heads.")
elif by_content.any():
    print("What these heads look at follows the tokens. It does not show that the output needs it.")
else:
    print("No head looks at the token after the last occurrence enough to be called induction.")
figure, panel = plt.subplots(figsize=(5.4, 5), layout="constrained")
colours = torch.where(by_content, 2, torch.where(by_position, 1, 0)).flatten().tolist()
names = ["not above uniform", "position", "content"]
for value, (name, colour) in enumerate(zip(names, ["gray", "tab:red", "tab:blue"], strict=True)):
    rows = [i for i, kind in enumerate(colours) if kind == value]
    panel.errorbar(
        low.flatten()[rows].numpy(),
        high.flatten()[rows].numpy(),
        xerr=low_margin.flatten()[rows].numpy(),
        yerr=margin.flatten()[rows].numpy(),
        fmt="o",
        color=colour,
        label=f"{name} ({len(rows)})",
    )
panel.axhline(uniform, color="gray", linestyle=":")
panel.axvline(uniform, color="gray", linestyle=":")
panel.plot([0, 1], [0, 1], color="gray", linewidth=1)
panel.set_xlim(-0.03, 1.03)
panel.set_ylim(-0.03, 1.03)
panel.set_xlabel("attention to that place, no token repeats")
panel.set_ylabel("attention to that place, tokens repeat")
panel.set_title("Does the head follow the tokens?\n(each point a head, 95 % over sequences)")
panel.legend(title="dotted: uniform")
plt.show()
