import re

import numpy as np
import pytest
import torch
from conftest import run_document
from torchvision.models.feature_extraction import create_feature_extractor
from transformers import GPT2Config, GPT2LMHeadModel

TEXTS = {
    "activation_texts.py": ("run_transformer", "encoder"),
    "activation_bridge.py": ("run_hook_points", "bridge"),
    "activation_nnsight.py": ("run_traced", "wrapped"),
}


def module_of(name, names):
    model = names[TEXTS[name][1]]
    return getattr(model, "_module", model)


def counted_hooks(module):
    return [len(part._forward_hooks) for part in module.modules()]


@pytest.mark.known_answer("activation.cache.transformers")
def test_the_cache_equals_hidden_states(document):
    names = document("activation_texts.py")
    encoder, rows = names["encoder"], names["rows"]
    assert list(names["activations"]) == [f"encoder.layer.{i}" for i in range(3)]
    training = {module: module.training for module in encoder.modules()}
    encoder.eval()
    start = 0
    for row in rows:
        with torch.no_grad():
            states = encoder(row[None], output_hidden_states=True).hidden_states
        for layer, kept in enumerate(names["activations"].values()):
            torch.testing.assert_close(kept[start : start + len(row)], states[layer + 1][0], atol=1e-5, rtol=1e-4)
        start += len(row)
    for module, mode in training.items():
        module.training = mode
    assert start == len(names["places"]) == len(names["tokens"])


@pytest.mark.known_answer("activation.cache.transformer-lens")
def test_the_cache_of_a_bridge_equals_run_with_cache(document):
    names = document("activation_bridge.py")
    bridge, start = names["bridge"], 0
    for row in names["rows"]:
        bridge.eval()
        with torch.no_grad():
            _, cache = bridge.run_with_cache(row[None])
        bridge.train()
        for name, kept in names["activations"].items():
            torch.testing.assert_close(kept[start : start + len(row)], cache[name][0], atol=1e-5, rtol=1e-4)
        start += len(row)
    assert names["tokens"][:2] == ["0 w0", "1 w1"]


@pytest.mark.known_answer("activation.cache.nnsight")
def test_the_cache_of_nnsight_equals_hidden_states(document):
    names = document("activation_nnsight.py")
    lm, start = names["lm"].eval(), 0
    for row in names["rows"]:
        with torch.no_grad():
            states = lm(row[None], output_hidden_states=True).hidden_states
        kept = names["activations"]["transformer.h.0"][start : start + len(row)]
        torch.testing.assert_close(kept, states[1][0], atol=1e-5, rtol=1e-4)
        kept = names["activations"]["transformer.h.1"][start : start + len(row)]
        torch.testing.assert_close(lm.transformer.ln_f(kept), states[2][0], atol=1e-5, rtol=1e-4)
        start += len(row)
    lm.train()


def test_nnsight_takes_layers_in_any_order(document):
    names = document("activation_nnsight.py")
    layers = ["transformer.h.1", "transformer.h.0.attn", "transformer.h.0.ln_1"]
    kept, _ = names["cache_tokens"](names["run_traced"], names["wrapped"], names["rows"], layers)
    assert list(kept) == layers
    torch.testing.assert_close(kept["transformer.h.1"], names["activations"]["transformer.h.1"])


@pytest.mark.parametrize("name", TEXTS)
def test_places_tell_text_and_position(document, name):
    names = document(name)
    assert names["places"].tolist() == [
        [i, j] for i, row in enumerate(names["rows"]) for j in range(len(row))
    ]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.truth(
    "activation.dtype-and-site.transformers",
    "activation.dtype-and-site.transformer-lens",
    "activation.dtype-and-site.nnsight",
)
def test_the_check_passes_a_sound_cache_of_texts(document, name):
    names = document(name)
    assert names["site_sound"] and "Passed" in names["printed"]
    for one in names["site_report"].values():
        assert one["batch_gap"] < 1e-4 and one["site_gap"] < 1e-4


