"""
id: activation.cache.transformer-lens
title: Activation cache
description: Activations of named layers of a TransformerLens 4 bridge for every token, off the device, with dtype and site.
needs:
  - {name: model, kind: transformerBridge, type: TransformerBridge of TransformerLens 4}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: activations, type: "dict: layer to Tensor [token, hidden], all tokens of all texts, no padding"}
  - {name: places, type: "Tensor [token, 2], the text and the position of each row"}
  - {name: tokens, type: "list[str], one label a row"}
picture: Size of the activations of the first text, layer by token, on a logarithmic scale.
check: activation.dtype-and-site.transformer-lens
knownAnswer: The same numbers as run_with_cache.
questions:
  - any.eval-mode
  - any.which-token
  - any.which-model-exactly
  - activation.before-or-after
  - activation.hook-removed
  - activation.precision
sources:
  - {title: TransformerLens, authors: Nanda and Bloom, year: 2022, link: "https://github.com/TransformerLensOrg/TransformerLens"}
"""

import difflib
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from tqdm.auto import tqdm
from transformer_lens.model_bridge import TransformerBridge

# %% model
model = TransformerBridge.boot_transformers("gpt2")

# %% texts
texts = [
    "The keys to the cabinet are on the table.",
    "When Mary and John went to the store, John gave a drink to Mary.",
    "It was a bright cold day, and the clocks were striking thirteen.",
]


# %% Activation cache
def run_hook_points(model, ids, mask, layers, keep):
    """`keep(name, output)` for token ids [text, token]; padding is where `mask` is 0.

    The hooks are gone afterwards, and every module is in the mode that it was in, even on error.
    """
    seen = []

    def give(hidden, hook, name):  # hook.name may be another name of the same point
        seen.append(name)
        keep(name, hidden.detach())

    for name in layers:
        close = difflib.get_close_matches(name, model.hook_dict, n=5, cutoff=0.5)
        assert name in model.hook_dict, (
            f"The model has no hook point {name!r}; there are {', '.join(close)}."
        )
    device = next(model.parameters()).device
    hooks = [(name, partial(give, name=name)) for name in layers]
    with ExitStack() as stack, torch.no_grad():
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        stack.enter_context(model.hooks(fwd_hooks=hooks))
        model(ids.to(device), attention_mask=mask.to(device))
    missing = [name for name in layers if seen.count(name) != 1]
    assert not missing, f"This model does not run once through {', '.join(missing)}."


def padded_batches(rows, batch_size):
    """Batches of token ids: which rows, ids [text, token] padded on the right, and their mask."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))  # little padding in each batch
    for start in range(0, len(rows), batch_size):
        chosen = order[start : start + batch_size]
        ids = torch.nn.utils.rnn.pad_sequence([rows[i] for i in chosen], batch_first=True)
        lengths = torch.tensor([len(rows[i]) for i in chosen])
        yield chosen, ids, (torch.arange(ids.shape[1]) < lengths[:, None]).long()


def empty_store(name, shape, dtype, folder):
    """Room for a layer's activations: in memory, or a .npy file in `folder`, as a tensor."""
    if folder is None:
        return torch.empty(shape, dtype=dtype)
    path = Path(folder) / f"{name.replace('/', '_')}.npy"
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = {torch.float16: "float16", torch.float32: "float32", torch.float64: "float64"}.get(dtype)
    assert kind, f"A file cannot hold {dtype}: give dtype=torch.float16 or torch.float32."
    return torch.from_numpy(np.lib.format.open_memmap(path, "w+", kind, tuple(map(int, shape))))


