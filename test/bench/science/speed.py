"""`speed.py DOCUMENT DEVICE`: scaffolds against what people write instead, as JSON on the last line."""

import contextlib
import io
import json
import sys
from functools import partial

import torch
from common import run_document
from side_by_side import side_by_side


def one_pass_a_layer(model, tokenizer, texts, layers, batch_size=32):
    """Mean-pooled hidden states, [layer, text, hidden], with all texts run again for each layer."""
    features = []
    for layer in range(layers):
        rows = []
        for start in range(0, len(texts), batch_size):
            batch = tokenizer(texts[start : start + batch_size], padding=True, return_tensors="pt")
            batch = batch.to(model.device)
            with torch.no_grad():
                hidden = model.base_model(**batch, output_hidden_states=True).hidden_states[layer]
            mask = batch["attention_mask"][..., None]
            rows.append(((hidden * mask).sum(1) / mask.sum(1)).cpu())
        features.append(torch.cat(rows))
    return torch.stack(features).numpy()


def comparisons(names, device):
    """(what, scaffold, what people write instead, both ways, how well their results agree)."""
    model, tokenizer, random_text = (names[name] for name in ("net", "my_tok", "random_text"))
    blocks, heads = model.config.n_layer, model.config.n_head
    texts = [random_text(16 + 7 * i % 100) for i in range(128)]
    yield (
        f"Hidden states of all {blocks + 1} layers for a sweep, {len(texts)} texts",
        "all layers in one pass",
        "one pass a layer",
        partial(names["pooled_layers"], model, tokenizer, texts),
        partial(one_pass_a_layer, model, tokenizer, texts, blocks + 1),
        largest_difference,
    )
    clean, corrupt = (
        tokenizer(names[name], return_tensors="pt")["input_ids"][0]
        for name in ("clean_prompt", "corrupt_prompt")
    )
    run, metric = names["run_transformers"], names["metric"]
    patching = partial(names["patching_effects"], run, model, clean, corrupt, metric)
    places = f"{3 * blocks * len(clean)} places"
    yield (
        f"Effect of {places}: estimated",
        "attribution patching",
        "activation patching, places in batches",
        partial(names["attribution_effects"], run, model, clean, corrupt, metric),
        patching,
        correlation,
    )
    yield (
        f"Effect of {places}: patched",
        "activation patching, places in batches",
        "one place at a time",
        patching,
        partial(patching, batch_size=1),
        largest_difference,
    )
    few = [tokenizer(random_text(24), return_tensors="pt")["input_ids"][0] for _ in range(3)]
    cut = partial(
        names["knockout_effects"],
        partial(names["run_heads"], model),
        few,
        [[(layer, head)] for layer in range(blocks) for head in range(heads)],
        names["next_token_loss"](few),
    )
    yield (
        f"Ablation of each of {blocks * heads} heads, {len(few)} texts",
        "many heads at once",
        "one head at a time",
        cut,
        partial(cut, tokens_at_once=1),
        largest_difference,
    )


def first(result):
    return torch.as_tensor(result[0] if isinstance(result, tuple) else result).float()


def largest_difference(one, other):
    gap = (first(one) - first(other)).abs().max().item()
    assert gap < 1e-3, f"The two ways give different results: {gap}"
    return f"they differ by {gap:.0e} at most" if gap else "the same"


def correlation(one, other):
    pair = torch.stack([first(one).flatten(), first(other).flatten()])
    return f"an estimate, correlated by {torch.corrcoef(pair)[0, 1]:.2f}"


def main(document, device, rounds=3):
    names = run_document(document, device)
    wait = torch.cuda.synchronize if device == "cuda" else (lambda: None)
    rows = []
    for what, scaffold, instead, fast, slow, agreement in comparisons(names, device):
        with contextlib.redirect_stderr(io.StringIO()):  # progress bars
            times = side_by_side(fast, slow, rounds, wait)
            agreed = agreement(fast(), slow())
        ways = {"what": what, "ours": scaffold, "instead": instead, "agreement": agreed}
        rows.append(ways | times)
    print(json.dumps(rows))


main(*sys.argv[1:])
