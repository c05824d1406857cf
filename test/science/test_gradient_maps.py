"""SmoothGrad and Grad-CAM, each with its check."""

import copy

import pytest
import torch
from conftest import run_document
from scipy.stats import spearmanr
from torch import nn


@pytest.mark.known_answer("gradient.smoothgrad.captum")
def test_the_smooth_gradient_of_a_linear_model_is_its_weight(document):
    names = document("digits_maps.py")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(40, 3))
    image = torch.randn(1, 2, 4, 5)
    gradient, target, logit, deviation = names["smooth_gradient"](model, image, 1, noise=0.3)
    torch.testing.assert_close(gradient, model[1].weight[1].detach().view(2, 4, 5))
    assert logit == pytest.approx(model(image)[0, 1].item(), abs=1e-6)
    assert deviation == pytest.approx(0.3 * (image.max() - image.min()).item())


def test_noise_is_a_share_of_the_range_whatever_the_units(document):
    names = document("digits_maps.py")
    model, img = names["network"], names["img"]

    class InSixteenths(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = model

        def forward(self, inputs):
            return self.inner(inputs / 16)

    gradient, *_ = names["smooth_gradient"](InSixteenths(), img * 16)
    torch.testing.assert_close(gradient, names["smooth"] / 16, rtol=1e-3, atol=1e-5)


@pytest.mark.known_answer("gradient.smoothgrad.captum")
def test_without_noise_it_is_the_gradient(document):
    names = document("digits_maps.py")
    leaf = names["img"].clone().requires_grad_(True)
    (expected,) = torch.autograd.grad(names["network"].eval()(leaf)[0, names["target"]], leaf)
    gradient, *_ = names["smooth_gradient"](names["network"], names["img"], noise=0.0)
    torch.testing.assert_close(gradient, expected[0])
    assert (names["smooth"] - gradient).abs().max() > 0.1


@pytest.mark.parametrize(
    ("image", "noise", "sentence"),
    [
        (torch.rand(1, 1, 8, 8), 15, "15 % is 0.15"),
        (torch.ones(1, 1, 8, 8), 0.15, "range is 0"),
        (torch.rand(2, 1, 8, 8), 0.15, "one input as a tensor"),
        (torch.rand(1, 8), 0.15, "takes an image"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, image, noise, sentence):
    names = document("digits_maps.py")
    with pytest.raises(AssertionError, match=sentence):
        names["smooth_gradient"](names["network"], image, noise=noise)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_precisions_of_the_model_give_nearly_the_same(document, dtype):
    names = document("digits_maps.py")
    model = copy.deepcopy(names["network"]).to(dtype)
    gradient, *_ = names["smooth_gradient"](model, names["img"])
    assert spearmanr(gradient.ravel(), names["smooth"].ravel()).statistic > 0.95
    _, coarse, *_ = names["grad_cam"](model, names["img"], "6")
    assert spearmanr(coarse.ravel(), names["coarse"].ravel()).statistic > 0.95


def test_the_model_and_the_random_numbers_are_left_as_they_were(document):
    names = document("digits_maps.py")
    model = copy.deepcopy(names["network"]).train()
    model[1].eval()
    before = copy.deepcopy(model.state_dict())
    state = torch.random.get_rng_state()
    names["smooth_gradient"](model, names["img"])
    names["grad_cam"](model, names["img"], "3")
    names["wrong_class_maps"](model, names["img"], "3", count=2)
    names["share_of_class"](model, names["img"], 3, 0.1, samples=2)
    with pytest.raises(AssertionError):
        names["grad_cam"](model, names["img"], "9")
    assert [module.training for module in model] == [True, False, *[True] * 8]
    assert model[2].inplace and model[5].inplace
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in model.parameters())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.truth("gradient.noise-sweep.captum")
def test_a_smooth_map_of_a_trained_network_passes(document):
    names = document("digits_maps.py")
    assert names["robust"]
    assert names["sweep"][0.15]["still of the class"] > 0.8
    assert abs(names["against_random"].mean()) < 0.3


def edges(model, image, target=None, noise=0.15, seed=0):
    return image[0].diff(dim=1, append=image[0, :, -1:]), 3


def dice(model, image, target=None, noise=0.15, seed=0):
    key = int(1e4 * noise) + seed + int(1e6 * abs(next(model.parameters()).sum().item()))
    return torch.randn(1, 8, 8, generator=torch.Generator().manual_seed(key)), 3


@pytest.mark.parametrize(
    ("fake", "verdict"),
    [("edges", "without the model's weights"), ("dice", "Another seed gives another map")],
)
@pytest.mark.fake("gradient.noise-sweep.captum")
def test_a_smooth_map_that_is_none_is_found_out(rendered, tmp_path, fake, verdict):
    text = (rendered / "digits_maps.py").read_text()
    text = text[: text.index("# %% Where?")]
    for call in ("sweep_noise(network, img)", "smooth_against_random(network, img)"):
        assert text.count(call) == 1
        text = text.replace(call, f"{call[:-1]}, explain=fake)")
    (tmp_path / "fake.py").write_text(f"from test_gradient_maps import {fake} as fake\n{text}")
    names = run_document("fake.py", tmp_path)
    assert verdict in names["printed"]
    assert not names["robust"]


@pytest.mark.known_answer("gradient.grad-cam.captum")
def test_grad_cam_of_a_pooled_linear_head_is_the_class_activation_map(document):
    names = document("digits_maps.py")
    model = names["network"].eval()
    with torch.no_grad():
        channels = model[:7](names["img"])[0]
    expected = torch.einsum("c,chw->hw", model[9].weight[3].detach(), channels) / 64
    torch.testing.assert_close(names["coarse"], expected, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(names["cam"], expected.relu(), rtol=1e-4, atol=1e-5)
    bias = model[9].bias[3].item()
    assert names["coarse"].sum().item() + bias == pytest.approx(names["logit"], abs=1e-4)
    assert (names["layer"], names["target"]) == ("6", 3)


def test_a_coarse_map_is_upsampled_to_the_image(document):
    names = document("digits_maps.py")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2), nn.Flatten(), nn.LazyLinear(3))
    model(torch.rand(1, 1, 12, 16))
    cam, coarse, *_ = names["grad_cam"](model, torch.rand(1, 1, 12, 16), "0")
    assert (cam.shape, coarse.shape) == ((12, 16), (5, 7))
    assert cam.min() >= 0


def test_a_relu_in_place_does_not_change_what_the_layer_gave(document):
    names = document("digits_maps.py")
    model = copy.deepcopy(names["network"])
    _, in_place, *_ = names["grad_cam"](model, names["img"], "4")
    model[5].inplace = False
    _, apart, *_ = names["grad_cam"](model, names["img"], "4")
    torch.testing.assert_close(in_place, apart)


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        ("66", "no layer '66'; there are 6"),
        ("conv", "no layer 'conv'; there are 0, 1, 2, 3"),
        ("9", r"'9' gives \[1, 10\]"),
        ("7", r"'7' gives \[1, 32, 1, 1\]"),
    ],
)
def test_a_layer_that_will_not_do_is_answered_with_a_sentence(document, layer, sentence):
    names = document("digits_maps.py")
    with pytest.raises(AssertionError, match=sentence):
        names["grad_cam"](names["network"], names["img"], layer)


