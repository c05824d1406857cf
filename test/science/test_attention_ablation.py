import functools
import re

import pytest
import torch
from conftest import run_document
from toy_induction import toy_lens_tokenizer
from transformer_lens.model_bridge import TransformerBridge
from transformers import (
    BertConfig,
    BertForMaskedLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
)

INDUCTION = [(1, head) for head in range(4)]


def llama():
    torch.manual_seed(0)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=32,
            hidden_size=32,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=12,
            attention_bias=True,
        )
    )


def of_output(projection, changes, heads):
    """The planted fake: slices of what comes out of the projection, which belong to no head."""

    def replace(module, inputs, output):
        parts = output.clone().unflatten(-1, (heads, -1))
        for row, head, value in changes:
            parts[row, :, head] = value.mean().to(parts)
        return parts.flatten(-2)

    return projection.register_forward_hook(replace)


def of_traced_output(projection, changes, heads):
    """The same in nnsight."""
    given = projection.output.clone()
    parts = given.unflatten(-1, (heads, -1))
    for row, head, value in changes:
        parts[row, :, head] = value.mean().to(parts)
    projection.output = given


def of_lens_output(layer, changes):
    """The same in TransformerLens, of the toy's four heads."""

    def replace(given, hook):
        parts = given.clone().unflatten(-1, (4, -1))
        for row, head, value in changes:
            parts[row, :, head] = value.mean().to(parts)
        return parts.flatten(-2)

    return f"blocks.{layer}.hook_attn_out", replace


@pytest.fixture(scope="module")
def toy(document):
    return document("ablation_toy.py")


@pytest.mark.known_answer("attention.head-ablation.transformers")
def test_what_the_heads_add_and_the_bias_are_what_the_attention_gives(toy):
    for model in (toy["lm"], llama()):
        row = torch.arange(5)[None]
        _, before, after = toy["run_heads"](model, row, keep=True)
        for layer, path in enumerate(toy["output_projections"](model)):
            projection = model.get_submodule(path)
            parts = toy["head_parts"](projection, before[layer][0])
            whole = parts.sum(1) + projection.bias
            torch.testing.assert_close(whole.detach(), after[layer][0], atol=1e-5, rtol=1e-4)


@pytest.mark.known_answer("attention.head-ablation.transformers")
def test_a_head_that_is_replaced_by_itself_changes_nothing_at_all(toy):
    for model in (toy["lm"], llama()):
        row = torch.arange(5)[None]
        logits, before, _ = toy["run_heads"](model, row, keep=True)
        cuts = {layer: [(0, 2, kept[0][:, 2])] for layer, kept in enumerate(before)}
        assert torch.equal(toy["run_heads"](model, row, cuts)[0], logits)
        zero = {0: [(0, 2, torch.zeros(1))]}
        assert not torch.equal(toy["run_heads"](model, row, zero)[0], logits)


def test_the_model_is_left_as_it_was(toy):
    model = toy["lm"]
    with torch.no_grad():
        before = model(torch.arange(5)[None]).logits
    model.train()
    try:
        toy["run_heads"](model, torch.arange(5)[None], {0: [(0, 1, torch.zeros(1))]}, keep=True)
        with pytest.raises(IndexError):
            toy["run_heads"](model, torch.arange(5)[None], {0: [(0, 9, torch.zeros(1))]})
        assert model.training
    finally:
        model.eval()
    assert not any(module._forward_pre_hooks or module._forward_hooks for module in model.modules())
    with torch.no_grad():
        assert torch.equal(model(torch.arange(5)[None]).logits, before)


