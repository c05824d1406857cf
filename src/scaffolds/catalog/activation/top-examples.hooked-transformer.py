"""
id: activation.top-examples.hooked-transformer
title: Top examples of a unit
description: The texts where a unit of a HookedTransformer is largest, with the tokens, beside random ones.
needs:
  - {name: model, kind: hookedTransformer, type: HookedTransformer of TransformerLens 2 or 3}
  - {name: texts, kind: texts, type: "list[str]"}
  - {name: layer, kind: layer, type: "str, the name of a hook point"}
yields:
  - {name: best, type: "list of (value, (text, position, values of its tokens, nan at special ones)), the largest first"}
  - {name: random, type: "the same for texts taken at random"}
picture: Tokens around the largest value, coloured by activation, for the top texts above random ones.
check: activation.dtype-and-site.hooked-transformer
knownAnswer: A unit that copies one word fires most at that word.
questions:
  - activation.top-examples
  - any.how-many-examples
  - activation.other-corpus
  - activation.middle-range
  - activation.before-or-after
sources:
  - {title: TransformerLens, authors: Nanda and Bloom, year: 2022, link: "https://github.com/TransformerLensOrg/TransformerLens"}
  - {title: An Interpretability Illusion for BERT, authors: "Bolukbasi et al.", year: 2021, link: "https://arxiv.org/abs/2104.07143"}
"""

import difflib
import heapq
from contextlib import ExitStack
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from tqdm.auto import tqdm
from transformer_lens import HookedTransformer

# %% model
model = HookedTransformer.from_pretrained("gpt2")

# %% texts
texts = [
    "The keys to the cabinet are on the table.",
    "When Mary and John went to the store, John gave a drink to Mary.",
    "It was a bright cold day, and the clocks were striking thirteen.",
]

# %% layer
# The MLP's hidden layer has a preferred basis; the residual stream has none.
layer = "blocks.6.mlp.hook_post"


# %% Top examples of a unit
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


def lens_special_tokens(model, rows):
    """Which tokens of each row are put around the text, such as BOS at its start: masks [token].

    The same token written in a text is the text's own.
    """
    bos = model.tokenizer.bos_token_id
    first = {bos} if getattr(model.cfg, "default_prepend_bos", True) else set()
    one = model.tokenizer("a", return_special_tokens_mask=True)
    marked = zip(one["input_ids"], one["special_tokens_mask"], strict=True)
    around = {token for token, special in marked if special and token != bos}  # [CLS] and [SEP]
    masks = [torch.zeros(len(row), dtype=torch.bool) for row in rows]
    for row, mask in zip(rows, masks, strict=True):
        mask[-1] = row[-1].item() in around
        mask[0] = row[0].item() in around | first
    return masks


