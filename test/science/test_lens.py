import copy
import functools

import pytest
import torch
import transformers
from accelerate import cpu_offload
from conftest import run_document
from toy_induction import toy_lens_tokenizer
from transformers import BertConfig, BertForMaskedLM, GPT2Model, LlamaConfig, LlamaForCausalLM

DOCUMENTS = ["lens_toy.py", "lens_bridge.py", "lens_nnsight.py"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer(
    "lens.logit-lens.transformers",
    "lens.logit-lens.transformer-lens",
    "lens.logit-lens.nnsight",
)
def test_the_lens_on_the_last_layer_is_the_model(document, name):
    names = document(name)
    read = names["read"]
    torch.testing.assert_close(read(names["states"][-1]), names["logits"], atol=1e-5, rtol=1e-5)
    assert names["error"] < 1e-5
    assert names["lens"]["kl"][-1].abs().max() < 1e-5
    assert (names["lens"]["rank"][-1] == 0).all()


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer(
    "lens.logit-lens.transformers",
    "lens.logit-lens.transformer-lens",
    "lens.logit-lens.nnsight",
)
def test_an_answer_that_is_ready_early_is_read_early(document, name):
    names = document(name)
    lens = names["lens"]
    assert lens["top"].shape == (5, len(names["tokens"]))
    # Layers 2 and 3 add nothing.
    assert (lens["rank"][2:] == 0).all()
    assert lens["kl"][2].max() < 1e-4
    assert lens["kl"][:2].mean() > 1
    assert torch.equal(lens["top"][2, -9:-1], names["ids"][0, -8:])


def test_states_are_those_of_the_stream_and_not_normed(document):
    names = document("lens_toy.py")
    model, ids = names["lm"], names["ids"]
    kept = []
    hooks = [
        block.register_forward_hook(
            lambda module, inputs, output: kept.append(output[0] if isinstance(output, tuple) else output)
        )
        for block in model.transformer.h
    ]
    with torch.no_grad():
        model(ids)
    for hook in hooks:
        hook.remove()
    assert len(names["states"]) == 5
    for state, block in zip(names["states"][1:], kept, strict=True):
        assert torch.equal(state, block[0])


def test_the_three_frameworks_read_the_same(document):
    one, other = document("lens_toy.py")["lens"], document("lens_nnsight.py")["lens"]
    for key in one:
        assert torch.equal(one[key], other[key])
    toy, bridge = document("lens_toy.py"), document("lens_bridge.py")
    states, logits = bridge["lens_states"](bridge["bridge"], toy["ids"])
    lens = bridge["lens_readings"](
        states, logits, functools.partial(bridge["read_lens_state"], bridge["bridge"])
    )
    torch.testing.assert_close(lens["kl"], toy["lens"]["kl"], atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.truth(
    "lens.lens-control.transformers",
    "lens.lens-control.transformer-lens",
    "lens.lens-control.nnsight",
)
def test_the_check_passes_the_lens_and_tells_of_its_limits(document, name):
    names = document(name)
    # Layer 2 reads the answer as well, but in one of five random models nearly as often.
    assert names["early"][0] == "layer 1"
    assert names["is_readout"]
    assert "tuned lens" in names["printed"]
    assert names["shuffled"][:, -1].max() < 0.4


def twice(model, state):
    norm, head = model.transformer.ln_f, model.lm_head
    with torch.no_grad():
        return head(norm(norm(state)))


def without_norm(model, state):
    with torch.no_grad():
        return model.lm_head(state)


@pytest.mark.parametrize("fake", ["twice", "without_norm"])
@pytest.mark.fake("lens.lens-control.transformers")
def test_a_lens_that_norms_twice_or_never_is_found_out(document, rendered, tmp_path, fake):
    names = document("lens_toy.py")
    read = functools.partial(globals()[fake], names["lm"])
    with pytest.raises(AssertionError, match="norm is not applied once"):
        names["lens_readings"](names["states"], names["logits"], read)
    text = (rendered / "lens_toy.py").read_text()
    before, after = text.split("now is lens.lens-control.transformers")
    call = "partial(read_state, lm)"
    assert after.count(call) == 1
    after = after.replace(call, f"partial({fake}, lm)")
    (tmp_path / "fake.py").write_text(
        f"from test_lens import {fake}\n{before}now is lens.lens-control.transformers{after}"
    )
    faked = run_document("fake.py", tmp_path)
    assert faked["error"] > 0.01
    assert "This is not the model's readout" in faked["printed"]
    assert "more agreement with the output" not in faked["printed"]


def lens_without_norm(model, state):
    with torch.no_grad():
        return model.unembed(state[None])[0]


@pytest.mark.fake("lens.lens-control.nnsight", "lens.lens-control.transformer-lens")
@pytest.mark.parametrize(
    ("name", "check", "read", "fake"),
    [
        ("lens_nnsight.py", "lens.lens-control.nnsight", "partial(read_state, traced._module)", "without_norm"),
        ("lens_bridge.py", "lens.lens-control.transformer-lens", "partial(read_lens_state, bridge)", "lens_without_norm"),
    ],
)
def test_a_lens_of_a_library_that_norms_never_is_found_out(name, check, read, fake, rendered, tmp_path):
    before, after = (rendered / name).read_text().split(f"now is {check}")
    assert after.count(read) == 1
    after = after.replace(read, f"partial({fake}, {read.rpartition(', ')[2]}")
    (tmp_path / "fake.py").write_text(f"from test_lens import {fake}\n{before}now is {check}{after}")
    faked = run_document("fake.py", tmp_path)
    assert faked["error"] > 0.01 and not faked["is_readout"]
    assert "This is not the model's readout" in faked["printed"]


@pytest.mark.fake("lens.lens-control.transformers")
def test_the_check_fails_a_model_that_was_never_trained(document, rendered, tmp_path):
    text = (rendered / "lens_toy.py").read_text()
    assert text.count("load_deep_toy()\n") == 1
    (tmp_path / "fake.py").write_text(
        text.replace("load_deep_toy()\n", "(type(load_deep_toy()[0])(load_deep_toy()[0].config), load_deep_toy()[1])\n", 1)
    )
    torch.manual_seed(7)
    names = run_document("fake.py", tmp_path)
    assert len(names["early"]) <= 1
    assert names["is_readout"]


def test_a_llama_is_read_too_and_left_as_it_was(document):
    names = document("lens_toy.py")
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=32,
            hidden_size=32,
            intermediate_size=16,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
        )
    ).train()
    torch.nn.init.normal_(model.model.norm.weight)
    states, logits = names["residual_states"](model, names["ids"])
    assert len(states) == 4
    read = functools.partial(names["read_state"], model)
    torch.testing.assert_close(read(states[-1]), logits, atol=1e-5, rtol=1e-5)
    names["lens_readings"](states, logits, read)
    assert model.training
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_half_precision_is_read_within_its_rounding(document):
    names = document("lens_toy.py")
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=32, hidden_size=32, intermediate_size=16, num_hidden_layers=2, num_attention_heads=4
        )
    ).bfloat16()
    states, logits = names["residual_states"](model, names["ids"])
    names["lens_readings"](states, logits, functools.partial(names["read_state"], model))


