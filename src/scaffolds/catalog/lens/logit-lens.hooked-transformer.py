"""
id: lens.logit-lens.hooked-transformer
title: Logit lens
description: Which token each layer of a HookedTransformer (TransformerLens 2 and 3) would predict if it were the last.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer}
  - {name: text, kind: text, type: str}
yields:
  - {name: lens, type: "dict of Tensor [layer, position]: top, probability, kl, rank; layer 0 is the embedding"}
  - {name: tokens, type: "list[str], one label a position"}
picture: Layer by position, the top token with its probability, and the divergence from the model's output.
knownAnswer: On the last layer the lens equals the logits; an answer that a layer writes is read from that layer on.
check: lens.lens-control.hooked-transformer
questions:
  - lens.last-layer
  - lens.folded-norm
  - lens.what-it-shows
  - lens.early-nonsense
  - any.random-model
sources:
  - {title: "interpreting GPT: the logit lens", authors: nostalgebraist, year: 2020, link: "https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens"}
  - {title: Eliciting Latent Predictions from Transformers with the Tuned Lens, authors: "Belrose et al.", year: 2023, link: "https://arxiv.org/abs/2303.08112"}
"""

import functools

import matplotlib.pyplot as plt
import torch
from tqdm.auto import tqdm
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% text
text = "The keys to the cabinet are on the table."


# %% Logit lens
def lens_states(model, ids):
    """The residual stream of one text after the embedding and each layer, and the model's logits.

    A list of [position, hidden], none of them normed.
    """
    names = ["blocks.0.hook_resid_pre"]
    names += [f"blocks.{layer}.hook_resid_post" for layer in range(model.cfg.n_layers)]
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits, cache = model.run_with_cache(ids, names_filter=lambda name: name in names)
    finally:
        model.train(was_training)
    return [cache[name][0] for name in names], logits[0]


def read_lens_state(model, state):
    """Logits of a state of the residual stream: the final norm, once, and then the unembedding.

    Gemma 2 caps its logits: that belongs to the readout.
    """
    cap = getattr(model.cfg, "output_logits_soft_cap", None) or 0
    norm = getattr(model, "ln_final", torch.nn.Identity())  # a toy may have none
    with torch.no_grad():
        logits = model.unembed(norm(state[None].to(model.W_U)))[0]
        return torch.tanh(logits / cap) * cap if cap > 0 else logits


def readout_error(states, logits, read):
    """Largest gap between the lens on the last layer and the model's logits, against their spread."""
    spread = (logits - logits.mean(-1, keepdim=True)).abs().max().float()
    gap = read(states[-1]).float().to(logits.device) - logits.float()
    return (gap.abs().max() / spread).item()


def lens_readings(states, logits, read):
    """What each state would predict, {name: Tensor [layer, position]}; layer 0 is the embedding.

    "top" is the likeliest token, "probability" its probability, "kl" the divergence of the reading
    from the model's output in nats, and "rank" the place of the model's own top token, 0 the first.
    """
    error = readout_error(states, logits, read)
    limit = 1e-4 if logits.dtype == torch.float32 else 0.05
    assert error < limit, (
        f"On the last layer the lens misses the model's logits by {error:.1e} of their spread: the "
        "norm is not applied once, or the model does more to its logits (a scale, a cap)."
    )
    final = logits.float().log_softmax(-1)
    best = final.argmax(-1, keepdim=True)
    readings = {"top": [], "probability": [], "kl": [], "rank": []}
    for state in tqdm(states, desc="layers"):
        guess = read(state).float().to(final.device).log_softmax(-1)
        value, top = guess.max(-1)
        readings["top"].append(top.cpu())
        readings["probability"].append(value.exp().cpu())
        readings["kl"].append((final.exp() * (final - guess)).sum(-1).cpu())
        readings["rank"].append((guess > guess.gather(-1, best)).sum(-1).cpu())
    return {name: torch.stack(values) for name, values in readings.items()}


def plot_lens(lens, tokens, decode, most=32):
    """Probability of the top token, with its text, and divergence from the output; last layer up.

    Of a long text the last positions are shown.
    """
    lens = {name: values[:, -most:] for name, values in lens.items()}
    tokens = tokens[-most:]
    layers, size = lens["top"].shape
    names = ["embedding", *(f"layer {layer}" for layer in range(layers - 1))]
    figure, axes = plt.subplots(
        2,
        1,
        figsize=(max(6, 0.75 * size + 3), 2 * (0.34 * layers + 1.4)),
        sharex=True,
        layout="constrained",
    )
    limit = max(lens["kl"].max().item(), 1e-6)
    panels = {"probability": (1, "viridis", "probability"), "kl": (limit, "magma_r", "KL in nats")}
    for panel, (name, (top, colours, label)) in zip(axes, panels.items(), strict=True):
        image = panel.imshow(
            lens[name].numpy(), vmin=0, vmax=top, cmap=colours, aspect="auto", origin="lower"
        )
        panel.set_yticks(range(layers), names)
        figure.colorbar(image, ax=panel, label=label)
    for layer in range(layers):
        for position in range(size):
            colour = "black" if lens["probability"][layer, position] > 0.6 else "white"
            axes[0].text(
                position,
                layer,
                decode(lens["top"][layer, position].item())[:8],
                ha="center",
                va="center",
                fontsize=7,
                color=colour,
                parse_math=False,
            )
    axes[0].set_title("Logit lens: the token each layer would predict next")
    axes[1].set_title("Divergence from the model's output")
    axes[1].set_xticks(range(size), tokens, rotation=90, parse_math=False)
    axes[1].set_xlabel("position, with the token that is read there")
    return figure


ids = model.to_tokens(text)
tokens = [f"{position} {token}" for position, token in enumerate(model.to_str_tokens(ids[0]))]
states, logits = lens_states(model, ids)
lens = lens_readings(states, logits, functools.partial(read_lens_state, model))
settled = (lens["rank"] == 0).float().mean(1)
print(f"the lens on the last layer is the model's output: KL {lens['kl'][-1].max():.1e}")
for layer, share in enumerate(settled.tolist()):
    name = "embedding" if layer == 0 else f"layer {layer - 1}"
    print(f"{name}: top token is the output's at {share:.0%}, KL {lens['kl'][layer].mean():.2f}")
print(
    "An early layer may use other directions than the last one, so that what looks like nonsense "
    "may be the lens's (Belrose et al. 2023): a tuned lens learns a map for each layer."
)
plot_lens(lens, tokens, lambda token: model.tokenizer.decode([token]))
plt.show()
