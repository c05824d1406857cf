"""
id: attention.random-model.nnsight
title: Attention against a random model
description: Which heads look different from every head of the same model with random weights.
needs:
  - {name: model, kind: nnsightModel, type: TransformersModel loaded with eager attention}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: distance, type: "Tensor [layer, head], 0 the same as some random head, 1 disjoint from all"}
  - {name: threshold, type: "float, 95 % of random heads are this close to another random model"}
picture: Distance of each head to the nearest random head, layer by head, with those past the threshold marked.
checks: attention.patterns.nnsight
questions:
  - attention.random-model
  - any.boring-explanation
sources:
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
  - {title: Attention is not not Explanation, authors: Wiegreffe and Pinter, year: 2019, link: "https://arxiv.org/abs/1908.04626"}
"""

import copy

import matplotlib.pyplot as plt
import nnsight
import torch
from nnsight import TransformersModel
from tqdm.auto import tqdm

# %% model
model = TransformersModel(
    "gpt2", task="text-generation", attn_implementation="eager", dispatch=True
)

# %% tokenizer
tokenizer = model.tokenizer

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention against a random model
def traced_attention(model, inputs):
    """Attention to what the tokenizer made: a list over layers, [text, head, query, key]."""
    module = model._module
    was_training = module.training
    module.eval()  # dropout would thin out the rows
    try:
        inputs = {name: values.to(module.device) for name, values in inputs.items()}
        with torch.no_grad(), model.trace(**inputs, output_attentions=True):
            weights = nnsight.save(model.output.attentions)
    finally:
        module.train(was_training)
    # Under "sdpa" transformers 5 returns an empty tuple, without a warning that stops anything.
    assert weights and all(layer is not None for layer in weights), (
        "The model returned no attention weights: load it with "
        'TransformersModel(..., attn_implementation="eager").'
    )
    return list(weights)


def traced_patterns(model, tokenizer, text):
    """Attention of every head for one text: [layer, head, query, key], and its tokens."""
    encoded = tokenizer(text, return_tensors="pt")
    assert encoded["input_ids"].shape[1] > 1, "A single token can look only at itself: give more."
    attention = torch.stack([layer[0].float().cpu() for layer in traced_attention(model, encoded)])
    error = (attention.sum(-1) - 1).abs().max().item()
    assert error < 0.02, f"Attention rows should sum to 1 but are off by {error:.3f}."
    ids = encoded["input_ids"][0].tolist()
    tokens = [f"{position} {tokenizer.decode([id])}" for position, id in enumerate(ids)]
    return attention, tokens


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


def fresh_attention(original, ids, seeds):
    """Attention of the same transformers model with fresh weights: a list over seeds, as above."""
    found = []
    for seed in tqdm(seeds, desc="random models"):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            # A copy of the config: a setting of one model would be a setting of the other.
            fresh = type(original)(copy.deepcopy(original.config)).to(original.device)
        layers = attention_of_ids(fresh, ids)
        found.append(torch.stack([layer[0].float().cpu() for layer in layers]))
    return found


def nearest_head(attention, others):
    """Total variation, [layer, head], to the nearest head of the same layer in `others`."""

    def nearest(head):  # one at a time: all pairs of maps at once would not fit into memory
        gaps = [
            (attention[:, head, None] - other).abs().sum(-1)[..., 1:].mean(-1) / 2
            for other in others  # [layer, head of other], over the queries that had a choice
        ]
        return torch.cat(gaps, dim=-1).amin(-1)

    return torch.stack([nearest(head) for head in range(attention.shape[1])], dim=-1)


def distance_and_threshold(attention, random):
    """How far each head is from random heads, and how far random heads are from each other."""
    null = torch.stack(
        [nearest_head(one, random[:i] + random[i + 1 :]) for i, one in enumerate(random)]
    )
    return nearest_head(attention, random), null.quantile(0.95).item()


attention, _ = traced_patterns(model, tokenizer, text)
random = fresh_attention(
    model._module, tokenizer(text, return_tensors="pt")["input_ids"], seeds=range(5)
)
distance, threshold = distance_and_threshold(attention, random)
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
