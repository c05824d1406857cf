"""Integrated gradients of images, features and tokens, with completeness and a second baseline."""

import copy

import pytest
import torch
from conftest import run_document
from torch import nn
from transformers import AutoModelForSequenceClassification, GPT2Config, LlamaConfig


@pytest.mark.known_answer("gradient.integrated-gradients.captum")
def test_a_saturated_unit_has_no_gradient_but_an_attribution_of_one(document):
    names = document("saturated.py")
    leaf = names["x"].clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(names["net"](leaf)[0, 0], leaf)
    assert gradient.item() == 0
    assert names["attributions"].item() == pytest.approx(1, abs=1e-6)
    assert names["gap"] < 1e-6
    assert (names["target"], names["logit"]) == (0, 1)
    other = names["integrated_gradients"](names["net"], names["x"], target=1)
    assert other["attributions"].item() == pytest.approx(-3, abs=1e-5)


@pytest.mark.known_answer("gradient.integrated-gradients.captum")
def test_a_linear_model_gives_the_weight_times_the_difference(document):
    names = document("saturated.py")
    torch.manual_seed(0)
    model, row, start = nn.Linear(6, 3), torch.randn(1, 6), torch.randn(1, 6)
    result = names["integrated_gradients"](model, row, 2, start)
    torch.testing.assert_close(result["attributions"], (model.weight[2] * (row - start)[0]).detach())
    assert (result["name"], result["steps"]) == ("given", 64)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m, x: (m, x.numpy()), "one input as a tensor"),
        (lambda m, x: (m, x.repeat(2, 1)), r"one input as a tensor .* not \[2, 4\]"),
        (lambda m, x: (m, x, 0, "black"), "Only an image can be black"),
        (lambda m, x: (m, x[..., None, None], 0, "black"), "no 'black' baseline; there are zero, blurred"),
        (lambda m, x: (m, x, 0, x.clone()), "is the input itself"),
        (lambda m, x: (m, x * 0, 0), "is the input itself"),
        (lambda m, x: (m, x, 0, x[:, :2]), r"should be \[1, 4\] like the input"),
        (lambda m, x: (nn.Sequential(m, nn.Softmax(1)), x), "probabilities"),
        (lambda m, x: (nn.Sequential(m, nn.Hardtanh(5, 6)), x), "same logit 5 as the input"),
        (lambda m, x: (nn.Unflatten(1, (2, 2)), x), "logits"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, change, sentence):
    names = document("saturated.py")
    torch.manual_seed(0)
    with pytest.raises(AssertionError, match=sentence):
        names["integrated_gradients"](*change(nn.Linear(4, 3), torch.rand(1, 4)))


def test_the_model_is_left_as_it_was_even_after_an_error(document):
    names = document("saturated.py")
    model = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 3), nn.Dropout(0.5)).train()
    model[2].eval()
    model[1].weight.requires_grad_(False)
    row = torch.rand(1, 4)
    names["integrated_gradients"](model, row)
    with pytest.raises(IndexError):
        names["integrated_gradients"](model, row, target=9)
    assert [module.training for module in model] == [True, True, False]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert [parameter.requires_grad for parameter in model.parameters()] == [False, True]
    assert not row.requires_grad


@pytest.mark.parametrize(("dtype", "most"), [(torch.float16, 0.02), (torch.bfloat16, 0.05), (torch.float64, 0.01)])
def test_other_precisions_of_the_model_give_nearly_the_same(document, dtype, most):
    names = document("digits.py")
    result = names["integrated_gradients"](copy.deepcopy(names["cnn"]).to(dtype), names["img"])
    assert result["gap"] < most
    expected = names["attributions"]
    assert (result["attributions"] - expected).abs().max() < 0.1 * expected.abs().max()


def test_a_trained_network_is_complete_and_its_baselines_agree(document):
    names = document("digits.py")
    assert names["attributions"].shape == (1, 8, 8)
    assert names["gap"] < 0.01
    assert [*names["gaps"]] == ["zero", "blurred"]
    assert max(names["gaps"].values()) < 0.01
    assert names["agreement"] > 0.3
    assert names["holds"] == (names["agreement"] >= 0.5)


@pytest.mark.truth("gradient.completeness.captum")
def test_features_that_count_alike_pass_the_check(document):
    """Each gives what it is above the baseline: the largest come first with either."""
    names = document("digits.py")
    model = nn.Linear(200, 2)
    nn.init.constant_(model.weight, 0.1)
    one, two, agreement = names["two_baselines"](model, torch.linspace(0, 10, 200)[None])
    assert max(map(names["missing_share"], (one, two))) < 1e-3
    assert agreement > 0.6


