"""Saliency in JAX, and its check by randomisation."""

import numpy as np
import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("keras")

image = np.random.default_rng(0).normal(size=(1, 4, 5, 2)).astype("float32")
weight = np.random.default_rng(1).normal(size=(40, 3)).astype("float32")


def linear(params, images):
    return images.reshape(len(images), -1) @ params["w"]


@pytest.mark.known_answer("gradient.saliency.jax")
def test_the_map_of_a_linear_model_is_its_weight(document):
    names = document("keras/digits_jax.py")
    saliency, target, logit = names["image_saliency"](linear, {"w": weight}, image)
    np.testing.assert_allclose(saliency, np.abs(weight[:, target].reshape(4, 5, 2)).max(-1), rtol=1e-5)
    assert logit == pytest.approx((image.reshape(1, -1) @ weight).max(), abs=1e-4)


def test_whole_numbers_are_converted(document):
    names = document("keras/digits_jax.py")
    saliency, *_ = names["image_saliency"](linear, {"w": weight}, np.arange(40).reshape(1, 4, 5, 2))
    assert saliency.max() > 0


@pytest.mark.parametrize(
    ("function", "given", "target", "sentence"),
    [
        (linear, np.repeat(image, 2, 0), None, "takes one image"),
        (linear, image, 3, "no class 3: the function has 3 logits"),
        (lambda p, x: (linear(p, x), {}), image, None, "alone, not tuple"),
        (lambda p, x: abs(linear(p, x)) / abs(linear(p, x)).sum(), image, None, "before the softmax"),
        (lambda p, x: linear(p, x.round()), image, None, "zero at every pixel"),
        (lambda p, x: linear(p, (x - x) ** 0.5), image, 0, "not finite"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, function, given, target, sentence):
    with pytest.raises(AssertionError, match=sentence):
        document("keras/digits_jax.py")["image_saliency"](function, {"w": weight}, given, target)


def test_half_precision_gives_nearly_the_same(document):
    import jax
    import jax.numpy as jnp

    names = document("keras/digits_jax.py")
    half = jax.tree.map(lambda one: one.astype(jnp.bfloat16), names["weights"])
    saliency, target, _ = names["image_saliency"](names["forward"], half, names["img"])
    assert target == 3
    assert np.corrcoef(saliency.ravel(), names["saliency"].ravel())[0, 1] > 0.95


@pytest.mark.truth("gradient.randomisation.jax")
def test_saliency_of_a_trained_network_falls_apart_with_it(document):
    names = document("keras/digits_jax.py")
    assert names["target"] == 3
    assert names["groups"] == ["[2]", "[1]", "[0]"]
    assert names["depends_on_weights"]
    assert abs(names["similarity"].mean(0)[-1]) < 0.3


def test_layers_are_counted_as_numbers(document):
    params = {f"Dense_{i}": {"kernel": weight, "bias": weight[0]} for i in range(12)}
    groups = document("keras/digits_jax.py")["groups_from_the_top"](params)
    assert [*groups] == [f"['Dense_{i}']" for i in reversed(range(12))]
    assert [*document("keras/digits_jax.py")["groups_from_the_top"](weight)] == ["all"]


@pytest.mark.fake("gradient.randomisation.jax")
def test_a_map_that_ignores_the_model_is_found_out(rendered, tmp_path):
    text = (rendered / "keras/digits_jax.py").read_text()
    call = "cascade_of_params(forward, weights, img)"
    assert text.count(call) == 1
    fake = "lambda f, p, x, t=None: (abs(numpy.diff(x[0, :, :, 0], axis=0, append=0)), 3, 0.0)"
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    names = run_document("fake.py", tmp_path)
    assert names["similarity"][:, -1].min() > 0.99
    assert "does not show what was learned" in names["printed"]


def test_parameters_are_left_as_they_are_and_the_check_is_the_same_each_time(document):
    names = document("keras/digits_jax.py")
    before = [np.array(one["w"]) for one in names["weights"]]
    once, again = (
        names["cascade_of_params"](names["forward"], names["weights"], names["img"], seeds=(0, 1))[1]
        for _ in "ab"
    )
    assert np.array_equal(once, again)
    assert not np.array_equal(once[0], once[1])
    assert all(np.array_equal(a, one["w"]) for a, one in zip(before, names["weights"]))


@pytest.mark.parametrize("name", ["gradient.saliency.jax", "gradient.randomisation.jax"])
def test_it_runs_in_an_empty_document_with_what_it_brings(name, rendered):
    names = run_document(f"{name}.py", rendered / "alone")
    assert "saliency" in names or names["depends_on_weights"]
