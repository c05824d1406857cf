import pytest
import torch
from conftest import run_document


@pytest.mark.parametrize("name", ["induction_toy.py", "induction_lens.py"])
@pytest.mark.known_answer("attention.induction-scores.transformers", "attention.induction-scores.transformer-lens")
def test_the_toy_has_its_induction_heads_above_its_previous_token_head(document, name):
    names = document(name)
    scores = {name: values.mean(0) for name, values in names["scores"].items()}
    assert scores["induction"].shape == (2, 4)
    assert scores["induction"][1].min() > 0.7
    assert scores["induction"][0].max() < 0.1
    assert scores["previous"][0].max() > 0.8
    assert scores["previous"][1].max() < 0.1
    assert names["uniform"] == pytest.approx(0.0451, abs=0.002)


def test_a_bridge_gives_the_scores_of_the_model_in_it(document):
    names = document("induction_lens.py")
    toy = document("induction_toy.py")
    ids = names["ids"]
    scores = toy["diagonal_scores"](
        lambda batch: toy["attention_of_ids"](toy["lm"], batch), ids, names["period"]
    )
    assert (ids[:, 0] == 0).all()  # the first token of the bridge's tokenizer
    for name, values in scores.items():
        torch.testing.assert_close(values, names["scores"][name], atol=1e-5, rtol=1e-4)


@pytest.mark.known_answer("attention.induction-scores.transformers")
def test_scores_are_read_off_the_right_places(document):
    names = document("induction_toy.py")
    for first, period in ((None, 5), (0, 7)):
        ids = names["repeated_tokens"](torch.arange(1, 32), period, 3, first=first)
        start = ids.shape[1] - period
        length = ids.shape[1]
        for name in ("previous", "induction"):
            attention = torch.zeros(3, 2, length, length)
            attention[..., 0] = 1
            for query in range(start, length):
                # The token after the last occurrence is looked for, not computed.
                last = max(k for k in range(query) if ids[0, k] == ids[0, query])
                attention[:, 1, query] = 0
                attention[:, 1, query, query - 1 if name == "previous" else last + 1] = 1
            cut = iter(attention.split(2))
            scores = names["diagonal_scores"](lambda batch: [next(cut)], ids, period, batch_size=2)
            assert scores[name].shape == (3, 1, 2)
            assert (scores[name][..., 1] == 1).all()
            assert (scores[name][..., 0] == 0).all()
        uniform = torch.ones(length, length).tril()
        uniform = (uniform / uniform.sum(-1, keepdim=True)).expand(3, 1, -1, -1)
        scores = names["diagonal_scores"](lambda batch: [uniform], ids, period, batch_size=3)
        for values in scores.values():
            torch.testing.assert_close(
                values, torch.full((3, 1, 1), names["uniform_score"](length, period))
            )


def test_tokens_repeat_or_do_not(document):
    names = document("induction_toy.py")
    ids = names["repeated_tokens"](torch.arange(32), 15, 20)
    assert torch.equal(ids[:, :15], ids[:, 15:])
    assert all(len(row.unique()) == 15 for row in ids)
    ids = names["repeated_tokens"](torch.arange(32), 15, 20, again=False)
    assert all(len(row.unique()) == 30 for row in ids)


@pytest.mark.parametrize("name", ["induction_toy.py", "induction_lens.py"])
@pytest.mark.truth("attention.induction-control.transformers", "attention.induction-control.transformer-lens")
def test_the_check_passes_heads_that_follow_the_tokens(document, name):
    names = document(name)
    assert names["by_content"].nonzero().tolist() == [[1, 0], [1, 1], [1, 2], [1, 3]]
    assert not names["by_position"].any()
    assert names["unrepeated"].mean(0)[1].max() < 0.2
    assert "What these heads look at follows the tokens." in names["printed"]


@pytest.mark.fake("attention.induction-control.transformers")
def test_the_check_finds_out_a_head_that_goes_by_position(document):
    names = document("positional_head.py")
    assert names["period"] == 15
    assert names["scores"]["induction"].mean(0)[0, 0] > 0.99
    assert names["by_position"].tolist() == [[True, False]]
    assert "they are no induction heads" in names["printed"]
    assert "follows the tokens" not in names["printed"]
    assert names["fake"].training


@pytest.mark.fake("attention.induction-control.transformer-lens")
def test_the_check_finds_out_such_a_head_in_a_bridge(rendered, tmp_path):
    text = (rendered / "induction_lens.py").read_text()
    assert text.count("load_toy()[0]") == 1
    text = "from toy_induction import positional_fake\n" + text.replace("load_toy()[0]", "positional_fake()")
    (tmp_path / "fake.py").write_text(text)
    names = run_document("fake.py", tmp_path)
    assert names["scores"]["induction"].mean(0)[0, 0] > 0.99
    assert names["by_position"].tolist() == [[True, False]]
    assert "they are no induction heads" in names["printed"]


def test_a_model_without_weights_or_that_looks_ahead_is_refused(document):
    names = document("induction_toy.py")
    ids = names["repeated_tokens"](torch.arange(32), 15, 2)
    model = names["lm"]
    model.set_attn_implementation("sdpa")
    try:
        with pytest.raises(AssertionError, match='attn_implementation="eager"'):
            names["attention_of_ids"](model, ids)
    finally:
        model.set_attn_implementation("eager")
    with pytest.raises(AssertionError, match="looks ahead"):
        names["diagonal_scores"](lambda batch: [torch.full((2, 4, 30, 30), 1 / 30)], ids, 15)
    with pytest.raises(AssertionError, match="off by 0.500"):
        names["diagonal_scores"](lambda batch: [torch.full((2, 4, 30, 30), 0.5 / 30)], ids, 15)
