"""
id: lens.lens-control.nnsight
title: Logit lens against a random model
description: Whether the lens is the model's readout, and agrees with its output earlier than in a model never trained.
needs:
  - {name: model, kind: nnsightModel, type: TransformersModel with next-token logits and a final norm}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: text, kind: text, type: str}
yields:
  - {name: error, type: "float, lens on the last layer against the logits, relative to their spread"}
  - {name: agreement, type: "Tensor [layer], share of positions with the output's top token first, repeats of a token left out"}
  - {name: random, type: "Tensor [seed, layer], the same in random models"}
  - {name: shuffled, type: "Tensor [seed, layer], the same with a shuffled unembedding"}
picture: Agreement with the output, layer by layer, with bands for random models and a shuffled unembedding.
checks: lens.logit-lens.nnsight
questions:
  - lens.last-layer
  - lens.early-nonsense
  - any.random-model
sources:
  - {title: Eliciting Latent Predictions from Transformers with the Tuned Lens, authors: "Belrose et al.", year: 2023, link: "https://arxiv.org/abs/2303.08112"}
  - {title: Sanity Checks for Saliency Maps, authors: "Adebayo et al.", year: 2018, link: "https://arxiv.org/abs/1810.03292"}
"""

import copy
import functools

import matplotlib.pyplot as plt
import nnsight
import torch
from nnsight import TransformersModel
from tqdm.auto import tqdm

# %% model
model = TransformersModel("gpt2", task="text-generation", dispatch=True)

# %% tokenizer
tokenizer = model.tokenizer

# %% text
text = "The keys to the cabinet are on the table."


# %% Logit lens against a random model
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


def traced_states(model, ids):
    """The residual stream of one text after the embedding and each layer, and the model's logits.

    A list of [position, hidden], none of them normed: `hidden_states[-1]` of transformers is after
    the final norm already, so the last one is taken from before it.
    """
    module = model._module
    assert module.get_output_embeddings() is not None, (
        'The model has no unembedding: load it with task="text-generation".'
    )
    norm = model.get(final_norm_path(module))
    ids = ids.to(module.get_input_embeddings().weight.device)
    was_training = module.training
    module.eval()
    try:
        with torch.no_grad(), model.trace(ids, output_hidden_states=True):
            last = nnsight.save(norm.input)
            states = nnsight.save(model.output.hidden_states)
            logits = nnsight.save(model.output.logits)
    finally:
        module.train(was_training)
    return [state[0] for state in states[:-1]] + [last[0]], logits[0]


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


def lens_agreement(states, logits, read, ids):
    """Share of positions, for each layer, at which the lens has the output's top token first.

    Where that is the token which is read there it does not count: a random model whose embedding is
    large and tied to its unembedding, as Gemma's, repeats each token from the first layer on. The
    share is of half of the positions at least, so that one hit is not all where few are left.
    """
    best = logits.argmax(-1).cpu()
    new = best != ids[0].cpu()
    hits = [(read(state).argmax(-1).cpu() == best) & new for state in states]
    return torch.stack(hits).sum(1) / max(new.sum().item(), len(new) / 2)


def fresh_agreement(original, ids, seeds):
    """The same for the same transformers model with fresh weights, one a seed: [seed, layer]."""
    rows = []
    for seed in tqdm(seeds, desc="random models"):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            fresh = type(original)(copy.deepcopy(original.config))
        fresh = fresh.to(original.device, original.dtype)
        states, logits = residual_states(fresh, ids)
        rows.append(lens_agreement(states, logits, functools.partial(read_state, fresh), ids))
    return torch.stack(rows)


def shuffled_agreement(states, logits, read, ids, seeds):
    """The same with the rows of the unembedding shuffled: [seed, layer]."""
    rows = []
    for seed in seeds:
        order = torch.randperm(logits.shape[-1], generator=torch.Generator().manual_seed(seed))
        rows.append(lens_agreement(states, logits, lambda s, order=order: read(s)[:, order], ids))
    return torch.stack(rows)


ids = tokenizer(text, return_tensors="pt")["input_ids"]
states, logits = traced_states(model, ids)
read = functools.partial(read_state, model._module)
error = readout_error(states, logits, read)
agreement = lens_agreement(states, logits, read, ids)
random = fresh_agreement(model._module, ids, seeds=range(5))
shuffled = shuffled_agreement(states, logits, read, ids, seeds=range(5))
is_readout = error < (1e-4 if logits.dtype == torch.float32 else 0.05)
names = ["embedding", *(f"layer {layer}" for layer in range(len(states) - 1))]
# The last layer agrees with the output by definition: it is no evidence.
margin = max(0.05, ids.numel() ** -0.5)  # two standard errors of a share at most
beyond = (agreement > random.amax(0) + margin)[:-1]
early = [name for name, more in zip(names, beyond.tolist(), strict=False) if more]
print(f"lens on the last layer against the model's logits: off by {error:.1e} of their spread")
if not is_readout:
    print("This is not the model's readout: the final norm belongs before the unembedding, once,")
    print("and what the model does to its logits (a scale, a cap) after it.")
elif early:
    print(f"more agreement with the output than in any random model: {', '.join(early)}")
else:
    print("Before the last layer the lens agrees with the output no more than in a random model.")
print(f"highest agreement with a shuffled unembedding: {shuffled.max():.0%}")
repeats = (logits.argmax(-1).cpu() == ids[0].cpu()).float().mean()
print(f"left out: {repeats:.0%} of positions, where the output repeats the token that is read")
print(
    "An early layer may use other directions than the last one, so that what looks like nonsense "
    "may be the lens's (Belrose et al. 2023): a tuned lens learns a map for each layer."
)
figure, panel = plt.subplots(figsize=(max(5, 0.35 * len(states) + 3), 4), layout="constrained")
panel.plot(agreement, marker="o", label="this model")
for title, rows, colour in (("random models", random, "gray"), ("shuffled", shuffled, "tab:red")):
    panel.plot(rows.mean(0), color=colour, label=title)
    panel.fill_between(range(len(states)), rows.amin(0), rows.amax(0), color=colour, alpha=0.2)
panel.set_xticks(range(len(states)), names, rotation=90)
panel.set_ylim(-0.03, 1.03)
panel.set_ylabel("positions with the output's top token first")
panel.set_title("Does the logit lens agree early?\n(bands: lowest and highest of 5)")
panel.legend()
plt.show()
