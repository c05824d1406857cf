import keras
import numpy as np
import pytest

pytestmark = pytest.mark.environment("keras")


@pytest.mark.known_answer("attention.patterns.keras")
def test_a_head_set_by_hand_to_the_previous_position_shows_as_a_diagonal_of_ones(document):
    names = document("patterns_keras.py")
    layers = [layer.name for layer in names["net"]._flatten_layers() if "Attention" in type(layer).__name__]
    by_hand = names["attention"][layers.index("by_hand")]
    np.testing.assert_allclose(by_hand[0].diagonal(-1), 1, atol=1e-4)
    lower = np.tril(np.ones((6, 6)))
    np.testing.assert_allclose(by_hand[1], lower / lower.sum(-1, keepdims=True), atol=1e-5)
    np.testing.assert_allclose(names["attention"].sum(-1), 1, atol=1e-5)
    assert names["tokens"][:2] == ["0 1", "1 2"]


def test_masks_of_the_model_are_kept_and_dropout_is_off(document):
    names = document("patterns_keras.py")
    padded = names["keras_attention"](names["net"], np.array([[1, 2, 3, 4, 0, 0]]))
    assert padded[:, :, :4, 4:].max() == 0
    again = names["keras_attention"](names["net"], np.array([[1, 2, 3, 4, 0, 0]]))
    np.testing.assert_array_equal(padded, again)


def test_the_model_is_left_as_it_was(document):
    names = document("patterns_keras.py")
    net, X = names["net"], names["X"]
    before = keras.ops.convert_to_numpy(net(X))
    names["keras_attention"](net, X)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(net(X)), before)
    for layer in net._flatten_layers():
        assert "_compute_attention" not in vars(layer)
    with pytest.raises(AssertionError, match="one text at a time"):
        names["keras_attention"](net, np.repeat(X, 2, axis=0))
    with pytest.raises(AssertionError, match="no MultiHeadAttention"):
        names["keras_attention"](keras.Sequential([keras.layers.Dense(2)]), X)


@pytest.mark.truth("attention.random-model.keras")
def test_the_random_model_check_tells_the_head_set_by_hand_from_the_uniform_one(document):
    names = document("patterns_keras.py")
    assert names["distance"].max() > max(0.4, names["threshold"])


@pytest.mark.fake("attention.random-model.keras")
def test_the_random_model_check_fails_a_model_that_was_never_trained(document):
    names = document("patterns_keras.py")
    keras.utils.set_random_seed(99)
    fake = keras.models.clone_model(names["net"])
    attention = names["keras_attention"](fake, names["X"])
    others = names["fresh_keras_attention"](fake, names["X"], seeds=range(5))
    assert names["distance_from_fresh"](attention, others)[0].max() < 0.3