def fake_gradient_times_input(names):
    def fake(model, image, target=None, baseline="zero"):
        result = names["integrated_gradients"](model, image, target, baseline)
        leaf = image.clone().requires_grad_(True)
        (gradient,) = torch.autograd.grad(model(leaf)[0, result["target"]], leaf)
        return result | {"attributions": (gradient * (leaf - result["baseline"])).detach()[0]}

    return fake


def fake_edges(names):
    def fake(model, image, target=None, baseline="zero"):
        result = names["integrated_gradients"](model, image, target, baseline)
        return result | {"attributions": image[0].diff(dim=1, append=image[0, :, -1:]).abs()}

    return fake


def fake_that_hangs_on_its_baseline(names):
    """Complete, but with as many shufflings as there are baselines."""

    def fake(model, image, target=None, baseline="zero"):
        result = names["integrated_gradients"](model, image, target, baseline)
        if baseline == "zero":
            return result
        order = torch.randperm(64, generator=torch.Generator().manual_seed(0))
        return result | {"attributions": result["attributions"].flatten()[order].view(1, 8, 8)}

    return fake


@pytest.mark.parametrize(
    ("make", "complete"),
    [(fake_gradient_times_input, False), (fake_edges, False), (fake_that_hangs_on_its_baseline, True)],
)
@pytest.mark.fake("gradient.completeness.captum")
def test_a_map_that_is_no_integrated_gradient_is_found_out(document, make, complete):
    names = document("digits.py")
    one, two, agreement = names["two_baselines"](names["cnn"], names["img"], explain=make(names))
    gaps = [names["missing_share"](result) for result in (one, two)]
    assert (max(gaps) <= 0.05) == complete
    assert not (complete and agreement >= 0.5)


@pytest.mark.fake("gradient.completeness.captum")
def test_the_fake_gets_the_verdict_in_words(rendered, tmp_path):
    text = (rendered / "digits.py").read_text()
    call = "two_baselines(cnn, img)"
    assert text.count(call) == 1
    fake = "lambda *a, **k: integrated_gradients(*a, **k) | {'attributions': img[0]}"
    (tmp_path / "fake.py").write_text(text.replace(call, f"{call[:-1]}, explain={fake})"))
    names = run_document("fake.py", tmp_path)
    assert "do not add up" in names["printed"]
    assert not names["holds"]


def test_a_second_baseline_that_is_the_first_is_refused(document):
    names = document("digits.py")
    with pytest.raises(AssertionError, match="two baselines are the same"):
        names["two_baselines"](names["cnn"], names["img"], baselines=("zero", "zero"))


def test_features_have_a_second_baseline_too(document):
    names = document("digits.py")
    torch.manual_seed(0)
    model, row = nn.Linear(12, 2), torch.randn(1, 12)
    one, two, agreement = names["two_baselines"](model, row)
    assert (one["name"], two["name"]) == ("zero", "noise")
    assert -1 <= agreement <= 1
    assert max(map(names["missing_share"], (one, two))) < 1e-4


@pytest.mark.known_answer("gradient.integrated-gradients.transformers")
def test_tokens_of_a_linear_classifier_get_their_share_of_the_logit(document):
    names = document("bag_of_words.py")
    model = names["bag_model"]
    weight = model.out.weight[names["target"]].detach() / 6
    ids = torch.tensor(names["tok"](names["sentence"])["input_ids"])
    torch.testing.assert_close(names["attributions"], model.words.weight[ids].detach() @ weight)
    assert names["baseline_name"] == "zero", "the tokenizer has neither mask nor padding"
    assert names["gap"] < 1e-4
    result = names["token_attributions"](model, names["tok"], names["sentence"], baseline="average")
    difference = (model.words.weight[ids] - model.words.weight.mean(0)).detach()
    assert result["index"] == (names["target"],)
    torch.testing.assert_close(result["attributions"], difference @ weight)


def test_the_word_that_decides_gets_most_of_the_logit(document):
    names = document("colour_words.py")
    assert names["baseline_name"] == "pad"
    assert names["gap"] < 0.01
    change = names["result"]["logit"] - names["result"]["baseline_logit"]
    assert names["attributions"][4].item() > 0.8 * change


