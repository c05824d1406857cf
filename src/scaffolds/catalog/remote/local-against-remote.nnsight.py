"""
id: remote.local-against-remote.nnsight
title: Local against remote
description: Whether one example gives the same on this machine as on NDIF; tested as a dry run, not against the service.
needs:
  - {name: model, kind: nnsightModel, type: "TransformersModel, by the name of a model that NDIF holds"}
  - {name: texts, kind: texts, type: "list[str]"}
yields:
  - {name: drift, type: "Tensor [layer], difference of the states as a share of their length"}
  - {name: same_word, type: "bool, the likeliest next token is the same"}
  - {name: agrees, type: "bool, the states and the likeliest token agree"}
picture: The difference between the two runs by layer, beside what the precision allows.
checks: remote.session.nnsight
questions:
  - remote.agrees
  - remote.same-revision
  - any.which-model-exactly
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


# %% Local against remote
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


def compare_sessions(here, there, precision):
    """How far two runs are apart: the states, [layer], as a share of their length; and the words.

    `here` and `there` are (states, scores) of the same texts. Also the largest difference of a
    log-probability among the ten likeliest words, whether the likeliest is the same, and what
    numbers of this `precision` allow.
    """
    (states, scores), (other_states, other_scores) = here, there
    assert states.shape == other_states.shape and scores.shape == other_scores.shape, (
        f"The runs have other shapes, {list(states.shape)} and {list(other_states.shape)}: this is "
        "not the same model."
    )
    drift = ((states - other_states).norm(dim=-1) / states.norm(dim=-1)).amax(0)
    likeliest = scores.topk(min(10, scores.shape[-1])).indices
    words = (scores.gather(-1, likeliest) - other_scores.gather(-1, likeliest)).abs().max().item()
    same = scores.argmax(-1).equal(other_scores.argmax(-1))
    return drift, words, same, max(1e-3, 8 * torch.finfo(precision).eps)


rows = [model.tokenizer(text, return_tensors="pt")["input_ids"][0] for text in texts]
# Without a key: the same steps on this machine, sent nowhere.
remote = True if os.environ.get("NDIF_API_KEY") else "local"
print("remote" if remote is True else "NDIF_API_KEY is not set: a dry run takes its place.")
here = session_states(model, rows[:1], False)
there = session_states(model, rows[:1], remote)
precision = next(model._module.parameters()).dtype
drift, word_difference, same_word, tolerance = compare_sessions(here, there, precision)
print(f"states differ by at most {drift.max():.2g} of their length ({tolerance:.2g} allowed)")
print(f"log-probabilities of the ten likeliest words differ by at most {word_difference:.2g}")
agrees = bool(drift.max() <= tolerance) and same_word
place = "NDIF" if remote is True else "dry run"
if agrees and remote is True:
    print("Passed: both give the same.")
elif agrees:
    print("Passed as a dry run alone: nothing was compared with NDIF yet.")
else:
    print("Failed: compare the revision, the dtype and the attention implementation of the two.")
figure, panel = plt.subplots(figsize=(6, 3.8), layout="constrained")
panel.semilogy(drift.clamp_min(1e-9), marker="o", label=f"local against {place}")
panel.axhline(tolerance, linestyle="--", color="tab:red", label="allowed")
panel.set_ylim(1e-9, 10)
panel.set_xticks(range(0, len(drift), max(1, len(drift) // 12)))
panel.set_xlabel("layer")
panel.set_ylabel("difference, share of the length")
panel.set_title(f"Last token of one text, local and {place}")
panel.legend()
plt.show()
