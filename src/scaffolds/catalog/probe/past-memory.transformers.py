"""
id: probe.past-memory.transformers
title: Linear probe past memory
description: Whether a label can be read off more hidden states than fit in memory, by passes over one file.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: texts, kind: texts, type: "list[str]"}
  - {name: labels, kind: labels, type: "one of two classes a text"}
  - {name: groups, kind: groups, type: "one group a text: what texts share besides the label"}
  - {name: folder, kind: path, type: "str or Path, a folder for the file of hidden states"}
yields:
  - {name: streamed, type: "dict: accuracy, mass_mean_accuracy, their intervals, majority, direction, mass_mean, rows, tested"}
picture: Accuracy on new groups of the fitted probe and of the difference of means, with 95 % intervals and the majority line.
check: probe.subsample.transformers
knownAnswer: The same direction as in memory.
questions:
  - probe.majority
  - probe.leakage
  - probe.converged
  - probe.right-rows
  - probe.difference-of-means
sources:
  - {title: "The Geometry of Truth: Emergent Linear Structure in Large Language Model Representations of True/False Datasets", authors: Marks and Tegmark, year: 2023, link: "https://arxiv.org/abs/2310.06824"}
  - {title: "Algorithms for Computing the Sample Variance: Analysis and Recommendations", authors: Chan et al., year: 1983, link: "https://doi.org/10.1080/00031305.1983.10483115"}
"""

import shutil
import tempfile
import zlib
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from tqdm.auto import tqdm
from transformers import AutoModel, AutoTokenizer

# %% model
model = AutoModel.from_pretrained("bert-base-uncased")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% texts
nouns = ["dog", "cat", "bird", "farmer", "doctor", "teacher", "river", "road", "house", "tree"]
places = ["by the door", "near the old bridge", "in the picture", "at the far end"]
texts = [f"The {noun}{s} {place}" for noun in nouns for place in places for s in ("", "s")]

# %% labels
# One class a text; here: is the first noun plural?
labels = [text.split()[1].endswith("s") for text in texts]

# %% groups
# What texts share besides the label (template, lemma, speaker); here: the first noun.
groups = [text.split()[1].removesuffix("s") for text in texts]

# %% folder
folder = tempfile.mkdtemp()


