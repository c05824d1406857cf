"""
id: lens.logit-lens.transformers
title: Logit lens
description: Which token each layer of a transformers model would predict if it were the last.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel with next-token logits and a final norm}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: lens, type: "dict of Tensor [layer, position]: top, probability, kl, rank; layer 0 is the embedding"}
  - {name: tokens, type: "list[str], one label a position"}
picture: Layer by position, the top token with its probability, and the divergence from the model's output.
knownAnswer: On the last layer the lens equals the logits; an answer that a layer writes is read from that layer on.
check: lens.lens-control.transformers
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
from transformers import AutoModelForCausalLM, AutoTokenizer

# %% model
model = AutoModelForCausalLM.from_pretrained("gpt2")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% text
text = "The keys to the cabinet are on the table."


# %% Logit lens
def final_norm_path(model):
    """Path of the norm between the last layer and the unembedding."""
    known = {"ln_f", "norm", "norm_f", "final_layer_norm", "final_layernorm", "ln_out"}
    base = model.base_model
    for module in (base, getattr(base, "decoder", base), getattr(base, "language_model", base)):
        for name, child in module.named_children():
            if name in known:
                return next(path for path, other in model.named_modules() if other is child)
    raise AssertionError(
        f"{type(model).__name__} has no final norm before its unembedding, as BERT has none: a logit "
        "lens reads models that add to one stream from the embedding to a final norm."
    )


def residual_states(model, ids):
    """The residual stream of one text after the embedding and each layer, and the model's logits.

    A list of [position, hidden], none of them normed: `hidden_states[-1]` of transformers is after
    the final norm already, so the last one is taken from before it.
    """
    kept = []
    norm = model.get_submodule(final_norm_path(model))
    hook = norm.register_forward_pre_hook(lambda module, inputs: kept.append(inputs[0][0]))
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            device = model.get_input_embeddings().weight.device
            output = model(input_ids=ids.to(device), output_hidden_states=True)
    finally:
        hook.remove()
        model.train(was_training)
    logits = getattr(output, "logits", None)
    assert logits is not None and model.get_output_embeddings() is not None, (
        "The model has no unembedding: load it with AutoModelForCausalLM."
    )
    return [state[0] for state in output.hidden_states[:-1]] + kept, logits[0]


def read_state(model, state):
    """Logits of a state of the residual stream: the final norm, once, and then the unembedding.

    Cohere and Granite scale their logits, Gemma 2 caps them: that belongs to the readout.
    """
    norm, unembedding = model.get_submodule(final_norm_path(model)), model.get_output_embeddings()
    config = model.config.get_text_config()
    scale = getattr(config, "logit_scale", None) or 1
    divisor = getattr(config, "logits_scaling", None) or 1
    cap = getattr(config, "final_logit_softcapping", None)
    with torch.no_grad():
        # The norm of OLMo has no weights, and offloaded ones are nowhere until a layer runs.
        weight = next(norm.parameters(), unembedding.weight)
        state = state.to(weight.dtype if weight.is_meta else weight)
        weight = unembedding.weight
        logits = unembedding(norm(state).to(weight.dtype if weight.is_meta else weight))
        if scale != divisor:
            logits = logits * (scale / divisor)
        return torch.tanh(logits / cap) * cap if cap else logits


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


ids = tokenizer(text, return_tensors="pt")["input_ids"]
tokens = [f"{i} {tokenizer.decode([token])}" for i, token in enumerate(ids[0].tolist())]
states, logits = residual_states(model, ids)
lens = lens_readings(states, logits, functools.partial(read_state, model))
settled = (lens["rank"] == 0).float().mean(1)
print(f"the lens on the last layer is the model's output: KL {lens['kl'][-1].max():.1e}")
for layer, share in enumerate(settled.tolist()):
    name = "embedding" if layer == 0 else f"layer {layer - 1}"
    print(f"{name}: top token is the output's at {share:.0%}, KL {lens['kl'][layer].mean():.2f}")
print(
    "An early layer may use other directions than the last one, so that what looks like nonsense "
    "may be the lens's (Belrose et al. 2023): a tuned lens learns a map for each layer."
)
plot_lens(lens, tokens, lambda token: tokenizer.decode([token]))
plt.show()