@pytest.mark.parametrize("kind", [GPT2Config, LlamaConfig])
def test_a_classifier_of_the_last_token_needs_no_padding(document, kind):
    names = document("colour_words.py")
    torch.manual_seed(0)
    tok = names["my_tok"]
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = kind(vocab_size=len(tok), intermediate_size=16, num_labels=2, **sizes)
    config.bos_token_id = config.eos_token_id = config.pad_token_id = None
    model = AutoModelForSequenceClassification.from_config(config)

    def attribute():
        return names["token_attributions"](
            model, tok, names["text"], 1, baseline="average", steps=8, most_steps=8
        )

    alone = attribute()
    model.config.pad_token_id = len(tok) - 1
    torch.testing.assert_close(alone["attributions"], attribute()["attributions"])


def test_no_more_than_some_thousand_tokens_run_at_once(document):
    names = document("colour_words.py")
    torch.manual_seed(0)
    sizes = {"n_positions": 500, "n_embd": 16, "n_layer": 1, "n_head": 2}
    model = AutoModelForSequenceClassification.from_config(
        GPT2Config(vocab_size=14, pad_token_id=13, bos_token_id=None, eos_token_id=None, **sizes)
    )
    runs = []
    layer = model.get_input_embeddings()
    layer.register_forward_hook(lambda module, inputs, output: runs.append(inputs[0].numel()))
    text = " ".join([names["text"]] * 37)
    names["token_attributions"](model, names["my_tok"], text, steps=16, most_steps=16)
    assert runs[0] > 400
    assert runs[0] < max(runs) <= 2048


def test_too_few_steps_are_found_out_and_enough_are_not(document):
    names = document("colour_words.py")
    model, tok, text = (names[name] for name in ("classifier", "my_tok", "text"))
    assert max(names["gaps"].values()) < 0.05
    few = names["token_attributions"](model, tok, text, steps=2, most_steps=2)
    assert few["gap"] > 0.2
    assert few["steps"] == 2
    more = names["token_attributions"](model, tok, text, steps=2, most_steps=200)
    assert more["gap"] < 0.01, "the part that misses most is halved"
    assert more["steps"] <= 200


@pytest.mark.truth("gradient.completeness.transformers")
def test_tokens_of_a_linear_classifier_pass_the_check(document):
    """Another baseline takes as much from every token: their order stays."""
    names, bag = document("colour_words.py"), document("bag_of_words.py")
    one, two, agreement = names["token_baselines"](bag["bag_model"], bag["tok"], bag["sentence"])
    assert (one["baseline"], two["baseline"]) == ("zero", "average")
    assert max(map(names["completeness_gap"], (one, two))) < 1e-3
    assert agreement == pytest.approx(1)


@pytest.mark.fake("gradient.completeness.transformers")
def test_attributions_of_tokens_that_are_no_integrated_gradients_are_found_out(document):
    names = document("colour_words.py")

    def fake(model, tokenizer, text, target=None, position=None, baseline=None):
        result = names["token_attributions"](model, tokenizer, text, target, position, baseline)
        return result | {"attributions": names["token_saliency"](model, tokenizer, text)[1]}

    one, two, agreement = names["token_baselines"](
        names["classifier"], names["my_tok"], names["text"], explain=fake
    )
    assert agreement == pytest.approx(1), "a map that ignores the baseline agrees with itself"
    assert names["completeness_gap"](one) > 0.2


def test_special_tokens_stay_in_the_baseline(document, minilm):
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    names = document("colour_words.py")
    tokenizer = AutoTokenizer.from_pretrained(minilm)
    torch.manual_seed(0)
    model = BertForSequenceClassification(
        BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    ).train()
    assert names["baseline_names"](tokenizer) == ["mask", "pad", "zero", "average"]
    result = names["token_attributions"](model, tokenizer, "the cat sat on a mat")
    assert result["baseline"] == "mask"
    assert result["attributions"][[0, -1]].tolist() == [0, 0]
    assert result["gap"] < 0.01
    assert model.training
    assert not model.get_input_embeddings()._forward_hooks
    with pytest.raises(AssertionError, match="no tokens but special ones"):
        names["token_attributions"](model, tokenizer, "")
    with pytest.raises(AssertionError, match="no 'blank' baseline; it has mask, pad, zero, average"):
        names["token_attributions"](model, tokenizer, "the cat", baseline="blank")


def test_a_text_that_is_its_own_baseline_is_refused(document):
    names = document("colour_words.py")
    model, tok = names["classifier"], names["my_tok"]
    with pytest.raises(AssertionError, match="second baseline should differ"):
        names["token_baselines"](model, tok, names["text"], baselines=("zero", "zero"))
    blank = copy.deepcopy(model)
    with torch.no_grad():
        blank.get_input_embeddings().weight.zero_()
    with pytest.raises(AssertionError, match="zero baseline is the text itself"):
        names["token_attributions"](blank, tok, names["text"], baseline="zero")
