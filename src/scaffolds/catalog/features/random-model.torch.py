"""
id: features.random-model.torch
title: Sparse autoencoder against a random model
description: Whether its latents tell more than those of a random model, and than the raw activations.
needs:
  - {name: features, kind: features, type: "Tensor or ndarray [row, hidden], activations of one layer"}
  - {name: features_random, kind: otherFeatures, type: "the same rows from the same model with random weights"}
  - {name: labels, kind: labels, type: "one class a row: what a latent should know"}
  - {name: groups, kind: groups, type: "one group a row: what rows share besides the label"}
yields:
  - {name: sae_control, type: "dict: accuracies with intervals of latents and raw activations, trained and random; fve, l0"}
  - {name: sae_sound, type: "bool, the autoencoder is sparse, generalises and beats the random model's"}
picture: Accuracy of the best latent, of 16 latents and of a raw probe, for the model and for the random model.
checks: features.sae.torch
questions:
  - features.linear-probe
  - features.random-model
sources:
  - {title: Automated Interpretability Metrics Do Not Distinguish Trained and Random Transformers, authors: "Heap et al.", year: 2025, link: "https://arxiv.org/abs/2501.17727"}
  - {title: "Are Sparse Autoencoders Useful? A Case Study in Sparse Probing", authors: "Kantamneni et al.", year: 2025, link: "https://arxiv.org/abs/2502.16681"}
"""

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm

# %% features
# An example: 40 features, seldom present, in 16 dimensions.
generator = torch.Generator().manual_seed(0)
present = torch.rand(4000, 40, generator=generator) < 0.05
strength = (1 + torch.rand(4000, 40, generator=generator)) * present
places = torch.nn.functional.normalize(torch.randn(40, 16, generator=generator), dim=1)
features = strength @ places

# %% features_random
# For want of a random model: noise with the same mean and covariance. Take the same layer of
# type(model)(model.config) on the same texts instead.
gaussian = np.random.default_rng(0).multivariate_normal(
    np.asarray(features).mean(0), np.cov(np.asarray(features).T), len(features), method="cholesky"
)
features_random = torch.tensor(gaussian, dtype=torch.float32)

# %% labels
# In the example: whether its first feature is present, by the same draw.
labels = (torch.rand(4000, 40, generator=torch.Generator().manual_seed(0)) < 0.05)[:, 0].numpy()

# %% groups
groups = np.arange(len(labels))


# %% Sparse autoencoder against a random model
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


def group_interval(correct, groups, rng, draws=2000):
    """95 % interval of the mean, by bootstrap over groups: texts of a group are not independent."""
    _, index = np.unique(groups, return_inverse=True)
    hits, sizes = np.bincount(index, correct), np.bincount(index)
    sample = rng.integers(len(sizes), size=(draws, len(sizes)))
    low, high = np.quantile(hits[sample].sum(1) / sizes[sample].sum(1), [0.025, 0.975])
    # With all right (or all wrong) there is nothing to resample: then the bound for n groups alike.
    bound = 0.025 ** (1 / len(sizes))
    if np.isclose(hits.sum(), len(correct)):
        low = bound
    if np.isclose(hits.sum(), 0):
        high = 1 - bound
    return np.array([low, high])


def probe_latents(features, targets, groups, splits, best=None):
    """Accuracy on groups that were not seen, with its interval.

    `best` latents are chosen on the training rows of each fold; None takes every column.
    """
    predictions = np.empty_like(targets)
    for train, test in splits:
        steps = [StandardScaler(), LogisticRegression(C=0.1, max_iter=2000)]
        if best is not None:
            kept = features[train].std(0) > 0  # a latent that never fires cannot be scored
            columns = np.flatnonzero(kept) if kept.any() else np.arange(1)
            count = min(best, len(columns))
            steps = [SelectKBest(f_classif, k=count), *steps]
        else:
            columns = np.arange(features.shape[1])
        pipeline = make_pipeline(*steps).fit(features[train][:, columns], targets[train])
        predictions[test] = pipeline.predict(features[test][:, columns])
    correct = predictions == targets
    return correct.mean(), group_interval(correct, groups, np.random.default_rng(0))


