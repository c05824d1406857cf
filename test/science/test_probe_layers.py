import numpy as np
import pytest
import torch
from conftest import run_document


@pytest.mark.known_answer("probe.layer-sweep.transformers")
def test_what_the_second_block_writes_is_found_after_it_and_not_before(document):
    sweep = document("layers_planted.py")["sweep"]
    for key in ("accuracy", "mass_mean"):
        assert sweep[key][:2] == pytest.approx([0.5, 0.5], abs=0.12)
        assert (sweep[key][2:4] > 0.97).all()
        assert sweep[key][4] > 0.85, "the final norm divides by what was written, too"
    assert sweep["best_layer"] in (2, 3)
    assert sweep["as_good"] == [2, 3]
    assert sweep["majority"] == 0.5


@pytest.mark.known_answer("probe.layer-sweep.transformers")
def test_the_difference_of_means_is_the_planted_direction(document):
    directions = document("layers_planted.py")["sweep"]["directions"]
    assert [direction.shape for direction in directions] == [(16,)] * 5
    assert directions[2][1] > 0.99
    assert abs(directions[1][1]) < 0.5


def test_intervals_hold_the_accuracy(document):
    sweep = document("layers_planted.py")["sweep"]
    for key in ("accuracy", "mass_mean"):
        low, high = sweep[f"{key}_interval"].T
        assert (low <= sweep[key]).all() and (sweep[key] <= high).all()


def test_the_mass_mean_threshold_is_half_way(document):
    names = document("layers_planted.py")
    features = np.array([[0.0], [1.0], [9.0], [10.0], [4.9], [5.1]])
    labels = np.array([0, 0, 1, 1, 0, 1])
    predictions, direction = names["nearest_mean_predictions"](
        features, labels, [(np.arange(4), np.arange(6))]
    )
    assert predictions.tolist() == labels.tolist()
    assert direction.item() == 1


def test_one_forward_pass_a_batch_serves_all_layers(document):
    names = document("layers_planted.py")
    base = names["deep_lm"].base_model
    calls = []
    handle = base.register_forward_hook(lambda *_: calls.append(1))
    try:
        pooled = names["pooled_layers"](base, names["tok"], names["prompts"][:70], batch_size=32)
    finally:
        handle.remove()
    assert len(calls) == 3
    assert pooled.shape == (5, 70, 16)


@pytest.mark.parametrize("pool", ["mean", "last"])
def test_pooling_is_over_the_tokens_of_each_text_alone(document, pool):
    names = document("layers_planted.py")
    texts = ["w1", "so w2 thus w3 w4", "thus w5"]
    pooled = names["pooled_layers"](names["deep_lm"], names["tok"], texts, pool)
    was = names["deep_lm"].training
    for i, text in enumerate(texts):
        ids = torch.tensor([names["tok"](text)["input_ids"]])
        with torch.no_grad():
            states = names["deep_lm"].eval()(ids, output_hidden_states=True).hidden_states
        for layer, hidden in enumerate(states):
            expected = hidden[0].mean(0) if pool == "mean" else hidden[0, -1]
            np.testing.assert_allclose(pooled[layer, i], expected.numpy(), atol=1e-5)
    names["deep_lm"].train(was)
    names["deep_lm"].transformer.h[0].eval()


def test_the_model_is_left_as_it_was_even_after_an_error(document):
    names = document("layers_planted.py")
    model = names["deep_lm"]
    model.train()
    model.transformer.h[0].eval()
    names["pooled_layers"](model, names["tok"], ["w1"])
    assert model.training and not model.transformer.h[0].training
    handle = model.transformer.h[3].register_forward_hook(lambda *_: 1 / 0)
    try:
        with pytest.raises(ZeroDivisionError):
            names["pooled_layers"](model, names["tok"], ["w1"])
    finally:
        handle.remove()
    assert model.training and not model.transformer.h[0].training


@pytest.mark.truth("probe.selectivity-by-layer.sklearn")
def test_the_check_passes_a_planted_direction(document):
    names = document("layers_planted.py")
    selectivity = names["selectivity"]
    assert names["sweep_sound"] and "Passed" in names["printed"]
    assert (selectivity["selectivity"][2:] > 0.3).all()
    assert (selectivity["control"] < 0.65).all()
    assert set(selectivity["chosen"]) <= {2, 3, 4}
    assert selectivity["honest"] > 0.97


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_labels_that_leak_through_the_group(document):
    names = document("layers_planted.py")
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(24), 8)
    layers = np.stack([rng.normal(size=(24, 32))[groups] + 0.2 * rng.normal(size=(192, 32)) for _ in range(3)])
    labels = (rng.permutation(24) < 12)[groups]
    result = names["selectivity_by_layer"](layers, labels, groups)
    assert (result["known_groups"] > 0.95).all()
    assert (result["selectivity"] < 0.1).all()
    assert any("memorised the groups" in fault for fault in names["sweep_faults"](result))


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_a_peak_that_was_chosen_on_the_test_set(document):
    names = document("layers_planted.py")
    rng = np.random.default_rng(1)
    layers = rng.normal(size=(12, 40, 3))
    labels, groups = np.arange(40) % 2, np.arange(40) // 2
    result = names["selectivity_by_layer"](layers, labels, groups, folds=4, draws=1)
    assert result["peak"] > 0.6, "the best of 12 layers of noise looks like something"
    assert result["honest"] < result["peak"] - 0.05
    assert any("chosen on the groups" in fault for fault in names["sweep_faults"](result))


