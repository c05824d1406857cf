import numpy as np
import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("keras")


@pytest.mark.known_answer("probe.linear.keras")
def test_a_planted_direction_is_found_with_the_best_accuracy_there_can_be(document):
    names = document("planted_images_keras.py")
    probe = names["probe"]
    assert abs(probe["direction"] @ names["planted"]) > 0.97
    # Three standard deviations apart: the normal distribution up to 1.5.
    assert probe["accuracy"] == pytest.approx(0.933, abs=0.03)
    assert probe["majority"] == 0.5
    assert probe["selectivity"] > 0.3


def test_features_come_from_the_layer_and_not_from_the_output(document):
    names = document("planted_images_keras.py")
    np.testing.assert_allclose(names["features"], names["inputs"].reshape(-1, 16), atol=1e-5)


def test_the_control_task_that_is_there_serves_keras_too(document):
    names = document("planted_images_keras.py")
    assert names["control"]["selectivity"] == pytest.approx(names["probe"]["selectivity"])


def test_there_is_no_dropout_and_batch_norm_does_not_learn(document):
    names = document("planted_images_keras.py")
    norm = names["net"].get_layer("norm")
    np.testing.assert_array_equal(norm.moving_mean, np.zeros(16))
    (pooled,) = names["pooled_keras_layers"](names["net"], names["inputs"][:70], ["dropout"], batch_size=32)
    expected = names["inputs"][:70].reshape(-1, 16) / np.sqrt(1 + norm.epsilon)
    np.testing.assert_allclose(pooled, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "layer", "sentence"), [((2, 5, 5, 1), "copy", r"takes \[None, 4, 4, 1\]"), ((2, 4, 4, 1), "hid", "no layer 'hid'")]
)
def test_a_mistake_is_answered_with_a_sentence(document, shape, layer, sentence):
    names = document("planted_images_keras.py")
    with pytest.raises(AssertionError, match=sentence):
        names["pooled_keras_layers"](names["net"], np.zeros(shape), [layer])


@pytest.mark.known_answer("probe.layer-sweep.keras")
def test_what_the_rectifier_makes_readable_is_found_after_it_and_not_before(document):
    names = document("layers_images_keras.py")
    sweep = names["sweep"]
    assert names["layer_names"] == ["input", "mix", "norm", "widen", "narrow", "classes"]
    for key in ("accuracy", "mass_mean"):
        assert sweep[key][:4] == pytest.approx(np.full(4, 0.5), abs=0.12)
        assert (sweep[key][4:] > 0.97).all()
        low, high = sweep[f"{key}_interval"].T
        assert (low <= sweep[key]).all() and (sweep[key] <= high).all()
        assert (low[:4] < 0.55).all() and (high - low < 0.25).all()
    assert sweep["best_layer"] in (4, 5) and set(sweep["as_good"]) <= {4, 5}
    widths = [108, 6, 6, 10, 4, 12]
    assert [features.shape for features in names["features_by_layer"]] == [(600, size) for size in widths]
    assert [direction.shape for direction in sweep["directions"]] == [(size,) for size in widths]
    assert sweep["directions"][4][1] > 0.99


@pytest.mark.truth("probe.selectivity-by-layer.sklearn")
def test_the_check_passes_what_was_planted_in_layers(document):
    names = document("layers_images_keras.py")
    selectivity = names["selectivity"]
    assert names["sweep_sound"] and "Passed" in names["printed"]
    assert (selectivity["selectivity"][4:] > 0.3).all() and (selectivity["selectivity"][:4] < 0.2).all()
    assert set(selectivity["chosen"]) <= {4, 5} and selectivity["honest"] > 0.97


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_labels_that_leak_through_the_patients(document):
    names = document("layers_images_keras.py")
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(12), 8)
    images = rng.normal(size=(12, 6, 6, 3))[groups] + 0.1 * rng.normal(size=(96, 6, 6, 3))
    labels = (rng.permutation(12) < 6)[groups]
    layers = names["pooled_keras_layers"](names["net"], images, ["mix", "flatten"])
    result = names["selectivity_by_layer"](layers[1:2], labels, groups)
    assert result["known_groups"][0] == 1 and result["control"][0] == 1
    assert any("memorised the groups" in fault for fault in names["sweep_faults"](result))


def test_one_pass_a_batch_serves_all_layers(document):
    names = document("layers_images_keras.py")
    names["calls"].clear()
    layers = names["layer_names"][1:]
    pooled = names["pooled_keras_layers"](names["net"], names["inputs"][:70], layers, batch_size=32)
    assert names["calls"] == [32, 32, 6]
    for layer, features in zip(layers, pooled):
        (alone,) = names["pooled_keras_layers"](names["net"], names["inputs"][:70], [layer], batch_size=7)
        np.testing.assert_allclose(features, alone, atol=1e-5)


def test_places_are_averaged_and_batch_norm_keeps_what_it_has_learned(document):
    names = document("layers_images_keras.py")
    kernel = names["mix"]
    expected = names["inputs"].mean((1, 2)) @ kernel
    np.testing.assert_allclose(names["features_by_layer"][1], expected, atol=1e-5)
    norm = names["net"].get_layer("norm")
    np.testing.assert_array_equal(norm.moving_mean, np.zeros(6))
    np.testing.assert_allclose(names["features_by_layer"][2], expected / np.sqrt(1 + norm.epsilon), atol=1e-5)


def test_images_are_shrunk_to_what_can_be_probed(document):
    names = document("layers_images_keras.py")
    shrunk = names["shrunk_images"]
    np.testing.assert_allclose(shrunk(names["inputs"]), names["inputs"].reshape(600, -1), atol=1e-6)
    images = np.random.default_rng(0).normal(size=(70, 32, 16, 3))
    assert shrunk(images).shape == (70, 8 * 8 * 3)
    np.testing.assert_allclose(shrunk(images), shrunk(images, batch_size=9), atol=1e-6)
    np.testing.assert_allclose(shrunk(np.full((1, 20, 20, 1), 3.0)), np.full((1, 64), 3.0), atol=1e-5)
    assert shrunk(np.ones((5, 7))).shape == (5, 7)


def test_a_model_within_a_model_is_refused(document):
    import keras

    names = document("layers_images_keras.py")
    outer = keras.Sequential([keras.Input((6, 6, 3)), names["net"]])
    with pytest.raises(AssertionError, match="a model of its own: take model.get_layer"):
        names["pooled_keras_layers"](outer, names["inputs"], [outer.layers[0].name])


def test_a_sweep_of_digits_says_that_no_layer_tells_the_label_of_a_digit_it_has_not_seen(rendered):
    names = run_document("probe.layer-sweep.keras.py", rendered / "alone")
    assert "No layer is surely better than the majority: nothing was read anywhere." in names["printed"]
    assert names["layer_names"] == ["input", "convolution", "hidden", "logits"]
