import pytest
import torch
from nnsight import NNsight
from toy_units import (
    TEXTS,
    assert_equal_to_a_loop_over_texts,
    assert_few_examples_are_held,
    assert_the_check_tells_truth_from_fakes,
    assert_the_model_is_left_as_it_was,
    assert_the_planted_words_win,
    assert_the_values_are_those_of_the_weights,
    planted_unit,
)
from transformers import AutoModel, AutoTokenizer

DOCUMENTS = {
    "units_bridge.py": ("run_hook_points", "bridge", "hook_name"),
    "units_nnsight.py": ("run_traced", "wrapped", "layer_name"),
}
both = pytest.mark.parametrize("name", DOCUMENTS)


def arguments_of(names, name):
    run, model, layer = (names[one] for one in DOCUMENTS[name])
    return run, model, names["rows"], names["special"], layer, 0


@both
@pytest.mark.known_answer("activation.top-examples.transformer-lens", "activation.top-examples.nnsight")
def test_texts_with_the_planted_words_are_the_top(document, name):
    assert_the_planted_words_win(document(name)["best"])


@both
@pytest.mark.known_answer("activation.top-examples.transformer-lens", "activation.top-examples.nnsight")
def test_every_value_is_what_the_weights_give(document, name):
    names = document(name)
    assert len(names["best"]) == len(names["random"]) == 8
    assert_the_values_are_those_of_the_weights(names)


@both
def test_what_is_put_before_a_text_would_win_if_it_counted(document, name):
    names = document(name)
    run, model, rows, special, layer, unit = arguments_of(names, name)
    assert [mask.nonzero().flatten().tolist() for mask in special] == [[0]] * len(TEXTS)
    best, *_ = names["top_texts"](run, model, rows, [~mask & mask for mask in special], layer, unit)
    assert [position for _, (_, position, _) in best if position] == [4]
    assert min(value for value, _ in best) > 1.5 * names["best"][1][0]


@both
def test_the_top_is_that_of_a_loop_over_single_texts(document, name):
    names = document(name)
    arguments = arguments_of(names, name)
    model, layer = arguments[1], arguments[4]

    def by_bridge(ids):
        model.eval()
        with torch.no_grad():
            _, cache = model.run_with_cache(ids[None])
        return cache[layer][0, :, 0]

    def by_hook(ids):
        seen, module = [], names["lm"].eval()
        handle = module.get_submodule(layer).register_forward_hook(lambda m, i, o: seen.append(o))
        with torch.no_grad():
            module(ids[None])
        handle.remove()
        return seen[0][0, :, 0]

    assert_equal_to_a_loop_over_texts(names, arguments, by_bridge if "bridge" in name else by_hook)


@both
def test_examples_have_the_values_of_the_cache(document, name):
    names = document(name)
    run, model, rows, _, layer, _ = arguments_of(names, name)
    kept = names["cache_tokens"](run, model, rows, [layer])[0][layer][:, 0]
    by_text = kept.split([len(row) for row in rows])
    for _, (i, _, values) in names["best"] + names["random"]:
        torch.testing.assert_close(values[1:], by_text[i][1:], atol=0, rtol=0)


@both
def test_few_examples_are_held(document, name, monkeypatch):
    names = document(name)
    assert_few_examples_are_held(names, arguments_of(names, name), monkeypatch)


@both
@pytest.mark.truth("activation.dtype-and-site.transformer-lens", "activation.dtype-and-site.nnsight")
@pytest.mark.fake("activation.dtype-and-site.transformer-lens", "activation.dtype-and-site.nnsight")
def test_the_check_below_passes_and_fails_fakes_at_the_layer_of_the_unit(document, name):
    names = document(name)
    run, model, *_, layer, _ = arguments_of(names, name)
    assert_the_check_tells_truth_from_fakes(names, run, model, [*names["layers"], layer])


@both
def test_the_model_is_left_as_it_was_even_if_there_is_no_such_unit(document, name):
    names = document(name)
    arguments = arguments_of(names, name)
    module = getattr(arguments[1], "_module", arguments[1])
    assert_the_model_is_left_as_it_was(names, arguments, module, "units 0 to 3: there is no 4")


