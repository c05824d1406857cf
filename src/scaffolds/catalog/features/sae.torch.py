"""
id: features.sae.torch
title: Sparse autoencoder
description: Sparse features of a layer's activations, with what their reconstruction loses.
needs:
  - {name: features, kind: features, type: "Tensor or ndarray [row, hidden], activations of one layer"}
yields:
  - {name: sae, type: "dict: encoder [hidden, latent], decoder [latent, hidden] of unit rows, biases, scale, k"}
  - {name: sae_metrics, type: "dict on held-out rows: fve, l0, dead, density, energy, outlier_share"}
  - {name: top_rows, type: "dict: latent to the rows on which it is largest"}
picture: Variance explained and L0 while training, how often each latent fires, and the largest latents on the rows where they fire most.
check: features.random-model.torch
knownAnswer: Five sparse features that a toy model puts into two dimensions are found again, 72 degrees apart.
questions:
  - features.linear-probe
  - features.dead-and-dense
  - features.random-model
  - features.should-fire
  - features.splice-loss
  - features.another-seed
sources:
  - {title: "Towards Monosemanticity: Decomposing Language Models With Dictionary Learning", authors: "Bricken et al.", year: 2023, link: "https://transformer-circuits.pub/2023/monosemantic-features"}
  - {title: Scaling and evaluating sparse autoencoders, authors: "Gao et al.", year: 2024, link: "https://arxiv.org/abs/2406.04093"}
  - {title: Toy Models of Superposition, authors: "Elhage et al.", year: 2022, link: "https://arxiv.org/abs/2209.10652"}
"""

from contextlib import ExitStack

import matplotlib.pyplot as plt
import numpy as np
import torch
from tqdm.auto import tqdm

# %% features
# An example: five features, seldom present, in two dimensions, as corners of a pentagon.
generator = torch.Generator().manual_seed(0)
corners = 2 * torch.pi * torch.arange(5) / 5
present = torch.rand(20000, 5, generator=generator) < 0.05
strength = torch.rand(20000, 5, generator=generator) * present
features = strength @ torch.stack([corners.cos(), corners.sin()], 1)
features = features[present.any(1)]


# %% Sparse autoencoder
def rows_of(features, rows):
    """Those rows of an array or tensor, as float32 where the tensor is: [row, hidden]."""
    if isinstance(features, torch.Tensor):
        return features[rows.to(features.device)].detach().float()
    return torch.from_numpy(np.asarray(features[rows.numpy()], dtype=np.float32))


def encode_sae(sae, hidden):
    """Latents of activations [row, hidden]: [row, latent], in units of the activations."""
    latents = torch.relu((hidden - sae["bias"]) @ sae["encoder"] + sae["threshold"])
    if sae["k"] is None:
        return latents
    kept = latents.topk(min(sae["k"], latents.shape[1]), dim=1)
    return torch.zeros_like(latents).scatter(1, kept.indices, kept.values)


def decode_sae(sae, latents):
    """Activations [row, hidden] from latents [row, latent]."""
    return latents @ sae["decoder"] + sae["bias"]


def resample(sae, optimiser, hidden, dead, generator):
    """Points latents that never fire at rows that are badly reconstructed (Bricken et al. 2023)."""
    loss = (hidden - decode_sae(sae, encode_sae(sae, hidden))).square().sum(1)
    if loss.sum() == 0:
        return
    chosen = torch.multinomial(loss.square().cpu(), len(dead), True, generator=generator)
    fresh = torch.nn.functional.normalize(hidden[chosen.to(hidden.device)] - sae["bias"], dim=1)
    alive = torch.ones(len(sae["decoder"]), dtype=torch.bool, device=hidden.device)
    alive[dead] = False
    size = sae["encoder"][:, alive].norm(dim=0).mean() if alive.any() else 1.0
    sae["decoder"][dead] = fresh
    sae["encoder"][:, dead] = 0.2 * size * fresh.T
    sae["threshold"][dead] = 0
    # Adam would go on in the old direction.
    for name, index in (
        ("decoder", (dead,)),
        ("encoder", (slice(None), dead)),
        ("threshold", dead),
    ):
        for moment in ("exp_avg", "exp_avg_sq"):
            optimiser.state[sae[name]][moment][index] = 0