def test_no_test_group_has_a_say_in_the_choice_of_its_layer(document, monkeypatch):
    names = document("layers_planted.py")
    seen = []
    inner = names["held_out_predictions"]

    def spy(features, labels, splits, C):
        seen.append(len(features))
        return inner(features, labels, splits, C)

    monkeypatch.setitem(names["choose_without_test"].__globals__, "held_out_predictions", spy)
    rng = np.random.default_rng(0)
    names["choose_without_test"](rng.normal(size=(2, 50, 3)), np.arange(50) % 2, np.arange(50) // 2)
    assert seen[:2] == [50, 50] and all(count == 40 for count in seen[2:])


def test_real_layers_of_bert_know_the_number_of_nouns(document):
    names = document("layers_real.py")
    assert names["features_by_layer"].shape == (7, 80, 384)
    assert names["sweep"]["accuracy"].max() > 0.9
    assert names["sweep"]["majority"] == 0.5


@pytest.mark.parametrize(
    ("shape", "labels", "groups", "sentence"),
    [
        ((4, 3), [0, 1, 0, 1], [0, 1, 2, 3], r"\[layer, text, hidden\]"),
        ((2, 4, 3), [0, 1, 0], [0, 1, 2, 3], "one label and one group"),
        ((2, 4, 3), [1, 1, 1, 1], [0, 1, 2, 3], "All labels are equal"),
        ((2, 4, 3), [0, 1, 0, 1], [0, 1, 2, 3], "too few for 5 folds"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, shape, labels, groups, sentence):
    with pytest.raises(AssertionError, match=sentence):
        document("layers_planted.py")["sweep_layers"](np.zeros(shape), labels, groups)


def test_an_empty_text_is_refused(document):
    names = document("layers_planted.py")
    with pytest.raises(AssertionError, match="no tokens"):
        names["pooled_layers"](names["deep_lm"], names["tok"], ["w1", ""])


def test_layers_that_are_all_at_chance_are_not_said_to_know_the_label(document, rendered, tmp_path):
    text = (rendered / "layers_planted.py").read_text().split("# %% Selectivity by layer")[0]
    labels = "y = np.repeat(far.numpy(), 2)"
    assert text.count(labels) == 1
    (tmp_path / "chance.py").write_text(text.replace(labels, "y = np.random.default_rng(0).permutation(WORDS).repeat(2) % 2"))
    names = run_document("chance.py", tmp_path)
    assert 0 in names["sweep"]["as_good"]
    assert "the words alone tell" not in names["printed"]
    assert "nothing was read anywhere" in names["printed"]


def test_one_layer_of_many_that_is_above_the_majority_by_luck_is_not_called_read(document):
    names = document("layers_planted.py")
    layers = 25
    accuracy = np.full(layers, 0.5)
    intervals = np.stack([accuracy - 0.04, accuracy + 0.04], axis=1)
    sweep = {"accuracy": accuracy, "accuracy_interval": intervals, "majority": 0.5}
    accuracy[7] += 0.045
    intervals[7] += 0.045
    assert intervals[7, 0] > 0.5 and not names["is_read_anywhere"](sweep)
    alone = {key: value if key == "majority" else value[7:8] for key, value in sweep.items()}
    assert names["is_read_anywhere"](alone), "a single layer is taken at its interval"
    accuracy[7] += 0.1
    intervals[7] += 0.1
    assert names["is_read_anywhere"](sweep)


@pytest.mark.truth("probe.selectivity-by-layer.sklearn")
def test_the_check_does_not_call_weak_layers_memory(document):
    names = document("layers_planted.py")
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(200), 4)
    labels = (rng.permutation(200) < 100)[groups].astype(int)
    layers = rng.normal(size=(2, 800, 3))
    layers[1, :, 0] += 0.35 * (2 * labels - 1)
    result = names["selectivity_by_layer"](layers, labels, groups)
    assert result["peak_layer"] == 1 and 0.55 < result["honest"] < 0.7
    # A selectivity that is small where random labels are not learned at all is no memory.
    result["selectivity"][1] = 0.08
    assert not names["sweep_faults"](result)