# %% Linear probe past memory
def pooled_hidden_states(model, tokenizer, texts, layer, pool="mean", batch_size=32, quiet=False):
    """Hidden states of `texts` after `layer` blocks, pooled over tokens: [text, hidden], float32.

    Layer 0 is the embeddings. The last layer, -1, is taken after the final norm, unlike the others.
    `pool` is "mean" over the tokens of a text or its "last" token; padding is never looked at. A
    token that marks the beginning (of Llama, Gemma) is left out of the mean: it is the same in all
    texts and often a hundred times as large, so that the mean would tell the number of tokens.
    With `quiet` there is no bar and no remark.
    """
    assert pool in ("mean", "last"), f'pool should be "mean" or "last", not {pool!r}.'
    limit = getattr(model.config, "max_position_embeddings", None) or 512
    limit = min(limit, tokenizer.model_max_length)
    ids = [
        torch.tensor(row)
        for row in tokenizer(list(texts), truncation=True, max_length=limit)["input_ids"]
    ]
    first = tokenizer.bos_token_id
    starts = torch.tensor([int(row[:1].tolist() == [first]) for row in ids])
    assert all(len(row) > start for row, start in zip(ids, starts.tolist(), strict=True)), (
        "A text has no tokens: remove empty texts."
    )
    device = model.get_input_embeddings().weight.device
    training = {module: module.training for module in model.modules()}
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))  # little padding in each batch
    features, longest = [None] * len(ids), 0.0
    try:
        for start in tqdm(range(0, len(ids), batch_size), desc="hidden states", disable=quiet):
            rows = order[start : start + batch_size]
            # Padded here, on the right: a tokenizer may pad left, or have no padding token at all.
            batch = torch.nn.utils.rnn.pad_sequence([ids[i] for i in rows], batch_first=True)
            lengths = torch.tensor([len(ids[i]) for i in rows])
            mask = (torch.arange(batch.shape[1]) < lengths[:, None]).long()
            with torch.no_grad():
                hidden = model.base_model(
                    input_ids=batch.to(device),
                    attention_mask=mask.to(device),
                    output_hidden_states=True,
                ).hidden_states[layer]
            hidden = hidden.float().cpu()  # [text, token, hidden]
            if pool == "mean":
                kept = mask * (torch.arange(batch.shape[1]) >= starts[rows, None])
                pooled = (hidden * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
                sizes = hidden.norm(dim=-1)[kept.bool()]
                longest = max(longest, (sizes.max() / sizes.median().clamp_min(1e-12)).item())
            else:
                pooled = hidden[torch.arange(len(rows)), lengths - 1]
            for i, vector in zip(rows, pooled, strict=True):
                features[i] = vector
    finally:
        for module, mode in training.items():
            module.training = mode
    if longest > 20 and not quiet:
        print(
            f'A token is {longest:.0f} times as long as others, as the first word of GPT-2: take pool="last".'
        )
    return torch.stack(features).numpy()


def write_hidden_states(model, tokenizer, texts, labels, groups, folder, layer, chunk=512):
    """Pooled hidden states of every text as float16 in one .npy file [text, hidden], in their order.

    The model, which is what takes long, sees each text once; each pass of the probe reads the file.
    Never more than a chunk of hidden states is held. `texts` may be any sequence with slices, such
    as a column of a data set on disk; labels and groups stay where they are.
    """
    assert len(texts) == len(labels) == len(groups), (
        f"There should be one label and one group a text, not {len(labels)} labels and "
        f"{len(groups)} groups for {len(texts)} texts."
    )
    path = Path(folder) / "hidden_states.npy"
    assert not path.exists(), f"{path} is there already, perhaps of other texts: remove it first."
    part, stored = path.with_suffix(".part"), None
    try:
        with tqdm(total=len(texts), desc="hidden states", unit="text") as bar:
            for start in range(0, len(texts), chunk):
                some = texts[start : start + chunk]
                hidden = pooled_hidden_states(model, tokenizer, some, layer, quiet=start > 0)
                half = hidden.astype(np.float16)
                assert np.isfinite(half).all(), "Hidden states exceed 65504, where float16 ends."
                if stored is None:
                    shape = len(texts), half.shape[1]
                    size = 2 * shape[0] * shape[1]
                    # Writing to a mapped file on a full disk ends Python without a word.
                    assert size < shutil.disk_usage(folder).free, (
                        f"{size / 1e9:.1f} GB of hidden states do not fit on the disk of {folder}."
                    )
                    stored = np.lib.format.open_memmap(part, "w+", np.float16, shape)
                stored[start : start + len(half)] = half
                bar.update(len(half))
        assert stored is not None, "There are no texts."
        stored.flush()
        stored = None
        part.replace(path)  # a file of this name is whole
    finally:
        stored = None
        part.unlink(missing_ok=True)


def is_sampled(rows, stride):
    """Whether each row is among about one in `stride`, spread evenly whatever the order repeats.

    Every second text would be one class where the two take turns; multiples of the golden ratio
    fall in step with no period.
    """
    return rows * 2654435761 % 2**32 * stride < 2**32


def mapped_batches(folder, labels, groups, stride=1, batch_size=4096):
    """Features [row, hidden] in float64, row numbers, labels and groups, a batch at a time.

    About one row in `stride`; of a file that is mapped only what a batch takes is read.
    """
    path = Path(folder) / "hidden_states.npy"
    assert path.exists(), f"There is no {path}: write the hidden states first."
    stored = np.load(path, mmap_mode="r")
    assert len(stored) == len(labels) == len(groups), (
        f"There should be one label and one group a text, not {len(labels)} labels and "
        f"{len(groups)} groups for {len(stored)} stored texts."
    )
    for start in range(0, len(stored), batch_size):
        end = min(start + batch_size, len(stored))
        chosen = np.flatnonzero(is_sampled(np.arange(start, end), stride))
        if len(chosen):
            yield (
                stored[start:end][chosen].astype(np.float64),
                start + chosen,
                np.array([str(one) for one in labels[start:end]])[chosen],
                np.array([str(one) for one in groups[start:end]])[chosen],
            )


def is_held_out(groups, of=5):
    """Whether each group is among the fifth that is kept for the test: by its name, so for good."""
    names, index = np.unique(groups, return_inverse=True)
    return np.array([zlib.crc32(str(name).encode()) % of == 0 for name in names])[index]


def streaming_moments(batches, stride=1):
    """Classes, and the count, mean and scale of the training rows, and their mean class by class."""
    counts, sums = {}, {}
    count, mean, spread = 0, 0.0, 0.0
    for features, _, labels, groups in batches(stride):
        kept = ~is_held_out(groups)
        features, labels = features[kept], labels[kept]
        if not len(features):
            continue
        # Chan's update: a sum of squares less the square of a sum would lose its digits.
        shift, new = features.mean(0) - mean, len(features)
        spread = spread + ((features - features.mean(0)) ** 2).sum(0)
        spread = spread + shift**2 * count * new / (count + new)
        mean = mean + shift * new / (count + new)
        count += new
        for name in np.unique(labels).tolist():
            counts[name] = counts.get(name, 0) + (labels == name).sum()
            sums[name] = sums.get(name, 0) + features[labels == name].sum(0)
        if len(counts) > 2:
            break
    classes = sorted(counts)
    assert len(classes) == 2, f"This probe tells two classes apart, but there are {len(classes)}."
    scale = np.sqrt(spread / count)
    scale[scale <= 1e-9 * np.abs(mean)] = 1  # constant but for rounding, as in a StandardScaler
    means = np.stack([sums[name] / counts[name] for name in classes])
    return classes, count, mean, scale, means


def streaming_logistic(batches, classes, mean, scale, C, stride=1, passes=60):
    """Weights and intercept of sklearn's LogisticRegression on scaled features, by Newton's method.

    Each pass over the files adds up the loss, its gradient and its curvature [hidden, hidden]:
    what is held does not grow with the number of rows, and no row counts more for coming last. On
    hidden states of a BERT it takes eight passes, where SGDClassifier.partial_fit took a hundred.
    """
    size = len(mean) + 1
    weights, before, last = np.zeros(size), None, np.inf
    penalty = np.ones(size)
    penalty[-1] = 0  # the intercept is free
    for _ in tqdm(range(passes), desc="passes over the files"):
        loss = 0.5 * (penalty * weights**2).sum()
        gradient, curvature = penalty * weights, np.diag(penalty)
        for features, _, labels, groups in batches(stride):
            kept = ~is_held_out(groups)
            scaled = np.c_[(features[kept] - mean) / scale, np.ones(kept.sum())]
            target = labels[kept] == classes[1]
            logit = scaled @ weights
            chance = 1 / (1 + np.exp(-np.clip(logit, -500, 500)))
            loss += C * np.logaddexp(0, np.where(target, -logit, logit)).sum()
            gradient = gradient + C * scaled.T @ (chance - target)
            curvature = curvature + C * (scaled.T * (chance * (1 - chance))) @ scaled
        if loss > last + 1e-9 * abs(last):  # a step too far
            weights = (weights + before) / 2
            continue
        if np.abs(gradient).max() < 1e-6 * max(1, C * len(mean)):
            return weights[:-1], weights[-1]
        before, last = weights, loss
        weights = weights - np.linalg.lstsq(curvature, gradient, rcond=None)[0]
    raise AssertionError("The probe did not converge: raise passes or lower C.")


def group_buckets(groups, of=1024):
    """A bucket for each group, by its name: groups fill them, but never need more of them."""
    names, index = np.unique(groups, return_inverse=True)
    hashes = [zlib.crc32(str(name).encode()) // 5 % of for name in names]
    return np.array(hashes, dtype=int)[index]


def bucket_interval(hits, sizes, rng, draws=2000):
    """95 % interval of the mean, by bootstrap over buckets of groups: texts of one are drawn together."""
    hits, sizes = hits[sizes > 0], sizes[sizes > 0]
    samples = (rng.integers(len(sizes), size=len(sizes)) for _ in range(draws))
    means = [hits[sample].sum() / sizes[sample].sum() for sample in samples]
    low, high = np.quantile(means, [0.025, 0.975])
    # With all right (or all wrong) there is nothing to resample: then the bound for n groups alike.
    bound = 0.025 ** (1 / len(sizes))
    if np.isclose(hits.sum(), sizes.sum()):
        low = bound
    if np.isclose(hits.sum(), 0):
        high = 1 - bound
    return np.array([low, high])


def streaming_probe(batches, C=0.1, stride=1, seed=0):
    """A linear probe and the difference of means, tested on groups that neither has seen.

    `batches` takes a stride and gives features, row numbers, labels and groups, a batch at a time.
    `direction` and `mass_mean` are unit vectors [hidden] towards the second class, in units of the
    hidden state.
    """
    classes, count, mean, scale, means = streaming_moments(batches, stride)
    weights, intercept = streaming_logistic(batches, classes, mean, scale, C, stride)
    gap = means[1] - means[0]
    sizes, fitted, simple, second = np.zeros((4, 1024))  # by bucket: rows, hits, hits, class 1
    for features, _, labels, groups in batches(stride):
        held = is_held_out(groups)
        target = labels[held] == classes[1]
        guesses = (
            (features[held] - mean) / scale @ weights + intercept > 0,
            (features[held] - means.mean(0)) @ gap > 0,
        )
        buckets = group_buckets(groups[held])
        sizes += np.bincount(buckets, minlength=1024)
        second += np.bincount(buckets, target, 1024)
        for tally, guess in zip((fitted, simple), guesses, strict=True):
            tally += np.bincount(buckets, guess == target, 1024)
    tested = int(sizes.sum())
    assert tested, "No group was kept for the test: there are too few groups."
    rng = np.random.default_rng(seed)
    direction = weights / scale
    return {
        "accuracy": fitted.sum() / tested,
        "accuracy_interval": bucket_interval(fitted, sizes, rng),
        "mass_mean_accuracy": simple.sum() / tested,
        "mass_mean_accuracy_interval": bucket_interval(simple, sizes, rng),
        "majority": max(second.sum(), tested - second.sum()) / tested,
        "direction": direction / np.linalg.norm(direction),
        "mass_mean": gap / np.linalg.norm(gap),
        "classes": classes,
        "rows": count,
        "tested": tested,
    }


# Layer and C are fixed beforehand: to choose them, use other texts.
layer = model.config.num_hidden_layers // 2
write_hidden_states(model, tokenizer, texts, labels, groups, folder, layer)
streamed = streaming_probe(partial(mapped_batches, folder, labels, groups))
low, high = streamed["accuracy_interval"]
print(f"trained on {streamed['rows']} texts, tested on {streamed['tested']} of other groups")
print(f"accuracy {streamed['accuracy']:.3f} (95 % interval {low:.3f} to {high:.3f})")
print(f"difference of means {streamed['mass_mean_accuracy']:.3f}")
print(
    f"majority {streamed['majority']:.3f}; for the control task take a part of the files in memory"
)
keys = ["accuracy", "mass_mean_accuracy"]
heights = np.array([streamed[key] for key in keys])
ends = np.transpose([streamed[f"{key}_interval"] for key in keys])
figure, panel = plt.subplots(figsize=(4.5, 4.2), layout="constrained")
drawn = panel.bar(
    ["logistic\nregression", "difference\nof means"],
    heights,
    yerr=np.abs(ends - heights),
    capsize=5,
    color=["tab:blue", "tab:orange"],
)
panel.bar_label(drawn, [f"{height:.2f}" for height in heights], padding=12)
panel.axhline(streamed["majority"], linestyle="--", color="tab:red", label="majority")
panel.set_ylim(0, 1.15)
panel.set_ylabel("accuracy on new groups")
panel.set_title(f"Probe on {streamed['rows']} stored texts\n(95 % over groups)")
panel.legend(loc="lower right")
plt.show()