def test_real_induction_heads_look_unimportant_one_at_a_time(toy):
    ids = toy["ids"]
    run = toy["run"]
    score = toy["next_token_loss"](ids, start=15)

    def right(logits, text):
        hits = logits[:, 14:-1].argmax(-1) == ids[text][15:]
        return hits.float().mean(-1)

    assert right(run(ids[0][None])[0], 0) == 1
    groups = [[head] for head in INDUCTION] + [INDUCTION[:2], INDUCTION]
    loss, before = toy["knockout_effects"](run, ids, groups, score)
    hits, _ = toy["knockout_effects"](run, ids, groups, right)
    assert before.mean() < 0.2
    assert hits.mean(0)[:4].min() > -0.05  # .99 to .99, one at a time
    assert hits.mean(0)[5] < -0.5  # but not without all of them
    assert loss.mean(0)[5] > 5 * loss.mean(0)[:4].clamp_min(0).sum()
    assert loss.mean(0)[4] > loss.mean(0)[:2].sum()


def test_the_head_that_looks_at_the_previous_token_matters_most(toy):
    assert toy["effects"].mean(0).argmax() == 1
    low, high = toy["interval_over_texts"](toy["effects"])
    assert low[0, 1] > 1
    assert ((low <= toy["effects"].mean(0)) & (toy["effects"].mean(0) <= high)).all()


def test_resampled_heads_are_those_of_the_next_text(toy):
    ids = [torch.arange(6), torch.arange(4) + 7, torch.arange(8) + 20]
    run = functools.partial(toy["run_heads"], toy["lm"])
    own = [[layer[0] for layer in run(row[None], keep=True)[1]] for row in ids]
    other = toy["head_replacements"](run, ids, "resample")
    for layer in range(2):
        assert torch.equal(other[0][layer][:4], own[1][layer])
        assert torch.equal(other[0][layer][4:], own[1][layer][:2])
        assert torch.equal(other[2][layer][:6], own[0][layer])
    mean = toy["head_replacements"](run, ids, "mean")
    torch.testing.assert_close(mean[0][1][0], torch.cat([text[1] for text in own]).mean(0))
    assert all((layer == 0).all() for text in toy["head_replacements"](run, ids, "zero") for layer in text)
    with pytest.raises(AssertionError, match="no ablation by 'median'"):
        toy["head_replacements"](run, ids, "median")


def test_heads_are_cut_many_at_once_as_they_are_one_by_one(toy):
    score = toy["next_token_loss"](toy["ids"])
    knockouts = [[(0, 1)], [(1, 0), (1, 1)], [(0, 3), (1, 2)]]
    many, _ = toy["knockout_effects"](toy["run"], toy["ids"], knockouts, score)
    few, _ = toy["knockout_effects"](toy["run"], toy["ids"], knockouts, score, tokens_at_once=1)
    torch.testing.assert_close(many, few, atol=1e-5, rtol=1e-4)


def test_an_answer_can_be_asked_for(toy):
    score = toy["answer_margin"]([(3, 5)] * len(toy["ids"]))
    logits = toy["run"](toy["ids"][0][None])[0]
    assert score(logits, 0)[0] == logits[0, -1, 3] - logits[0, -1, 5]
    effects, before = toy["knockout_effects"](toy["run"], toy["ids"], [[(0, 1)]], score)
    assert before[0] == logits[0, -1, 3] - logits[0, -1, 5]
    assert effects.shape == (12, 1)


@pytest.mark.known_answer("attention.head-ablation.nnsight")
def test_nnsight_cuts_the_same_heads(document, toy):
    names = document("ablation_nnsight.py")
    torch.testing.assert_close(names["effects"], toy["effects"], atol=1e-5, rtol=1e-4)
    assert names["error"] < 1e-4
    ids = toy["ids"][0][None]
    assert torch.equal(names["run"](ids)[0], toy["run"](ids)[0])


@pytest.mark.known_answer("attention.head-ablation.transformer-lens")
def test_a_bridge_cuts_the_same_heads(document, toy):
    names = document("ablation_bridge.py")
    assert names["error"] < 1e-4
    score = toy["next_token_loss"](toy["ids"])
    single = [[(layer, head)] for layer in range(2) for head in range(4)]
    effects, _ = toy["knockout_effects"](names["run"], toy["ids"], single, score)
    torch.testing.assert_close(effects.unflatten(1, (2, 4)), toy["effects"], atol=1e-3, rtol=1e-3)


