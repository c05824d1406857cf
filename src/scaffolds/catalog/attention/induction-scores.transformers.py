"""
id: attention.induction-scores.transformers
title: Induction and previous-token heads
description: Which heads of a transformers model look at the token before, or after the last occurrence of the same token.
needs:
  - {name: model, kind: transformersModel, type: "PreTrainedModel that looks back only, with eager attention"}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
yields:
  - {name: scores, type: "dict of Tensor [sequence, layer, head]: induction and previous, 0 to 1"}
  - {name: uniform, type: "float, what a head that looks everywhere alike gets"}
picture: Both scores, layer by head, with the score of uniform attention marked on the colour bar.
knownAnswer: A toy trained on repeats has its previous-token head in layer 0 and its induction heads in layer 1.
check: attention.induction-control.transformers
questions:
  - attention.random-tokens
  - attention.token-or-place
  - attention.knock-out
  - attention.name-of-head
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


# %% Induction and previous-token heads
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


def plot_diagonals(scores, uniform):
    """Both scores, layer by head; the line on the colour bar is a head that looks everywhere."""
    layers, heads = scores["induction"].shape[1:]
    figure, axes = plt.subplots(
        1,
        2,
        figsize=(2 * (0.45 * heads + 1.6) + 1, 0.4 * layers + 2.2),
        sharey=True,
        layout="constrained",
    )
    titles = {"previous": "previous token", "induction": "induction"}
    for panel, (name, title) in zip(axes, titles.items(), strict=True):
        mean = scores[name].mean(0)
        image = panel.imshow(mean.numpy(), vmin=0, vmax=1, cmap="viridis", aspect="auto")
        layer, head = divmod(mean.argmax().item(), heads)
        panel.set_title(f"{title}\nhighest {mean.max():.2f}, layer {layer}, head {head}")
        panel.set_xticks(range(heads))
        panel.set_yticks(range(layers))
        panel.set_xlabel("head")
    axes[0].set_ylabel("layer")
    bar = figure.colorbar(image, ax=axes, label="mean attention weight")
    bar.ax.axhline(uniform, color="white", linewidth=2)
    bar.ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    figure.suptitle(
        f"Attention on random tokens that come twice\n(white line: uniform, {uniform:.3f})"
    )
    return figure


# The same sequences every time: change the seed to see whether a head holds up.
vocabulary, period, first = repeat_setting(model, tokenizer)
ids = repeated_tokens(vocabulary, period, count=16, first=first)
scores = diagonal_scores(lambda batch: attention_of_ids(model, batch), ids, period)
uniform = uniform_score(ids.shape[1], period)
for name, values in scores.items():
    mean, margin = mean_and_margin(values)
    best = mean.flatten().topk(min(3, mean.numel())).indices.tolist()
    heads = [divmod(place, mean.shape[1]) for place in best]
    listed = ", ".join(
        f"{layer}.{head} {mean[layer, head]:.2f} ± {margin[layer, head]:.2f}"
        for layer, head in heads
    )
    print(f"{name}: {listed} (layer.head, 95 % over {len(ids)} sequences)")
print(f"uniform attention would get {uniform:.3f}")
plot_diagonals(scores, uniform)
plt.show()
