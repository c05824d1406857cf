import functools

import pytest
import torch
from conftest import run_document
from toy_hooked import as_hooked, load_deep_hooked_toy
from toy_induction import toy_lens_tokenizer
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformers import GPT2Config, GPT2LMHeadModel

pytestmark = pytest.mark.environment("hooked")


@pytest.fixture(scope="module")
def names(document):
    return document("lens_hooked.py")


@pytest.mark.known_answer("lens.logit-lens.hooked-transformer")
def test_the_lens_on_the_last_layer_is_the_model(names):
    torch.testing.assert_close(names["read"](names["states"][-1]), names["logits"], atol=1e-5, rtol=1e-5)
    assert names["error"] < 1e-5
    assert names["lens"]["kl"][-1].abs().max() < 1e-5
    assert (names["lens"]["rank"][-1] == 0).all()


@pytest.mark.known_answer("lens.logit-lens.hooked-transformer")
def test_an_answer_that_is_ready_early_is_read_early(names):
    lens = names["lens"]
    assert lens["top"].shape == (5, len(names["tokens"]))
    # Layers 2 and 3 add nothing.
    assert (lens["rank"][2:] == 0).all()
    assert lens["kl"][2].max() < 1e-4
    assert lens["kl"][:2].mean() > 1
    assert torch.equal(lens["top"][2, -9:-1], names["ids"][0, -8:])


@pytest.mark.parametrize("folded", [True, False])
def test_folding_and_centring_leave_the_readings_of_transformers(document, names, folded):
    toy, model = document("lens_toy.py"), load_deep_hooked_toy(folded)
    states, logits = names["lens_states"](model, toy["ids"])
    read = functools.partial(names["read_lens_state"], model)
    lens = names["lens_readings"](states, logits, read)
    assert torch.equal(lens["rank"], toy["lens"]["rank"])
    assert torch.equal(lens["top"], toy["lens"]["top"])
    for name in ("probability", "kl"):
        torch.testing.assert_close(lens[name], toy["lens"][name], atol=1e-4, rtol=1e-4)
    # The states themselves differ by what every norm takes away.
    gap = states[1] - toy["states"][1]
    assert (gap.std(-1).max() < 1e-4) and (gap.abs().max() > 1e-3) == folded


@pytest.mark.truth("lens.lens-control.hooked-transformer")
def test_the_check_passes_the_lens_and_tells_of_its_limits(names):
    assert names["early"] == ["layer 1", "layer 2"]
    assert names["is_readout"]
    assert "tuned lens" in names["printed"]
    assert names["shuffled"][:, -1].max() < 0.4


def twice(model, state):
    with torch.no_grad():
        return model.unembed(model.ln_final(model.ln_final(state[None])))[0]


def without_norm(model, state):
    with torch.no_grad():
        return model.unembed(state[None])[0]


@pytest.mark.parametrize(("fake", "folded"), [("without_norm", True), ("without_norm", False), ("twice", False)])
@pytest.mark.fake("lens.lens-control.hooked-transformer")
def test_a_lens_that_norms_twice_or_never_is_found_out(names, rendered, tmp_path, fake, folded):
    model = load_deep_hooked_toy(folded)
    states, logits = names["lens_states"](model, names["ids"])
    with pytest.raises(AssertionError, match="norm is not applied once"):
        names["lens_readings"](states, logits, functools.partial(globals()[fake], model))
    before, after = (rendered / "hooked/lens_hooked.py").read_text().split("now is lens.lens-control")
    call = "partial(read_lens_state, hooked)"
    assert after.count(call) == 1
    text = f"from test_lens_hooked import {fake}\n{before}now is lens.lens-control" + after.replace(
        call, f"partial({fake}, hooked)"
    )
    (tmp_path / "fake.py").write_text(text.replace("folded=True", f"folded={folded}"))
    faked = run_document("fake.py", tmp_path)
    assert faked["error"] > 0.01
    assert "This is not the model's readout" in faked["printed"]
    assert "more agreement with the output" not in faked["printed"]


def test_a_folded_norm_changes_nothing_when_it_is_applied_again(names):
    read, model, state = names["read"], names["hooked"], names["states"][-1]
    torch.testing.assert_close(twice(model, state), read(state), atol=1e-3, rtol=1e-3)


@pytest.mark.fake("lens.lens-control.hooked-transformer")
def test_the_check_fails_a_model_that_was_never_trained(rendered, tmp_path):
    text = (rendered / "hooked/lens_hooked.py").read_text()
    (tmp_path / "fake.py").write_text(
        text.replace("\nrun = ", "\nhooked.init_weights()\nrun = ", 1)
    )
    torch.manual_seed(7)
    names = run_document("fake.py", tmp_path)
    assert len(names["early"]) <= 1
    assert names["is_readout"]


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize("tied", [True, False])
def test_a_fresh_model_ties_its_unembedding_where_the_model_does(names, tied, folded):
    torch.manual_seed(0)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=32, n_positions=32, n_embd=32, n_layer=1, n_head=2, n_inner=4, tie_word_embeddings=tied,
            bos_token_id=0, eos_token_id=0,
        )
    )
    with torch.no_grad():
        model.transformer.ln_f.weight.uniform_(0.5, 3)
        model.transformer.ln_f.bias.normal_()
    fresh = names["fresh_hooked"](as_hooked(model, toy_lens_tokenizer(), folded), seed=1)
    assert torch.equal(fresh.W_U, fresh.W_E.T) == tied
    again = names["fresh_hooked"](fresh, seed=1)
    assert torch.equal(again.W_E, fresh.W_E)
    assert not torch.equal(names["fresh_hooked"](fresh, seed=2).W_E, fresh.W_E)


def made(**settings):
    return HookedTransformer(
        HookedTransformerConfig(
            n_layers=2, d_model=16, d_head=8, n_heads=2, d_mlp=16, d_vocab=32, n_ctx=32, act_fn="relu", seed=0,
            device="cpu", **settings,
        )
    )


def test_a_toy_without_a_norm_and_with_another_vocabulary_at_its_end_is_read_too(names):
    model = made(normalization_type=None, d_vocab_out=5)
    states, logits = names["lens_states"](model, names["ids"])
    names["lens_readings"](states, logits, functools.partial(names["read_lens_state"], model))
    assert names["fresh_hooked_agreement"](model, names["ids"], range(2)).shape == (2, 3)


def test_a_cap_on_the_logits_is_part_of_the_readout(names):
    model = made(normalization_type="LN", output_logits_soft_cap=0.5)
    states, logits = names["lens_states"](model, names["ids"])
    assert logits.abs().max() > 0.4, "it is near the cap"
    lens = names["lens_readings"](states, logits, functools.partial(names["read_lens_state"], model))
    assert lens["kl"][-1].max() < 1e-5


def test_the_model_is_left_as_it_was(names):
    model, seen = names["hooked"].train(), []
    model.add_hook("blocks.0.hook_resid_pre", lambda value, hook: seen.append(hook.name))
    try:
        names["lens_states"](model, names["ids"])
        assert model.training
        seen.clear()
        model(names["ids"])
        assert seen == ["blocks.0.hook_resid_pre"]
    finally:
        model.reset_hooks()
        model.eval()
