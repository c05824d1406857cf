import numpy as np
import pytest
import torch
from torchvision.models import SwinTransformer, resnet18, vit_b_16
from torchvision.models.feature_extraction import create_feature_extractor

PLANTED = {"layers_bridge.py": range(2, 5), "layers_images.py": range(4, 9)}


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.known_answer("probe.layer-sweep.transformer-lens", "probe.layer-sweep.torchvision")
def test_what_a_layer_makes_readable_is_found_after_it_and_not_before(document, name):
    sweep = document(name)["sweep"]
    for key in ("accuracy", "mass_mean"):
        before = sweep[key][: PLANTED[name].start]
        assert before == pytest.approx(np.full(len(before), 0.5), abs=0.12)
        assert (sweep[key][PLANTED[name].start :] > 0.97).all()
    assert sweep["best_layer"] in PLANTED[name]
    assert set(sweep["as_good"]) <= set(PLANTED[name])
    assert sweep["majority"] == 0.5


@pytest.mark.parametrize("name", PLANTED)
def test_intervals_hold_the_accuracy_and_where_nothing_is_to_be_read_they_hold_chance(document, name):
    sweep = document(name)["sweep"]
    for key in ("accuracy", "mass_mean"):
        low, high = sweep[f"{key}_interval"].T
        assert (low <= sweep[key]).all() and (sweep[key] <= high).all()
        assert (low[: PLANTED[name].start] < 0.55).all() and (high - low < 0.25).all()


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.truth("probe.selectivity-by-layer.sklearn")
def test_the_check_passes_what_was_planted(document, name):
    names = document(name)
    selectivity = names["selectivity"]
    assert names["sweep_sound"] and "Passed" in names["printed"]
    assert (selectivity["selectivity"][PLANTED[name].start :] > 0.3).all()
    assert (selectivity["selectivity"][: PLANTED[name].start] < 0.2).all()
    assert set(selectivity["chosen"]) <= set(PLANTED[name])
    assert selectivity["honest"] > 0.97


@pytest.mark.known_answer("probe.layer-sweep.transformer-lens")
def test_the_difference_of_means_is_the_planted_direction_of_the_bridge(document):
    directions = document("layers_bridge.py")["sweep"]["directions"]
    assert [direction.shape for direction in directions] == [(16,)] * 5
    assert directions[2][1] > 0.99 and directions[4][1] > 0.99
    assert abs(directions[1][1]) < 0.5


@pytest.mark.known_answer("probe.layer-sweep.torchvision")
def test_the_difference_of_means_is_the_planted_direction_of_the_images(document):
    names = document("layers_images.py")
    widths = [108, 6, 6, 10, 10, 4, 144, 144, 12]
    assert [features.shape for features in names["features_by_layer"]] == [(600, size) for size in widths]
    assert [direction.shape for direction in names["sweep"]["directions"]] == [(size,) for size in widths]
    assert names["sweep"]["directions"][5][1] > 0.99
    assert names["layer_names"][3:6] == ["widen", "rectify", "narrow"]


def leaked_texts():
    """Texts of twelve words, with labels that follow from the word alone."""
    fillers = ("so", "thus", "so so", "so thus", "thus so", "thus thus", "so so so", "thus so so")
    groups = np.repeat(np.arange(12), len(fillers))
    texts = [f"{filler} w{word}" for word in range(12) for filler in fillers]
    return texts, (np.random.default_rng(0).permutation(12) < 6)[groups], groups


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_labels_that_leak_through_the_words_of_a_bridge(document):
    names = document("layers_bridge.py")
    texts, labels, groups = leaked_texts()
    layers = names["pooled_residual"](names["bridge"], texts, range(5))
    result = names["selectivity_by_layer"](layers, labels, groups)
    assert (result["known_groups"][:2] > 0.95).all() and (result["control"][:2] > 0.95).all()
    assert any("memorised the groups" in fault for fault in names["sweep_faults"](result))


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_labels_that_leak_through_the_patients_of_images(document):
    names = document("layers_images.py")
    torch.manual_seed(0)
    groups = np.repeat(np.arange(12), 8)
    images = torch.randn(12, 3, 6, 6)[groups] + 0.1 * torch.randn(96, 3, 6, 6)
    labels = (np.random.default_rng(0).permutation(12) < 6)[groups]
    layers = names["pooled_image_layers"](names["net"], images, ["mix", "flatten"])
    result = names["selectivity_by_layer"](layers, labels, groups)
    assert result["known_groups"][2] == 1 and result["control"][2] == 1
    assert any("memorised the groups" in fault for fault in names["sweep_faults"](result))


