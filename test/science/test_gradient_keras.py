"""Saliency and activation maximisation in Keras, each with its check."""

import numpy as np
import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("keras")


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def linear(keras):
    keras.utils.set_random_seed(0)
    layers = [keras.Input((4, 5, 2)), keras.layers.Flatten(), keras.layers.Dropout(0.5), keras.layers.Dense(3)]
    return keras.Sequential(layers)


image = np.random.default_rng(0).normal(size=(1, 4, 5, 2))


@pytest.mark.known_answer("gradient.saliency.keras")
def test_the_map_of_a_linear_model_is_its_weight(document, linear):
    saliency, target, logit = document("keras/digits_keras.py")["pixel_saliency"](linear, image)
    weight = linear.layers[-1].kernel.numpy()[:, target].reshape(4, 5, 2)
    np.testing.assert_allclose(saliency, np.abs(weight).max(-1), rtol=1e-5)
    assert logit == pytest.approx(float(np.max(linear(image, training=False))), abs=1e-5)


def test_a_softmax_is_taken_off_and_put_back(document, linear, keras):
    names = document("keras/digits_keras.py")
    softmax = keras.Sequential([*linear.layers[:-1], keras.layers.Dense(3, activation="softmax")])
    softmax.build((None, 4, 5, 2))
    softmax.layers[-1].set_weights(linear.layers[-1].get_weights())
    np.testing.assert_allclose(
        names["pixel_saliency"](softmax, image, 1)[0], names["pixel_saliency"](linear, image, 1)[0], rtol=1e-5
    )
    assert softmax.layers[-1].activation is keras.activations.softmax
    with pytest.raises(AssertionError, match="Saliency takes one image"):
        names["pixel_saliency"](softmax, image[0])
    np.testing.assert_allclose(np.sum(softmax(image)), 1, rtol=1e-5)
    assert names["cnn"].layers[-1].activation is keras.activations.softmax


def test_another_ending_of_probabilities_is_refused(document, linear, keras):
    model = keras.Sequential([linear, keras.layers.Softmax()])
    with pytest.raises(AssertionError, match="before the softmax"):
        document("keras/digits_keras.py")["pixel_saliency"](model, image)


def test_an_unbuilt_model_is_refused_with_a_sentence(document, keras):
    names = document("keras/digits_keras.py")
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3)])
    with pytest.raises(AssertionError, match="not built, so it has no trained weights"):
        names["pixel_saliency"](model, image)
    with pytest.raises(AssertionError, match="not built, so it has no trained weights"):
        names["channel_saliency"](model, image, "dense")


def test_several_images_are_refused(document, linear):
    with pytest.raises(AssertionError, match=r"takes one image .* not \[2, 4, 5, 2\]"):
        document("keras/digits_keras.py")["pixel_saliency"](linear, np.repeat(image, 2, 0))


def test_a_model_in_mixed_precision_gives_nearly_the_same(document, keras):
    names = document("keras/digits_keras.py")
    config = names["cnn"].get_config()
    for layer in config["layers"]:
        if "dtype" in layer["config"] and layer["class_name"] != "InputLayer":
            layer["config"]["dtype"] = "mixed_bfloat16"
    half = keras.Sequential.from_config(config)
    half.set_weights(names["cnn"].get_weights())
    saliency, target, _ = names["pixel_saliency"](half, names["img"])
    assert target == 3
    expected, *_ = names["pixel_saliency"](names["cnn"], names["img"])
    assert np.corrcoef(saliency.ravel(), expected.ravel())[0, 1] > 0.95


@pytest.mark.truth("gradient.randomisation.keras")
def test_saliency_of_a_trained_network_falls_apart_with_it(document):
    names = document("keras/digits_keras.py")
    assert names["target"] == 3
    assert [name.split("/")[-1] for name in names["layers"]] == ["classes", "second", "first"]
    assert names["depends_on_weights"]
    assert "Little of the map is left" in names["printed"]


def test_randomising_gives_the_weights_back_even_after_an_error(document):
    names = document("keras/digits_keras.py")
    before = names["cnn"].get_weights()
    calls = []

    def broken(model, image, target=None):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError
        return names["pixel_saliency"](model, image, target)

    with pytest.raises(RuntimeError):
        names["random_cascade"](names["cnn"], names["img"], explain=broken)
    assert all(np.array_equal(a, b) for a, b in zip(before, names["cnn"].get_weights()))


def test_statistics_of_the_data_are_not_randomised(document):
    names = document("keras/digits_keras.py")
    first = names["keras"].layers.Normalization()
    first.adapt(names["X"])
    model = names["keras"].Sequential([names["keras"].Input((8, 8, 1)), first, *names["cnn"].layers])
    layers, similarity = names["random_cascade"](model, names["img"], seeds=(0, 1, 2))
    assert [layer.rpartition("/")[2] for layer in layers] == ["classes", "second", "first"]
    assert np.isfinite(similarity).all()


@pytest.mark.fake("gradient.randomisation.keras")
def test_a_map_that_ignores_the_model_is_found_out(document):
    names = document("keras/digits_keras.py")

    def edges(model, image, target=None):
        return np.abs(np.diff(image[0, :, :, 0], axis=0, append=0)), 3, 0.0

    _, similarity = names["random_cascade"](names["cnn"], names["img"], explain=edges, seeds=(0, 1))
    assert similarity[:, -1].min() > 0.99


