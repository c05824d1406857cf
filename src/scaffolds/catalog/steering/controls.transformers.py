"""
id: steering.controls.transformers
title: Steering against its controls
description: Whether random vectors of the same length, or a plain prompt, steer a transformers model as well.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel that predicts the next token}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: texts, kind: texts, type: "list[str], four or more"}
  - {name: other_texts, kind: otherTexts, type: "list[str], alike but for what you steer"}
  - {name: text, kind: text, type: "str, the prompt to steer"}
  - {name: answer, kind: answer, type: "str, one token"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token"}
yields:
  - {name: effects, type: "dict, change of the logit difference: steered, opposite, random, same set, prompt"}
  - {name: verdict, type: "dict, each thing that should hold and whether it does"}
  - {name: specific, type: "bool, all of them hold"}
picture: The change by the direction, beside its opposite, a prompt, and vectors of equal length.
checks: steering.difference-of-means.transformers
questions:
  - steering.random-vector
  - steering.minus
  - steering.plain-prompt
  - any.boring-explanation
sources:
  - {title: "AxBench: Steering LLMs? Even Simple Baselines Outperform Sparse Autoencoders", authors: "Wu et al.", year: 2025, link: "https://arxiv.org/abs/2501.17148"}
  - {title: Steering Language Models With Activation Engineering, authors: "Turner et al.", year: 2023, link: "https://arxiv.org/abs/2308.10248"}
  - {title: Analyzing the Generalization and Reliability of Steering Vectors, authors: "Tan et al.", year: 2024, link: "https://arxiv.org/abs/2407.12404"}
"""

import inspect
from functools import partial

import matplotlib.pyplot as plt
import torch
from tqdm.auto import tqdm
from transformers import AutoModelForCausalLM, AutoTokenizer

# %% model
model = AutoModelForCausalLM.from_pretrained("gpt2")

# %% tokenizer
tokenizer = AutoTokenizer.from_pretrained(model.name_or_path)

# %% texts
# The two sets should differ in one thing only: here, each text has a partner of the same shape.
openings = ["The film", "The meal", "Her song", "The trip", "His talk", "The book"]
texts = [f"{opening} was wonderful and I loved it" for opening in openings]

# %% other_texts
topics = ["The film", "The meal", "Her song", "The trip", "His talk", "The book"]
other_texts = [f"{topic} was terrible and I hated it" for topic in topics]

# %% text
text = "I went to see the new play. It was"

# %% answer
answer = " great"

# %% wrong_answer
wrong_answer = " bad"


# %% Steering against its controls
def transformer_blocks(model):
    """The blocks of a transformers model, in order."""
    depth = model.config.get_text_config().num_hidden_layers
    lists = [part for part in model.modules() if isinstance(part, torch.nn.ModuleList)]
    blocks = [part for part in lists if len(part) == depth]
    assert blocks, f"No list of {depth} blocks was found in {type(model).__name__}."
    return blocks[0]


def block_part(block, site):
    """The attention or the MLP of a block, under the name that its architecture has for it."""
    names = {
        "attention": ("attn", "self_attn", "attention", "self_attention"),
        "mlp": ("mlp", "feed_forward", "ffn", "block_sparse_moe"),
    }[site]
    found = [name for name in names if hasattr(block, name)]
    assert found, (
        f"The block has no {site} under a known name, but {list(dict(block.named_children()))}: "
        "add the right one to the names here."
    )
    part = getattr(block, found[0])
    if "residual" not in inspect.signature(type(part).forward).parameters:
        return part
    # BLOOM and MPT add the residual stream in here: the last layer gives what they add to it.
    return [layer for layer in part.modules() if isinstance(layer, torch.nn.Linear)][-1]


def run_transformers(model, ids, edit, parts=("attention", "mlp")):
    """Logits [row, position, vocabulary] of `ids` [row, position], with `edit` at every site.

    `edit(site, layer, hidden)` gets and returns a hidden state [row, position, hidden]; a site is
    the "residual" stream before a block, or what one of its `parts` adds to it.
    """

    def before(block, arguments, options, layer):
        if arguments:
            return (edit("residual", layer, arguments[0]), *arguments[1:]), options
        hidden = edit("residual", layer, options["hidden_states"])
        return arguments, options | {"hidden_states": hidden}

    def after(part, arguments, output, site, layer):
        # A block of transformers 5 returns a tensor, its attention a tuple.
        if isinstance(output, tuple):
            return (edit(site, layer, output[0]), *output[1:])
        return edit(site, layer, output)

    device = model.get_input_embeddings().weight.device
    training = {module: module.training for module in model.modules()}
    handles = []
    model.eval()  # dropout would change the numbers from run to run
    try:
        for layer, block in enumerate(transformer_blocks(model)):
            hook = partial(before, layer=layer)
            handles.append(block.register_forward_pre_hook(hook, with_kwargs=True))
            for site in parts:
                hook = partial(after, site=site, layer=layer)
                handles.append(block_part(block, site).register_forward_hook(hook))
        return model(input_ids=ids.to(device), use_cache=False).logits
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in training.items():
            module.training = mode


