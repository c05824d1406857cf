import pytest
import torch
from conftest import run_document
from toy_attention import number_tokenizer, resting_model
from toy_hooked import as_hooked

pytestmark = pytest.mark.environment("hooked")


@pytest.mark.known_answer("attention.patterns.hooked-transformer")
def test_a_head_set_by_hand_to_the_previous_token_shows_as_a_diagonal_of_ones(document):
    names = document("patterns_hooked.py")
    attention = names["attention"]
    assert attention.shape == (1, 2, 6, 6)
    torch.testing.assert_close(attention[0, 0].diagonal(-1), torch.ones(5))
    assert names["tokens"][:2] == ["0 one", "1 three"]


@pytest.mark.truth("attention.random-model.hooked-transformer")
def test_the_random_model_check_tells_it_from_the_uniform_head(document):
    names = document("patterns_hooked.py")
    assert names["distance"][0, 0] > max(0.4, names["threshold"])
    assert names["distance"][0, 1] < names["threshold"]


@pytest.mark.fake("attention.random-model.hooked-transformer")
def test_the_random_model_check_fails_a_model_that_was_never_trained(document):
    names = document("patterns_hooked.py")
    ids = torch.arange(8)[None]
    (fake,) = names["fresh_hooked_attention"](names["hooked"], ids, seeds=[99])
    random = names["fresh_hooked_attention"](names["hooked"], ids, seeds=range(5))
    assert names["distance_and_threshold"](fake, random)[0].max() < 0.3


@pytest.mark.fake("attention.value-norm.hooked-transformer")
def test_a_head_that_rests_on_a_token_without_a_value_is_found_out(document):
    names = document("value_norm_hooked.py")
    assert names["by_weight"][0, 0] > 0.8
    assert names["by_norm"][0, 0] < 0.05


def norms_of(names, model):
    return names["lens_value_norms"](model, model.to_tokens("three one four one five"))


def test_folding_and_centring_leave_what_is_moved_but_for_the_mean_that_every_norm_takes_away(document):
    names = document("value_norm_hooked.py")
    model = resting_model()
    with torch.no_grad():
        mixing = model.transformer.h[0].attn.c_proj.weight
        mixing.copy_(torch.randn_like(mixing))
        plain = as_hooked(model, number_tokenizer(True))
        mixing -= mixing.mean(-1, keepdim=True)
        centred = as_hooked(model, number_tokenizer(True))
    folded = as_hooked(model, number_tokenizer(True), folded=True, folded_values=False)
    torch.testing.assert_close(norms_of(names, folded), norms_of(names, centred), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(norms_of(names, folded), norms_of(names, plain), rtol=1e-3)
    assert not names["values_are_folded"](folded)


def test_value_biases_that_are_folded_away_are_told_of(document, rendered, tmp_path):
    assert "Value biases are folded" not in document("value_norm_hooked.py")["printed"]
    text = (rendered / "hooked/value_norm_hooked.py").read_text()
    assert text.count("number_tokenizer(True))") == 1
    (tmp_path / "folded.py").write_text(text.replace("number_tokenizer(True))", "number_tokenizer(True), folded=True)"))
    names = run_document("folded.py", tmp_path)
    # What makes the first token's value nothing is the bias, so that it can't be seen any more.
    assert names["by_norm"][0, 0] > 0.5
    assert "Value biases are folded" in names["printed"]


@pytest.mark.truth("attention.value-norm.hooked-transformer")
def test_a_head_that_reads_its_first_token_is_left_alone(rendered, tmp_path):
    text = (rendered / "hooked/value_norm_hooked.py").read_text()
    assert text.count("resting_model()") == 1
    (tmp_path / "reads.py").write_text(text.replace("resting_model()", "resting_model(rests=False)"))
    names = run_document("reads.py", tmp_path)
    assert names["by_norm"][0, 0] > 0.8
    assert "where heads rest" not in names["printed"]
