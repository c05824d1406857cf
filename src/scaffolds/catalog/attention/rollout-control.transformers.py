"""
id: attention.rollout-control.transformers
title: Rollout against uniform and random attention
description: Whether the rollout differs from that of heads that look everywhere alike, and of a model never trained.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel loaded with eager attention}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: distance, type: "float, total variation from the rollout of uniform attention, 0 to 1"}
  - {name: random_distances, type: "list of float, the same for random models"}
  - {name: says_more, type: "bool, the distance is above 0.05 and half as much again as any random one"}
picture: The model's distance from uniform rollout above those of random models, from 0 to 1.
checks: attention.rollout.transformers
questions:
  - attention.rollout-baseline
  - attention.rollout-position
  - any.random-model
sources:
  - {title: Quantifying Attention Flow in Transformers, authors: Abnar and Zuidema, year: 2020, link: "https://arxiv.org/abs/2005.00928"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
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


# %% Rollout against uniform and random attention
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


def random_models(model, seeds):
    """The same architecture with fresh weights, one model a seed."""
    for seed in seeds:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            # A copy of the config: setting the attention of one model would set it for the other.
            yield type(model)(copy.deepcopy(model.config)).to(model.device)


def uniform_attention(attention):
    """What heads that look everywhere alike would give: a causal model still looks back only."""
    seen = torch.ones_like(attention)
    if attention.triu(1).abs().max() < 1e-6:
        seen = seen.tril()
    return seen / seen.sum(-1, keepdim=True)


def rollout_distance(one, other):
    """Mean total variation between the rows of two rollouts to the last layer, 0 to 1."""
    return 0.5 * (one[-1] - other[-1]).abs().sum(-1)[1:].mean().item()


def rollout_distances(model, tokenizer, text, seeds=range(10), roll=attention_rollout):
    """How far the rollout is from that of uniform attention: the model's, and random models'."""
    attention, _ = attention_patterns(model, tokenizer, text)
    uniform = roll(uniform_attention(attention))
    distance = rollout_distance(roll(attention), uniform)
    null = [
        rollout_distance(roll(attention_patterns(other, tokenizer, text)[0]), uniform)
        for other in tqdm(random_models(model, seeds), total=len(seeds), desc="random models")
    ]
    return distance, null


distance, random_distances = rollout_distances(model, tokenizer, text)
# The rollout of a random model is the architecture's and the depth's: mostly that of uniform
# attention, but not where distance is built in, as by ALiBi.
says_more = distance > max(0.05, 1.5 * max(random_distances))
print(f"distance of the rollout from that of uniform attention: {distance:.3f}")
print(
    f"the same for {len(random_distances)} random models: {min(random_distances):.3f} to {max(random_distances):.3f}"
)
if says_more:
    print(
        "The rollout says more than depth and mask. Whether the output needs it, it does not say."
    )
elif distance <= 0.05:
    print("The rollout is that of uniform attention: it shows depth and mask, nothing learned.")
else:
    print("Random models are about as far from uniform: that comes with the architecture.")
figure, panel = plt.subplots(figsize=(6, 2.6), layout="constrained")
panel.scatter(random_distances, [0] * len(random_distances), color="gray", label="random models")
panel.scatter([distance], [1], color="tab:blue", label="this model")
panel.set_yticks([0, 1], ["random models", "this model"])
panel.set_ylim(-0.6, 1.6)
panel.set_xlim(0, 1)
panel.set_xlabel("total variation from the rollout of uniform attention")
panel.set_title("Does the attention rollout beat uniform attention?")
plt.show()
