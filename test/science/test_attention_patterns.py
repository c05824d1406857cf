"""Attention patterns in TransformerLens and nnsight, of a BERT for a few tokens, and value norms."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import torch
from conftest import run_document
from nnsight import TransformersModel
from transformers import LlamaConfig, LlamaForCausalLM


@pytest.mark.parametrize("name", ["patterns_bridge.py", "patterns_nnsight.py"])
@pytest.mark.known_answer("attention.patterns.transformer-lens", "attention.patterns.nnsight")
def test_a_head_set_by_hand_to_the_previous_token_shows_as_a_diagonal_of_ones(document, name):
    names = document(name)
    size = len(names["tokens"])
    attention = names["attention"]
    assert attention.shape == (1, 2, size, size)
    torch.testing.assert_close(attention[0, 0].diagonal(-1), torch.ones(size - 1))
    lower = torch.ones(size, size).tril()
    torch.testing.assert_close(attention[0, 1], lower / lower.sum(-1, keepdim=True))
    torch.testing.assert_close(names["sink"], attention[:, :, 1:, 0].mean(-1))


def test_token_ids_go_to_the_device_of_the_model(document):
    class Elsewhere(torch.nn.Module):
        cfg = SimpleNamespace(n_layers=1, device="meta")

        def run_with_cache(self, ids, names_filter):
            return None, {"blocks.0.attn.hook_pattern": ids}

    ids = torch.zeros(1, 3, dtype=torch.long)
    (seen,) = document("patterns_bridge.py")["cached_attention"](Elsewhere(), ids)
    assert seen.device.type == "meta"


def test_tokens_are_those_of_the_library(document):
    assert document("patterns_nnsight.py")["tokens"][:3] == ["0 three", "1 one", "2 four"]
    assert document("patterns_bridge.py")["tokens"][:3] == ["0 one", "1 three", "2 one"]


@pytest.mark.parametrize("name", ["patterns_bridge.py", "patterns_nnsight.py"])
@pytest.mark.truth("attention.random-model.transformer-lens", "attention.random-model.nnsight")
def test_the_random_model_check_tells_the_head_set_by_hand_from_the_uniform_one(document, name):
    names = document(name)
    assert names["distance"][0, 0] > max(0.4, names["threshold"])
    assert names["distance"][0, 1] < 0.05


def test_the_model_keeps_its_mode(document):
    assert document("patterns_bridge.py")["bridge"].training
    assert document("patterns_nnsight.py")["gpt"].training


@pytest.mark.parametrize("name", ["patterns_bridge.py", "patterns_nnsight.py"])
@pytest.mark.fake("attention.random-model.transformer-lens", "attention.random-model.nnsight")
def test_the_random_model_check_fails_a_model_that_was_never_trained(document, name):
    names = document(name)
    torch.manual_seed(5)
    original = names["gpt"] if "gpt" in names else names["bridge"].original_model
    ids = torch.randint(8, (1, 10))
    (fake,) = names["fresh_attention"](original, ids, seeds=[99])
    random = names["fresh_attention"](original, ids, seeds=range(5))
    distance, _ = names["distance_and_threshold"](fake, random)
    assert distance.max() < 0.1


def test_attention_under_sdpa_is_refused_with_a_sentence_in_nnsight(document):
    names = document("patterns_nnsight.py")
    names["gpt"].set_attn_implementation("sdpa")
    try:
        with pytest.raises(AssertionError, match='attn_implementation="eager"'):
            names["traced_patterns"](names["traced"], names["tok"], "one two")
        assert names["gpt"].training
    finally:
        names["gpt"].set_attn_implementation("eager")
    with pytest.raises(AssertionError, match="single token"):
        names["traced_patterns"](names["traced"], names["tok"], "one")


@pytest.mark.parametrize("words", ["a b c", "a b c d"])
def test_nothing_is_drawn_as_an_rgb_picture_for_three_or_four_tokens(document, words):
    names = document("masked_lm.py")
    plt.close("all")
    attention = names["look"](names["bert"], names["tokenizer"], words)
    size = len(words.split())
    assert attention.shape == (2, 12, size, size)
    images = [
        image
        for number in plt.get_fignums()
        for panel in plt.figure(number).axes
        for image in panel.get_images()
    ]
    plt.close("all")
    drawn = [image.get_array() for image in images if image.get_array().shape[0] == size]
    assert len(drawn) == 12 + 1
    assert all(array.shape == (size, size) for array in drawn)
    assert all(image.get_clim() == (0, 1) for image in images)
    torch.testing.assert_close(torch.tensor(drawn[-1].data), attention[0, 0], atol=1e-6, rtol=0)


NORMS = ["value_norm.py", "value_norm_bridge.py", "value_norm_nnsight.py"]


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.fake(
    "attention.value-norm.transformers",
    "attention.value-norm.transformer-lens",
    "attention.value-norm.nnsight",
)
def test_a_head_that_rests_on_a_token_without_a_value_is_found_out(document, name):
    names = document(name)
    assert names["by_weight"][0, 0] > 0.8
    assert names["by_norm"][0, 0] < 0.05
    assert "the token is where heads rest" in names["printed"]


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.truth(
    "attention.value-norm.transformers",
    "attention.value-norm.transformer-lens",
    "attention.value-norm.nnsight",
)
def test_a_head_that_reads_its_first_token_is_left_alone(name, rendered, tmp_path):
    text = (rendered / name).read_text()
    assert text.count("resting_model()") == 1
    (tmp_path / "reads.py").write_text(text.replace("resting_model()", "resting_model(rests=False)"))
    names = run_document("reads.py", tmp_path)
    assert names["by_norm"][0, 0] > 0.8
    assert "where heads rest" not in names["printed"]


def test_nnsight_finds_the_same_norms_and_leaves_the_model_as_it_was(document):
    plain, names = document("value_norm.py"), document("value_norm_nnsight.py")
    torch.testing.assert_close(names["norms"], plain["norms"])
    assert names["traced"]._module.training
    torch.manual_seed(0)
    llama = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=8,
            hidden_size=32,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            attn_implementation="eager",
        )
    )
    traced = TransformersModel(llama, tokenizer=names["tok"], task="text-generation")
    norms = names["traced_value_norms"](traced, names["tok"], "one two three")
    torch.testing.assert_close(norms, plain["value_norms"](llama, names["tok"], "one two three"))
    bert = document("rollout_bert.py")
    traced = TransformersModel(bert["bert"], tokenizer=bert["tokenizer"], task="feature-extraction")
    norms = names["traced_value_norms"](traced, bert["tokenizer"], bert["prompt"])
    expected = plain["value_norms"](bert["bert"], bert["tokenizer"], bert["prompt"])
    torch.testing.assert_close(norms, expected, atol=1e-5, rtol=1e-4)


def test_the_norm_of_the_only_key_that_is_seen_is_that_of_what_the_head_gives(document):
    names, toy = document("value_norm.py"), document("induction_toy.py")
    seen = []
    projection = toy["lm"].transformer.h[0].attn.c_proj
    hook = projection.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    norms = names["value_norms"](toy["lm"], toy["tok"], "w5 w2 w7")
    hook.remove()
    parts = seen[0][0, 0].unflatten(-1, (4, -1))  # of the first query: [head, width]
    mixing = projection.weight.unflatten(0, (4, -1))
    whole = torch.einsum("hw,hwd->hd", parts, mixing).norm(dim=-1)
    torch.testing.assert_close(norms[0, :, 0], whole.detach(), atol=1e-5, rtol=1e-4)


def test_value_norms_share_values_between_grouped_queries(document):
    names = document("value_norm.py")
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=8,
            hidden_size=32,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            attn_implementation="eager",
        )
    )
    norms = names["value_norms"](model, names["tok"], "one two three")
    assert norms.shape == (2, 4, 3)
    attention = model.model.layers[0].self_attn
    embedded = model.model.embed_tokens(torch.tensor([0, 1, 2]))
    value = attention.v_proj(model.model.layers[0].input_layernorm(embedded))
    for head in range(4):
        group = head // 2
        part = value[:, group * 8 : group * 8 + 8] @ attention.o_proj.weight[:, head * 8 : head * 8 + 8].T
        torch.testing.assert_close(norms[0, head], part.detach().norm(dim=-1), atol=1e-6, rtol=1e-4)
    assert not any(module._forward_hooks for module in model.modules())


def test_value_norms_of_a_real_bert(document):
    names, bert = document("value_norm.py"), document("rollout_bert.py")
    norms = names["value_norms"](bert["bert"], bert["tokenizer"], bert["prompt"])
    attention, tokens = names["attention_patterns"](bert["bert"], bert["tokenizer"], bert["prompt"])
    assert norms.shape == (6, 12, len(tokens))
    weighted = names["weigh_by_norm"](attention, norms)
    assert 0.05 < (weighted - attention).abs().sum(-1).mean() < 1
    torch.testing.assert_close(weighted.sum(-1), torch.ones(6, 12, len(tokens)))