@pytest.mark.fake("probe.selectivity-by-layer.sklearn")
def test_the_check_fails_images_whose_labels_are_drawn_by_lot(document):
    names = document("layers_images.py")
    rng = np.random.default_rng(3)
    labels = rng.permutation(np.arange(300) % 2)[names["group_ids"]][:120]
    layers = [features[:120] for features in names["features_by_layer"]]
    result = names["selectivity_by_layer"](layers, labels, names["group_ids"][:120], draws=1)
    assert result["honest"] < 0.65
    assert any("not surely more than the majority" in fault for fault in names["sweep_faults"](result))


@pytest.mark.parametrize("pool", ["mean", "last"])
def test_all_layers_of_a_text_are_those_of_the_text_alone(document, pool):
    names = document("layers_bridge.py")
    bridge = names["bridge"]
    texts = ["w1", "so w2 thus w3 w4", "thus w5"]
    pooled = names["pooled_residual"](bridge, texts, range(5), pool)
    modes = {module: module.training for module in bridge.modules()}
    bridge.eval()
    try:
        for i, text in enumerate(texts):
            for layer in range(5):
                name = f"blocks.{layer - 1}.hook_resid_post" if layer else "blocks.0.hook_resid_pre"
                with torch.no_grad():
                    hidden = bridge.run_with_cache(bridge.to_tokens(text), names_filter=name)[1][name][0, 1:]
                expected = hidden.mean(0) if pool == "mean" else hidden[-1]
                np.testing.assert_allclose(pooled[layer, i], expected.numpy(), atol=1e-4)
    finally:
        for module, mode in modes.items():
            module.training = mode


def test_one_run_a_batch_serves_all_layers_of_a_bridge(document):
    names = document("layers_bridge.py")
    calls = []
    handle = names["lm"].transformer.register_forward_hook(lambda *_: calls.append(1))
    try:
        pooled = names["pooled_residual"](names["bridge"], names["prompts"][:70], range(5))
    finally:
        handle.remove()
    assert len(calls) == 3
    assert pooled.shape == (5, 70, 16)


def test_the_bridge_is_left_as_it_was_even_after_an_error(document):
    names = document("layers_bridge.py")
    bridge, seen = names["bridge"], []
    modes = [module.training for module in bridge.modules()]
    bridge.add_hook("blocks.3.hook_mlp_out", lambda value, hook: seen.append(hook.name))
    try:
        names["pooled_residual"](bridge, ["w1"], range(5))
        assert len(seen) == 1, "a hook of one's own stays"
        bridge.reset_hooks()
        bridge.add_hook("blocks.3.hook_mlp_out", lambda value, hook: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            names["pooled_residual"](bridge, ["w1"], range(5))
    finally:
        bridge.reset_hooks()
    assert [module.training for module in bridge.modules()] == modes and True in modes and False in modes
    assert not any(point.fwd_hooks for point in bridge.hook_dict.values())


def test_one_pass_a_batch_serves_all_layers_of_images(document):
    names = document("layers_images.py")
    calls = []
    handle = names["net"].widen.register_forward_hook(lambda module, inputs, output: calls.append(len(output)))
    try:
        names["pooled_image_layers"](names["net"], names["X"][:70], names["layer_names"][1:], batch_size=32)
    finally:
        handle.remove()
    assert calls == [32, 32, 6]


def test_a_layer_before_a_rectifier_in_place_is_what_it_was_before_it(document):
    names = document("layers_images.py")
    net, images = names["net"], names["X"][:5]
    _, widened, rectified = names["pooled_image_layers"](net, images, ["widen", "rectify"])
    with torch.no_grad():
        expected = net.widen(net.norm.eval()(net.mix(images)))
    net.norm.train()
    np.testing.assert_allclose(widened, expected.mean((2, 3)).numpy(), atol=1e-6)
    np.testing.assert_allclose(rectified, expected.relu().mean((2, 3)).numpy(), atol=1e-6)
    flat = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(108, 5), torch.nn.ReLU(inplace=True))
    _, linear, _ = names["pooled_image_layers"](flat, images, ["1", "2"])
    assert (linear < 0).any(), "where there are no places to average, it is copied"


