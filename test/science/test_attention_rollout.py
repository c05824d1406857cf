import pytest
import torch
from conftest import run_document
from transformers import BloomConfig, BloomModel


@pytest.mark.known_answer("attention.rollout.transformers")
def test_rollout_is_the_product_of_half_attention_and_half_identity(document):
    names = document("rollout_toy.py")
    attention, rollout = names["attention"], names["rollout"]
    expected = torch.eye(7)
    for layer in range(3):
        expected = (0.5 * attention[layer].mean(0) + 0.5 * torch.eye(7)) @ expected
        torch.testing.assert_close(rollout[layer], expected)
    torch.testing.assert_close(rollout.sum(-1), torch.ones(3, 7))


def test_a_causal_rollout_stays_causal(document):
    assert document("rollout_toy.py")["rollout"].triu(1).abs().max() == 0


@pytest.mark.known_answer("attention.rollout.transformers")
def test_a_shift_in_every_layer_is_a_binomial(document):
    names = document("rollout_toy.py")
    shift = torch.zeros(3, 1, 7, 7)
    shift[:, 0, range(7), [max(i - 1, 0) for i in range(7)]] = 1
    rollout = names["attention_rollout"](shift)
    torch.testing.assert_close(rollout[-1, 6, 3:], torch.tensor([1, 3, 3, 1]) / 8)


@pytest.mark.truth("attention.rollout-control.transformers")
def test_the_check_passes_attention_that_is_set_by_hand_or_learned(document):
    for name in ("rollout_toy.py", "rollout_bert.py"):
        names = document(name)
        assert names["says_more"]
        assert "says more than depth and mask" in names["printed"]


@pytest.mark.fake("attention.rollout-control.transformers")
def test_the_check_fails_a_model_that_was_never_trained(document):
    names = document("rollout_bert.py")
    (fake,) = names["random_models"](names["bert"], seeds=[99])
    distance, random = names["rollout_distances"](fake, names["tokenizer"], names["prompt"], seeds=(0, 1))
    assert distance < 0.05
    assert max(random) < 0.05


def untrained_alibi():
    """Its heads look at what is near, without having learned anything."""
    torch.manual_seed(1)
    config = BloomConfig(vocab_size=16, hidden_size=32, n_layer=3, n_head=8, initializer_range=0.03)
    config._attn_implementation = "eager"
    return BloomModel(config)


@pytest.mark.fake("attention.rollout-control.transformers")
def test_distance_that_is_built_in_is_not_called_uniform_nor_learned(rendered, tmp_path):
    text = (rendered / "rollout_toy.py").read_text()
    call = "positional_model(previous, layers=3)"
    assert text.count(call) == 1
    text = "from test_attention_rollout import untrained_alibi\n" + text
    text = text.replace(call, "untrained_alibi()").replace('five two six"', 'five two six " * 4')
    (tmp_path / "alibi.py").write_text(text)
    names = run_document("alibi.py", tmp_path)
    assert names["distance"] > 0.05
    assert not names["says_more"]
    assert "comes with the architecture" in names["printed"]


@pytest.mark.fake("attention.rollout-control.transformers")
def test_the_check_fails_a_rollout_that_ignores_the_attention(document):
    names = document("rollout_bert.py")
    constant = names["attention_rollout"](names["uniform_attention"](names["attention"]))
    distance, _ = names["rollout_distances"](
        names["bert"], names["tokenizer"], names["prompt"], seeds=(0,), roll=lambda attention: constant
    )
    assert distance == 0


def test_rows_that_do_not_sum_to_one_are_refused(document):
    names = document("rollout_toy.py")
    with pytest.raises(AssertionError, match="should sum to 1"):
        names["attention_rollout"](0.5 * names["attention"])
