import pytest
import torch


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
def test_a_map_that_ignores_the_model_is_found_out(document, fake):
    names = document("digits.py")
    _, similarity = names["cascading_randomisation"](names["cnn"], names["img"], explain=fake)
    assert similarity.mean(0)[-1] > 0.99


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
