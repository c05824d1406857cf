import numpy as np
import pytest
import torch
from elsewhere import Elsewhere
from transformers import ViTConfig, ViTForImageClassification


@pytest.mark.parametrize("name", ["planted_bridge.py", "planted_images.py"])
@pytest.mark.known_answer("probe.linear.transformer-lens", "probe.linear.torchvision")
def test_a_planted_direction_is_found_with_the_best_accuracy_there_can_be(document, name):
    names = document(name)
    probe = names["probe"]
    assert abs(probe["direction"] @ names["planted"].numpy()) > 0.97
    # Three standard deviations apart: the normal distribution up to 1.5.
    assert probe["accuracy"] == pytest.approx(0.933, abs=0.03)
    assert probe["majority"] == 0.5
    assert probe["selectivity"] > 0.3


def test_the_first_token_is_left_out_of_the_mean(document):
    names = document("planted_bridge.py")
    embedding = names["lm"].transformer.wte.weight.detach().numpy()
    np.testing.assert_allclose(names["features"][0], embedding[0] / 2, atol=1e-5)
    np.testing.assert_allclose(names["features"][1], embedding[0] / 3, atol=1e-5)


@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize("pool", ["mean", "last"])
def test_pooling_is_over_the_tokens_of_each_text_alone(document, layer, pool):
    names = document("planted_bridge.py")
    bridge = names["bridge"]
    texts = ["w1", "so w2 thus w3 w4", "thus w5"]
    (pooled,) = names["pooled_residual"](bridge, texts, [layer], pool)
    for text, vector in zip(texts, pooled):
        name = f"blocks.{layer - 1}.hook_resid_post" if layer else "blocks.0.hook_resid_pre"
        with torch.no_grad():
            hidden = bridge.run_with_cache(bridge.to_tokens(text), names_filter=name)[1][name][0, 1:]
        expected = hidden.mean(0) if pool == "mean" else hidden[-1]
        np.testing.assert_allclose(vector, expected.numpy(), atol=1e-4)


def test_the_bridge_is_left_as_it_was(document):
    bridge = document("planted_bridge.py")["bridge"]
    assert bridge.training
    assert not any(point.fwd_hooks for point in bridge.hook_dict.values())


def test_mistakes_with_a_bridge_are_answered_with_a_sentence(document):
    names = document("planted_bridge.py")
    with pytest.raises(AssertionError, match="no tokens"):
        names["pooled_residual"](names["bridge"], ["w1", ""], [1])
    with pytest.raises(AssertionError, match="0 .before all blocks. to 2"):
        names["pooled_residual"](names["bridge"], ["w1"], [3])


def test_features_of_images_come_from_the_layer_and_not_from_the_output(document):
    names = document("planted_images.py")
    np.testing.assert_allclose(names["features"], names["X"].flatten(1).numpy(), atol=1e-5)
    net = names["net"]
    assert net.training and net[1].training and not net[3].training
    assert net[2].num_batches_tracked == 0, "batch norm has learned from the images"


@pytest.mark.parametrize("name", ["planted_bridge.py", "planted_images.py"])
def test_the_control_task_that_is_there_serves_other_frameworks_too(document, name):
    names = document(name)
    assert names["control"]["known_groups"] == pytest.approx(names["probe"]["known_groups"])
    assert names["control"]["selectivity"] == pytest.approx(names["probe"]["selectivity"])


def test_places_are_averaged(document):
    names = document("planted_images.py")
    images = torch.randn(5, 3, 6, 6)
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 7, 3), torch.nn.ReLU(), torch.nn.Flatten())
    expected = network[0](images).relu().mean((2, 3)).detach()
    pooled = names["pooled_layer"](network, images, "1", batch_size=2)
    np.testing.assert_allclose(pooled, expected.numpy(), atol=1e-6)


def test_mistakes_with_images_are_answered_with_a_sentence(document):
    names = document("planted_images.py")
    with pytest.raises(AssertionError, match="no layer '9'; there are"):
        names["pooled_layer"](names["net"], names["X"], "9")
    with pytest.raises(AssertionError, match=r"\[image, channel, height, width\]"):
        names["pooled_layer"](names["net"], names["X"][0], "1")


def test_a_layer_before_a_relu_that_works_in_place_keeps_its_negatives(document):
    names = document("planted_images.py")
    network = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.ReLU(inplace=True), torch.nn.Linear(16, 2))
    network = torch.nn.Sequential(torch.nn.Flatten(), network)
    images = torch.randn(5, 1, 4, 4)
    pooled = names["pooled_layer"](network, images, "1.0", batch_size=2)
    expected = network[1][0](images.flatten(1)).detach().numpy()
    assert (expected < 0).any()
    np.testing.assert_allclose(pooled, expected, atol=1e-6)


def test_a_vision_transformer_that_torchvision_cannot_take_apart_is_probed_too(document):
    names = document("planted_images.py")
    config = ViTConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=8, image_size=16, patch_size=8
    )
    model = ViTForImageClassification(config).eval()
    images = torch.randn(3, 3, 16, 16)
    with torch.no_grad():
        hidden = model(images, output_hidden_states=True).hidden_states[1]
    layers = [name for name, part in model.named_modules() if type(part).__name__ == "ViTLayer"]
    hooks = [len(part._forward_hooks) for part in model.modules()]
    pooled = names["pooled_layer"](model, images, layers[0], batch_size=2)
    np.testing.assert_allclose(pooled, hidden.mean(1).numpy(), atol=1e-5)
    assert [len(part._forward_hooks) for part in model.modules()] == hooks


def test_labels_and_groups_may_be_on_another_device(document):
    names = document("planted_images.py")
    there = [names[one].as_subclass(Elsewhere) for one in ("y", "group_ids")]
    with pytest.raises(TypeError, match="numpy"):
        np.asarray(there[0])
    probe = names["linear_probe"](names["features"], *there)
    np.testing.assert_array_equal(probe["accuracy_interval"], names["probe"]["accuracy_interval"])
    control = names["control_task"](names["features"], *there)
    assert control["selectivity"] == names["control"]["selectivity"]
