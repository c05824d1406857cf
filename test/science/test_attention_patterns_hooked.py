import pytest
import torch

pytestmark = pytest.mark.environment("hooked")


def test_a_head_set_by_hand_to_the_previous_token_shows_as_a_diagonal_of_ones(document):
    names = document("patterns_hooked.py")
    attention = names["attention"]
    assert attention.shape == (1, 2, 6, 6)
    torch.testing.assert_close(attention[0, 0].diagonal(-1), torch.ones(5))
    assert names["tokens"][:2] == ["0 one", "1 three"]


def test_the_random_model_check_tells_it_from_the_uniform_head(document):
    names = document("patterns_hooked.py")
    assert names["distance"][0, 0] > max(0.4, names["threshold"])
    assert names["distance"][0, 1] < names["threshold"]


def test_the_random_model_check_fails_a_model_that_was_never_trained(document):
    names = document("patterns_hooked.py")
    ids = torch.arange(8)[None]
    (fake,) = names["fresh_hooked_attention"](names["hooked"], ids, seeds=[99])
    random = names["fresh_hooked_attention"](names["hooked"], ids, seeds=range(5))
    assert names["distance_and_threshold"](fake, random)[0].max() < 0.3


def test_a_head_that_rests_on_a_token_without_a_value_is_found_out(document):
    names = document("value_norm_hooked.py")
    assert names["by_weight"][0, 0] > 0.8
    assert names["by_norm"][0, 0] < 0.05