@pytest.mark.parametrize("name", TEXTS)
def test_hooks_are_gone_and_modes_restored_even_after_an_error(document, name):
    names = document(name)
    module = module_of(name, names)
    modes, before = [part.training for part in module.modules()], counted_hooks(module)
    assert any(modes)
    run = names[TEXTS[name][0]]

    def fails(name, output):
        raise ZeroDivisionError

    for keep in (fails, lambda name, output: None):
        try:
            run(names[TEXTS[name][1]], torch.tensor([[1, 2]]), torch.ones(1, 2, dtype=torch.long), names["layers"], keep)
        except ZeroDivisionError:
            assert keep is fails
    assert [part.training for part in module.modules()] == modes
    assert counted_hooks(module) == before


def gaps(names, name, run):
    """What the check says of another way to run the model."""
    model, rows, layers = names[TEXTS[name][1]], names["rows"], names["layers"]
    alone, together = (
        names["cache_tokens"](run, model, rows, layers, batch_size=size)[0] for size in (1, len(rows))
    )
    count = sum(map(len, rows))
    return names["site_faults"](names["compare_sites"](alone, together, names["watched"], count))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.fake(
    "activation.dtype-and-site.transformers",
    "activation.dtype-and-site.transformer-lens",
    "activation.dtype-and-site.nnsight",
)
def test_the_check_fails_a_hook_on_the_wrong_module(document, name):
    names = document(name)
    run = names[TEXTS[name][0]]

    def wrong(model, ids, mask, layers, keep):
        shifted = dict(zip(layers, [*layers[1:], layers[0]]))
        run(model, ids, mask, layers, lambda name, output: keep(shifted[name], output))

    faults = gaps(names, name, wrong)
    assert len(faults) == len(names["layers"])
    assert all("the hook sat elsewhere" in fault for fault in faults)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.fake(
    "activation.dtype-and-site.transformers",
    "activation.dtype-and-site.transformer-lens",
    "activation.dtype-and-site.nnsight",
)
def test_the_check_fails_a_mean_over_the_batch(document, name):
    names = document(name)
    run = names[TEXTS[name][0]]

    def mean(model, ids, mask, layers, keep):
        run(model, ids, mask, layers, lambda name, output: keep(name, output.mean(0, keepdim=True).expand_as(output)))

    assert len(gaps(names, name, mean)) == len(names["layers"])


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.fake("activation.dtype-and-site.transformers")
def test_the_check_fails_padding_that_is_looked_at(document, name):
    names = document(name)
    run = names[TEXTS[name][0]]

    def unmasked(model, ids, mask, layers, keep):
        padded = torch.nn.functional.pad(ids.flip(1), (0, 0)) if "texts" in name else ids
        run(model, padded, torch.ones_like(mask) if "texts" in name else mask, layers, keep)

    if "texts" in name:
        assert any("in company" in fault or "elsewhere" in fault for fault in gaps(names, name, unmasked))
    else:
        assert not gaps(names, name, unmasked), "a causal model does not look at what follows"


@pytest.mark.fake("activation.dtype-and-site.transformers")
def test_the_check_fails_a_mean_over_tokens(document):
    names = document("activation_texts.py")
    whole = {name: kept.mean(0, keepdim=True) for name, kept in names["activations"].items()}
    report = names["compare_sites"](whole, whole, names["watched"], len(names["tokens"]))
    assert all("a mean was taken" in fault for fault in names["site_faults"](report))


def test_half_precision_goes_to_files_and_back(document, tmp_path):
    names = document("activation_texts.py")
    arguments = names["run_transformer"], names["encoder"], names["rows"], names["layers"]
    kept, computed = names["cache_tokens"](*arguments, dtype=torch.float16, folder=tmp_path)
    for name, full in names["activations"].items():
        assert computed[name] == torch.float32
        on_disk = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
        assert on_disk.dtype == np.float16 and on_disk.shape == full.shape
        np.testing.assert_allclose(on_disk, full.numpy(), rtol=2e-3, atol=2e-3)
        torch.testing.assert_close(kept[name].float(), full, rtol=2e-3, atol=2e-3)


def test_what_float16_cannot_hold_is_said(document):
    names = document("activation_texts.py")

    def huge(model, ids, mask, layers, keep):
        keep("big", torch.full((*ids.shape, 2), 1e5))

    with pytest.raises(AssertionError, match="float16 ends at 65504"):
        names["cache_tokens"](huge, None, names["rows"], ["big"], dtype=torch.float16)


