import keras
import numpy as np
import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("keras")


@pytest.fixture(scope="module")
def names(document):
    return document("value_norm_keras.py")


def order(names):
    layers = names["net"]._flatten_layers()
    return [layer.name for layer in layers if isinstance(layer, keras.layers.MultiHeadAttention)]


@pytest.mark.fake("attention.value-norm.keras")
def test_a_head_that_rests_on_a_token_without_a_value_is_found_out(names):
    by_hand = order(names).index("resting")
    assert names["by_weight"][by_hand, 0] > 0.8
    assert names["by_norm"][by_hand, 0] < 0.05
    assert "the token is where heads rest" in names["printed"]
    np.testing.assert_allclose(names["weighted"][:, :, 1:].sum(-1), 1, atol=1e-5)


@pytest.mark.truth("attention.value-norm.keras")
def test_a_head_that_reads_its_first_token_is_left_alone(rendered, tmp_path):
    text = (rendered / "keras/value_norm_keras.py").read_text()
    assert text.count("RESTS = True") == 1
    (tmp_path / "reads.py").write_text(text.replace("RESTS = True", "RESTS = False"))
    names = run_document("reads.py", tmp_path)
    by_hand = order(names).index("resting")
    assert names["by_norm"][by_hand, 0] > 0.5
    assert "where heads rest" not in names["printed"]


def test_weights_and_norms_give_what_the_heads_add(names):
    net, X = names["net"], names["X"]
    attention, norms = names["keras_attention"](net, X), names["keras_value_norms"](net, X)
    hidden = keras.Model(net.input, net.get_layer("places").output)(X)
    for place, name in enumerate(order(names)):
        layer = net.get_layer(name)
        _, _, _, _, kernel, bias, output, output_bias = layer.get_weights()
        value = np.einsum("kd,dhw->khw", hidden[0], kernel) + bias
        moved = np.einsum("khw,hwd->hkd", value, output)
        np.testing.assert_allclose(norms[place], np.linalg.norm(moved, axis=-1), atol=1e-5)
        whole = np.einsum("hqk,hkd->qd", attention[place], moved) + output_bias
        np.testing.assert_allclose(layer(hidden, hidden, use_causal_mask=True)[0], whole, atol=1e-5)
        # The first position sees itself alone, so that what a head adds there is as long as its norm.
        alone = np.linalg.norm(np.einsum("hqk,hkd->hqd", attention[place], moved)[:, 0], axis=-1)
        np.testing.assert_allclose(alone, norms[place][:, 0], atol=1e-5)


def test_the_model_is_left_as_it_was(names):
    net, X = names["net"], names["X"]
    before = keras.ops.convert_to_numpy(net(X))
    names["keras_value_norms"](net, X)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(net(X)), before)
    assert not any("_compute_attention" in vars(layer) for layer in net._flatten_layers())


def test_half_precision_is_counted_in_full(names):
    given = keras.Input((4, 8))
    layer = keras.layers.MultiHeadAttention(2, 4, dtype="mixed_float16")
    net = keras.Model(given, layer(given, given))
    values = np.random.default_rng(0).normal(size=(1, 4, 8))
    norms = names["keras_value_norms"](net, values)
    assert norms.dtype == np.float32 and norms.shape == (1, 2, 4)
    _, _, _, _, kernel, bias, output, _ = layer.get_weights()
    moved = np.einsum("khw,hwd->hkd", np.einsum("kd,dhw->khw", values[0], kernel) + bias, output)
    np.testing.assert_allclose(norms[0], np.linalg.norm(moved, axis=-1), rtol=1e-2)


def test_a_gate_is_answered_with_a_sentence(names):
    given = keras.Input((4, 8))
    net = keras.Model(given, keras.layers.MultiHeadAttention(2, 4, use_gate=True)(given, given))
    with pytest.raises(AssertionError, match="has a gate"):
        names["keras_value_norms"](net, np.ones((1, 4, 8)))
    assert not any("_compute_attention" in vars(layer) for layer in net._flatten_layers())
