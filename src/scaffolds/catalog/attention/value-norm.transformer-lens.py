"""
id: attention.value-norm.transformer-lens
title: Attention weighted by value norms
description: How much of the attention is left once each weight counts with the length of the vector that it moves.
needs:
  - {name: model, kind: transformerBridge, type: TransformerBridge}
  - {name: text, kind: text, type: str}
yields:
  - {name: weighted, type: "Tensor [layer, head, query, key], weight times norm, each row sums to 1"}
  - {name: by_weight, type: "Tensor [layer, head], share of the first token by weight"}
  - {name: by_norm, type: "Tensor [layer, head], its share by weight times norm"}
picture: Share of the first token by attention weight beside its share by weight times norm, layer by head.
checks: attention.patterns.transformer-lens
questions:
  - attention.value-norm
  - attention.sink
  - attention.separator
  - attention.knock-out
sources:
  - {title: "Attention is Not Only a Weight: Analyzing Transformers with Vector Norms", authors: "Kobayashi et al.", year: 2020, link: "https://arxiv.org/abs/2004.10102"}
  - {title: Efficient Streaming Language Models with Attention Sinks, authors: "Xiao et al.", year: 2023, link: "https://arxiv.org/abs/2309.17453"}
"""

import matplotlib.pyplot as plt
import torch
from transformer_lens.model_bridge import TransformerBridge

# %% model
model = TransformerBridge.boot_transformers("gpt2")

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention weighted by value norms
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


def lens_value_norms(model, ids):
    """Length of each value vector after its head's part of W_O, [layer, head, key]."""
    names = [f"blocks.{layer}.attn.hook_v" for layer in range(model.cfg.n_layers)]
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            _, cache = model.run_with_cache(ids, names_filter=lambda name: name in names)
            norms = []
            for name, block in zip(names, model.blocks, strict=True):
                mixing, value = block.attn.W_O, cache[name][0]  # value: [key, head, width]
                # With grouped queries several heads share the values of one.
                value = value.repeat_interleave(mixing.shape[0] // value.shape[1], dim=1)
                moved = torch.einsum("khw,hwd->hkd", value, mixing)
                norms.append(moved.float().norm(dim=-1).cpu())
    finally:
        model.train(was_training)
    return torch.stack(norms)


def values_are_folded(model):
    """Whether TransformerLens may have folded the value biases into b_O, as it can on loading."""
    biases = [(block.attn.b_V, block.attn.b_O) for block in model.blocks]
    value, output = (
        any(bias is not None and bool(bias.any()) for bias in kind)
        for kind in zip(*biases, strict=True)
    )
    return output and not value


def weigh_by_norm(attention, norms):
    """Each weight times what it moves, as a share of its row: [layer, head, query, key].

    A row that moves nothing at all stays zero. `norms` is the length of each value vector after its
    head's part of the output projection, [layer, head, key], so that the product is the length of
    what a key adds to a query.
    """
    weighted = attention * norms[:, :, None]
    return weighted / weighted.sum(-1, keepdim=True).clamp_min(1e-12)


def first_token_share(attention):
    """Mean attention to the first token, [layer, head], over the queries that had a choice."""
    return attention[:, :, 1:, 0].mean(-1)


def plot_shares(by_weight, by_norm):
    """Share on the first token by attention weight and by weighted norm, layer by head."""
    layers, heads = by_weight.shape
    figure, axes = plt.subplots(
        1,
        2,
        figsize=(2 * (0.45 * heads + 1.6) + 1, 0.4 * layers + 2.2),
        sharey=True,
        layout="constrained",
    )
    titles = {"by weight": by_weight, "by weight × norm": by_norm}
    for panel, (title, share) in zip(axes, titles.items(), strict=True):
        image = panel.imshow(share.numpy(), vmin=0, vmax=1, cmap="viridis", aspect="auto")
        panel.set_title(f"{title}\nmean {share.mean():.0%}")
        panel.set_xticks(range(heads))
        panel.set_yticks(range(layers))
        panel.set_xlabel("head")
    axes[0].set_ylabel("layer")
    figure.colorbar(image, ax=axes, label="share on the first token")
    return figure


attention, tokens = lens_patterns(model, text)
norms = lens_value_norms(model, model.to_tokens(text))
weighted = weigh_by_norm(attention, norms)
by_weight, by_norm = first_token_share(attention), first_token_share(weighted)
sinks = by_weight > 0.5
kept = sinks & (by_norm > 0.5)
print(f"share of {tokens[0]!r}: {by_weight.mean():.0%} by weight, {by_norm.mean():.0%} with norms")
print(f"heads that give it more than half by weight: {sinks.sum()}, also with norms: {kept.sum()}")
changed = 0.5 * (weighted - attention).abs().sum(-1)[..., 1:].mean()
print(f"share of a row that moves to other tokens once norms count: {changed:.0%}")
if sinks.any() and kept.sum() <= sinks.sum() / 2:
    print("Most of that weight carries little: the token is where heads rest, not what they read.")
elif changed > 0.2:
    print("Weights and norms disagree: read the weighted pattern beside the weights.")
else:
    print("The norms change little: the weights tell what is moved.")
if values_are_folded(model):
    print("Value biases are folded into b_O, or there are none: the norms do not count them.")
print("A long vector is not yet one that the output needs: ablation shows that.")
plot_shares(by_weight, by_norm)
plt.show()