def test_mistakes_are_answered_with_a_sentence(document):
    bridge, nnsight = (document(name) for name in DOCUMENTS)
    run, model, rows, special, _, unit = arguments_of(bridge, "units_bridge.py")
    with pytest.raises(AssertionError, match="no hook point 'blocks.0.mlp.hook_pots'; there are blocks.0.mlp.hook_"):
        bridge["top_texts"](run, model, rows, special, "blocks.0.mlp.hook_pots", unit)
    with pytest.raises(AssertionError, match=r"should give \[text, token, unit\], not \[12, 4, 13, 13\]"):
        bridge["top_texts"](run, model, rows, special, "blocks.0.attn.hook_pattern", unit)
    with pytest.raises(AssertionError, match="Text 0 has no tokens of its own"):
        bridge["top_texts"](run, model, [torch.tensor([0])], [torch.tensor([True])], "blocks.0.mlp.hook_post", unit)
    run, model, rows, special, _, unit = arguments_of(nnsight, "units_nnsight.py")
    with pytest.raises(AssertionError, match="no layer 'transformer.h.0.mlp.acts'; there are transformer.h.0.mlp.act"):
        nnsight["top_texts"](run, model, rows, special, "transformer.h.0.mlp.acts", unit)


def test_what_is_not_finite_is_said(document):
    names = document("units_bridge.py")

    def broken(model, ids, mask, layers, keep):
        keep(layers[0], torch.where(ids == 7, torch.inf, 1.0)[..., None])

    *_, layer, unit = arguments_of(names, "units_bridge.py")
    with pytest.raises(AssertionError, match="not finite in text 1: run the model in float32"):
        names["top_texts"](broken, None, names["rows"], names["special"], layer, unit)
    # Padding and what is put before a text may be anything.
    rows = [torch.where(row == 7, 8, row) for row in names["rows"]]

    def padded(model, ids, mask, layers, keep):
        keep(layers[0], torch.where(ids == 0, torch.inf, ids.float())[..., None])

    free = [row for row in rows if row.eq(0).sum() == 1]
    best, *_ = names["top_texts"](padded, None, free, [row == 0 for row in free], layer, unit)
    assert [value for value, _ in best][:2] == [31, 29]


def test_a_model_in_plain_nnsight_has_the_same_top(document):
    names = document("units_nnsight.py")
    run, _, rows, special, layer, unit = arguments_of(names, "units_nnsight.py")
    best, *_ = names["top_texts"](run, NNsight(planted_unit()), rows, special, layer, unit)
    assert [value for value, _ in best] == [value for value, _ in names["best"]]


def test_a_bridge_without_a_token_before_the_text_has_none_that_is_special(document, monkeypatch):
    names = document("units_bridge.py")
    model = names["bridge"]
    monkeypatch.setattr(model.cfg, "default_prepend_bos", False)
    rows = [model.to_tokens(text)[0] for text in ("w0 w1", "w2 w0 w3")]
    assert [row.tolist() for row in rows] == [[0, 1], [2, 0, 3]]
    assert not any(mask.any() for mask in names["lens_special_tokens"](model, rows))


def test_the_tokens_around_a_text_never_win_in_a_real_bert(document, minilm):
    names, bridge = document("activation_texts.py"), document("units_bridge.py")
    encoder, tokenizer = AutoModel.from_pretrained(minilm), AutoTokenizer.from_pretrained(minilm)
    texts = ["The cat sat.", "A [SEP] in the middle of it", "Bright days and cold nights, cold words"]
    rows = names["token_rows"](tokenizer, texts)
    special = names["special_tokens"](tokenizer, texts, rows)
    assert [mask.nonzero().flatten().tolist() for mask in special] == [[0, len(row) - 1] for row in rows]
    short = names["token_rows"](tokenizer, texts, limit=4)
    assert [mask.tolist() for mask in names["special_tokens"](tokenizer, texts, short)] == [[True, False, False, True]] * 3
    at_edge, inside = 0, 0
    for unit in range(20):
        arguments = names["run_transformer"], encoder, rows, special, "encoder.layer.2.output", unit
        best, *_ = names["top_texts"](*arguments, k=3)
        for value, (i, position, values) in best:
            with torch.no_grad():
                states = encoder.eval()(rows[i][None], output_hidden_states=True).hidden_states
            expected = states[3][0, :, unit]
            torch.testing.assert_close(values[1:-1], expected[1:-1], atol=1e-4, rtol=1e-4)
            assert position == 1 + expected[1:-1].argmax().item()
            at_edge += expected.argmax().item() in (0, len(expected) - 1)
            inside += rows[i][position].item() == tokenizer.sep_token_id
    assert at_edge and inside, "else this would show nothing"

    class Bridge:
        cfg = None

    Bridge.tokenizer = tokenizer
    for mask, expected in zip(bridge["lens_special_tokens"](Bridge, rows), special, strict=True):
        assert mask.equal(expected)