def test_a_layer_that_is_used_twice_is_refused(document):
    names = document("digits_maps.py")
    twice = nn.Conv2d(1, 1, 3, padding=1)
    model = nn.Sequential(twice, nn.ReLU(), twice, nn.Flatten(), nn.Linear(64, 3))
    with pytest.raises(AssertionError, match="used 2 times"):
        names["grad_cam"](model, names["img"], "0")


@pytest.mark.truth("gradient.wrong-class.captum")
def test_maps_of_wrong_classes_differ_in_a_trained_network(document):
    names = document("digits_maps.py")
    assert len(names["wrong"]) == 5
    assert 3 not in names["wrong"]
    assert names["similarity"].mean() < 0.3
    assert names["tells_classes_apart"]


@pytest.mark.fake("gradient.wrong-class.captum")
def test_a_map_that_ignores_the_class_is_found_out(rendered, tmp_path):
    text = (rendered / "digits_maps.py").read_text()
    call = "wrong_class_maps(network, img, layer)"
    assert text.count(call) == 1
    fake = "lambda model, image, layer, target: grad_cam(model, image, layer, 3)"
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    names = run_document("fake.py", tmp_path)
    assert names["similarity"].min().item() == pytest.approx(1)
    assert "shows the image, not the class" in names["printed"]


def one_pattern():
    """A network whose channels all show the same places: classes differ in a factor and its sign."""
    torch.manual_seed(1)
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10)
    )
    with torch.no_grad():
        network[0].weight[1:] = network[0].weight[:1]
    return network


@pytest.mark.fake("gradient.wrong-class.captum")
def test_maps_that_are_turned_round_do_not_tell_classes_apart(rendered, tmp_path):
    text = (rendered / "digits_maps.py").read_text()
    call = "wrong_class_maps(network, img, layer)"
    assert text.count(call) == 1
    text = "from test_gradient_maps import one_pattern\n" + text
    (tmp_path / "turned.py").write_text(text.replace(call, "wrong_class_maps(one_pattern(), img, '0')"))
    names = run_document("turned.py", tmp_path)
    assert names["similarity"].abs().min().item() == pytest.approx(1)
    assert names["similarity"].mean() < 0.5
    assert not names["tells_classes_apart"]
    assert "only the sign is of the class" in names["printed"]


def test_two_classes_have_no_wrong_class_to_compare(document):
    names = document("digits_maps.py")
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 2))
    with pytest.raises(AssertionError, match="turned round"):
        names["wrong_class_maps"](model, names["img"], "0")
