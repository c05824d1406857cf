"""
id: activation.cache.nnsight
title: Activation cache
description: Activations of named layers of an nnsight model for every token, off the device, with dtype and site.
needs:
  - {name: model, kind: nnsightModel, type: "TransformersModel, or NNsight around a transformers model"}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: activations, type: "dict: layer to Tensor [token, hidden], all tokens of all texts, no padding"}
  - {name: places, type: "Tensor [token, 2], the text and the position of each row"}
  - {name: tokens, type: "list[str], one label a row"}
picture: Size of the activations of the first text, layer by token, on a logarithmic scale.
check: activation.dtype-and-site.nnsight
knownAnswer: The same numbers as the model's output_hidden_states.
questions:
  - any.eval-mode
  - any.which-token
  - any.which-model-exactly
  - activation.before-or-after
  - activation.hook-removed
  - activation.precision
sources:
  - {title: "NNsight and NDIF: Democratizing Access to Open-Weight Foundation Model Internals", authors: "Fiotto-Kaufman et al.", year: 2024, link: "https://arxiv.org/abs/2407.14561"}
"""

import difflib
from contextlib import ExitStack
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from nnsight import TransformersModel
from tqdm.auto import tqdm

# %% model
model = TransformersModel("openai-community/gpt2", task="text-generation", dispatch=True)

# %% tokenizer
tokenizer = model.tokenizer

# %% texts
texts = [
    "The keys to the cabinet are on the table.",
    "When Mary and John went to the store, John gave a drink to Mary.",
    "It was a bright cold day, and the clocks were striking thirteen.",
]


# %% Activation cache
def block_names(model):
    """The names of a transformer's blocks, the first at the bottom."""
    depth = model.config.get_text_config().num_hidden_layers
    lists = [
        name
        for name, part in model.named_modules()
        if isinstance(part, torch.nn.ModuleList) and len(part) == depth
    ]
    assert lists, f"No list of {depth} blocks was found in {type(model).__name__}: name the layers."
    return [f"{lists[0]}.{layer}" for layer in range(depth)]


def run_traced(model, ids, mask, layers, keep):
    """`keep(name, output)` for token ids [text, token]; padding is where `mask` is 0.

    nnsight's own cache takes layers in any order; asked one by one they would have to be asked for
    in the order in which the model gets there.
    """
    paths = {part.path.removeprefix("model."): part.path for part in model.modules()}
    for name in layers:
        close = difflib.get_close_matches(name, paths, n=5, cutoff=0.5)
        # nnsight leaves an unknown one out without a word.
        assert name in paths, f"The model has no layer {name!r}; there are {', '.join(close)}."
    wanted = [paths[name] for name in layers]
    with ExitStack() as stack:
        for module in model._module.modules():
            stack.callback(setattr, module, "training", module.training)
        model._module.eval()
        stack.enter_context(torch.no_grad())
        with model.trace(input_ids=ids, attention_mask=mask, use_cache=False) as tracer:
            cache = tracer.cache(modules=wanted, device=None).save()
    for name in layers:
        assert paths[name] in cache, f"Layer {name!r} does not run in a forward pass."
        output = cache[paths[name]].output
        keep(name, output[0] if isinstance(output, tuple) else output)


def token_rows(tokenizer, texts, limit=512):
    """Token ids of each text, as its tokenizer makes them, at most `limit`."""
    limit = min(limit, tokenizer.model_max_length)
    rows = tokenizer(list(texts), truncation=True, max_length=limit)["input_ids"]
    assert all(len(row) for row in rows), "A text has no tokens: remove empty texts."
    if any(len(row) == limit for row in rows):
        print(f"Texts are cut after {limit} tokens.")
    return [torch.tensor(row) for row in rows]


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
layers = block_names(model._module)
rows = token_rows(tokenizer, texts)
activations, computed = cache_tokens(run_traced, model, rows, layers)
places = torch.tensor([(i, j) for i, row in enumerate(rows) for j in range(len(row))])
tokens = [f"{j} {tokenizer.decode([id])}" for row in rows for j, id in enumerate(row.tolist())]
for name, kept in activations.items():
    negative, least, kind = site_of(kept)
    print(f"{name}: {list(kept.shape)}, computed as {computed[name]}, kept as {kept.dtype};")
    print(f"  {negative:.0%} negative, least {least:.3g} ({kind})")
plot_norms(activations, tokens[: len(rows[0])])
plt.show()
