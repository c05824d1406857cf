import pytest
import torch
from conftest import run_document
from torch.utils._python_dispatch import TorchDispatchMode


@pytest.mark.known_answer("attention.patterns.transformers")
def test_a_head_set_by_hand_to_the_previous_token_shows_as_a_diagonal_of_ones(document):
    names = document("previous_token.py")
    attention = names["attention_2"]
    assert attention.shape == (1, 2, 5, 5)
    torch.testing.assert_close(attention[0, 0].diagonal(-1), torch.ones(4))
    assert attention[0, 0, 0, 0] == 1


@pytest.mark.known_answer("attention.patterns.transformers")
def test_a_head_without_weights_is_uniform_over_what_it_may_see(document):
    names = document("previous_token.py")
    lower = torch.ones(5, 5).tril()
    torch.testing.assert_close(names["attention_2"][0, 1], lower / lower.sum(-1, keepdim=True))
    torch.testing.assert_close(names["sink"][0, 1], torch.tensor([1 / 2, 1 / 3, 1 / 4, 1 / 5]).mean())


def test_rows_sum_to_one_and_tokens_are_labelled_in_order(document):
    names = document("previous_token.py")
    torch.testing.assert_close(names["attention_2"].sum(-1), torch.ones(1, 2, 5))
    assert names["tokens"] == ["0 three", "1 one", "2 four", "3 one", "4 five"]


def test_the_document_keeps_its_own_names_and_the_model_its_mode(document):
    names = document("previous_token.py")
    assert names["attention"] == "a name that is taken"
    assert names["net"].training
    assert all(parameter.grad is None for parameter in names["net"].parameters())


def test_attention_under_sdpa_is_refused_with_a_sentence(document):
    names = document("sdpa.py")
    with pytest.raises(AssertionError, match='attn_implementation="eager"'):
        names["analyse"](*names["load"](), "a b")


def test_a_scaffold_in_a_function_uses_its_arguments(document):
    names = document("sdpa.py")
    model, tokenizer = names["load"]()
    model.set_attn_implementation("eager")
    attention, tokens, sink = names["analyse"](model, tokenizer, "a b a")
    assert attention.shape == (1, 2, 3, 3)
    assert tokens == ["0 a", "1 b", "2 a"]
    assert sink.shape == (1, 2)


def test_rows_that_do_not_sum_to_one_are_refused(document):
    names = document("sdpa.py")
    model, tokenizer = names["load"]()

    class Broken(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = model
            self.get_input_embeddings = model.get_input_embeddings

        def forward(self, **inputs):
            inner = self.inner(**inputs)
            inner.attentions = tuple(layer * 0.5 for layer in inner.attentions)
            return inner

    model.set_attn_implementation("eager")
    with pytest.raises(AssertionError, match="should sum to 1 but are off by 0.500"):
        names["analyse"](Broken(), tokenizer, "a b a")


def test_another_token_than_the_first_that_gets_most_is_named(document, rendered, tmp_path):
    assert "most goes to" not in document("real_bert.py")["printed"], "this one looks at [CLS]"
    text = (rendered / "real_bert.py").read_text()
    call = "attention, tokens = attention_patterns(bert, bert_tokenizer, query)\n"
    assert text.count(call) == 1
    turned = text[: text.index("# %% Probe")].replace(call, f"{call}attention = attention.flip(-1)\n")
    (tmp_path / "turned.py").write_text(turned)
    names = run_document("turned.py", tmp_path)
    assert f"most goes to '{len(names['tokens']) - 1} [SEP]': mean 4" in names["printed"]


def test_pictures_of_long_texts_stay_small(document):
    names = document("previous_token.py")
    attention, tokens = torch.ones(1, 2, 500, 500), [f"{i} a" for i in range(500)]
    figure = names["plot_head"](attention, tokens, 0, 0)
    assert max(figure.get_size_inches()) < 30
    assert len(figure.axes[0].get_xticks()) <= 80


def test_heads_are_compared_one_at_a_time_and_as_all_at_once(document):
    nearest_head = document("previous_token.py")["nearest_head"]
    generator = torch.Generator().manual_seed(0)
    one, *others = (torch.rand(3, 8, 5, 5, generator=generator) for _ in range(4))
    apart = [(one[:, :, None] - other[:, None]).abs().sum(-1)[..., 1:].mean(-1) / 2 for other in others]
    sizes = []

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, arguments=(), options=None):
            output = function(*arguments, **options or {})
            sizes.append(output.numel() if isinstance(output, torch.Tensor) else 0)
            return output

    with Watch():
        nearest = nearest_head(one, others)
    torch.testing.assert_close(nearest, torch.cat(apart, -1).amin(-1))
    assert max(sizes) <= one.numel()


def test_a_single_token_is_refused_with_a_sentence(document):
    names = document("sdpa.py")
    model, tokenizer = names["load"]()
    model.set_attn_implementation("eager")
    with pytest.raises(AssertionError, match="single token can look only at itself"):
        names["analyse"](model, tokenizer, "a")
    check = document("random_fake.py")
    with pytest.raises(AssertionError, match="single token can look only at itself"):
        check["attention_against_random"](check["fake"], check["tok"], "q")


def test_a_real_bert_has_its_previous_token_head(document):
    names = document("real_bert.py")
    attention = names["attention"]
    assert attention.shape == (6, 12, len(names["tokens"]), len(names["tokens"]))
    assert attention[0, 2].diagonal(-1).mean() > 0.9


@pytest.mark.truth("attention.random-model.transformers")
def test_the_random_model_check_passes_a_head_that_was_set_by_hand(document):
    names = document("previous_token.py")
    assert names["distance"][0, 0] > max(0.5, names["threshold"])
    assert names["distance"][0, 1] < 0.05


@pytest.mark.truth("attention.random-model.transformers")
def test_the_random_model_check_passes_most_heads_of_a_trained_model(document):
    names = document("real_bert.py")
    assert (names["distance"] > names["threshold"]).float().mean() > 0.9


@pytest.mark.fake("attention.random-model.transformers")
def test_the_random_model_check_fails_a_model_that_was_never_trained(document):
    names = document("random_fake.py")
    assert (names["distance"] > names["threshold"]).float().mean() < 0.2
    assert names["distance"].max() < 0.1
