"""
id: remote.session.nnsight
title: A session on NDIF
description: States and next words of a model too big for this machine, in one remote job; tested as a dry run, not against the service.
needs:
  - {name: model, kind: nnsightModel, type: "TransformersModel, by the name of a model that NDIF holds"}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: states, type: "Tensor [text, layer, hidden], residual stream before each block, last token"}
  - {name: scores, type: "Tensor [text, word], log-probability of the next token"}
  - {name: remote, type: "True for NDIF, or the word local for a dry run on this machine"}
picture: The likeliest next tokens after the first text, and the length of the residual stream by layer.
knownAnswer: A dry run gives what a local run gives.
check: remote.local-against-remote.nnsight
questions:
  - remote.sensitive
  - remote.key
  - remote.saved
  - remote.how-much
  - remote.agrees
sources:
  - {title: "NNsight and NDIF: Democratizing Access to Open-Weight Foundation Model Internals", authors: "Fiotto-Kaufman et al.", year: 2024, link: "https://arxiv.org/abs/2407.14561"}
"""

import os

import matplotlib.pyplot as plt
import torch
from nnsight import CONFIG, TransformersModel, save

# %% model
# What NDIF holds is on https://nnsight.net/status; a small one can be run here as well.
model = TransformersModel("openai-community/gpt2", task="text-generation")

# %% texts
texts = ["The Eiffel Tower is in the city of", "The Colosseum is in the city of"]


# %% A session on NDIF
def session_states(model, rows, remote):
    """One job: the states of the last token, [text, layer, hidden], and log-probabilities after it.

    The states are those of the residual stream before each block; the log-probabilities are [text,
    word]. `rows` are token ids, [position] each. `remote` is True for NDIF, "local" for a dry run of
    the same on this machine, False for a plain run here.
    """
    assert isinstance(model, TransformersModel), (
        f"A session runs remotely for a TransformersModel, not for {type(model).__name__}."
    )
    if remote is True:
        key = os.environ.get("NDIF_API_KEY")
        assert key, "Put your key into the environment variable NDIF_API_KEY, never into a file."
        # For this process alone: set_default_api_key would write the key to the disk.
        CONFIG.API.APIKEY = key
    depth = model.config.get_text_config().num_hidden_layers
    lists = [
        part
        for part in model.modules()
        if isinstance(part._module, torch.nn.ModuleList) and len(part._module) == depth
    ]
    assert lists, f"No list of {depth} blocks was found in {type(model._module).__name__}."
    blocks = lists[0]
    training = {module: module.training for module in model._module.modules()}
    model._module.eval()  # as it is on the server
    try:
        with model.session(remote=remote):
            # Only what is saved in here comes back, so keep it small: the last token, no more.
            states, scores = save([]), save([])
            for row in rows:
                with torch.no_grad():
                    with model.trace(input_ids=row[None]):
                        kept = []
                        for block in blocks:
                            kept.append(block.input[0, -1].float().cpu())
                        states.append(torch.stack(kept))
                        scores.append(model.output.logits[0, -1].float().log_softmax(-1).cpu())
    finally:
        for module, mode in training.items():
            module.training = mode
    assert len(states) == len(rows), "Not all texts came back: was something not saved?"
    return torch.stack(list(states)), torch.stack(list(scores))


def plot_session(states, scores, labels, words):
    """The likeliest next tokens after the first text, and how long the states of each text are."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    left.barh(range(len(words)), scores.exp().numpy())
    left.set_yticks(range(len(words)), words, parse_math=False)
    left.invert_yaxis()
    left.set_xlim(0, 1)
    left.set_xlabel("probability")
    left.set_title(f"Next token after {labels[0]!r}"[:60], fontsize=10, parse_math=False)
    for label, state in zip(labels, states, strict=True):
        right.plot(state.norm(dim=-1), marker="o", label=label[:40].replace("$", r"\$"))
    layers = states.shape[1]
    right.set_ylim(0, 1.1 * states.norm(dim=-1).max().item())
    right.set_xticks(range(0, layers, max(1, layers // 12)))
    right.set_xlabel("layer")
    right.set_ylabel("length of the residual stream before it")
    right.set_title("Last token", fontsize=10)
    right.legend(fontsize=8)
    return figure


rows = [model.tokenizer(text, return_tensors="pt")["input_ids"][0] for text in texts]
# Without a key: the same steps on this machine, sent nowhere.
remote = True if os.environ.get("NDIF_API_KEY") else "local"

if remote is True:
    print(f"To NDIF go these {len(texts)} texts and the code of the session: is anything private?")
else:
    print("NDIF_API_KEY is not set, so this is a dry run on this machine.")
states, scores = session_states(model, rows, remote)
print(f"{list(states.shape)} states [text, layer, hidden] came back")
likeliest = scores[0].topk(min(8, scores.shape[-1]))
words = [repr(model.tokenizer.decode([word])) for word in likeliest.indices.tolist()]
print(f"after {texts[0]!r}: {', '.join(words)}")
plot_session(states, likeliest.values, texts, words)
plt.show()