def against_random(features, features_random, labels, groups, train=train_sae, folds=5, seed=0):
    """One autoencoder for the model and one for the random model, both judged on unseen groups.

    The autoencoders never see a label, and the last fifth of the groups is kept from them too:
    `fve` and `l0` are measured there.
    """
    # The labels of images are often on a GPU.
    labels, groups = (np.asarray(x.cpu() if hasattr(x, "cpu") else x) for x in (labels, groups))
    assert features.shape == features_random.shape and len(features) == len(labels) == len(
        groups
    ), (
        "There should be one row of features, of random features, of labels and of groups for each "
        f"thing, but there are {list(features.shape)}, {list(features_random.shape)}, "
        f"{len(labels)} and {len(groups)}."
    )
    classes, targets = np.unique(labels, return_inverse=True)
    assert len(classes) > 1, "All labels are equal: there is nothing that a latent could know."
    rng = np.random.default_rng(seed)
    names = rng.permutation(np.unique(groups))
    assert len(names) >= folds, f"{len(names)} groups are too few for {folds} folds."
    unseen = np.isin(groups, names[: max(1, len(names) // 5)])
    training, held_out = (torch.from_numpy(np.flatnonzero(rows)) for rows in (~unseen, unseen))
    # The commonest class is thinned out to the size of the others, so that guessing gets 1 / classes.
    size = np.bincount(targets).min()
    chosen = np.sort(
        np.concatenate(
            [rng.permutation(np.flatnonzero(targets == c))[:size] for c in range(len(classes))]
        )
    )
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    splits = list(splitter.split(chosen, targets[chosen], groups[chosen]))
    result = {"chance": 1 / len(classes), "width": features.shape[1]}
    for name, matrix in (("model", features), ("random", features_random)):
        sae, _ = train(matrix, training, seed=seed)
        mean = mean_of(matrix, training)
        hidden = rows_of(matrix, torch.from_numpy(chosen))
        latents = encode_sae(sae, hidden).cpu().numpy()
        measured, known = (measure_sae(sae, matrix, rows, mean)[0] for rows in (held_out, training))
        probes = {
            "best latent": (latents, 1),
            "16 latents": (latents, 16),
            "raw": (hidden.cpu().numpy(), None),
        }
        result[name] = {
            probe: probe_latents(matrix, targets[chosen], groups[chosen], splits, best)
            for probe, (matrix, best) in probes.items()
        } | {key: measured[key] for key in ("fve", "l0", "outlier_share")}
        result[name]["fve_seen"] = known["fve"]
    return result


def sae_faults(result):
    """What speaks against the autoencoder, one sentence each; none if nothing does."""
    model, random = result["model"], result["random"]
    faults = []
    if model["l0"] > 0.6 * result["width"]:
        faults.append(
            f"{model['l0']:.1f} latents are active at once for {result['width']} dimensions: "
            "this is no sparse code, and its variance explained says nothing."
        )
    if model["fve_seen"] - model["fve"] > 0.15:
        faults.append(
            f"It explains {model['fve_seen']:.2f} of the variance of the rows that it was trained on "
            f"but {model['fve']:.2f} of others: it memorises rows."
        )
    if model["outlier_share"] > 0.5:
        faults.append(
            f"A few rows far out have {model['outlier_share']:.0%} of the variance, as first tokens "
            "do: what is explained is theirs alone. Leave them out."
        )
    if model["fve"] < 0.3:
        faults.append(f"It explains only {model['fve']:.2f} of the variance of new rows.")
    if model["best latent"][1][0] <= random["best latent"][0]:
        faults.append(
            f"Its best latent is right on {model['best latent'][0]:.2f} of new rows, that of the "
            f"random model on {random['best latent'][0]:.2f}: the training of the model adds nothing."
        )
    return faults


sae_control = against_random(features, features_random, labels, groups)
faults = sae_faults(sae_control)
sae_sound = not faults
for name in ("model", "random"):
    one = sae_control[name]
    print(
        f"{name}: best latent {one['best latent'][0]:.3f}, 16 latents {one['16 latents'][0]:.3f}, "
        f"raw probe {one['raw'][0]:.3f}; variance explained {one['fve']:.3f}, L0 {one['l0']:.1f}"
    )
print("Failed: " + " ".join(faults) if faults else "Passed: sparse, general, better than random.")
if sae_control["random"]["raw"][1][0] <= sae_control["chance"]:
    print(
        "The random model's activations know nothing of the label: if they are noise, not the same "
        "rows from a model with random weights, to beat them says little."
    )
if sae_control["model"]["16 latents"][0] <= sae_control["model"]["raw"][0]:
    print("A probe on the raw activations does as well or better: for this label use that.")
figure, panel = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
probes = ["best latent", "16 latents", "raw"]
for shift, name, color in ((-0.2, "model", "tab:blue"), (0.2, "random", "tab:gray")):
    heights = np.array([sae_control[name][probe][0] for probe in probes])
    ends = np.transpose([sae_control[name][probe][1] for probe in probes])
    title = "the model" if name == "model" else "random model"
    places = np.arange(3) + shift
    drawn = panel.bar(
        places, heights, 0.38, yerr=np.abs(ends - heights), capsize=4, color=color, label=title
    )
    panel.bar_label(drawn, [f"{height:.2f}" for height in heights], padding=10)
panel.axhline(sae_control["chance"], linestyle="--", color="tab:red", label="guessing")
panel.set_xticks(range(3), ["best latent\n(chosen in training)", "16 latents", "raw activations"])
panel.set_ylim(0, 1.35)
panel.set_ylabel("accuracy on new groups, classes balanced")
panel.set_title("Latents against a random model (95 % over groups)")
panel.legend(loc="upper center", ncols=3)
plt.show()
