"""A GPT-2 toy with a unit that knows two words, and what its top examples have to be."""

import torch
from tokenizers.processors import TemplateProcessing
from toy_induction import toy_tokenizer, untrained_toy
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

# "w0" is also put before each text and pads it, and makes the unit larger than "w7" does.
TEXTS = [
    "w1 w2 w3 w4 w5 w6 w8 w9 w10 w11 w12 w13",
    "w1 w7 w2",
    "w3",
    "w20 w21 w22 w0 w23",
    "w4 w5 w6 w7",
    "w14 w15 w16 w17 w18 w19 w20 w21",
    "w7 w8 w9 w10 w11",
    "w24 w25",
    "w26 w27 w28 w29",
    "w30 w31 w30 w31 w30 w31",
    "w12 w13 w14",
    "w2 w3 w4",
]


def planted_unit() -> GPT2LMHeadModel:
    """Unit 0 of the first block's MLP knows "w0" and, half as strongly, "w7"; others are 0."""
    model = untrained_toy()
    first = model.transformer.h[0]
    with torch.no_grad():
        words = torch.nn.init.orthogonal_(model.transformer.wte.weight, gain=8)
        first.attn.c_proj.weight.zero_()
        first.mlp.c_fc.weight[:, 0] = 0.2 * words[0] + 0.1 * words[7]
    return model


def unit_by_hand(model: GPT2LMHeadModel, ids: torch.Tensor) -> torch.Tensor:
    """Unit 0's values for token ids [token], from its weights: one token is all that it looks at."""
    body = model.transformer
    first = body.h[0]
    with torch.no_grad():
        stream = body.wte.weight[ids] + body.wpe.weight[: len(ids)]
        before = first.ln_2(stream) @ first.mlp.c_fc.weight[:, 0]
        return torch.nn.functional.gelu(before, approximate="tanh")


def tokenizer_with_beginning() -> PreTrainedTokenizerFast:
    """The toy's tokenizer, which puts "w0" before every text, as those of many language models do."""
    tokenizer = toy_tokenizer()
    tokenizer.add_special_tokens({"bos_token": "w0", "pad_token": "w0"})
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single="w0 $A", special_tokens=[("w0", 0)]
    )
    return tokenizer


def assert_the_planted_words_win(best):
    """The text with "w0" in it is first, then the three with "w7"; then comes what is near 0."""
    places = [(i, position) for _, (i, position, _) in best]
    assert places[0] == (3, 4)
    assert set(places[1:4]) == {(1, 2), (4, 4), (6, 1)}
    values = [value for value, _ in best]
    assert values == sorted(values, reverse=True)
    assert values[0] > 1.5 * values[1] and values[3] > 10 * max(values[4], 0)


def assert_the_values_are_those_of_the_weights(names):
    """Of each example that was kept, and of the numbers over all tokens, without what is put before."""
    model, rows = names["lm"], names["rows"]
    for value, (i, position, values) in names["best"] + names["random"]:
        expected = unit_by_hand(model, rows[i])
        assert values[0].isnan() and value == values[position].item()
        torch.testing.assert_close(values[1:], expected[1:], atol=1e-5, rtol=1e-5)
        assert position == 1 + expected[1:].argmax().item()
    every = torch.cat([unit_by_hand(model, row)[1:] for row in rows]).double()
    found = torch.tensor([names["mean"], names["spread"], names["positive"]], dtype=torch.double)
    expected = [every.mean(), every.std(correction=0), (every > 0).double().mean()]
    torch.testing.assert_close(found, torch.stack(expected), atol=1e-5, rtol=1e-5)


