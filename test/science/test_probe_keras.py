import numpy as np
import pytest

pytestmark = pytest.mark.environment("keras")


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
    pooled = names["pooled_keras_layer"](names["net"], names["inputs"][:70], "dropout", batch_size=32)
    expected = names["inputs"][:70].reshape(-1, 16) / np.sqrt(1 + norm.epsilon)
    np.testing.assert_allclose(pooled, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "layer", "sentence"), [((2, 5, 5, 1), "copy", r"takes \[None, 4, 4, 1\]"), ((2, 4, 4, 1), "hid", "no layer 'hid'")]
)
def test_a_mistake_is_answered_with_a_sentence(document, shape, layer, sentence):
    names = document("planted_images_keras.py")
    with pytest.raises(AssertionError, match=sentence):
        names["pooled_keras_layer"](names["net"], np.zeros(shape), layer)
