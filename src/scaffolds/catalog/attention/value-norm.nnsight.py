"""
id: attention.value-norm.nnsight
title: Attention weighted by value norms
description: How much of the attention is left once each weight counts with the length of the vector that it moves.
needs:
  - {name: model, kind: nnsightModel, type: TransformersModel loaded with eager attention}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: weighted, type: "Tensor [layer, head, query, key], weight times norm, each row sums to 1"}
  - {name: by_weight, type: "Tensor [layer, head], share of the first token by weight"}
  - {name: by_norm, type: "Tensor [layer, head], its share by weight times norm"}
picture: Share of the first token by attention weight beside its share by weight times norm, layer by head.
checks: attention.patterns.nnsight
questions:
  - attention.value-norm
  - attention.sink
  - attention.separator
  - attention.knock-out
sources:
  - {title: "Attention is Not Only a Weight: Analyzing Transformers with Vector Norms", authors: "Kobayashi et al.", year: 2020, link: "https://arxiv.org/abs/2004.10102"}
  - {title: Efficient Streaming Language Models with Attention Sinks, authors: "Xiao et al.", year: 2023, link: "https://arxiv.org/abs/2309.17453"}
"""

import re

import matplotlib.pyplot as plt
import nnsight
import torch
from nnsight import TransformersModel

# %% model
model = TransformersModel(
    "gpt2", task="text-generation", attn_implementation="eager", dispatch=True
)

# %% tokenizer
tokenizer = model.tokenizer

# %% text
text = "The keys to the cabinet are on the table."


# %% Attention weighted by value norms
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


def output_projections(model):
    """Paths of the modules that mix the heads of each layer's self-attention, in order.

    A head is a slice of what goes into such a module, never of what comes out.
    """
    last = r"(?:c_proj|o_proj|out_proj|out_lin|dense)"
    pattern = re.compile(rf".*\.\d+\.(?!.*cross)(?:\w*\.)*\w*att\w*\.(?:\w+\.)*{last}")
    paths = [name for name, _ in model.named_modules() if pattern.fullmatch(name)]
    layers = model.config.num_hidden_layers
    assert len(paths) == layers, (
        f"The model has {layers} layers, but {len(paths)} output projections of attention were "
        "found: name them in output_projections."
    )
    return paths


def value_modules(model):
    """What makes each layer's values: path, and parts of what it gives, of which they are the last."""
    modules = []
    for path in output_projections(model):
        attention = re.match(r".*\.\d+\.(?:\w+\.)*?\w*att\w*(?=\.)", path)[0]
        found = [
            f"{attention}.{name}"
            for name, _ in model.get_submodule(attention).named_modules()
            if name.split(".")[-1] in ("v_proj", "value", "v_lin", "c_attn")
        ]
        assert len(found) == 1, f"The values of {path} were not found: name them in value_modules."
        # GPT-2 makes queries, keys and values at once; the values are the last third.
        modules.append((found[0], 3 if found[0].endswith("c_attn") else 1))
    return modules


def moved_lengths(model, values):
    """Length of each value vector after its head's part of the projection, [layer, head, key].

    `values` holds for each layer what makes the values gave, [key, head * width].
    """
    heads, norms = model.config.num_attention_heads, []
    for path, value in zip(output_projections(model), values, strict=True):
        projection = model.get_submodule(path)
        # [head * width, hidden]; transformers' Conv1D keeps it the other way round.
        is_linear = isinstance(projection, torch.nn.Linear)
        mixing = projection.weight.T if is_linear else projection.weight
        mixing = mixing.detach().unflatten(0, (heads, -1))  # [head, width, hidden]
        value = value.unflatten(-1, (-1, mixing.shape[1]))  # [key, head, width]
        # With grouped queries several heads share the values of one.
        value = value.repeat_interleave(heads // value.shape[1], dim=1)
        moved = torch.einsum("khw,hwd->hkd", value, mixing.to(value.device))
        norms.append(moved.float().norm(dim=-1).cpu())
    return torch.stack(norms)


def traced_value_norms(model, tokenizer, text):
    """Length of each value vector after its head's part of the projection, [layer, head, key]."""
    module = model._module
    modules = [(model.get(path), parts) for path, parts in value_modules(module)]
    was_training = module.training
    module.eval()
    try:
        inputs = tokenizer(text, return_tensors="pt").to(module.device)
        with torch.no_grad(), model.trace(**inputs):
            values = nnsight.save([])
            for envoy, parts in modules:  # in the order in which they run
                values.append(envoy.output[0].chunk(parts, dim=-1)[-1])
    finally:
        module.train(was_training)
    return moved_lengths(module, values)


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


attention, tokens = traced_patterns(model, tokenizer, text)
norms = traced_value_norms(model, tokenizer, text)
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
print("A long vector is not yet one that the output needs: ablation shows that.")
plot_shares(by_weight, by_norm)
plt.show()