def answer_token(tokenizer, answer):
    """The id of an answer, which has to be a single token."""
    ids = tokenizer(answer, add_special_tokens=False)["input_ids"]
    spaced = " " + answer.strip()
    hint = "take a shorter one" if answer == spaced else f"often it needs its space, {spaced!r}"
    bare = tokenizer(answer.strip(), add_special_tokens=False)["input_ids"]
    if answer != answer.strip() and len(bare) == 1:  # Llama 2 puts a space before each word
        hint = f"this tokenizer wants it without its space, {answer.strip()!r}"
    assert len(ids) == 1, (
        f"The answer {answer!r} should be one token but is "
        f"{[tokenizer.decode([token]) for token in ids]}: {hint}."
    )
    assert ids[0] != tokenizer.unk_token_id, f"The tokenizer does not know the answer {answer!r}."
    others = tokenizer(spaced, add_special_tokens=False)["input_ids"]
    if len(others) == 1 and others != ids:
        print(f"{answer!r} and {spaced!r} are different tokens: after a word it is the second.")
    return ids[0]


def logit_difference(answer, wrong_answer):
    """A metric of logits [row, vocabulary]: that of one token id less that of another, [row]."""
    assert answer != wrong_answer, "The answer and the wrong answer are the same token."
    return lambda logits: logits[:, answer] - logits[:, wrong_answer]


def prompt_ids(tokenizer, text):
    """The token ids of a text that the model goes on from, [position]."""
    ids = tokenizer(text, return_tensors="pt")["input_ids"][0]
    assert len(ids) > 1, f"{text!r} is a single token, whose state is that of any first token."
    assert ids[-1].item() not in tokenizer.all_special_ids, (
        f"The last token of {text!r} is the special {tokenizer.decode(ids[-1:])!r}: nothing is "
        "predicted there. Tokenize without special tokens at the end."
    )
    return ids


def last_states(run, model, rows, layer, batch_size=16):
    """The residual stream before `layer` at the last token of each of `rows`, [row, hidden].

    Each of `rows` is a tensor of token ids. Those of one length go together, so nothing is padded.
    """
    states, lengths = {}, {}
    for row, ids in enumerate(rows):
        lengths.setdefault(len(ids), []).append(row)
    batches = [
        same[start : start + batch_size]
        for same in lengths.values()
        for start in range(0, len(same), batch_size)
    ]
    for batch in tqdm(batches, desc="hidden states"):

        def keep(site, depth, hidden, batch=batch):
            if (site, depth) == ("residual", layer):
                last = hidden[:, -1].detach().float().cpu().clone()
                states.update(zip(batch, last, strict=True))
            return hidden

        with torch.no_grad():
            run(model, torch.stack([rows[row] for row in batch]), keep)
    assert states, f"The model has no layer {layer}."
    return torch.stack([states[row] for row in range(len(rows))])


def unit_difference(states, other_states):
    """The direction from the mean of `other_states` to that of `states`, of length 1, [hidden]."""
    difference = states.mean(0) - other_states.mean(0)
    assert difference.norm() > 1e-6 * states.norm(dim=1).mean(), (
        "The two sets of texts have the same mean here: take another layer or other texts."
    )
    return difference / difference.norm()


def steered_run(run, model, ids, layer, vectors, metric, batch_size=16):
    """The metric, [row], and the loss of `ids` in nats a token, [row], one row for each vector.

    A vector, [hidden], is added at every position of the residual stream before `layer`.
    """
    values, losses = [], []
    for batch in tqdm(vectors.split(batch_size), desc="steering"):

        def add(site, depth, hidden, batch=batch):
            if (site, depth) != ("residual", layer):
                return hidden
            return hidden + batch[:, None].to(hidden)

        with torch.no_grad():
            logits = run(model, ids.expand(len(batch), -1), add).float().cpu()
        values.append(metric(logits[:, -1]))
        # How well the model still predicts the prompt itself.
        targets = ids[1:].expand(len(batch), -1)
        loss = torch.nn.functional.cross_entropy(
            logits[:, :-1].transpose(1, 2), targets, reduction="none"
        )
        losses.append(loss.mean(1))
    return torch.cat(values), torch.cat(losses)


def control_directions(states, other_states, draws, generator):
    """Directions of length 1 that should do nothing in particular: {kind: [draw, hidden]}.

    Random ones, and the difference between two random halves of one and the same set of texts.
    """
    random = torch.randn(draws, states.shape[1], generator=generator)
    within = []
    for draw in range(draws):
        group = (states, other_states)[draw % 2]
        mixed = group[torch.randperm(len(group), generator=generator)]
        half = len(group) // 2
        within.append(mixed[:half].mean(0) - mixed[half : 2 * half].mean(0))
    within = torch.stack(within)
    # Where all texts of a set have the same state, there is nothing to be different.
    lengths = within.norm(dim=1, keepdim=True)
    flat = lengths < 1e-6 * states.norm(dim=1).mean()
    return {
        "random": random / random.norm(dim=1, keepdim=True),
        "same set": torch.where(flat, torch.zeros_like(within), within / lengths),
    }


