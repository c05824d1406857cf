"""
id: activation.dtype-and-site.transformer-lens
title: Dtype and site of activations
description: Whether a cache holds what its layers gave, for each token alone as in a batch, before or after an activation function.
needs:
  - {name: model, kind: transformerBridge, type: TransformerBridge of TransformerLens 4}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: site_report, type: "dict: layer to rows, computed, kept, batch_gap, site_gap, negative, least, kind"}
  - {name: site_sound, type: "bool, nothing speaks against the cache"}
picture: How far the cache is from what each layer gave and from one text at a time, and the share of negative values.
checks: activation.cache.transformer-lens
questions:
  - activation.precision
  - activation.before-or-after
  - activation.alone-or-batched
  - any.eval-mode
  - any.which-token
  - any.which-model-exactly
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


# %% Dtype and site of activations
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


def cached_outputs(model, ids, layers):
    """What `layers` give for one text's ids [token], by TransformerLens's own cache."""
    with ExitStack() as stack, torch.no_grad():
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        device = next(model.parameters()).device
        _, cache = model.run_with_cache(ids[None].to(device), names_filter=list(layers))
        return {name: cache[name].cpu() for name in layers}


def largest_gap(one, other):
    """The largest difference between two rows of the same place, as a share of the row's length.

    A row that is shorter than most is taken as long as most. Element by element, a single huge
    unit would be off by its rounding in half precision.
    """
    one, other = (rows.reshape(len(rows), -1).float() for rows in (one, other))
    lengths = other.norm(dim=1)
    return ((one - other).norm(dim=1) / lengths.clamp_min(lengths.median() + 1e-12)).max().item()


def compare_sites(alone, together, watched, count):
    """What a cache may get wrong at each layer, as {layer: dict}.

    `alone` and `together` are caches [row, ...] made one input at a time and in batches, `watched`
    is what the layers gave another way round, for the first input; `count` rows are due.
    """
    report = {}
    for name, kept in together.items():
        one, other, due = alone[name], kept, watched[name].shape
        width = due[len(due) - kept.ndim + 1 :]  # a hook elsewhere may have kept another
        first = watched[name].reshape(-1, *width)
        fits = one.shape == other.shape == (count, *width) and len(first) <= count
        negative, least, kind = site_of(kept)
        report[name] = {
            "rows": len(kept),
            "due": count,
            "computed": watched[name].dtype,
            "kept": kept.dtype,
            "batch_gap": largest_gap(other, one) if fits else np.inf,
            "site_gap": largest_gap(other[: len(first)], first) if fits else np.inf,
            "negative": negative,
            "least": least,
            "kind": kind,
            "tolerance": 2e-3 if kept.dtype in (torch.float32, torch.float64) else 0.1,
        }
        if watched[name].dtype not in (torch.float32, torch.float64):
            report[name]["tolerance"] = 0.1
    return report


def site_faults(report):
    """What speaks against a cache, one sentence each; none if nothing does."""
    faults = []
    for name, one in report.items():
        if one["rows"] != one["due"]:
            faults.append(
                f"{name}: {one['rows']} rows where {one['due']} are due: a mean was taken over them."
            )
        elif one["site_gap"] > one["tolerance"]:
            faults.append(
                f"{name}: what was kept is off by {one['site_gap']:.2g} of its length from what "
                "that layer gave: the hook sat elsewhere, or the values were changed later."
            )
        elif one["batch_gap"] > one["tolerance"]:
            faults.append(
                f"{name}: an input gives something else in company, by {one['batch_gap']:.2g} of its "
                "length: padding, batch norm in training mode or a mean over the batch."
            )
    return faults


def plot_sites(report):
    """Both gaps of every layer against the tolerance, and its share of negative values."""
    names = list(report)
    figure, panels = plt.subplots(
        1, 2, figsize=(11, 0.28 * len(names) + 2), sharey=True, layout="constrained"
    )
    places = np.arange(len(names))
    for key, shift, label in (
        ("site_gap", -0.15, "from the layer's own output"),
        ("batch_gap", 0.15, "alone from in a batch"),
    ):
        gaps = [min(max(report[name][key], 1e-9), 1e2) for name in names]
        panels[0].scatter(gaps, places + shift, label=label)
    panels[0].axvline(max(one["tolerance"] for one in report.values()), color="tab:red", ls="--")
    panels[0].set_xscale("log")
    panels[0].set_xlim(5e-10, 2e2)
    panels[0].set_xlabel("largest difference of a row, as a share of its length")
    panels[0].legend(fontsize=8)
    panels[0].set_yticks(places, names)
    panels[0].set_ylabel("layer")
    panels[0].set_title("Is it what the layer gave? (red: tolerance)")
    panels[1].barh(places, [report[name]["negative"] for name in names], color="tab:gray")
    panels[1].set_xlim(0, 1)
    panels[1].set_xlabel("share of negative values")
    panels[1].set_title("0: after a ReLU")
    return figure


# The layers that you have used; by default every block. A few texts are enough.
layers = [f"blocks.{layer}.hook_resid_post" for layer in range(model.cfg.n_layers)]
rows = [model.to_tokens(text)[0].cpu() for text in texts[:16]]
alone, together = (
    cache_tokens(run_hook_points, model, rows, layers, batch_size=size)[0]
    for size in (1, len(rows))
)
watched = cached_outputs(model, rows[0], layers)
site_report = compare_sites(alone, together, watched, sum(map(len, rows)))
faults = site_faults(site_report)
site_sound = not faults
for name, one in site_report.items():
    print(f"{name}: computed {one['computed']}, {one['negative']:.0%} negative ({one['kind']})")
print("Failed: " + " ".join(faults) if faults else "Passed: what the layers gave, token by token.")
plot_sites(site_report)
plt.show()
