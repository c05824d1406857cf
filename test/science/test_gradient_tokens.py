"""Saliency of tokens, and its check by randomisation."""

import copy

import pytest
import torch
from conftest import run_document
from scipy.stats import spearmanr
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM, BertModel, GPT2Config, GPT2LMHeadModel


@pytest.mark.known_answer("gradient.saliency.transformers")
def test_the_gradient_of_a_linear_classifier_is_its_weight(document):
    names = document("bag_of_words.py")
    weight = names["bag_model"].out.weight[names["target"]].detach() / 6
    torch.testing.assert_close(names["saliency"], weight.norm().expand(6))
    ids = torch.tensor(names["tok"](names["sentence"])["input_ids"])
    embedding = names["bag_model"].words.weight[ids].detach()
    torch.testing.assert_close(names["signed"], embedding @ weight)
    assert names["signed"].sum().item() == pytest.approx(names["logit"], abs=1e-5)


def test_tokens_are_labelled_in_order_and_taken_names_are_kept(document):
    names = document("bag_of_words.py")
    assert names["tokens"] == ["a name that is taken"]
    assert names["tokens_2"] == ["0 sun", "1 rain", "2 rain", "3 storm", "4 calm", "5 wind"]
    assert "logit of 'cold'" in names["printed"]


def test_a_class_can_be_named_by_its_label(document):
    names = document("bag_of_words.py")
    _, _, index, name, _ = names["token_saliency"](names["bag_model"], names["tok"], "sun rain", "wet")
    assert (index, name) == ((1,), "'wet'")


def test_the_model_is_left_as_it_was(document):
    names = document("bag_of_words.py")
    model = names["bag_model"]
    assert model.training
    assert not model.out.training
    assert [parameter.requires_grad for parameter in model.parameters()] == [True, False]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert not model.words._forward_hooks
    with pytest.raises(AssertionError, match="no logit 7"):
        names["token_saliency"](model, names["tok"], "sun", 7)
    assert model.training
    assert not model.words._forward_hooks