def test_mistakes_are_answered_with_a_sentence(document, tmp_path):
    names = document("activation_texts.py")
    run, encoder, rows = names["run_transformer"], names["encoder"], names["rows"]
    for layers, sentence in (
        (["encoder.layer.7"], "no layer 'encoder.layer.7'; there are encoder.layer.2"),
        (["pooler"], r"should give \[text, token, hidden\]"),
        (["encoder.layer"], "ran 0 times"),
    ):
        with pytest.raises(AssertionError, match=sentence):
            names["cache_tokens"](run, encoder, rows, layers)
    with pytest.raises(AssertionError, match="no tokens"):
        names["token_rows"](names["tok"], ["a", ""])
    with pytest.raises(AssertionError, match="cannot hold torch.bfloat16"):
        names["cache_tokens"](run, encoder, rows, names["layers"], dtype=torch.bfloat16, folder=tmp_path)
    nnsight, bridge = document("activation_nnsight.py"), document("activation_bridge.py")
    with pytest.raises(AssertionError, match="no layer 'transformer.h.9'"):
        nnsight["cache_tokens"](nnsight["run_traced"], nnsight["wrapped"], nnsight["rows"], ["transformer.h.9"])
    with pytest.raises(AssertionError, match="no hook point 'blocks.9.hook_resid_post'"):
        bridge["cache_tokens"](bridge["run_hook_points"], bridge["bridge"], bridge["rows"], ["blocks.9.hook_resid_post"])


@pytest.mark.known_answer("activation.cache.torchvision")
def test_the_cache_of_images_equals_the_feature_extractor_exactly(document):
    names = document("activation_images.py")
    net = names["net"]
    modes = [part.training for part in net.modules()]
    # Before the ReLU that works in place even the extractor shows what comes after: not layer 1.
    nodes = {name: name for name in names["activations"] if name != "1"}
    extractor = create_feature_extractor(net.eval(), return_nodes=nodes).eval()
    with torch.no_grad():
        expected = [extractor(batch) for batch in names["imgs"].split(32)]
    for part, mode in zip(net.modules(), modes):
        part.training = mode
    for name in nodes:
        assert names["activations"][name].equal(torch.cat([one[name] for one in expected]))


@pytest.mark.truth("activation.dtype-and-site.torchvision")
def test_negatives_are_kept_before_a_relu_that_works_in_place(document):
    names = document("activation_images.py")
    assert (names["activations"]["1"] < 0).any()
    assert (names["activations"]["2"] >= 0).all()
    torch.testing.assert_close(names["activations"]["1"].relu(), names["activations"]["2"])
    assert names["site_report"]["1"]["negative"] > 0
    assert "after a ReLU" in names["site_report"]["2"]["kind"]
    assert names["site_sound"]


def images_faults(names, capture):
    few, layers = names["imgs"][:8], names["layers"]
    alone, together = capture(few, 1), capture(few, 8)
    watched = names["watched_outputs"](names["net"], layers, few[:1])
    return names["site_faults"](names["compare_sites"](alone, together, watched, len(few)))


def kept_by(names, keep_what):
    """A cache of images that keeps something else than the layer's output."""

    def capture(few, size):
        store = {name: [] for name in names["layers"]}
        for batch in few.split(size):
            names["hooked_run"](
                names["net"], names["layers"], lambda name, output: store[name].append(keep_what(output)), batch
            )
        return {name: torch.cat(parts) for name, parts in store.items()}

    return capture


@pytest.mark.fake("activation.dtype-and-site.torchvision")
def test_the_check_fails_values_that_were_changed_in_place(document):
    names = document("activation_images.py")
    faults = images_faults(names, kept_by(names, lambda output: output))
    assert len(faults) == 1 and faults[0].startswith("1: what was kept is off")
    assert not images_faults(names, kept_by(names, lambda output: output.clone()))


@pytest.mark.fake("activation.dtype-and-site.torchvision")
def test_the_check_fails_a_mean_over_the_batch_of_images(document):
    names = document("activation_images.py")
    faults = images_faults(names, kept_by(names, lambda output: output.mean(0, keepdim=True)))
    assert len(faults) == len(names["layers"]) and all("a mean was taken" in fault for fault in faults)