def assert_equal_to_a_loop_over_texts(names, arguments, single):
    """The top of `top_texts(*arguments, ...)`, where `single(ids)` gives the unit's values [token]."""
    rows = names["rows"]
    loop = []
    for i, row in enumerate(rows):
        values = single(row)
        largest = max(range(1, len(row)), key=lambda position: values[position].item())
        loop.append((values[largest].item(), i, largest))
    expected = sorted(loop, reverse=True)
    one_by_one, _, *numbers = names["top_texts"](*arguments, k=len(rows), batch_size=1)
    assert [(value, i, position) for value, (i, position, _) in one_by_one] == expected
    for size in (5, len(rows)):
        best, _, *others = names["top_texts"](*arguments, k=6, batch_size=size)
        assert [(i, position) for _, (i, position, _) in best] == [(i, position) for _, i, position in expected[:6]]
        torch.testing.assert_close(
            torch.tensor([value for value, _ in best]),
            torch.tensor([value for value, _, _ in expected[:6]]),
            atol=1e-5,
            rtol=1e-5,
        )
        torch.testing.assert_close(torch.tensor(others), torch.tensor(numbers), atol=1e-5, rtol=1e-5)


def assert_few_examples_are_held(names, arguments, monkeypatch):
    """However many texts there are, and of each no more than its own tokens' values."""
    held, inner = [], names["keep_best"]

    def spy(best, random, new, k, rng):
        examples = [*best, *(example for _, example in random)]
        held.append(sum(values.untyped_storage().nbytes() for _, (_, _, values) in examples))
        assert len(best) <= k and len(random) <= k
        return inner(best, random, new, k, rng)

    monkeypatch.setitem(names["top_texts"].__globals__, "keep_best", spy)
    run, model, rows, special, layer, unit = arguments
    best, random, *_ = names["top_texts"](
        run, model, rows * 20, special * 20, layer, unit, k=3, batch_size=7
    )
    assert len(best) == len(random) == 3 and len(held) > 30
    assert max(held) <= 6 * 4 * max(map(len, rows))


def faults_of(names, run, model, layers):
    """What the check says of a way to run the model, at `layers`, against the library's own word."""
    rows = names["rows"]
    alone, together = (
        names["cache_tokens"](run, model, rows, layers, batch_size=size)[0] for size in (1, len(rows))
    )
    if "cached_outputs" in names:
        watched = names["cached_outputs"](model, rows[0], layers)
    else:
        watched = names["watched_outputs"](model._module, layers, input_ids=rows[0][None])
    report = names["compare_sites"](alone, together, watched, sum(map(len, rows)))
    return names["site_faults"](report)


def assert_the_check_tells_truth_from_fakes(names, run, model, layers):
    assert names["site_sound"] and "Passed" in names["printed"]
    assert not faults_of(names, run, model, layers)

    def elsewhere(model, ids, mask, layers, keep):
        shifted = dict(zip(layers, [*layers[1:], layers[0]]))
        run(model, ids, mask, layers, lambda name, output: keep(shifted[name], output))

    def mean(model, ids, mask, layers, keep):
        run(model, ids, mask, layers, lambda name, output: keep(name, output.mean(0, keepdim=True).expand_as(output)))

    def shifted(model, ids, mask, layers, keep):
        run(model, ids, mask, layers, lambda name, output: keep(name, output.roll(1, dims=1)))

    faults = faults_of(names, elsewhere, model, layers)
    assert len(faults) == len(layers) and all("the hook sat elsewhere" in fault for fault in faults)
    for fake in (mean, shifted):
        assert len(faults_of(names, fake, model, layers)) == len(layers)


def assert_the_model_is_left_as_it_was(names, arguments, module, match):
    """Even when the unit is not there, which is said."""
    run, model, rows, special, layer, _ = arguments
    module.train()
    next(module.children()).eval()
    modes = [part.training for part in module.modules()]
    hooks = [len(part._forward_hooks) for part in module.modules()]
    for unit in (0, 4):
        try:
            names["top_texts"](run, model, rows, special, layer, unit)
            assert unit == 0
        except AssertionError as error:
            assert match in str(error)
        assert [part.training for part in module.modules()] == modes
        assert [len(part._forward_hooks) for part in module.modules()] == hooks
