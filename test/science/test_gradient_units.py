"""Activation maximisation and its check."""

import copy

import pytest
import torch
from conftest import run_document
from torch import nn


def linear_unit():
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 3)), torch.randn(20, 1, 8, 8)


@pytest.mark.known_answer("gradient.activation-maximisation.torch")
def test_the_picture_of_a_linear_unit_is_its_weight(document):
    names = document("digits_units.py")
    model, images = linear_unit()
    made, activations = names["maximise_activation"](
        model, "1", 1, images, jitter=0, variation=0, limits=(-1e9, 1e9)
    )
    cosine = torch.cosine_similarity(made.flatten(1) - images.mean(), model[1].weight[1:2])
    assert cosine.min() > 0.995
    with torch.no_grad():
        torch.testing.assert_close(activations, model(made)[:, 1])


def test_a_hard_projection_with_adam_would_miss_it():
    """The mistake that the scaffold avoids: each step of Adam has one size for every pixel."""
    model, _ = linear_unit()
    weight = model[1].weight[1].detach()
    picture = torch.randn(64).requires_grad_(True)
    optimiser = torch.optim.Adam([picture], 0.1)
    for _ in range(500):
        optimiser.zero_grad()
        (-(weight @ picture)).backward()
        optimiser.step()
        with torch.no_grad():
            picture.clamp_(-1, 1)
    assert torch.cosine_similarity(picture, weight, 0) < 0.9


def test_pictures_have_the_range_and_the_contrast_of_the_images(document):
    names = document("digits_units.py")
    made, images = names["made"], names["images"]
    assert made.shape == (3, 1, 8, 8)
    assert made.min() >= images.min() and made.max() <= images.max()
    contrast = (images - images.mean()).square().mean().sqrt()
    sizes = (made - images.mean()).square().mean((1, 2, 3)).sqrt()
    assert ((sizes / contrast - 1).abs() < 0.15).all()


@pytest.mark.known_answer("gradient.activation-maximisation.torch")
def test_a_unit_for_a_digit_is_driven_beyond_every_image_and_shows_the_digit(document):
    names = document("digits_units.py")
    assert names["activations"].min() > names["natural"].max()
    assert names["net"].eval()(names["made"]).argmax(1).tolist() == [0, 0, 0]
    assert {names["y"][i].item() for i in names["top"]} == {0}
    mean_zero = names["X"][names["y"] == 0].mean(0).ravel()
    for picture in names["made"]:
        assert torch.corrcoef(torch.stack([picture.ravel(), mean_zero]))[0, 1] > 0.6
    assert "off the usual distribution" in names["printed"]


def test_the_same_seeds_give_the_same_and_other_seeds_something_else(document):
    names = document("digits_units.py")
    options = {"steps": 5, "jitter": 1}
    once, again, other = (
        names["maximise_activation"](names["net"], "2", 3, names["images"], seeds=seeds, **options)[0]
        for seeds in [(0, 1), (0, 1), (2, 3)]
    )
    assert torch.equal(once, again)
    assert not torch.equal(once, other)


