import copy

import pytest
import torch
from conftest import run_document


@pytest.mark.known_answer("gradient.saliency.torch")
def test_the_map_of_a_linear_model_is_its_weight(document):
    names = document("linear_classifier.py")
    weight = names["clf"][2].weight[names["target"]].view(2, 4, 5)
    torch.testing.assert_close(names["saliency"], weight.detach().abs().amax(0))


def test_the_class_and_its_logit_are_reported(document):
    names = document("linear_classifier.py")
    logits = names["clf"].eval()(names["picture"])[0]
    assert names["target"] == logits.argmax()
    assert names["logit"] == pytest.approx(logits.max().item())


def test_the_model_is_left_as_it_was(document):
    names = document("linear_classifier.py")
    model = names["clf"].train()
    model[1].eval()
    names["saliency_map"](model, names["picture"], 1)
    assert [module.training for module in model] == [True, False, True]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert [parameter.requires_grad for parameter in model.parameters()] == [False, True]
    assert not names["picture"].requires_grad


def test_a_map_can_be_made_where_gradients_are_off(document):
    names = document("linear_classifier.py")
    with torch.no_grad():
        map_, target, _ = names["saliency_map"](names["clf"], names["picture"], 2)
    assert target == 2
    assert map_.shape == (4, 5)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m, x: (m, x[0]), "takes one image"),
        (lambda m, x: (m, x.repeat(2, 1, 1, 1)), "takes one image"),
        (lambda m, x: (torch.nn.Sequential(m, torch.nn.Softmax(1)), x), "probabilities"),
        (lambda m, x: (torch.nn.Sequential(m, torch.nn.LogSoftmax(1)), x), "probabilities"),
        (lambda m, x: (torch.nn.Sequential(m[0], torch.nn.Unflatten(1, (2, 20))), x), "logits"),
        (lambda m, x: (torch.nn.Sequential(torch.nn.Hardtanh(0, 1e-9), m), x.abs() + 1), "zero"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, change, sentence):
    names = document("linear_classifier.py")
    with pytest.raises(AssertionError, match=sentence):
        names["saliency_map"](*change(names["clf"], names["picture"]))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("last", [torch.nn.Softmax(1), torch.nn.LogSoftmax(1)])
def test_rounded_probabilities_are_refused_for_every_image(document, dtype, last):
    names = document("linear_classifier.py")
    model = torch.nn.Sequential(copy.deepcopy(names["clf"]), last).to(dtype)
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):  # the rounding is an accident of the image
        image = torch.randn(1, 2, 4, 5, generator=generator)
        with pytest.raises(AssertionError, match="take the logits before the softmax"):
            names["saliency_map"](model, image)


class Root(torch.nn.Module):
    def forward(self, image):
        return image.sqrt()


class RootOfMagnitude(torch.nn.Module):
    def forward(self, image):
        return image.abs().sqrt()


@pytest.mark.parametrize(
    ("first", "kind"), [(Root(), torch.isinf), (RootOfMagnitude(), torch.isnan)], ids=["inf", "nan"]
)
def test_a_gradient_that_is_not_finite_is_refused_as_such(document, first, kind):
    names = document("linear_classifier.py")
    model = torch.nn.Sequential(first, copy.deepcopy(names["clf"])).eval()
    image = torch.ones(1, 2, 4, 5)
    image[0, 1, 2, 3] = 0
    leaf = image.clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(model(leaf).max(), leaf)
    assert kind(gradient).sum() == 1
    with pytest.raises(AssertionError, match="is not finite"):
        names["saliency_map"](model, image)


@pytest.mark.truth("gradient.randomisation.torch")
def test_a_map_of_a_trained_network_falls_apart_with_it(document):
    names = document("digits.py")
    assert names["cnn"](names["img"]).argmax() == 3
    assert names["layers"] == ["out", "hidden", "second", "first"]
    assert names["depends_on_model"]
    assert abs(names["similarity"].mean(0)[-1]) < 0.3


@pytest.mark.parametrize(
    "fake",
    [
        lambda model, image, target=None: (image[0, 0].abs(), 0, 0.0),
        lambda model, image, target=None: (image[0, 0].diff(dim=0, append=image[0, 0, -1:]).abs(), 0, 0.0),
    ],
    ids=["the input itself", "an edge detector"],
)
@pytest.mark.fake("gradient.randomisation.torch")
def test_a_map_that_ignores_the_model_is_found_out(document, fake):
    names = document("digits.py")
    _, similarity = names["cascading_randomisation"](names["cnn"], names["img"], explain=fake)
    assert similarity.mean(0)[-1] > 0.99


@pytest.mark.fake("gradient.randomisation.torch")
def test_a_map_that_keeps_the_input_does_not_get_the_clean_verdict(document, rendered, tmp_path):
    text = (rendered / "digits.py").read_text()
    call = "cascading_randomisation(cnn, img)"
    assert text.count(call) == 1
    fake = "lambda m, x, c=None: (saliency_map(m, x, c)[0] * x[0, 0].abs(), *saliency_map(m, x, c)[1:])"
    (tmp_path / "product.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    assert "Little of the map is left" in document("digits.py")["printed"]
    names = run_document("product.py", tmp_path)
    assert "map is left" in names["printed"]
    assert "Little of the map is left" not in names["printed"]


def test_no_two_layers_or_seeds_get_the_same_random_weights(document):
    names = document("digits.py")
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        *(torch.nn.Conv2d(1, 1, 3, padding=1) for _ in range(4)), torch.nn.Flatten(), torch.nn.Linear(64, 10)
    )
    seen = []

    def spy(model, image, target=None):
        seen.append([layer.weight.clone() for layer in model[:4]])
        return names["saliency_map"](model, image, target)

    layers, _ = names["cascading_randomisation"](model, names["img"], explain=spy, seeds=(0, 1))
    assert len(layers) == 5
    # The first map is the original's; then five for each seed, the last with every layer random.
    drawn = torch.stack([weight for maps in (seen[0], seen[5], seen[10]) for weight in maps]).flatten(1)
    assert len(drawn.unique(dim=0)) == 12


def test_randomising_leaves_the_model_alone(document):
    names = document("digits.py")
    before = [parameter.clone() for parameter in names["cnn"].parameters()]
    names["cascading_randomisation"](names["cnn"], names["img"], seeds=(0,))
    assert all(torch.equal(a, b) for a, b in zip(before, names["cnn"].parameters()))


def test_the_check_is_the_same_each_time(document):
    names = document("digits.py")
    once, again = (
        names["cascading_randomisation"](names["cnn"], names["img"], seeds=(0, 1))[1] for _ in "ab"
    )
    assert torch.equal(once, again)