@pytest.mark.fake("activation.dtype-and-site.torchvision")
def test_the_check_fails_batch_norm_in_training_mode(document):
    names = document("activation_images.py")
    few, layers, net = names["imgs"][:8], names["layers"], names["net"]
    watched = names["watched_outputs"](net, layers, few[:1])

    def capture(size):
        state = {name: value.clone() for name, value in net.state_dict().items()}
        store = {name: [] for name in layers}
        net[1].train()
        handles = [
            net.get_submodule(name).register_forward_hook(lambda m, i, o, name=name: store[name].append(o.detach().clone()))
            for name in layers
        ]
        for batch in few.split(size):
            net(batch)
        for handle in handles:
            handle.remove()
        net[1].eval()
        net.load_state_dict(state)
        return {name: torch.cat(parts) for name, parts in store.items()}

    faults = names["site_faults"](names["compare_sites"](capture(1), capture(8), watched, 8))
    assert any(fault.startswith("1:") for fault in faults)


def test_images_are_kept_as_files_in_half_precision(document, tmp_path):
    names = document("activation_images.py")
    kept, _ = names["cache_images"](names["net"], names["imgs"], ["2"], dtype=torch.float16, folder=tmp_path)
    np.testing.assert_allclose(
        np.load(tmp_path / "2.npy"), names["activations"]["2"].numpy(), rtol=2e-3, atol=1e-3
    )
    assert kept["2"].dtype == torch.float16


@pytest.mark.parametrize("name", ["activation_images.py"])
def test_the_image_model_is_left_as_it_was(document, name):
    net = document(name)["net"]
    assert net.training and not net[1].training and net[4].training
    assert counted_hooks(net) == [0] * len(counted_hooks(net))


@pytest.mark.known_answer("activation.top-examples.transformers")
def test_the_top_texts_have_the_planted_word(document):
    names = document("activation_texts.py")
    top = [(i, position) for _, (i, position, _) in names["best"][:3]]
    assert sorted(top) == [(1, 2), (4, 0), (7, 1)]
    values = [value for value, _ in names["best"]]
    assert values == sorted(values, reverse=True)
    for value, (_, position, tokens) in names["best"]:
        assert value == tokens.max().item() == tokens[position].item()


def test_the_top_is_the_same_in_any_batches_and_bounded(document, monkeypatch):
    names = document("activation_texts.py")
    held = []
    inner = names["keep_best"]

    def spy(best, random, new, k, rng):
        held.append(len(best) + len(random))
        return inner(best, random, new, k, rng)

    monkeypatch.setitem(names["top_texts"].__globals__, "keep_best", spy)
    rows, special = names["rows"] * 20, names["special"] * 20
    arguments = names["run_transformer"], names["encoder"], rows, special, names["layer_name"], 3
    one, two = (names["top_texts"](*arguments, k=4, batch_size=size) for size in (7, 160))
    assert [value for value, _ in one[0]] == pytest.approx([value for value, _ in two[0]], abs=1e-5)
    assert one[2:] == pytest.approx(two[2:], abs=1e-5)
    assert max(held) <= 8


def test_random_examples_are_drawn_evenly(document):
    names = document("activation_texts.py")
    counts = np.zeros(20)
    for seed in range(300):
        rng, best, random = np.random.default_rng(seed), [], []
        for start in range(0, 20, 5):
            new = [(float(i), i) for i in range(start, start + 5)]
            best, random = names["keep_best"](best, random, new, 4, rng)
        counts[[i for _, (_, i) in random]] += 1
        assert [i for _, i in best] == [19, 18, 17, 16]
    assert counts == pytest.approx(60, abs=30)


@pytest.mark.known_answer("activation.top-examples.torchvision")
def test_the_top_images_have_the_planted_bar(document):
    names = document("activation_images.py")
    barred = set(names["barred"].nonzero()[:, 0].tolist())
    assert {i for _, (i, _) in names["best"][: len(barred)]} == barred
    for value, (i, places) in names["best"]:
        torch.testing.assert_close(places, names["activations"]["2"][i, 0])
        assert value == places.max().item()