def test_the_model_is_left_as_it_was_even_after_an_error(document):
    names = document("digits_units.py")
    model = names["net"].train()
    model[4].eval()
    dead = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Hardtanh(0, 1e-12))
    state = torch.random.get_rng_state()
    names["maximise_activation"](model, "2", 0, names["images"], steps=2)
    with pytest.raises(AssertionError, match="no channel 99: the layer '2' has 32"):
        names["maximise_activation"](model, "2", 99, names["images"])
    with pytest.raises(AssertionError, match="gives no gradient for noise"):
        names["maximise_activation"](dead, "1", 0, names["images"])
    assert [module.training for module in model] == [True, True, True, True, False, True, True]
    assert [p.requires_grad for p in model.parameters()] == [True, False, True, True, True, True]
    assert all(p.grad is None for p in model.parameters())
    assert not any(module._forward_hooks for module in model.modules())
    assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.parametrize(
    ("layer", "images", "sentence"),
    [
        ("22", torch.rand(4, 1, 8, 8), "no layer '22'; there are 2"),
        ("2", torch.rand(1, 1, 8, 8), "several images"),
        ("2", [torch.rand(1, 8, 8)], "several images"),
        ("0", torch.rand(4, 1, 8, 8), "gives"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, layer, images, sentence):
    names = document("digits_units.py")
    model = names["net"]
    if sentence == "gives":
        model, sentence = nn.Sequential(nn.Flatten(2)), r"'0' gives \[4, 1, 64\]"
    with pytest.raises(AssertionError, match=sentence):
        names["maximise_activation"](model, layer, 0, images)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_half_precision_model_is_maximised_too(document, dtype):
    names = document("digits_units.py")
    half = copy.deepcopy(names["net"]).to(dtype)
    made, activations = names["maximise_activation"](half, "6", 0, names["images"])
    assert made.dtype == torch.float32
    torch.testing.assert_close(activations, names["activations"], rtol=0.05, atol=0.1)


@pytest.mark.truth("gradient.unit-agreement.torch")
def test_pictures_of_a_trained_unit_pass(document):
    names = document("digits_units.py")
    assert names["believable"]
    assert names["within"] > 0.9
    assert "beat every image" in names["printed"]


def noise_gradients(names, images):
    """What is often called a feature visualisation: the gradient of the unit at an image of noise."""

    def fake(model, layer, channel, _images):
        colour = images.mean()
        contrast = (images - colour).square().mean().sqrt()
        noise = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
        leaf = (colour + contrast * noise).requires_grad_(True)
        score = names["channel_means"](model.eval(), layer, leaf)[:, channel].sum()
        (gradient,) = torch.autograd.grad(score, leaf)
        gradient = gradient / gradient.square().mean((1, 2, 3), keepdim=True).sqrt().clamp_min(1e-12)
        return (colour + contrast * gradient).clamp(images.min(), images.max()), None

    return fake


def judge(names, channel, explain):
    scores, within, between = names["unit_agreement"](
        names["net"], "6", channel, names["images"], explain=explain
    )
    own = scores["pictures of this unit"]
    return {
        "reached": own.median() > scores["natural images"].max(),
        "converged": own.median() > 0.95 * scores["twice the steps"].median(),
        "needs_weights": scores["pictures with random weights"].mean() < 0.5 * own.mean(),
        "agree": within - between > 0.2,
    }


@pytest.mark.parametrize("channel", [0, 3, 7])
@pytest.mark.fake("gradient.unit-agreement.torch")
def test_the_gradient_of_noise_is_found_out(document, channel):
    names = document("digits_units.py")
    verdict = judge(names, channel, noise_gradients(names, names["images"]))
    assert not verdict["converged"]


@pytest.mark.fake("gradient.unit-agreement.torch")
def test_pictures_that_ignore_the_model_are_found_out(document):
    names = document("digits_units.py")
    made = names["made"]
    verdict = judge(names, 0, lambda model, layer, channel, images: (made, None))
    assert verdict["reached"] and verdict["converged"]
    assert not verdict["needs_weights"]
    assert not verdict["agree"], "they are the same for other units too"


@pytest.mark.fake("gradient.unit-agreement.torch")
def test_the_fake_gets_the_verdict_in_words(rendered, tmp_path):
    text = (rendered / "digits_units.py").read_text()
    assert text.count("unit_agreement(net, layer,") == 1
    head, tail = text.split("scores, within, between = unit_agreement(")
    call, tail = tail.split("\n", 1)
    fake = "scores, within, between = unit_agreement(" + call[:-1]
    fake += ", explain=lambda *a: (X[torch.randperm(200)[:3]], None))\n"
    (tmp_path / "fake.py").write_text(head + fake + tail)
    names = run_document("fake.py", tmp_path)
    assert "nothing was maximised" in names["printed"]
    assert not names["believable"]


@pytest.mark.fake("gradient.unit-agreement.torch")
def test_a_channel_that_no_image_moves_does_not_make_seeds_agree(document):
    names = document("digits_units.py")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 20), nn.ReLU())
    with torch.no_grad():
        weight = model[1].weight
        weight -= weight.mean(1, keepdim=True)  # blind to brightness
        model[1].bias += 1
        weight[19], model[1].bias[19] = 1, -64  # sees nothing else, and only beyond every image
    images = torch.rand(20, 1, 8, 8)

    def noise(model, layer, channel, images):
        """Pictures that have nothing in common but that those of channel 0 are bright."""
        return torch.randn(3, 1, 8, 8) + (3 if channel == 0 else 0), None

    _, within, between = names["unit_agreement"](model, "2", 0, images, explain=noise)
    assert within - between < 0.2
    with pytest.raises(AssertionError, match="No image moves channel 19"):
        names["unit_agreement"](model, "2", 19, images, explain=noise)
