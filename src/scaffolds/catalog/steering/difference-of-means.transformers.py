"""
id: steering.difference-of-means.transformers
title: Steering by a difference of means
description: What the direction between two sets of texts does to a logit difference when added inside a transformers model.
needs:
  - {name: model, kind: transformersModel, type: PreTrainedModel that predicts the next token}
  - {name: tokenizer, kind: tokenizer, type: PreTrainedTokenizer}
  - {name: texts, kind: texts, type: "list[str], four or more"}
  - {name: other_texts, kind: otherTexts, type: "list[str], alike but for what you steer"}
  - {name: text, kind: text, type: "str, the prompt to steer"}
  - {name: answer, kind: answer, type: "str, one token"}
  - {name: wrong_answer, kind: wrongAnswer, type: "str, one token"}
yields:
  - {name: direction, type: "Tensor [hidden], of length 1, from the mean of other_texts to that of texts"}
  - {name: steering, type: "dict: doses, difference, low, high, loss, each [dose]"}
  - {name: residual_norm, type: "float, mean length of the residual stream there: one unit of dose"}
  - {name: layer, type: "int, the block before which it is taken and added"}
picture: The logit difference against the dose, with its interval over the texts, and the loss of the prompt.
knownAnswer: A planted direction moves the logit by the dose times the weights along it; a dose of 0 changes no bit.
check: steering.controls.transformers
questions:
  - steering.random-vector
  - steering.plain-prompt
  - steering.scale
  - steering.zero
  - steering.minus
  - steering.what-else-broke
  - steering.wrong-way
sources:
  - {title: Steering Llama 2 via Contrastive Activation Addition, authors: "Panickssery et al.", year: 2023, link: "https://arxiv.org/abs/2312.06681"}
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


# %% Steering by a difference of means
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


def dose_response(run, model, ids, layer, states, other_states, metric, doses, draws=40, seed=0):
    """What each dose does to `ids`: the metric, its 95 % interval over the texts, and the loss.

    A dose is the length of the added vector in units of the mean length of the residual stream at
    `layer`, over the last tokens of both sets. Each result is [dose].
    """
    norm = torch.cat([states, other_states]).norm(dim=1).mean()
    generator = torch.Generator().manual_seed(seed)
    between = (states.mean(0) - other_states.mean(0)).norm()
    # Each set drawn again with replacement, its difference in units of the one that was found.
    means = [
        group[torch.randint(len(group), (draws, len(group)), generator=generator)].mean(1)
        for group in (states, other_states)
    ]
    resampled = (means[0] - means[1]) / between
    directions = torch.cat([unit_difference(states, other_states)[None], resampled])
    lengths = torch.tensor(doses) * norm
    vectors = (directions[:, None] * lengths[:, None]).flatten(0, 1)
    values, losses = steered_run(run, model, ids, layer, vectors, metric)
    values = values.view(1 + draws, len(doses))
    low, high = values[1:].quantile(torch.tensor([0.025, 0.975]), dim=0)
    # Nothing added is nothing changed, to the last bit.
    rows = ids.expand(min(16, len(vectors)), -1)
    with torch.no_grad():
        plain = metric(run(model, rows, lambda site, depth, hidden: hidden)[:, -1].float().cpu())
    zero = torch.zeros(len(rows), states.shape[1])
    unmoved, _ = steered_run(run, model, ids, layer, zero, metric)
    assert unmoved.equal(plain), "A dose of 0 changes the model: the addition is not what it seems."
    return {
        "doses": torch.tensor(doses),
        "difference": values[0],
        "low": low,
        "high": high,
        "loss": losses.view(1 + draws, len(doses))[0],
    }, norm.item()


def plot_doses(steering, answer, wrong_answer):
    """The logit difference, with its interval over the texts, and the loss of the prompt."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.fill_between(steering["doses"], steering["low"], steering["high"], alpha=0.3)
    left.plot(steering["doses"], steering["difference"], marker="o")
    left.axhline(0, color="gray", linewidth=1)
    left.set_ylabel(f"logit of {answer!r} less {wrong_answer!r}", parse_math=False)
    left.set_title("Effect (95 % over resampled texts)")
    right.plot(steering["doses"], steering["loss"], marker="o", color="tab:red")
    right.set_ylim(0, 1.1 * steering["loss"].max().item())
    right.set_ylabel("loss of the prompt, nats a token")
    right.set_title("Damage")
    for panel in (left, right):
        panel.axvline(0, color="gray", linewidth=1)
        panel.set_xlabel("dose, in lengths of the residual stream")
    return figure


prompt = prompt_ids(tokenizer, text)
# The residual stream is all that is looked at and changed.
run = partial(run_transformers, parts=())
metric = logit_difference(answer_token(tokenizer, answer), answer_token(tokenizer, wrong_answer))
layer = model.config.get_text_config().num_hidden_layers // 2
rows, other_rows = ([prompt_ids(tokenizer, row) for row in group] for group in (texts, other_texts))
states, other_states = (last_states(run, model, group, layer) for group in (rows, other_rows))
direction = unit_difference(states, other_states)
doses = (-1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0)
steering, residual_norm = dose_response(
    run, model, prompt, layer, states, other_states, metric, doses
)
between = (states.mean(0) - other_states.mean(0)).norm().item()
print(f"before layer {layer}: residual stream {residual_norm:.1f} long, ", end="")
print(f"the two means {between / residual_norm:.2f} of that apart")
print(f"logit of {answer!r} less {wrong_answer!r}, and the loss of the prompt:")
for dose, change, loss in zip(doses, steering["difference"], steering["loss"], strict=True):
    print(f"  dose {dose:5.2f}: {change:6.2f}, {loss:.2f} nats a token")
print("One prompt: steering often goes the other way on a share of prompts, so try many.")
plot_doses(steering, answer, wrong_answer)
plt.show()