def test_a_bridge_finds_the_heads_where_a_norm_follows_the_attention(document):
    names = document("ablation_bridge.py")
    torch.manual_seed(0)
    gemma = Gemma2ForCausalLM(
        Gemma2Config(
            vocab_size=32,
            hidden_size=32,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=8,
            attn_implementation="eager",
        )
    )
    for layer in gemma.model.layers:
        torch.nn.init.normal_(layer.post_attention_layernorm.weight)
    bridge = TransformerBridge.boot_transformers(
        "google/gemma-2-2b", hf_model=gemma, tokenizer=toy_lens_tokenizer(), device="cpu"
    )
    error = names["slice_error"](
        functools.partial(names["run_lens_heads"], bridge),
        lambda layer, kept: torch.einsum("phw,hwd->phd", kept, bridge.blocks[layer].attn.W_O),
        torch.arange(6),
    )
    assert error < 1e-4
    assert not names["values_are_folded"](bridge)  # it has no biases


@pytest.mark.truth("attention.ablation-control.transformers")
def test_the_check_passes_slices_of_the_input(toy):
    assert toy["error"] < 1e-4
    assert "What is cut is not a head" not in toy["printed"]
    assert toy["agreement"] > 0.7
    run = functools.partial(toy["run_heads"], llama())
    model = run.args[0]
    projections = [model.get_submodule(path) for path in toy["output_projections"](model)]
    error = toy["slice_error"](run, lambda i, kept: toy["head_parts"](projections[i], kept), torch.arange(6))
    assert error < 1e-4


@pytest.mark.fake("attention.ablation-control.transformers")
def test_the_check_finds_out_slices_of_the_output(document, rendered, tmp_path):
    text = (rendered / "ablation_toy.py").read_text()
    call = "partial(run_heads, lm)"
    assert text.count(call) == 2
    text = "from test_attention_ablation import of_output\n" + text
    (tmp_path / "fake.py").write_text(text.replace(call, "partial(run_heads, lm, cut=of_output)"))
    names = run_document("fake.py", tmp_path)
    assert 1 < names["error"] < 5
    assert "What is cut is not a head" in names["printed"]


@pytest.mark.truth("attention.ablation-control.nnsight", "attention.ablation-control.transformer-lens")
@pytest.mark.parametrize("name", ["ablation_nnsight.py", "ablation_bridge.py"])
def test_the_check_passes_slices_of_the_input_in_a_library(document, name):
    names = document(name)
    assert names["error"] < 1e-4
    assert "What is cut is not a head" not in names["printed"]
    assert names["agreement"] > 0.7


@pytest.mark.fake("attention.ablation-control.nnsight", "attention.ablation-control.transformer-lens")
@pytest.mark.parametrize(
    ("name", "call", "fake"),
    [
        ("ablation_nnsight.py", "partial(run_traced_heads, traced)", "of_traced_output"),
        ("ablation_bridge.py", "partial(run_lens_heads, bridge)", "of_lens_output"),
    ],
)
def test_the_check_finds_out_slices_of_the_output_in_a_library(name, call, fake, rendered, tmp_path):
    text = (rendered / name).read_text()
    assert text.count(call) == 2
    text = f"from test_attention_ablation import {fake}\n" + text
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, cut={fake})"))
    names = run_document("fake.py", tmp_path)
    assert names["error"] > 0.5
    assert "What is cut is not a head" in names["printed"]


def test_the_check_finds_heads_that_stand_in_for_each_other(toy):
    # The same numbers as in the check, for the half that can be known.
    score = toy["next_token_loss"](toy["ids"], start=15)
    apart, _ = toy["knockout_effects"](toy["run"], toy["ids"], [[head] for head in INDUCTION], score)
    together, _ = toy["knockout_effects"](toy["run"], toy["ids"], [INDUCTION], score)
    low, _ = toy["interval_over_texts"](together - apart.sum(1, keepdim=True))
    assert low > 0


