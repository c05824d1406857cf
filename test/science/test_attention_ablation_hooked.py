import functools

import pytest
import torch
from conftest import run_document
from toy_hooked import load_hooked_toy
from transformer_lens import HookedTransformer, HookedTransformerConfig

pytestmark = pytest.mark.environment("hooked")

SINGLE = [[(layer, head)] for layer in range(2) for head in range(4)]


@pytest.fixture(scope="module")
def names(document):
    return document("ablation_hooked.py")


@pytest.mark.known_answer("attention.head-ablation.hooked-transformer")
def test_what_the_heads_add_and_the_bias_are_what_the_attention_gives(names):
    for model in (names["hooked"], load_hooked_toy()):
        _, before, after = names["run_lens_heads"](model, torch.arange(5)[None], keep=True)
        for block, heads, given in zip(model.blocks, before, after, strict=True):
            parts = torch.einsum("phw,hwd->phd", heads[0], block.attn.W_O)
            whole = (parts.sum(1) + block.attn.b_O).detach()
            torch.testing.assert_close(whole, given[0], atol=1e-5, rtol=1e-4)


@pytest.mark.known_answer("attention.head-ablation.hooked-transformer")
def test_a_head_that_is_replaced_by_itself_changes_nothing_at_all(names):
    row = torch.arange(5)[None]
    logits, before, _ = names["run"](row, keep=True)
    cuts = {layer: [(0, 2, kept[0][:, 2])] for layer, kept in enumerate(before)}
    assert torch.equal(names["run"](row, cuts)[0], logits)
    assert not torch.equal(names["run"](row, {0: [(0, 2, torch.zeros(1))]})[0], logits)


def test_the_same_heads_are_cut_as_in_transformers(names, document):
    toy = document("ablation_toy.py")
    score = toy["next_token_loss"](toy["ids"])
    plain = functools.partial(names["run_lens_heads"], load_hooked_toy())
    for run, method in ((names["run"], "mean"), (plain, "mean"), (plain, "zero")):
        effects, _ = toy["knockout_effects"](run, toy["ids"], SINGLE, score, method)
        expected, _ = toy["knockout_effects"](toy["run"], toy["ids"], SINGLE, score, method)
        torch.testing.assert_close(effects, expected, atol=1e-3, rtol=1e-3)


def test_zero_leaves_the_value_biases_where_they_are_folded(names):
    plain, row = load_hooked_toy(), torch.arange(7)[None]
    block = plain.blocks[0]
    # With the bias of the norm before it, which is folded into that of the values.
    bias = block.attn.b_V[1] + block.ln1.b @ block.attn.W_V[1]
    folded, _, _ = names["run"](row, {0: [(0, 1, torch.zeros(1))]})
    as_bias, _, _ = names["run_lens_heads"](plain, row, {0: [(0, 1, bias)]})
    as_zero, _, _ = names["run_lens_heads"](plain, row, {0: [(0, 1, torch.zeros(1))]})
    folded, as_bias, as_zero = (one.log_softmax(-1) for one in (folded, as_bias, as_zero))
    torch.testing.assert_close(folded, as_bias, atol=1e-4, rtol=1e-4)
    assert (folded - as_zero).abs().max() > 0.01
    assert names["values_are_folded"](names["hooked"])
    assert not names["values_are_folded"](plain)
    assert "Value biases are folded" in names["printed"]


def test_the_head_that_looks_at_the_previous_token_matters_most(names):
    assert names["effects"].mean(0).argmax() == 1
    low, _ = names["interval_over_texts"](names["effects"])
    assert low[0, 1] > 1


def test_induction_heads_stand_in_for_each_other(names):
    heads = [(1, head) for head in range(4)]
    score = names["next_token_loss"](names["ids"], start=16)
    knockouts = [[head] for head in heads] + [heads]
    effects, _ = names["knockout_effects"](names["run"], names["ids"], knockouts, score)
    assert effects.mean(0)[4] > 5 * effects.mean(0)[:4].clamp_min(0).sum()


@pytest.mark.truth("attention.ablation-control.hooked-transformer")
def test_the_check_passes_slices_of_the_input(names):
    assert names["error"] < 1e-4
    assert "What is cut is not a head" not in names["printed"]
    assert names["agreement"] > 0.7


def of_output(layer, changes):
    """The planted fake: slices of what comes out of the projection, which belong to no head."""

    def replace(given, hook):
        parts = given.clone().unflatten(-1, (4, -1))
        for row, head, value in changes:
            parts[row, :, head] = value.mean().to(parts)
        return parts.flatten(-2)

    return f"blocks.{layer}.hook_attn_out", replace


def of_neighbour(layer, changes):
    """The planted fake: the head beside the one that was named."""

    def replace(mixed, hook):
        mixed = mixed.clone()
        for row, head, value in changes:
            mixed[row, :, (head + 1) % 4] = value.to(mixed)
        return mixed

    return f"blocks.{layer}.attn.hook_z", replace


@pytest.mark.parametrize("fake", ["of_output", "of_neighbour"])
@pytest.mark.fake("attention.ablation-control.hooked-transformer")
def test_the_check_finds_out_what_is_no_head_or_another(fake, rendered, tmp_path):
    text = (rendered / "hooked/ablation_hooked.py").read_text()
    call = "partial(run_lens_heads, hooked)"
    assert text.count(call) == 2
    text = f"from test_attention_ablation_hooked import {fake}\n" + text
    (tmp_path / "fake.py").write_text(text.replace(call, f"partial(run_lens_heads, hooked, cut={fake})"))
    faked = run_document("fake.py", tmp_path)
    assert faked["error"] > 0.5
    assert "What is cut is not a head" in faked["printed"]


def test_heads_are_found_where_a_norm_follows_the_attention(names):
    model = HookedTransformer(
        HookedTransformerConfig(
            n_layers=2, d_model=32, d_head=8, n_heads=4, n_key_value_heads=2, d_mlp=16, d_vocab=32, n_ctx=16,
            act_fn="silu", gated_mlp=True, normalization_type="RMS", use_normalization_before_and_after=True,
            positional_embedding_type="rotary", rotary_dim=8, seed=0, device="cpu",
        )
    )
    for block in model.blocks:
        torch.nn.init.normal_(block.ln1_post.w)
    error = names["slice_error"](
        functools.partial(names["run_lens_heads"], model),
        lambda layer, kept: torch.einsum("phw,hwd->phd", kept, model.blocks[layer].attn.W_O),
        torch.arange(6),
    )
    assert error < 1e-4


def test_the_model_is_left_as_it_was(names):
    model, seen, row = names["hooked"], [], torch.arange(5)[None]
    model.add_hook("blocks.0.hook_attn_out", lambda value, hook: seen.append(hook.name))
    model.train()
    try:
        names["run_lens_heads"](model, row, keep=True)
        with pytest.raises(IndexError):
            names["run_lens_heads"](model, row, {0: [(0, 9, torch.zeros(1))]}, keep=True)
        assert model.training
        seen.clear()
        model(row)
        assert seen == ["blocks.0.hook_attn_out"]
        assert not any(block.attn._forward_hooks for block in model.blocks)
    finally:
        model.reset_hooks()
        model.eval()
