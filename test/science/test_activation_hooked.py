import pytest
import torch
from toy_units import (
    TEXTS,
    assert_equal_to_a_loop_over_texts,
    assert_few_examples_are_held,
    assert_the_check_tells_truth_from_fakes,
    assert_the_model_is_left_as_it_was,
    assert_the_planted_words_win,
    assert_the_values_are_those_of_the_weights,
    faults_of,
)

pytestmark = pytest.mark.environment("hooked")


@pytest.fixture(scope="module")
def cached(document):
    return document("activation_hooked.py")


@pytest.fixture(scope="module")
def names(document):
    return document("units_hooked.py")


@pytest.fixture
def arguments(names):
    return names["run_hook_points"], names["hooked"], names["rows"], names["special"], names["hook_name"], 0


@pytest.mark.known_answer("activation.cache.hooked-transformer")
def test_the_cache_equals_run_with_cache(cached):
    hooked, start = cached["hooked"], 0
    assert list(cached["activations"]) == cached["layers"]
    hooked.eval()
    for row in cached["rows"]:
        with torch.no_grad():
            _, cache = hooked.run_with_cache(row[None])
        for name, kept in cached["activations"].items():
            torch.testing.assert_close(kept[start : start + len(row)], cache[name][0], atol=1e-5, rtol=1e-4)
        start += len(row)
    hooked.train()
    assert start == len(cached["places"]) == len(cached["tokens"]) == 14
    assert cached["tokens"][:2] == ["0 w0", "1 w1"]
    assert cached["places"].tolist() == [[i, j] for i, row in enumerate(cached["rows"]) for j in range(len(row))]


@pytest.mark.truth("activation.dtype-and-site.hooked-transformer")
@pytest.mark.fake("activation.dtype-and-site.hooked-transformer")
def test_the_check_passes_the_cache_and_fails_fakes(cached):
    for one in cached["site_report"].values():
        assert one["batch_gap"] < 1e-4 and one["site_gap"] < 1e-4
    run = cached["run_hook_points"]
    assert_the_check_tells_truth_from_fakes(cached, run, cached["hooked"], cached["layers"])


@pytest.mark.fake("activation.dtype-and-site.hooked-transformer")
def test_the_check_fails_dropout_that_is_left_on(cached):
    run, hooked = cached["run_hook_points"], cached["hooked"]

    def dropped(model, ids, mask, layers, keep):
        run(model, ids, mask, layers, lambda name, output: keep(name, torch.nn.functional.dropout(output)))

    assert len(faults_of(cached, dropped, hooked, cached["layers"])) == len(cached["layers"])


def test_hooks_are_gone_modes_restored_and_own_hooks_kept(cached):
    run, hooked, seen = cached["run_hook_points"], cached["hooked"], []
    hooked.train()
    hooked.blocks[1].eval()
    modes = [part.training for part in hooked.modules()]
    hooked.add_hook("blocks.0.hook_mlp_out", lambda value, hook: seen.append(hook.name))
    hooks = [len(part._forward_hooks) for part in hooked.modules()]

    def fails(name, output):
        raise ZeroDivisionError

    try:
        ids = torch.tensor([[1, 2]])
        with pytest.raises(ZeroDivisionError):
            run(hooked, ids, torch.ones_like(ids), cached["layers"], fails)
        assert [part.training for part in hooked.modules()] == modes
        assert [len(part._forward_hooks) for part in hooked.modules()] == hooks
        seen.clear()
        hooked(ids)
        assert seen == ["blocks.0.hook_mlp_out"]
    finally:
        hooked.reset_hooks()
        hooked.train()


def test_a_hook_point_that_is_not_there_or_does_not_run_is_said(cached):
    run, hooked, rows = cached["run_hook_points"], cached["hooked"], cached["rows"]
    with pytest.raises(AssertionError, match="no hook point 'blocks.9.hook_resid_post'; there are blocks."):
        cached["cache_tokens"](run, hooked, rows, ["blocks.9.hook_resid_post"])
    # Only with use_attn_result.
    with pytest.raises(AssertionError, match="does not run once through blocks.0.attn.hook_result"):
        cached["cache_tokens"](run, hooked, rows, ["blocks.0.attn.hook_result"])


@pytest.mark.known_answer("activation.top-examples.hooked-transformer")
def test_texts_with_the_planted_words_are_the_top(names):
    assert_the_planted_words_win(names["best"])


@pytest.mark.known_answer("activation.top-examples.hooked-transformer")
def test_every_value_is_what_the_weights_give(names):
    assert len(names["best"]) == len(names["random"]) == 8
    assert_the_values_are_those_of_the_weights(names)


def test_what_is_put_before_a_text_would_win_if_it_counted(names, arguments):
    run, model, rows, special, layer, unit = arguments
    assert [mask.nonzero().flatten().tolist() for mask in special] == [[0]] * len(TEXTS)
    best, *_ = names["top_texts"](run, model, rows, [~mask & mask for mask in special], layer, unit)
    assert [position for _, (_, position, _) in best if position] == [4]


def test_the_top_is_that_of_a_loop_over_single_texts(names, arguments):
    model, layer = arguments[1], arguments[4]

    def single(ids):
        model.eval()
        with torch.no_grad():
            _, cache = model.run_with_cache(ids[None])
        return cache[layer][0, :, 0]

    assert_equal_to_a_loop_over_texts(names, arguments, single)


def test_few_examples_are_held(names, arguments, monkeypatch):
    assert_few_examples_are_held(names, arguments, monkeypatch)


@pytest.mark.truth("activation.dtype-and-site.hooked-transformer")
@pytest.mark.fake("activation.dtype-and-site.hooked-transformer")
def test_the_check_below_passes_and_fails_fakes_at_the_layer_of_the_unit(names, arguments):
    run, model, *_, layer, _ = arguments
    assert_the_check_tells_truth_from_fakes(names, run, model, [*names["layers"], layer])


def test_the_model_is_left_as_it_was_even_if_there_is_no_such_unit(names, arguments):
    assert_the_model_is_left_as_it_was(names, arguments, names["hooked"], "units 0 to 3: there is no 4")


def test_without_a_token_before_the_text_none_is_special(names, monkeypatch):
    model = names["hooked"]
    monkeypatch.setattr(model.cfg, "default_prepend_bos", False)
    rows = [model.to_tokens(text)[0] for text in ("w0 w1", "w2 w0 w3")]
    assert [row.tolist() for row in rows] == [[0, 1], [2, 0, 3]]
    assert not any(mask.any() for mask in names["lens_special_tokens"](model, rows))