def test_in_half_precision_a_head_is_still_a_head(rendered, tmp_path):
    text = (rendered / "ablation_toy.py").read_text()
    text = text.replace("lm, tok = load_toy()", "lm, tok = many_heads(), load_toy()[1]")
    text = text.replace("min(12, len(single))", "2")
    text = "from test_attention_ablation import many_heads\n" + text
    (tmp_path / "half.py").write_text(text)
    names = run_document("half.py", tmp_path)
    assert 0.01 < names["error"] < 0.05
    assert "What is cut is not a head" not in names["printed"]


def many_heads():
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=32,
        hidden_size=256,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=32,
        attention_bias=True,
    )
    model = LlamaForCausalLM(config).to(torch.bfloat16)
    with torch.no_grad():
        model.model.layers[0].self_attn.o_proj.bias.normal_(0, 0.02)
    return model


def test_of_effects_that_are_none_one_in_twenty_is_ringed(toy):
    generator = torch.Generator().manual_seed(0)
    for texts in (2, 6, 30):
        low, high = toy["interval_over_texts"](torch.randn(texts, 40, 100, generator=generator))
        assert low.shape == high.shape == (40, 100)
        assert 0.03 < ((low > 0) | (high < 0)).float().mean() < 0.07


def test_the_heads_listed_first_change_the_score_most_in_either_direction(toy):
    listed = re.findall(r"without (\d)\.(\d): ([+-][\d.]+)", toy["printed"])
    sizes = [abs(float(change)) for *_, change in listed]
    assert len(sizes) == 5
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == pytest.approx(toy["effects"].mean(0).abs().max().item(), abs=1e-3)


@pytest.mark.truth("attention.ablation-control.transformers")
def test_pairs_that_stand_in_for_each_other_are_named_where_they_do(rendered, tmp_path):
    text = (rendered / "ablation_toy.py").read_text()
    # The second half alone can be known.
    (tmp_path / "known.py").write_text(re.sub(r"(= next_token_loss\(\w+)\)", r"\1, start=15)", text))
    names = run_document("known.py", tmp_path)
    named = [names["pairs"][i] for i in names["backups"].nonzero().flatten().tolist()]
    assert any(min(pair) >= 4 for pair in named), "two induction heads, which are in layer 1"
    assert "do: one at a time is not the last word" in names["printed"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.fake("attention.ablation-control.transformers")
def test_no_pair_is_named_in_a_model_that_was_never_trained(rendered, tmp_path, seed):
    text = (rendered / "ablation_toy.py").read_text()
    text = text.replace("lm, tok = load_toy()", f"lm, tok = untrained_llama({seed}), load_toy()[1]")
    text = text.replace("torch.rand(12, 32", "torch.rand(6, 32")
    text = "from test_attention_ablation import untrained_llama\n" + text
    (tmp_path / "untrained.py").write_text(text)
    names = run_document("untrained.py", tmp_path)
    assert len(names["pairs"]) == 28
    assert not names["backups"].any()
    assert "not the last word" not in names["printed"]


def untrained_llama(seed):
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=32,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
    )
    return LlamaForCausalLM(config)


def test_mistakes_are_answered_with_a_sentence(toy):
    torch.manual_seed(0)
    bert = BertForMaskedLM(
        BertConfig(
            vocab_size=32,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=16,
            initializer_range=0.5,
        )
    )
    assert len(toy["output_projections"](bert)) == 2
    run = functools.partial(toy["run_heads"], bert)
    score = toy["next_token_loss"](toy["ids"])
    with pytest.raises(AssertionError, match="looks ahead, as BERT does"):
        toy["knockout_effects"](run, toy["ids"], [[(0, 0)]], score)
    with pytest.raises(AssertionError, match="several texts"):
        toy["text_ids"](toy["tok"], ["w1 w2"])
    with pytest.raises(AssertionError, match="fewer than two tokens"):
        toy["text_ids"](toy["tok"], ["w1 w2", "w3"])
    model = llama()
    model.config.num_hidden_layers = 3
    with pytest.raises(AssertionError, match="3 layers, but 2 output projections"):
        toy["output_projections"](model)
