import numpy as np
import pytest
import torch

pytestmark = pytest.mark.environment("hooked")


@pytest.mark.known_answer("probe.linear.hooked-transformer")
def test_a_planted_direction_is_found_with_the_best_accuracy_there_can_be(document):
    names = document("planted_hooked.py")
    probe = names["probe"]
    assert abs(probe["direction"] @ names["planted"].numpy()) > 0.97
    # Three standard deviations apart: the normal distribution up to 1.5.
    assert probe["accuracy"] == pytest.approx(0.933, abs=0.03)
    assert probe["majority"] == 0.5
    assert probe["selectivity"] > 0.3
    assert names["control"]["selectivity"] == pytest.approx(probe["selectivity"])


def test_the_first_token_is_left_out_of_the_mean(document):
    names = document("planted_hooked.py")
    embedding = names["lm"].transformer.wte.weight.detach().numpy()
    np.testing.assert_allclose(names["features"][0], embedding[0] / 2, atol=1e-5)
    np.testing.assert_allclose(names["features"][1], embedding[0] / 3, atol=1e-5)


@pytest.mark.known_answer("probe.layer-sweep.hooked-transformer")
def test_what_the_second_block_writes_is_found_after_it_and_not_before(document):
    sweep = document("layers_hooked.py")["sweep"]
    for key in ("accuracy", "mass_mean"):
        assert sweep[key][:2] == pytest.approx([0.5, 0.5], abs=0.12)
        assert (sweep[key][2:] > 0.97).all(), "no layer is after the final norm"
        low, high = sweep[f"{key}_interval"].T
        assert (low <= sweep[key]).all() and (sweep[key] <= high).all()
        assert (low[:2] < 0.55).all() and (high - low < 0.25).all()
    assert sweep["best_layer"] == 2 and sweep["as_good"] == [2, 3, 4]
    assert [direction.shape for direction in sweep["directions"]] == [(16,)] * 5
    assert sweep["directions"][2][1] > 0.99 and abs(sweep["directions"][1][1]) < 0.5


@pytest.mark.truth("probe.selectivity-by-layer.sklearn")
def test_the_check_passes_what_was_planted(document):
    names = document("layers_hooked.py")
    selectivity = names["selectivity"]
    assert names["sweep_sound"] and "Passed" in names["printed"]
    assert (selectivity["selectivity"][2:] > 0.3).all()
    assert (selectivity["selectivity"][:2] < 0.2).all()
    assert set(selectivity["chosen"]) <= {2, 3, 4} and selectivity["honest"] > 0.97


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_labels_that_leak_through_the_word(document):
    names = document("layers_hooked.py")
    fillers = ("so", "thus", "so so", "so thus", "thus so", "thus thus", "so so so", "thus so so")
    groups = np.repeat(np.arange(12), len(fillers))
    texts = [f"{filler} w{word}" for word in range(12) for filler in fillers]
    labels = (np.random.default_rng(0).permutation(12) < 6)[groups]
    layers = names["pooled_residual"](names["hooked"], texts, range(5))
    result = names["selectivity_by_layer"](layers, labels, groups)
    assert (result["known_groups"][:2] > 0.95).all() and (result["control"][:2] > 0.95).all()
    assert any("memorised the groups" in fault for fault in names["sweep_faults"](result))


@pytest.mark.parametrize("pool", ["mean", "last"])
def test_all_layers_of_a_text_are_those_of_the_text_alone(document, pool):
    names = document("layers_hooked.py")
    hooked = names["hooked"]
    texts = ["w1", "so w2 thus w3 w4", "thus w5"]
    pooled = names["pooled_residual"](hooked, texts, range(5), pool)
    for i, text in enumerate(texts):
        for layer in range(5):
            name = f"blocks.{layer - 1}.hook_resid_post" if layer else "blocks.0.hook_resid_pre"
            with torch.no_grad():
                hidden = hooked.run_with_cache(hooked.to_tokens(text), names_filter=name)[1][name][0, 1:]
            expected = hidden.mean(0) if pool == "mean" else hidden[-1]
            np.testing.assert_allclose(pooled[layer, i], expected.numpy(), atol=1e-4)


def test_one_run_a_batch_serves_all_layers(document):
    names = document("layers_hooked.py")
    calls = []
    handle = names["hooked"].blocks[2].register_forward_hook(lambda *_: calls.append(1))
    try:
        pooled = names["pooled_residual"](names["hooked"], names["prompts"][:70], range(5))
    finally:
        handle.remove()
    assert len(calls) == 3
    assert pooled.shape == (5, 70, 16)


def test_the_model_is_left_as_it_was_even_after_an_error(document):
    names = document("layers_hooked.py")
    model, seen = names["hooked"], []
    model.add_hook("blocks.3.hook_mlp_out", lambda value, hook: seen.append(hook.name))
    try:
        names["pooled_residual"](model, ["w1"], range(5))
        model(names["hooked"].to_tokens("w1"))
        assert len(seen) == 2, "a hook of one's own stays"
        model.reset_hooks()
        model.add_hook("blocks.3.hook_mlp_out", lambda value, hook: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            names["pooled_residual"](model, ["w1"], range(5))
    finally:
        model.reset_hooks()
    assert model.training and not model.blocks[0].training and model.blocks[1].training
    assert not any(point.fwd_hooks for point in model.hook_dict.values())


def test_mistakes_are_answered_with_a_sentence(document):
    names = document("layers_hooked.py")
    with pytest.raises(AssertionError, match="no tokens"):
        names["pooled_residual"](names["hooked"], ["w1", ""], [1])
    with pytest.raises(AssertionError, match="0 .before all blocks. to 4"):
        names["pooled_residual"](names["hooked"], ["w1"], [5])
