"""
id: attention.random-model.hooked-transformer
title: Attention against a random model
description: Which heads look different from every head of the same model with random weights.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer}
  - {name: text, kind: text, type: str}
yields:
  - {name: distance, type: "Tensor [layer, head], 0 the same as some random head, 1 disjoint from all"}
  - {name: threshold, type: "float, 95 % of random heads are this close to another random model"}
picture: Distance of each head to the nearest random head, layer by head, with those past the threshold marked.
checks: attention.patterns.hooked-transformer
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
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention against a random model
def cached_attention(model, ids):
    """Attention to token ids [sequence, position]: a list over layers, [sequence, head, query, key]."""
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(model.cfg.n_layers)]
    was_training = model.training
    model.eval()  # dropout would thin out the rows
    try:
        with torch.no_grad():
            ids = ids.to(model.cfg.device)  # a bridge does not move them itself
            _, cache = model.run_with_cache(ids, names_filter=lambda name: name in names)
    finally:
        model.train(was_training)
    missing = [name for name in names if name not in cache]
    assert not missing, (
        f"The model has no {missing[0]}: this architecture shows no attention there."
    )
    return [cache[name] for name in names]


def lens_patterns(model, text):
    """Attention of every head for one text: [layer, head, query, key], and its tokens.

    The tokens are those that TransformerLens makes: most models get one more at the start.
    """
    ids = model.to_tokens(text)
    assert ids.shape[1] > 1, "A single token can look only at itself: give more."
    attention = torch.stack([layer[0].float().cpu() for layer in cached_attention(model, ids)])
    error = (attention.sum(-1) - 1).abs().max().item()
    assert error < 0.02, f"Attention rows should sum to 1 but are off by {error:.3f}."
    tokens = [f"{position} {token}" for position, token in enumerate(model.to_str_tokens(ids[0]))]
    return attention, tokens


def fresh_hooked(model, seed):
    """The same HookedTransformer with fresh weights; its unembedding is tied if the model's was."""
    config = copy.deepcopy(model.cfg)
    config.init_weights, config.tokenizer_name, config.seed = True, None, None
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        fresh = HookedTransformer(config)
        if model.W_E.shape == model.W_U.T.shape:
            # TransformerLens keeps tied weights twice, with the norm folded into one of them.
            rows, columns = (w[:1000].float() for w in (model.W_E, model.W_U.T))
            alike = torch.cosine_similarity(rows - rows.mean(0), columns - columns.mean(0))
            if alike.median() > 0.5:
                fresh.W_U.copy_(fresh.W_E.T)
    return fresh


def fresh_hooked_attention(model, ids, seeds):
    """Attention of the same HookedTransformer with fresh weights: a list over seeds, as above."""
    found = []
    for seed in tqdm(seeds, desc="random models"):
        layers = cached_attention(fresh_hooked(model, seed), ids)
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


attention, _ = lens_patterns(model, text)
random = fresh_hooked_attention(model, model.to_tokens(text), seeds=range(5))
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