def cache_tokens(run, model, rows, layers, dtype=None, folder=None, batch_size=16):
    """Activations of every token of every text at `layers`: {layer: [token, hidden]}.

    `rows` are the token ids of each text; the tokens of the first text come first, without padding.
    What is kept is moved off the device at once, as `dtype` (None: as computed), in memory or in
    .npy files in `folder`. Returns also {layer: dtype in which the model computed it}.
    """
    starts = np.cumsum([0, *(len(row) for row in rows)])
    store, computed = {}, {}
    batches = padded_batches(rows, batch_size)
    for chosen, ids, mask in tqdm(batches, total=-(-len(rows) // batch_size), desc="activations"):

        def keep(name, output, chosen=chosen, mask=mask):
            assert output.ndim == 3 and output.shape[:2] == mask.shape, (
                f"Layer {name!r} should give [text, token, hidden] for {list(mask.shape)} tokens, "
                f"not {list(output.shape)}."
            )
            if name not in store:
                shape = (starts[-1], output.shape[-1])
                store[name] = empty_store(name, shape, dtype or output.dtype, folder)
                computed[name] = output.dtype
            # A copy: a layer that works in place would change what was kept.
            kept = output.to("cpu", store[name].dtype, copy=True)
            assert kept[mask.bool()].isfinite().all(), (
                f"Layer {name!r} has activations that are not finite as {kept.dtype}: float16 ends "
                "at 65504, so keep float32."
            )
            for i, hidden, length in zip(chosen, kept, mask.sum(1).tolist(), strict=True):
                store[name][starts[i] : starts[i + 1]] = hidden[:length]

        run(model, ids, mask, layers, keep)
    return {name: store[name] for name in layers}, computed


def site_of(values, sample=100_000):
    """Share of negative values in a sample, the least of all, and where in a layer that speaks for."""
    flat = values.reshape(-1)
    least = flat.min().item()
    if len(flat) > sample:
        # Drawn at random: every so many of them could be the same unit each time.
        generator = torch.Generator().manual_seed(0)
        flat = flat[torch.randint(len(flat), (sample,), generator=generator)]
    negative = (flat < 0).float().mean().item()
    if least >= 0:
        kind = "no negatives: after a ReLU, a sigmoid or a pooling of them"
    elif least > -0.4:
        kind = "slightly negative: after a GELU or SiLU, or before an activation"
    else:
        kind = "of both signs: not after a ReLU, GELU or SiLU"
    return negative, least, kind


def plot_norms(activations, tokens, shown=60):
    """Norm of each of the first text's tokens, layer by token, on a logarithmic scale."""
    tokens = tokens[:shown]
    norms = np.stack([kept[: len(tokens)].float().norm(dim=1) for kept in activations.values()])
    figure, panel = plt.subplots(
        figsize=(0.3 * len(tokens) + 4, 0.25 * len(norms) + 2.2), layout="constrained"
    )
    logs = np.log10(np.maximum(norms, 1e-6))
    image = panel.imshow(logs, vmin=np.floor(logs.min()), vmax=np.ceil(logs.max()), aspect="auto")
    panel.set_xticks(range(len(tokens)), tokens, rotation=90, parse_math=False)
    panel.set_yticks(range(len(norms)), list(activations))
    panel.set_xlabel("token of the first text")
    panel.set_ylabel("layer")
    panel.set_title("Size of the activations")
    figure.colorbar(image, ax=panel, label="log10 of the L2 norm")
    return figure


# Any layer by its name; for float16 on disk give dtype=torch.float16 and a folder.
layers = [f"blocks.{layer}.hook_resid_post" for layer in range(model.cfg.n_layers)]
rows = [model.to_tokens(text)[0].cpu() for text in texts]
activations, computed = cache_tokens(run_hook_points, model, rows, layers)
places = torch.tensor([(i, j) for i, row in enumerate(rows) for j in range(len(row))])
tokens = [
    f"{j} {model.tokenizer.decode([id])}" for row in rows for j, id in enumerate(row.tolist())
]
for name, kept in activations.items():
    negative, least, kind = site_of(kept)
    print(f"{name}: {list(kept.shape)}, computed as {computed[name]}, kept as {kept.dtype};")
    print(f"  {negative:.0%} negative, least {least:.3g} ({kind})")
plot_norms(activations, tokens[: len(rows[0])])
plt.show()