def train_sae(
    features, rows=None, latents=None, k="auto", l1=0.05, steps=None, batch_size=512, seed=0
):
    """A sparse autoencoder of activations [row, hidden], and how it did while training.

    Only `rows` are used, all by default, and only a batch at a time is read from `features`.

    `k` latents are kept for each row ("auto": an eighth of the dimensions, at most 32); None trains
    with an L1 penalty instead: activations are scaled to a mean square of 1 a dimension, and `l1`
    times the square root of their dimensions weighs the sum of a row's latents. Rows of the decoder have unit norm throughout: otherwise the
    penalty could be cheated by small latents with large rows.
    """
    assert features.ndim == 2, f"Features should be [row, hidden], not {list(features.shape)}."
    rows = torch.arange(len(features)) if rows is None else rows
    count, width, lr = len(rows), features.shape[1], 2e-3
    # Five times through the rows, and at least long enough for few of them.
    steps = steps or max(1000, 5 * count // batch_size)
    assert count >= 100, f"{count} rows are too few for features: take activations of more tokens."
    size = latents or 8 * width
    k = min(32, max(1, width // 8)) if k == "auto" else k
    assert k is None or k < width, f"k should be smaller than the {width} dimensions, not {k}."
    generator = torch.Generator().manual_seed(seed)
    sample = rows_of(features, rows[torch.randperm(count, generator=generator)[:20000]])
    assert sample.isfinite().all(), "Some activations are not finite: the model may overflow."
    device = sample.device
    scale = (sample - sample.mean(0)).square().mean().sqrt()
    assert scale > 0, "All rows are the same: there is nothing to find."
    decoder = torch.randn(size, width, generator=generator).to(device)
    decoder = torch.nn.functional.normalize(decoder, dim=1)
    sae = {
        "encoder": decoder.T.clone(),
        "threshold": torch.zeros(size, device=device),
        "decoder": decoder,
        "bias": sample.mean(0) / scale,
        "k": k,
    }
    parameters = [sae[name] for name in ("encoder", "threshold", "decoder", "bias")]
    optimiser = torch.optim.Adam(parameters, lr)
    fired = torch.zeros(size, dtype=torch.bool, device=device)
    history = {"step": [], "fve": [], "l0": []}
    for step in tqdm(range(steps), desc="sparse autoencoder"):
        # The rate falls to zero over the last fifth; by then no latent is resampled any more.
        optimiser.param_groups[0]["lr"] = lr * min(1, 5 * (1 - step / steps))
        drawn = rows[torch.randint(count, (batch_size,), generator=generator)]
        hidden = rows_of(features, drawn) / scale
        with torch.enable_grad():
            for parameter in parameters:
                parameter.requires_grad_(True)
            active = encode_sae(sae, hidden)
            loss = (hidden - decode_sae(sae, active)).square().sum(1).mean()
            penalty = 0 if k is not None else l1 * active.sum(1).mean() * width**0.5
            gradients = torch.autograd.grad(loss + penalty, parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.requires_grad_(False)
            parameter.grad = gradient
        # Only the part of the gradient that turns a row: its length stays 1.
        row = sae["decoder"]
        row.grad -= (row.grad * row).sum(1, keepdim=True) * row
        optimiser.step()
        row.copy_(torch.nn.functional.normalize(row, dim=1))
        fired |= (active.detach() > 0).any(0)
        if step % max(1, steps // 100) == 0:
            history["step"].append(step)
            history["fve"].append(1 - loss.item() / width)  # the scaled variance is 1 each
            history["l0"].append((active > 0).sum(1).float().mean().item())
        if (step + 1) % max(1, steps // 8) == 0 and step < 0.7 * steps:
            dead = (~fired).nonzero()[:, 0]
            if len(dead):
                many = rows[torch.randint(count, (4 * batch_size,), generator=generator)]
                resample(sae, optimiser, rows_of(features, many) / scale, dead, generator)
            fired.zero_()
    for name in ("threshold", "bias"):  # back to the units of the activations
        sae[name] = sae[name] * scale
    return {name: value for name, value in sae.items()} | {"scale": scale.item()}, history


def mean_of(features, rows, batch_size=4096):
    """The mean of those rows, [hidden], a batch at a time."""
    batches = rows.split(batch_size)
    return sum(rows_of(features, batch).double().sum(0) for batch in batches).float() / len(rows)


def measure_sae(sae, features, rows, mean, keep=5, batch_size=4096):
    """What the autoencoder does on `rows`, and for each latent the `keep` rows where it is largest.

    `mean` [hidden] is of the rows that it was trained on: to explain variance is to beat it.
    "outlier_share" is the part of the variance that rows have which are further from the mean than
    five times the median distance.
    """
    lost, active, spread = 0.0, 0.0, []
    firing = torch.zeros(len(sae["decoder"]))
    squares = torch.zeros(len(sae["decoder"]))
    best = torch.zeros(keep, len(firing))
    place = torch.full((keep, len(firing)), -1)
    for batch in rows.split(batch_size):
        hidden = rows_of(features, batch)
        latents = encode_sae(sae, hidden)
        lost += (hidden - decode_sae(sae, latents)).double().square().sum().item()
        spread.append((hidden - mean).double().square().sum(1).cpu())
        latents = latents.cpu()
        active += (latents > 0).sum().item()
        firing += (latents > 0).sum(0)
        squares += latents.square().sum(0)
        values = torch.cat([best, latents])
        places = torch.cat([place, batch[:, None].expand_as(latents)])
        best, order = values.topk(keep, dim=0)
        place = places.gather(0, order)
    spread = torch.cat(spread)
    metrics = {
        "fve": 1 - lost / spread.sum().item(),
        # Most often of the first tokens of a language model: then what is explained is theirs.
        "outlier_share": (spread[spread > 25 * spread.median()].sum() / spread.sum()).item(),
        "l0": active / len(rows),
        "dead": (firing == 0).float().mean().item(),
        "density": firing / len(rows),
        "energy": squares / len(rows),
    }
    return metrics, best, place


def spliced_loss(model, layer, ids, edit=None, batch_size=8):
    """Next-token cross-entropy, in nats, with `edit(hidden)` in the place of a layer's output.

    `ids` [text, token] without padding; `hidden` is [row, hidden], every token of every text.
    """

    def hook(module, inputs, output):
        hidden = output[0] if isinstance(output, tuple) else output
        changed = edit(hidden.flatten(0, -2).float()).to(hidden).view_as(hidden)
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    device = next(model.parameters()).device
    training = {module: module.training for module in model.modules()}
    total = 0.0
    with ExitStack() as stack, torch.no_grad():
        for module, mode in training.items():
            stack.callback(setattr, module, "training", mode)
        model.eval()
        if edit is not None:
            handle = model.get_submodule(layer).register_forward_hook(hook)
            stack.callback(handle.remove)
        for batch in ids.split(batch_size):
            output = model(batch.to(device))
            logits = getattr(output, "logits", output)[:, :-1].float().flatten(0, 1)
            targets = batch[:, 1:].to(device).flatten()
            total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
    return total / ids[:, 1:].numel()


def cross_entropy_recovered(sae, model, layer, ids):
    """1: the model predicts as well with the reconstruction; 0: as badly as with zeros there."""
    device = next(model.parameters()).device
    there = {
        name: value.to(device) if isinstance(value, torch.Tensor) else value
        for name, value in sae.items()
    }
    clean = spliced_loss(model, layer, ids)
    zeros = spliced_loss(model, layer, ids, torch.zeros_like)
    spliced = spliced_loss(
        model, layer, ids, lambda hidden: decode_sae(there, encode_sae(there, hidden.to(device)))
    )
    assert zeros - clean > 0.01, (
        f"Zeros at {layer} cost next to nothing ({clean:.3f} to {zeros:.3f} nats): "
        "there is no loss that could be recovered."
    )
    return (zeros - spliced) / (zeros - clean)


def plot_sae(history, metrics, best, place, shown=8):
    """Training, firing rates, and the largest latents with their top rows."""
    figure, panels = plt.subplots(1, 3, figsize=(14, 4.2), layout="constrained")
    line = panels[0].plot(history["step"], history["fve"], color="tab:blue")
    panels[0].axhline(metrics["fve"], linestyle="--", color="tab:blue", label="held-out rows")
    panels[0].set_ylim(-0.05, 1.05)
    panels[0].set_xlabel("step")
    panels[0].set_ylabel("fraction of variance explained", color=line[0].get_color())
    sparse = panels[0].twinx()
    sparse.plot(history["step"], history["l0"], color="tab:orange")
    sparse.set_ylim(0, None)
    sparse.set_ylabel("L0: latents active a row", color="tab:orange")
    panels[0].legend(loc="lower right")
    panels[0].set_title(f"FVE {metrics['fve']:.3f}, L0 {metrics['l0']:.1f} on held-out rows")
    density = metrics["density"]
    panels[1].hist(density[density > 0].log10().numpy(), bins=np.linspace(-6, 0, 37))
    panels[1].set_xlim(-6, 0)
    panels[1].set_xlabel("log10 of the share of rows on which it fires")
    panels[1].set_ylabel("latents")
    panels[1].set_title(f"{metrics['dead']:.0%} of {len(density)} latents never fire")
    largest = metrics["energy"].argsort(descending=True)[:shown]
    image = panels[2].imshow(
        best[:, largest].T.numpy(), vmin=0, vmax=max(best.max().item(), 1e-12), aspect="auto"
    )
    for y, latent in enumerate(largest.tolist()):
        for x in range(len(best)):
            row = place[x, latent].item()
            panels[2].text(
                x, y, "" if row < 0 else f"row {row}", ha="center", va="center", color="white"
            )
    names = [f"{latent} ({density[latent]:.1%})" for latent in largest.tolist()]
    panels[2].set_yticks(range(len(names)), names)
    panels[2].set_xticks(range(len(best)), range(1, len(best) + 1))
    panels[2].set_xlabel("rank of the held-out row")
    panels[2].set_ylabel("latent (share of rows)")
    panels[2].set_title("Largest latents and where they fire most")
    figure.colorbar(image, ax=panels[2], label="latent, in units of the activations")
    return figure


order = torch.randperm(len(features), generator=torch.Generator().manual_seed(0))
# A text's tokens are alike: for a stricter measure keep whole texts out.
held_out, training = order[: len(order) // 10], order[len(order) // 10 :]
sae, history = train_sae(features, training)
sae_metrics, best, place = measure_sae(sae, features, held_out, mean_of(features, training))
top_rows = {
    latent: place[:, latent][place[:, latent] >= 0].tolist()
    for latent in sae_metrics["energy"].argsort(descending=True)[:50].tolist()
}
print(f"variance explained {sae_metrics['fve']:.3f}, L0 {sae_metrics['l0']:.1f} (held-out rows)")
print(f"dead latents {sae_metrics['dead']:.1%} of {len(sae['decoder'])}, on {len(held_out)} rows")
if sae_metrics["outlier_share"] > 0.5:
    print(
        f"A few rows far out have {sae_metrics['outlier_share']:.0%} of the variance, as first tokens "
        "do: what is explained is theirs alone. Leave them out."
    )
print("Cross-entropy recovered was not measured, since that takes the model: call")
print('cross_entropy_recovered(sae, model, "name of the layer", token ids [text, token]).')
plot_sae(history, sae_metrics, best, place)
plt.show()