def length_separation(rows, other_rows):
    """How well the number of tokens alone tells the two sets apart: 0.5 not at all, 1 fully."""
    longer = [(len(a) > len(b)) + 0.5 * (len(a) == len(b)) for a in rows for b in other_rows]
    share = sum(longer) / len(longer)
    return max(share, 1 - share)


def steering_controls(
    run,
    model,
    ids,
    states,
    other_states,
    prefixed,
    layer,
    metric,
    direct=None,
    dose=0.5,
    draws=40,
    seed=0,
):
    """What the direction, its opposite, controls of equal length and plain prompts do to the metric.

    Changes of the metric, by name: "steered", "opposite", "random" [draw], "same set" [draw] and
    "prompt". For the last, `prefixed` holds the prompt after each text of the one set and after
    each of the other: it is half of the mean over the first less that over the second, as far from
    the middle as the direction takes the metric from where it was.
    """
    assert min(len(states), len(other_states)) >= 4, "Give at least four texts of each set."
    direction = (direct or unit_difference)(states, other_states)
    norm = torch.cat([states, other_states]).norm(dim=1).mean()
    generator = torch.Generator().manual_seed(seed)
    controls = control_directions(states, other_states, draws, generator)
    vectors = torch.cat([torch.stack([0 * direction, direction, -direction]), *controls.values()])
    values, _ = steered_run(run, model, ids, layer, dose * norm * vectors, metric)
    changes = values - values[0]
    prompted = []
    for group in prefixed:
        with torch.no_grad():
            logits = [
                run(model, row[None], lambda site, depth, hidden: hidden)[:, -1] for row in group
            ]
        prompted.append(metric(torch.cat(logits).float().cpu()).mean().item())
    return {
        "steered": changes[1].item(),
        "opposite": changes[2].item(),
        "random": changes[3 : 3 + draws],
        "same set": changes[3 + draws :],
        "prompt": (prompted[0] - prompted[1]) / 2,
    }


def steering_verdict(effects, separation):
    """Each thing that should hold of a steering direction, and whether it does."""
    size = abs(effects["steered"])
    limits = {kind: effects[kind].abs().quantile(0.95).item() for kind in ("random", "same set")}
    return {
        "it moves the metric towards the answer": effects["steered"] > 0,
        f"it does more than 95 % of random vectors of its length ({limits['random']:.2f})": (
            size > limits["random"]
        ),
        f"it does more than 95 % of directions within one set ({limits['same set']:.2f})": (
            size > limits["same set"]
        ),
        "its opposite moves the metric the other way": effects["steered"] * effects["opposite"] < 0,
        f"the sets are not told apart by their length ({separation:.2f} of 0.5 to 1)": (
            separation < 0.8
        ),
    }


def plot_controls(effects, answer, wrong_answer):
    """What the direction does beside its controls."""
    figure, panel = plt.subplots(figsize=(6.5, 4), layout="constrained")
    for height, kind in enumerate(("random", "same set")):
        panel.scatter(effects[kind], [height] * len(effects[kind]), alpha=0.5, color="gray")
    singles = ("opposite", "prompt", "steered")
    for height, kind in enumerate(singles, start=2):
        panel.scatter(effects[kind], height, color="tab:red" if kind == "steered" else "tab:blue")
    panel.set_yticks(range(5), ["random vectors", "within one set", *singles])
    panel.axvline(0, color="gray", linewidth=1)
    panel.set_xlabel(f"change of the logit of {answer!r} less {wrong_answer!r}", parse_math=False)
    panel.set_title("Steering and its controls")
    return figure


prompt = prompt_ids(tokenizer, text)
# The residual stream is all that is looked at and changed.
run = partial(run_transformers, parts=())
metric = logit_difference(answer_token(tokenizer, answer), answer_token(tokenizer, wrong_answer))
layer = model.config.get_text_config().num_hidden_layers // 2
rows, other_rows = ([prompt_ids(tokenizer, row) for row in group] for group in (texts, other_texts))
states, other_states = (last_states(run, model, group, layer) for group in (rows, other_rows))
# The prompt after each text: what it takes no steering to do.
prefixed = [
    [prompt_ids(tokenizer, f"{row}. {text}") for row in group] for group in (texts, other_texts)
]
effects = steering_controls(run, model, prompt, states, other_states, prefixed, layer, metric)
verdict = steering_verdict(effects, length_separation(rows, other_rows))
print(f"the direction moves the metric by {effects['steered']:.2f}, ", end="")
print(f"its opposite by {effects['opposite']:.2f}")
for sentence, holds in verdict.items():
    print(f"{'holds' if holds else 'FAILS'}: {sentence}")
specific = all(verdict.values())
print("Passed: this direction does it." if specific else "Failed: something else may do it.")
print(
    f"A text of the set before the prompt moves it by {effects['prompt']:.2f}, against the other."
)
if effects["prompt"] >= effects["steered"]:
    print("A plain prompt does as much as steering does.")
plot_controls(effects, answer, wrong_answer)
plt.show()