def test_the_network_is_left_as_it_was_even_after_an_error(document):
    names = document("layers_images.py")
    net = names["net"]
    handle = net.classes.register_forward_hook(lambda *_: 1 / 0)
    try:
        with pytest.raises(ZeroDivisionError):
            names["pooled_image_layers"](net, names["X"][:2], ["mix"])
    finally:
        handle.remove()
    assert net.training and net.norm.training and not net.dropout.training
    assert net.norm.num_batches_tracked == 0, "batch norm has learned from the images"
    assert not any(module._forward_hooks for module in net.modules())


def test_images_are_shrunk_to_what_can_be_probed(document):
    names = document("layers_images.py")
    images = torch.arange(2 * 32 * 16.0).view(2, 1, 32, 16)
    shrunk, _ = names["pooled_image_layers"](torch.nn.Sequential(torch.nn.Flatten()), images, ["0"])
    expected = images.view(2, 8, 4, 8, 2).mean((2, 4)).flatten(1)
    np.testing.assert_allclose(shrunk, expected.numpy())
    np.testing.assert_allclose(names["features_by_layer"][0], names["X"].flatten(1).numpy())


def test_the_blocks_of_a_network_are_its_default_layers(document):
    names = document("layers_images.py")
    blocks = names["blocks_of"]
    resnet = resnet18()
    assert blocks(resnet) == [f"layer{stage}.{block}" for stage in (1, 2, 3, 4) for block in (0, 1)]
    resnet.train()
    features = names["pooled_image_layers"](resnet, torch.randn(3, 3, 64, 64), blocks(resnet))
    assert [one.shape[1] for one in features] == [192, 64, 64, 128, 128, 256, 256, 512, 512]
    transformer = [name for name in blocks(vit_b_16()) if name.startswith("encoder")]
    assert transformer == [f"encoder.layers.encoder_layer_{i}" for i in range(12)]
    assert blocks(torch.nn.ModuleDict({"a": torch.nn.Linear(1, 1)})) == ["a"]


def test_of_many_layers_some_are_taken_evenly_with_the_first_and_the_last(document):
    spread = document("layers_images.py")["spread"]
    assert spread(["a", "b"]) == ["a", "b"]
    assert spread(list(range(31))) == list(range(0, 31, 2))


def test_a_swin_transformer_has_its_channels_last(document):
    torch.manual_seed(0)
    swin = SwinTransformer([4, 4], 12, [1, 1], [1, 1], [2, 2]).eval()
    images = torch.randn(3, 3, 32, 32)
    layers = ["features.0", "features.1", "features.3"]
    _, *pooled = document("layers_images.py")["pooled_image_layers"](swin, images, layers)
    assert [one.shape for one in pooled] == [(3, 12), (3, 12), (3, 24)]
    with torch.no_grad():
        outputs = create_feature_extractor(swin, layers)(images)
    for layer, features in zip(layers, pooled):
        np.testing.assert_allclose(features, outputs[layer].mean((1, 2)).numpy(), atol=1e-5)
    linear = document("planted_images.py")["pooled_layer"](swin, images, "features.3")
    np.testing.assert_allclose(linear, pooled[2], atol=1e-5)


def test_mistakes_with_layers_of_images_are_answered_with_a_sentence(document):
    names = document("layers_images.py")
    with pytest.raises(AssertionError, match="no layer 'widene'; there are widen"):
        names["pooled_image_layers"](names["net"], names["X"], ["widene"])
    with pytest.raises(AssertionError, match=r"\[image, channel, height, width\]"):
        names["pooled_image_layers"](names["net"], names["X"][0], ["mix"])
    with pytest.raises(AssertionError, match="one label and one group a text, .* at layer 1"):
        names["sweep_layers"]([np.zeros((4, 2)), np.zeros((5, 3))], [0, 1, 0, 1], [0, 1, 2, 3])
    with pytest.raises(AssertionError, match="those of layer 1 are .4."):
        names["selectivity_by_layer"]([np.zeros((4, 2)), np.zeros(4)], [0, 1, 0, 1], [0, 1, 2, 3])