@pytest.mark.parametrize("name", ["lens_toy.py", "lens_nnsight.py"])
def test_weights_that_are_offloaded_are_read_too(document, name):
    names = document(name)
    model = copy.deepcopy(names["lm"] if "lm" in names else names["gpt"])
    expected = names["read_state"](model, names["states"][-1])
    for module in (model.transformer.ln_f, model.lm_head):
        cpu_offload(module)
    assert model.lm_head.weight.is_meta
    assert torch.equal(names["read_state"](model, names["states"][-1]), expected)


def test_models_that_have_no_such_stream_are_answered_with_a_sentence(document):
    names = document("lens_toy.py")
    bert = BertForMaskedLM(
        BertConfig(vocab_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    )
    with pytest.raises(AssertionError, match="as BERT has none"):
        names["residual_states"](bert, names["ids"])
    with pytest.raises(AssertionError, match="no unembedding"):
        names["residual_states"](GPT2Model(names["lm"].config), names["ids"])


SMALL = {
    "vocab_size": 32, "hidden_size": 32, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
    "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0,
}
MORE = {
    "a cap": (transformers.Gemma2Config, {"final_logit_softcapping": 0.5, "head_dim": 8, "num_key_value_heads": 2}),
    "a scale": (transformers.CohereConfig, {"logit_scale": 0.25}),
    "a divisor": (transformers.GraniteConfig, {"logits_scaling": 4.0}),
    "a norm without weights": (transformers.OlmoConfig, {}),
}


@pytest.mark.parametrize("more", MORE)
def test_what_a_model_does_to_its_logits_is_part_of_the_readout(document, more):
    names = document("lens_toy.py")
    kind, options = MORE[more]
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(kind(**SMALL, **options))
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(20)
    states, logits = names["residual_states"](model, names["ids"])
    read = functools.partial(names["read_state"], model)
    torch.testing.assert_close(read(states[-1]), logits, atol=1e-5, rtol=1e-5)
    assert names["lens_readings"](states, logits, read)["kl"][-1].abs().max() < 1e-5
    if more == "a cap":
        assert logits.abs().max() > 0.4, "it is near the cap"
    assert names["readout_error"](states, logits, lambda state: without_norm(model, state)) > 0.01


def test_the_cap_of_a_bridge_is_part_of_the_readout(document):
    names = document("lens_bridge.py")
    kind, options = MORE["a cap"]
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(kind(**SMALL, **options))
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(20)
    bridge = type(names["bridge"]).boot_transformers(
        "gpt2", hf_model=model, tokenizer=toy_lens_tokenizer(), device="cpu"
    )
    states, logits = names["lens_states"](bridge, torch.arange(1, 9)[None])
    assert 0.4 < logits.abs().max() <= 0.5
    read = functools.partial(names["read_lens_state"], bridge)
    assert names["readout_error"](states, logits, read) < 1e-5


@pytest.mark.fake("lens.lens-control.transformers")
def test_a_random_model_that_repeats_its_tokens_agrees_on_nothing(document):
    names = document("lens_toy.py")
    torch.manual_seed(0)
    options = SMALL | {"vocab_size": 200, "hidden_size": 64}
    config = transformers.GemmaConfig(**options, head_dim=16, num_key_value_heads=1)
    model = transformers.AutoModelForCausalLM.from_config(config)
    ids = torch.arange(10, 50)[None]
    states, logits = names["residual_states"](model, ids)
    assert (logits.argmax(-1) == ids[0]).float().mean() > 0.8
    agreement = names["lens_agreement"](states, logits, functools.partial(names["read_state"], model), ids)
    assert agreement.max() < 0.3
    assert names["fresh_agreement"](model, ids, range(2)).max() < 0.3