@pytest.mark.parametrize(
    ("text", "target", "sentence"),
    [
        (["sun", "rain"], None, "one text, not several"),
        ("", None, "no tokens"),
        ("sun", "warm", "no label 'warm'; there are dry, wet, cold"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, text, target, sentence):
    names = document("bag_of_words.py")
    with pytest.raises(AssertionError, match=sentence):
        names["token_saliency"](names["bag_model"], names["tok"], text, target)


def test_a_model_that_ignores_its_input_is_refused(document):
    names = document("bag_of_words.py")
    model = copy.deepcopy(names["bag_model"])
    with torch.no_grad():
        model.out.weight.zero_()
    with pytest.raises(AssertionError, match="zero at every token"):
        names["token_saliency"](model, names["tok"], "sun rain")


def tiny_gpt2(names, **options):
    torch.manual_seed(1)
    config = GPT2Config(vocab_size=7, n_positions=8, n_embd=16, n_layer=1, n_head=2, **options)
    config.bos_token_id = config.eos_token_id = None
    return GPT2LMHeadModel(config)


def test_a_language_model_is_asked_at_its_last_token_and_sees_nothing_later(document):
    names = document("bag_of_words.py")
    model = tiny_gpt2(names)
    saliency, _, index, name, logit = names["token_saliency"](model, names["tok"], "sun rain snow", "calm")
    assert index == (2, 4)
    assert name == "'calm' at position 2"
    with torch.no_grad():
        assert logit == pytest.approx(model.eval()(torch.tensor([[0, 1, 2]])).logits[0, 2, 4].item(), abs=1e-6)
    earlier, *_ = names["token_saliency"](model, names["tok"], "sun rain snow", "calm", position=0)
    assert earlier[0] > 0
    assert earlier[1:].tolist() == [0, 0]
    with pytest.raises(AssertionError, match="2 tokens: name one"):
        names["token_saliency"](model, names["tok"], "sun rain snow", "calm storm")


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_gives_nearly_the_same(document, dtype):
    names = document("colour_words.py")
    half = copy.deepcopy(names["classifier"]).to(dtype)
    saliency, *_ = names["token_saliency"](half, names["my_tok"], names["text"])
    assert saliency.dtype == torch.float32
    assert spearmanr(saliency, names["saliency"]).statistic > 0.8


def test_a_masked_model_is_asked_at_its_mask(document, minilm):
    names = document("bag_of_words.py")
    tokenizer = AutoTokenizer.from_pretrained(minilm)
    torch.manual_seed(0)
    model = BertForMaskedLM(
        BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    )
    saliency, _, index, *_ = names["token_saliency"](model, tokenizer, "the [MASK] sat", "cat")
    assert index[0] == 2
    assert len(saliency) == 5
    with pytest.raises(AssertionError, match=r"takes the mask, so put \[MASK\] into the text"):
        names["token_saliency"](model, tokenizer, "the cat sat")
    with pytest.raises(AssertionError, match="2 masks"):
        names["token_saliency"](model, tokenizer, "[MASK] [MASK]")
    with pytest.raises(AssertionError, match="AutoModelForSequenceClassification"):
        names["token_saliency"](BertModel(model.config), tokenizer, "the cat sat")


def test_the_word_that_decides_stands_out(document):
    names = document("colour_words.py")
    assert names["saliency"].argmax() == 4
    assert names["tokens"][4] == "4 blue"
    assert names["target"] == 1


@pytest.mark.truth("gradient.randomisation.transformers")
def test_saliency_of_a_trained_model_falls_apart_with_it(document):
    names = document("colour_words.py")
    assert names["blocks"] == [
        "score",
        "transformer.ln_f",
        "transformer.h.1",
        "transformer.h.0",
        "transformer.wpe",
        "transformer.wte",
    ]
    assert names["similarity"].shape == (5, 6)
    assert names["depends_on_weights"]
    head, everything = names["similarity"].mean(0)[[0, -1]]
    assert head > everything + 0.3, "a new head alone changes little here"


def position_alone(model, tokenizer, text, target=None, position=None):
    ids = torch.tensor(tokenizer(text)["input_ids"])
    return torch.arange(len(ids)).float(), None, (1,), "", 0.0


def token_alone(model, tokenizer, text, target=None, position=None):
    return torch.tensor(tokenizer(text)["input_ids"]).float(), None, (1,), "", 0.0


@pytest.mark.parametrize("fake", [position_alone, token_alone])
@pytest.mark.fake("gradient.randomisation.transformers")
def test_saliency_that_ignores_the_model_is_found_out(document, fake):
    names = document("colour_words.py")
    _, similarity, _ = names["cascading_block_randomisation"](
        names["classifier"], names["my_tok"], names["text"], explain=fake
    )
    assert similarity.mean(0)[-1] > 0.99


@pytest.mark.fake("gradient.randomisation.transformers")
def test_the_fake_gets_the_verdict_in_words(rendered, tmp_path):
    text = (rendered / "colour_words.py").read_text()
    call = "cascading_block_randomisation(classifier, my_tok, text)"
    assert text.count(call) == 1
    fake = "lambda *a: (th.arange(12.0), None, (1,))"
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    names = run_document("fake.py", tmp_path)
    assert "it shows nothing learned" in names["printed"]
    assert not names["depends_on_weights"]


def test_a_tied_embedding_is_randomised_last(document):
    names = document("colour_words.py")
    parts = names["parts_from_the_top"](tiny_gpt2(names))
    assert [*parts] == ["transformer.ln_f", "transformer.h.0", "transformer.wpe", "transformer.wte"]


def test_randomising_leaves_the_model_alone_and_is_the_same_each_time(document):
    names = document("colour_words.py")
    model = names["classifier"]
    before = [parameter.clone() for parameter in model.parameters()]
    state = torch.random.get_rng_state()
    once, again = (
        names["cascading_block_randomisation"](model, names["my_tok"], names["text"], seeds=(0, 1))[1]
        for _ in "ab"
    )
    assert torch.equal(once, again)
    assert not torch.equal(once[0], once[1])
    assert torch.equal(state, torch.random.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters()))


def test_too_few_tokens_for_a_rank_correlation_are_refused(document):
    names = document("colour_words.py")
    with pytest.raises(AssertionError, match="5 tokens says nothing"):
        names["cascading_block_randomisation"](names["classifier"], names["my_tok"], "a of blue and the")


def test_a_sign_that_a_layer_norm_leaves_is_not_read_as_for_or_against(document, rendered, tmp_path):
    text = (rendered / "bag_of_words.py").read_text()
    call = "self.dropout(self.words(input_ids))"
    assert text.count(call) == 1
    # A layer norm of the embedding takes its length away: the gradient is orthogonal to it.
    normed = call.replace("self.words(input_ids)", "torch.nn.functional.layer_norm(self.words(input_ids), (8,))")
    (tmp_path / "normed.py").write_text(text.replace(call, normed))
    names = run_document("normed.py", tmp_path)
    signed, logit = names["signed"], names["logit"]
    assert signed.abs().max() < 0.01 * abs(logit)
    assert "does not tell for or against" in names["printed"]
    arguments = names["tokens_2"], names["saliency"], signed, "wet", logit
    bottom = names["plot_token_saliency"](*arguments).axes[1]
    assert "too small" in bottom.get_ylabel()
    linear = document("bag_of_words.py")
    assert "for or against" not in linear["printed"]
    arguments = linear["tokens_2"], linear["saliency"], linear["signed"], "wet", linear["logit"]
    bottom = linear["plot_token_saliency"](*arguments).axes[1]
    assert "red for, blue against" in bottom.get_ylabel()