def test_a_unit_that_is_not_there_is_said(document):
    texts, images = document("activation_texts.py"), document("activation_images.py")
    with pytest.raises(AssertionError, match="units 0 to 23: there is no 24"):
        arguments = texts["rows"], texts["special"], texts["layer_name"], 24
        texts["top_texts"](texts["run_transformer"], texts["encoder"], *arguments)
    with pytest.raises(AssertionError, match="units 0 to 7: there is no 8"):
        images["top_images"](images["net"], images["imgs"], "2", 8)


def test_a_hidden_size_that_divides_the_number_of_values_hides_no_unit(document):
    names = document("activation_texts.py")
    values = torch.full((1000, 100), -1.0)
    values[:, 0] = 1.0
    negative, least, kind = names["site_of"](values, sample=100)
    assert negative > 0.9 and least == -1 and "of both signs" in kind
    rare = torch.ones(1000, 100)
    rare[3, 7] = -0.1
    assert "slightly negative" in names["site_of"](rare, sample=100)[2]
    assert "slightly negative" in names["site_of"](torch.nn.functional.hardswish(torch.linspace(-4, 4, 99)))[2]
    assert "not after a ReLU, GELU or SiLU" in names["site_of"](torch.tanh(torch.linspace(-4, 4, 99)))[2]


@pytest.mark.parametrize("name", [*TEXTS, "activation_images.py"])
@pytest.mark.fake(
    "activation.dtype-and-site.transformers",
    "activation.dtype-and-site.transformer-lens",
    "activation.dtype-and-site.nnsight",
    "activation.dtype-and-site.torchvision",
)
def test_the_rounding_of_a_huge_unit_is_no_fault_and_a_mistake_beside_it_is_one(document, name):
    names = document(name)
    torch.manual_seed(0)
    kept = torch.randn(12, 768)
    kept[0, :2] = 2200.0  # the first token of a Llama
    rounded = kept.bfloat16()
    other = rounded.clone()
    other[0, 0] += 16  # one step of bfloat16
    assert other[0, 0] != rounded[0, 0]
    report = names["compare_sites"]({"a": other}, {"a": rounded}, {"a": rounded[None, :4]}, 12)
    assert not names["site_faults"](report)
    other[5] = other[6]
    report = names["compare_sites"]({"a": other}, {"a": rounded}, {"a": rounded[None, :4]}, 12)
    assert "in company" in names["site_faults"](report)[0]


@pytest.mark.parametrize("name", TEXTS)
def test_the_check_takes_a_few_of_many_texts(document, rendered, tmp_path, name):
    text = (rendered / name).read_text()
    before, mark, check = text.partition("# The layers that you have used")
    rows, texts = re.search(r"(\w+) = .*?(\w+)\[:16\]", check).groups()
    (tmp_path / "many.py").write_text(f"{before}{texts} = {texts} * 9\n{mark}{check}")
    names = run_document("many.py", tmp_path)
    assert len(names[texts]) > 16 == len(names[rows]) and names["site_sound"]


def test_texts_that_are_cut_are_told_of(document, capsys):
    names = document("activation_texts.py")
    tokenizer = names["tok"]
    names["token_rows"](tokenizer, names["sentences"])
    assert "cut" not in capsys.readouterr().out
    names["token_rows"](tokenizer, names["sentences"], limit=2)
    assert "cut after 2 tokens" in capsys.readouterr().out


def test_a_cache_of_blocks_makes_no_logits(document):
    names = document("activation_texts.py")
    torch.manual_seed(0)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_embd=8, n_layer=2, n_head=2, bos_token_id=None, eos_token_id=None))
    calls = []
    handle = model.lm_head.register_forward_hook(lambda *_: calls.append(1))
    rows = [torch.tensor([1, 2, 3]), torch.tensor([4, 5])]
    layers = ["transformer.h.0", "transformer.h.1"]
    kept, _ = names["cache_tokens"](names["run_transformer"], model, rows, layers)
    assert list(kept) == layers and not calls
    with torch.no_grad():
        states = model.eval()(rows[0][None], output_hidden_states=True).hidden_states
    torch.testing.assert_close(kept["transformer.h.0"][:3], states[1][0])
    calls.clear()
    names["cache_tokens"](names["run_transformer"], model, rows, ["lm_head"])
    handle.remove()
    assert calls
