"""
id: attention.patterns.hooked-transformer
title: Attention patterns
description: Where each head of a HookedTransformer (TransformerLens 2 and 3) looks, token by token.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer}
  - {name: text, kind: text, type: str}
yields:
  - {name: attention, type: "Tensor [layer, head, query, key], each row sums to 1"}
  - {name: tokens, type: "list[str], one label a position"}
  - {name: sink, type: "Tensor [layer, head], share of attention on the first token"}
picture: A grid with every head of one layer, and one head large, tokens on both axes, colours from 0 to 1.
knownAnswer: A head set by hand to the previous token is a diagonal of ones; a head without weights is uniform.
check: attention.random-model.hooked-transformer
questions:
  - attention.which-axis
  - attention.other-heads
  - attention.rows
  - attention.labelled
  - attention.sink
  - attention.value-norm
  - attention.random-model
sources:
  - {title: What Does BERT Look At? An Analysis of BERT's Attention, authors: "Clark et al.", year: 2019, link: "https://arxiv.org/abs/1906.04341"}
  - {title: Efficient Streaming Language Models with Attention Sinks, authors: "Xiao et al.", year: 2023, link: "https://arxiv.org/abs/2309.17453"}
  - {title: Attention is not Explanation, authors: Jain and Wallace, year: 2019, link: "https://arxiv.org/abs/1902.10186"}
"""

import matplotlib.pyplot as plt
import torch
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention patterns
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


def first_token_share(attention):
    """Mean attention to the first token, [layer, head], over the queries that had a choice."""
    return attention[:, :, 1:, 0].mean(-1)


def plot_layer(attention, tokens, layer):
    """Every head of one layer; colours run from 0 to 1 in each, so heads can be compared."""
    heads, size = attention.shape[1], len(tokens)
    columns = min(4, heads)
    rows = -(-heads // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(2.9 * columns + 1, 2.9 * rows + 0.8),
        squeeze=False,
        layout="constrained",
    )
    sink = first_token_share(attention)
    step = max(1, size // 16)
    places, names = range(0, size, step), tokens[::step]
    for head, panel in enumerate(axes.flat):
        if head >= heads:
            panel.set_visible(False)
            continue
        image = panel.imshow(attention[layer, head].numpy(), vmin=0, vmax=1, cmap="viridis")
        panel.set_title(f"head {head}, first token {sink[layer, head]:.0%}", fontsize=9)
        left, lowest = head % columns == 0, head + columns >= heads
        style = {"fontsize": 7, "parse_math": False}  # a token may hold dollar signs
        panel.set_xticks(places, names if lowest else [""] * len(names), rotation=90, **style)
        panel.set_yticks(places, names if left else [""] * len(names), **style)
    figure.supxlabel("key: the token looked at")
    figure.supylabel("query: the token that looks")
    figure.suptitle(f"Attention, layer {layer}")
    figure.colorbar(image, ax=axes, label="attention weight", shrink=0.8)
    return figure


def plot_head(attention, tokens, layer, head):
    """One head, large, with the tokens on both axes: all of them up to about 80."""
    side = min(26, max(4.5, 0.3 * len(tokens) + 2))
    step = -(-len(tokens) // 80)
    figure, panel = plt.subplots(figsize=(side + 1, side), layout="constrained")
    image = panel.imshow(attention[layer, head].numpy(), vmin=0, vmax=1, cmap="viridis")
    places = range(0, len(tokens), step)
    panel.set_xticks(places, tokens[::step], rotation=90, parse_math=False)
    panel.set_yticks(places, tokens[::step], parse_math=False)
    panel.set_xlabel("key: the token looked at")
    panel.set_ylabel("query: the token that looks")
    panel.set_title(f"Attention, layer {layer}, head {head}")
    figure.colorbar(image, ax=panel, label="attention weight", shrink=0.8)
    return figure


attention, tokens = lens_patterns(model, text)
sink = first_token_share(attention)
print(f"{attention.shape[0]} layers, {attention.shape[1]} heads, {len(tokens)} tokens")
print(f"share of attention on {tokens[0]!r}: mean {sink.mean():.0%}, highest {sink.max():.0%}")
print(f"heads that give it more than half: {(sink > 0.5).sum()} of {sink.numel()}")
# The rest of the attention may rest elsewhere: in BERT on [SEP].
most = attention[:, :, 1:].mean((0, 1, 2)).argmax().item()
if most > 0:
    share = attention[:, :, 1:, most].mean(-1)
    print(f"most goes to {tokens[most]!r}: mean {share.mean():.0%}, highest {share.max():.0%}")
plot_layer(attention, tokens, layer=0)
plot_head(attention, tokens, layer=0, head=0)
plt.show()
