"""
id: attention.random-model.transformers
title: Attention against a random model
description: Which heads look different from every head of the same model with random weights.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel loaded with eager attention}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: distance, type: "Tensor [layer, head], 0 the same as some random head, 1 disjoint from all"}
  - {name: threshold, type: "float, 95 % of random heads are this close to another random model"}
picture: Distance of each head to the nearest random head, layer by head, with those past the threshold marked.
checks: attention.patterns.transformers
questions:
  - attention.random-model
  - any.boring-explanation
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
  - {title: Attention is not not Explanation, authors: Wiegreffe and Pinter, year: 2019, link: "https://arxiv.org/abs/1908.04626"}
"""

import copy

import matplotlib.pyplot as plt
import torch
from tqdm.auto import tqdm
from transformers import AutoModel, AutoTokenizer

# %% model
model = AutoModel.from_pretrained("bert-base-uncased", attn_implementation="eager")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention against a random model
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


def random_models(model, seeds):
    """The same architecture with fresh weights, one model a seed."""
    for seed in seeds:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            # A copy of the config: setting the attention of one model would set it for the other.
            yield type(model)(copy.deepcopy(model.config)).to(model.device)


def nearest_head(attention, others):
    """Total variation, [layer, head], to the nearest head of the same layer in `others`."""

    def nearest(head):  # one at a time: all pairs of maps at once would not fit into memory
        gaps = [
            (attention[:, head, None] - other).abs().sum(-1)[..., 1:].mean(-1) / 2
            for other in others  # [layer, head of other], over the queries that had a choice
        ]
        return torch.cat(gaps, dim=-1).amin(-1)

    return torch.stack([nearest(head) for head in range(attention.shape[1])], dim=-1)


def attention_against_random(model, tokenizer, text, seeds=(0, 1, 2, 3, 4)):
    """How far each head is from random heads, and how far random heads are from each other."""
    attention, _ = attention_patterns(model, tokenizer, text)
    random = [
        attention_patterns(other, tokenizer, text)[0]
        for other in tqdm(random_models(model, seeds), total=len(seeds), desc="random models")
    ]
    null = torch.stack(
        [nearest_head(one, random[:i] + random[i + 1 :]) for i, one in enumerate(random)]
    )
    return nearest_head(attention, random), null.quantile(0.95).item()


distance, threshold = attention_against_random(model, tokenizer, text)
unlike = distance > threshold
print(f"heads unlike those of a random model: {unlike.sum()} of {unlike.numel()}")
print(f"(by chance about {0.05 * unlike.numel():.1f}: 5 % of random heads pass {threshold:.3f})")
print("To be unlike random is a low bar. It does not show that a head matters: ablation does.")
figure, panel = plt.subplots(
    figsize=(0.5 * distance.shape[1] + 3, 0.4 * distance.shape[0] + 2), layout="constrained"
)
drawn = panel.imshow(distance.numpy(), vmin=0, vmax=1, cmap="magma")
rows, columns = unlike.nonzero(as_tuple=True)
panel.scatter(columns, rows, marker="o", facecolors="none", edgecolors="white")
panel.set_xticks(range(distance.shape[1]))
panel.set_yticks(range(distance.shape[0]))
panel.set_xlabel("head")
panel.set_ylabel("layer")
panel.set_title(f"Distance to the nearest random head\n(ringed: beyond {threshold:.3f})")
figure.colorbar(drawn, ax=panel, label="total variation, 0 same, 1 disjoint")
plt.show()