@pytest.mark.fake("gradient.randomisation.keras")
def test_the_fake_gets_the_verdict_in_words(rendered, tmp_path):
    text = (rendered / "keras/digits_keras.py").read_text()
    text = text[: text.index("# %% What does a channel see?")]
    call = "random_cascade(cnn, img)"
    assert text.count(call) == 1
    fake = "lambda m, x, t=None: (x[0, :, :, 0], 3, 0.0)"
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    assert "does not show what was learned" in run_document("fake.py", tmp_path)["printed"]


@pytest.mark.known_answer("gradient.channel-saliency.keras")
def test_the_gradient_of_a_channel_is_that_of_one_channel(document, keras):
    names = document("keras/digits_keras.py")
    keras.utils.set_random_seed(0)
    layers = [keras.Input((4, 5, 1)), keras.layers.Conv2D(3, 1, name="mix"), keras.layers.GlobalMaxPooling2D()]
    model = keras.Sequential(layers)
    saliency, channel, activation = names["channel_saliency"](model, image[..., :1], "mix", 2)
    weight = float(model.get_layer("mix").kernel.numpy()[0, 0, 0, 2])
    np.testing.assert_allclose(saliency, np.full((4, 5), abs(weight) / 20), rtol=1e-5)
    assert channel == 2
    assert activation == pytest.approx(weight * image[..., 0].mean(), abs=1e-5)


def test_a_wrong_layer_or_channel_is_answered_with_a_sentence(document):
    names = document("keras/digits_keras.py")
    with pytest.raises(AssertionError, match="no layer 'secnd'; there are second"):
        names["channel_saliency"](names["cnn"], names["img"], "secnd")
    with pytest.raises(AssertionError, match="no channel 99: the layer 'second' has 16"):
        names["channel_saliency"](names["cnn"], names["img"], "second", 99)


@pytest.mark.truth("gradient.channel-randomisation.keras")
@pytest.mark.fake("gradient.channel-randomisation.keras")
def test_other_channels_have_other_maps_and_a_fake_has_not(document):
    names = document("keras/digits_keras.py")
    assert names["others"].mean() < 0.7
    _, others = names["other_channels"](
        names["cnn"], names["img"], "second", lambda model, image, *_: (image[0, :, :, 0], 0, 0.0)
    )
    assert others.min() > 0.99


@pytest.mark.known_answer("gradient.activation-maximisation.keras")
def test_the_picture_of_a_linear_unit_is_its_weight(document, keras):
    names = document("keras/digits_units_keras.py")
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3, name="out")])
    images = np.random.default_rng(0).normal(size=(20, 8, 8, 1))
    made, _ = names["maximise_channel"](
        model, "out", 1, images, seeds=(0,), jitter=0, variation=0, limits=(-1e9, 1e9)
    )
    z, weight = made[0].ravel() - images.mean(), model.layers[-1].kernel.numpy()[:, 1]
    assert z @ weight / np.linalg.norm(z) / np.linalg.norm(weight) > 0.995


@pytest.mark.known_answer("gradient.activation-maximisation.keras")
@pytest.mark.truth("gradient.unit-agreement.keras")
def test_a_unit_for_a_digit_is_driven_beyond_every_image_and_shows_the_digit(document):
    names = document("keras/digits_units_keras.py")
    assert names["activations"].min() > names["natural"].max()
    assert np.argmax(names["cnn"](names["made"]), 1).tolist() == [0, 0, 0]
    assert {names["digits"].target[i] for i in names["top"]} == {0}
    assert names["believable"]


@pytest.mark.fake("gradient.unit-agreement.keras")
def test_pictures_that_ignore_the_model_and_gradients_of_noise_are_found_out(document):
    import tensorflow as tf

    names = document("keras/digits_units_keras.py")
    model, images = names["cnn"], names["images"]
    before = model.get_weights()
    colour, contrast = images.mean(), images.std()

    def noise(model, layer, channel, images):
        start = tf.constant(colour + contrast * np.random.default_rng(0).normal(size=(3, 8, 8, 1)), tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(start)
            score = names["outputs_of"](model, layer)(start)[:, channel]
        gradient = tape.gradient(score, start).numpy()
        gradient /= np.sqrt((gradient**2).mean((1, 2, 3), keepdims=True)).clip(1e-12)
        return (colour + contrast * gradient).clip(0, 1), None

    scores, *_ = names["channel_agreement"](model, "logits", 0, images, noise)
    own, longer = scores["pictures of this unit"], scores["twice the steps"]
    assert np.median(own) < 0.95 * np.median(longer), "not converged"
    made = names["made"]
    scores, within, between = names["channel_agreement"](model, "logits", 0, images, lambda *_: (made, None))
    own = scores["pictures of this unit"]
    assert scores["pictures with random weights"].mean() > 0.99 * own.mean()
    assert within - between < 0.2
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights()))


def test_one_image_is_no_set_of_images(document):
    names = document("keras/digits_units_keras.py")
    with pytest.raises(AssertionError, match="several images"):
        names["maximise_channel"](names["cnn"], "logits", 0, names["images"][:1])
