"""
id: attention.rollout.transformers
title: Attention rollout
description: How much of each input token has come to each position by attention, over all layers.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel loaded with eager attention}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: rollout, type: "Tensor [layer, query, key], from the input to the positions after a layer"}
  - {name: tokens, type: "list[str], one label a position"}
picture: Rollout to the first and to the last layer, tokens on both axes, colours from 0 to 1.
knownAnswer: A shift by one token in every layer rolls out to a binomial; every row sums to 1.
check: attention.rollout-control.transformers
questions:
  - attention.rollout-baseline
  - attention.rollout-position
  - attention.what-counts
sources:
  - {title: Quantifying Attention Flow in Transformers, authors: Abnar and Zuidema, year: 2020, link: "https://arxiv.org/abs/2005.00928"}
"""

import matplotlib.pyplot as plt
import torch
from transformers import AutoModel, AutoTokenizer

# %% model
model = AutoModel.from_pretrained("bert-base-uncased", attn_implementation="eager")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention rollout
def attention_patterns(model, tokenizer, text):
    """Attention of every head for one text: [layer, head, query, key], and its tokens."""
    encoded = tokenizer(text, return_tensors="pt")
    assert encoded["input_ids"].shape[1] > 1, "A single token can look only at itself: give more."
    device = model.get_input_embeddings().weight.device
    was_training = model.training
    model.eval()  # dropout would thin out the rows
    try:
        with torch.no_grad():
            weights = model(**encoded.to(device), output_attentions=True).attentions
    finally:
        model.train(was_training)
    # Under "sdpa" transformers 5 returns an empty tuple, without a warning that stops anything.
    assert weights and all(layer is not None for layer in weights), (
        "The model returned no attention weights: load it with "
        'from_pretrained(..., attn_implementation="eager").'
    )
    # weights[layer][batch, head, query, key]; the batch holds one text.
    attention = torch.stack([layer[0].float().cpu() for layer in weights])
    error = (attention.sum(-1) - 1).abs().max().item()
    assert error < 0.02, f"Attention rows should sum to 1 but are off by {error:.3f}."
    ids = encoded["input_ids"][0].tolist()
    tokens = [f"{position} {tokenizer.decode([id])}" for position, id in enumerate(ids)]
    return attention, tokens


def attention_rollout(attention):
    """Product over layers of half the mean attention and half the identity: [layer, query, key].

    Entry `layer` goes from the tokens at the input to the positions after that layer. The half
    stands for the residual stream (Abnar and Zuidema 2020); values, MLPs and norms are left out.
    """
    size = attention.shape[-1]
    mixed = 0.5 * attention.mean(1) + 0.5 * torch.eye(size)  # [layer, query, key]
    rollout = [mixed[0]]
    for layer in mixed[1:]:
        rollout.append(layer @ rollout[-1])  # later layers on the left
    rollout = torch.stack(rollout)
    error = (rollout.sum(-1) - 1).abs().max().item()
    assert error < 0.02, f"Rows of the rollout should sum to 1 but are off by {error:.3f}."
    looks_ahead = attention.triu(1).abs().max() > 1e-6
    assert looks_ahead or rollout.triu(1).abs().max() < 1e-6, (
        "The rollout of a causal model is not."
    )
    return rollout


def plot_rollout(rollout, tokens):
    """Rollout to the last layer beside that to the first, token by token, from 0 to 1."""
    side = max(4.2, 0.28 * len(tokens) + 1.6)
    figure, axes = plt.subplots(
        1, 2, figsize=(2 * side + 1, side), sharey=True, layout="constrained"
    )
    step = max(1, len(tokens) // 32)
    places, names = range(0, len(tokens), step), tokens[::step]
    for panel, layer in zip(axes, (0, len(rollout) - 1), strict=True):
        image = panel.imshow(rollout[layer].numpy(), vmin=0, vmax=1, cmap="viridis")
        panel.set_title(f"after layer {layer}")
        panel.set_xticks(places, names, rotation=90, parse_math=False)
        panel.set_yticks(places, names, parse_math=False)
        panel.set_xlabel("token at the input")
    axes[0].set_ylabel("position after the layer")
    figure.suptitle("Attention rollout, ½ attention + ½ identity")
    figure.colorbar(image, ax=axes, label="share of the token")
    return figure


attention, tokens = attention_patterns(model, tokenizer, text)
rollout = attention_rollout(attention)
print(f"after {len(rollout)} layers a position keeps {rollout[-1].diagonal().mean():.0%} of itself")
top = rollout[-1, -1].topk(min(3, len(tokens)))
for share, place in zip(top.values.tolist(), top.indices.tolist(), strict=True):
    print(f"{tokens[-1]!r} comes to {share:.0%} from {tokens[place]!r}")
print("Rollout averages heads and leaves out values, MLPs and norms: compare it with uniform.")
plot_rollout(rollout, tokens)
plt.show()