def padded_batches(rows, batch_size):
    """Batches of token ids: which rows, ids [text, token] padded on the right, and their mask."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))  # little padding in each batch
    for start in range(0, len(rows), batch_size):
        chosen = order[start : start + batch_size]
        ids = torch.nn.utils.rnn.pad_sequence([rows[i] for i in chosen], batch_first=True)
        lengths = torch.tensor([len(rows[i]) for i in chosen])
        yield chosen, ids, (torch.arange(ids.shape[1]) < lengths[:, None]).long()


def keep_best(best, random, new, k, rng):
    """The `k` largest of `best` and `new`, and `k` taken at random of all so far.

    Examples are (value, what it is); `random` keeps with each a number that was drawn for it, so
    that every example has the same chance and no more than `k` are held.
    """
    best = heapq.nlargest(k, [*best, *new], key=lambda example: example[0])
    drawn = [(rng.random(), example) for example in new]
    return best, heapq.nlargest(k, [*random, *drawn], key=lambda pair: pair[0])


def top_texts(run, model, rows, special, layer, unit, k=8, batch_size=16, seed=0):
    """The `k` texts where a unit of `layer` is largest, `k` random ones, and its mean and s.d.

    `rows` are the token ids of each text, `special` masks of those that are not the text's own:
    they never win. An example is (largest value in the text, (text, position, values of all its
    tokens, nan where special)): each text counts once. No more than 2 `k` examples are held at a
    time. Returns also the share of tokens where the unit is positive.
    """
    rng = np.random.default_rng(seed)
    best, random, count, total, squares, positive = [], [], 0, 0.0, 0.0, 0
    batches = padded_batches(rows, batch_size)
    for chosen, ids, mask in tqdm(batches, total=-(-len(rows) // batch_size), desc="texts"):
        kept = []

        def keep(name, output, mask=mask, kept=kept):
            assert output.ndim == 3 and output.shape[:2] == mask.shape, (
                f"Layer {name!r} should give [text, token, unit], not {list(output.shape)}."
            )
            width = output.shape[-1]
            assert 0 <= unit < width, (
                f"Layer {name!r} has units 0 to {width - 1}: there is no {unit}."
            )
            # A copy of this unit alone: a view would hold what the whole layer gave.
            kept.append(output[..., unit].to("cpu", torch.float32, copy=True))

        run(model, ids, mask, [layer], keep)
        new = []
        for i, padded in zip(chosen, kept[0], strict=True):
            values, own = padded[: len(rows[i])], ~special[i]
            assert own.any(), f"Text {i} has no tokens of its own: remove empty texts."
            assert values[own].isfinite().all(), (
                f"Unit {unit} of {layer!r} is not finite in text {i}: run the model in float32."
            )
            value, position = values.masked_fill(special[i], -torch.inf).max(0)
            shown = values.masked_fill(special[i], torch.nan)
            new.append((value.item(), (i, position.item(), shown)))
            values = values[own].double()
            count, total = count + len(values), total + values.sum().item()
            squares += values.square().sum().item()
            positive += (values > 0).sum().item()
        best, random = keep_best(best, random, new, k, rng)
    mean = total / count
    spread = max(squares / count - mean**2, 0) ** 0.5
    return best, [example for _, example in random], mean, spread, positive / count


def plot_texts(rows, tokenizer, best, random, title, around=5):
    """Values around the largest, one row a text, the top texts above the random ones.

    What is no token of the text is grey, and takes no part in the scale of colours.
    """
    both = [*best, *random]
    width = 2 * around + 1
    grid = np.full((len(both), width), np.nan)
    limit = max(values.abs().nan_to_num().max().item() for _, (_, _, values) in both) or 1
    figure, panel = plt.subplots(figsize=(width + 2, 0.4 * len(both) + 1.6), layout="constrained")
    for y, (_, (i, position, values)) in enumerate(both):
        for x in range(width):
            at = position - around + x
            if 0 <= at < len(values):
                grid[y, x] = values[at]
                token = tokenizer.decode([rows[i][at].item()])
                dark = abs(values[at].item()) > 0.6 * limit
                panel.text(
                    x,
                    y,
                    token[:12],
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if dark else "black",
                    parse_math=False,
                )
    panel.set_facecolor("0.85")
    image = panel.imshow(grid, vmin=-limit, vmax=limit, cmap="RdBu_r", aspect="auto")
    panel.axhline(len(best) - 0.5, color="black", linewidth=2)
    names = ["top" if y < len(best) else "random" for y in range(len(both))]
    panel.set_yticks(
        range(len(both)),
        [f"{name} {value:.2f}" for name, (value, _) in zip(names, both, strict=True)],
    )
    panel.set_xticks(range(width), [str(x - around) for x in range(width)])
    panel.set_xlabel(
        "position, from the token where the unit is largest (grey: no token of the text)"
    )
    panel.set_ylabel("largest value in the text")
    panel.set_title(title)
    figure.colorbar(image, ax=panel, label="activation")
    return figure


# Choose the unit before you look: the most striking of many is striking by chance.
unit = 0
rows = [model.to_tokens(text)[0, :512].cpu() for text in texts]
special = lens_special_tokens(model, rows)
best, random, mean, spread, positive = top_texts(run_hook_points, model, rows, special, layer, unit)
print(
    f"unit {unit} of {layer}: mean {mean:.3g}, s.d. {spread:.3g}, positive on {positive:.0%} of tokens"
)
for value, (i, position, _) in best:
    print(
        f"{value:8.3f} ({(value - mean) / max(spread, 1e-12):5.1f} s.d.) text {i}, token {position}"
    )
print(f"of {len(texts)} texts; what the top ones share may not hold for the rest: read those too.")
plot_texts(rows, model.tokenizer, best, random, f"unit {unit} of {layer}, top and random")
plt.show()
