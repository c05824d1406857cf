import copy

import numpy as np
import pytest
import torch


@pytest.mark.known_answer("probe.linear.transformers")
def test_a_planted_direction_is_found(document):
    names = document("planted.py")
    probe = names["probe"]
    cosine = abs(probe["direction"] @ names["planted"].numpy())
    assert cosine > 0.99


@pytest.mark.known_answer("probe.linear.transformers")
def test_the_accuracy_is_the_best_there_can_be(document):
    # Three standard deviations apart: the normal distribution up to 1.5.
    probe = document("planted.py")["probe"]
    assert probe["accuracy"] == pytest.approx(0.933, abs=0.015)
    low, high = probe["accuracy_interval"]
    assert low < probe["accuracy"] < high
    assert high - low < 0.03


def test_the_majority_is_what_guessing_gets(document):
    names = document("planted.py")
    assert names["probe"]["majority"] == 0.5
    labels = np.where(np.arange(4800) % 10 == 0, 1, 0)
    assert names["linear_probe"](names["features"], labels, names["lemmas"])["majority"] == 0.9


def test_a_probe_that_is_smaller_than_the_number_of_groups_is_selective(document):
    probe = document("planted.py")["probe"]
    assert probe["control"] == pytest.approx(0.5, abs=0.1)
    assert probe["selectivity"] > 0.3


@pytest.mark.known_answer("probe.linear.transformers")
def test_shuffled_labels_give_chance(document):
    names = document("planted.py")
    shuffled = np.random.default_rng(0).permutation(names["y"][::2]).repeat(2)
    probe = names["linear_probe"](names["features"], shuffled, names["lemmas"])
    assert probe["accuracy"] == pytest.approx(0.5, abs=0.04)


@pytest.mark.fake("probe.control-task.sklearn")
def test_labels_leaked_by_the_group_are_found_out(document):
    leaked = document("leaked.py")
    control = leaked["control"]
    assert control["known_groups"] > 0.95
    assert control["selectivity"] < 0.1
    probe = document("planted.py")["linear_probe"](leaked["X"], leaked["y"], leaked["group_ids"])
    low, _ = probe["accuracy_interval"]
    assert low < 0.6, "on new groups a leaked label is a guess"
    assert probe["selectivity"] < 0.1


@pytest.mark.parametrize(
    ("name", "result", "interval"),
    [
        ("real_bert.py", "probe", "accuracy_interval"),
        ("crossed.py", "control", "known_groups_interval"),
    ],
)
def test_all_right_on_ten_groups_leaves_room_for_the_next_group(document, name, result, interval):
    # All of 10 groups are right with a probability of 2.5 % where each is with one of 0.69.
    low, high = document(name)[result][interval]
    assert high == 1
    assert low**10 == pytest.approx(0.025)
    assert low == pytest.approx(0.69, abs=0.005)


@pytest.mark.parametrize("name", ["planted.py", "crossed.py"])
def test_all_wrong_is_as_uncertain_as_all_right(document, name):
    interval = document(name)["group_interval"]
    groups = np.repeat(np.arange(10), 3)
    low, high = interval(np.zeros(30), groups, np.random.default_rng(0))
    assert low == 0
    assert (1 - high) ** 10 == pytest.approx(0.025)


@pytest.mark.parametrize(("name", "result"), [("real_bert.py", "probe"), ("crossed.py", "control")])
@pytest.mark.truth("probe.control-task.sklearn")
def test_labels_that_cross_groups_are_not_said_to_be_memorised(document, name, result):
    names = document(name)
    assert names[result]["known_groups"] == 1
    assert names[result]["selectivity"] < 0.1, "the features tell the groups apart too"
    assert names[result]["group_ceiling"] == pytest.approx(0.5, abs=0.05)
    assert "memorised" not in names["printed"]


@pytest.mark.parametrize(("name", "result"), [("leaked_words.py", "probe"), ("leaked.py", "control")])
@pytest.mark.fake("probe.control-task.sklearn")
def test_labels_that_follow_from_the_group_are_said_to_be_memorised(document, name, result):
    names = document(name)
    assert names[result]["selectivity"] < 0.1
    assert names[result]["group_ceiling"] == 1
    assert "could have memorised the groups" in names["printed"]


@pytest.mark.parametrize("name", ["planted.py", "crossed.py"])
def test_the_group_alone_gives_the_commonest_label_of_each(document, name):
    labels = np.array([0, 7, 7, 3, 3, 3, 0, 7])
    groups = np.array(["b", "b", "b", "a", "a", "a", "c", "c"])
    assert document(name)["group_ceiling"](labels, groups) == 6 / 8


def test_control_labels_are_one_a_group_and_as_frequent_as_the_real_ones(document):
    names = document("planted.py")
    labels, groups = np.repeat([0, 0, 1], 30), np.repeat(np.arange(45), 2)
    random = names["control_labels"](labels, groups, np.random.default_rng(0))
    assert all(len(set(random[groups == group])) == 1 for group in groups)
    assert random.mean() == pytest.approx(1 / 3, abs=0.03)


def test_every_known_group_is_on_both_sides_of_a_split(document):
    names = document("planted.py")
    groups = np.repeat(np.arange(9), [2, 2, 2, 3, 3, 4, 5, 8, 11])
    splits = names["known_group_splits"](groups, 5, np.random.default_rng(0))
    assert sorted(np.concatenate([test for _, test in splits])) == list(range(len(groups)))
    for train, test in splits:
        assert set(groups[test]) <= set(groups[train])


def test_no_group_of_the_test_is_in_the_training_of_its_fold(document, monkeypatch):
    names = document("planted.py")
    seen = []
    inner = names["held_out_predictions"]

    def spy(features, labels, splits, C):
        seen.append(splits)
        return inner(features, labels, splits, C)

    monkeypatch.setitem(names["linear_probe"].__globals__, "held_out_predictions", spy)
    rows = slice(0, 200)
    names["linear_probe"](names["features"][rows], names["y"][rows], names["lemmas"][rows])
    for train, test in seen[0]:
        assert not set(names["lemmas"][train]) & set(names["lemmas"][test])


@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize("pool", ["mean", "last"])
def test_pooling_is_over_the_tokens_of_each_text_alone(document, layer, pool):
    names = document("planted.py")
    texts = ["w1", "so w2 thus w3 w4", "thus w5"]
    pooled = names["pooled_hidden_states"](names["lm"], names["my_tok"], texts, layer, pool)
    for text, vector in zip(texts, pooled):
        ids = torch.tensor([names["my_tok"](text)["input_ids"]])
        with torch.no_grad():
            hidden = names["lm"].eval()(ids, output_hidden_states=True).hidden_states[layer][0]
        expected = hidden.mean(0) if pool == "mean" else hidden[-1]
        np.testing.assert_allclose(vector, expected.numpy(), atol=1e-5)


def test_the_last_hidden_state_is_after_the_final_norm(document):
    names = document("planted.py")
    inner, last = (
        names["pooled_hidden_states"](names["lm"], names["my_tok"], ["w1"], layer, "last")
        for layer in (1, -1)
    )
    normed = names["lm"].transformer.ln_f(torch.tensor(inner)).detach().numpy()
    np.testing.assert_allclose(last, normed, atol=1e-5)


def test_texts_that_are_groups_of_their_own_have_no_control_task(document, capsys):
    names = document("planted.py")
    rows = slice(0, 400, 2)
    probe = names["linear_probe"](names["features"][rows], names["y"][rows], names["lemmas"][rows])
    assert np.isnan(probe["selectivity"])
    assert "No control task" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("labels", "groups", "sentence"),
    [
        ([0, 1], [0, 1, 2], "one label and one group a text"),
        ([1, 1, 1], [0, 1, 2], "All labels are equal"),
        ([0, 1, 1], [0, 1, 2], "too few for 5 folds"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, labels, groups, sentence):
    names = document("planted.py")
    with pytest.raises(AssertionError, match=sentence):
        names["linear_probe"](np.zeros((3, 2)), labels, groups)


def test_an_empty_text_is_refused(document):
    names = document("planted.py")
    with pytest.raises(AssertionError, match="no tokens"):
        names["pooled_hidden_states"](names["lm"], names["my_tok"], ["w1", ""], 1)


def test_words_unlike_numbers_can_be_labels(document):
    names = document("planted.py")
    words = np.where(names["y"] == 1, "marked", "plain")
    probe = names["linear_probe"](names["features"], words, names["lemmas"])
    assert list(probe["classes"]) == ["marked", "plain"]
    assert probe["accuracy"] == pytest.approx(names["probe"]["accuracy"])


def test_a_real_bert_knows_the_number_of_nouns_it_has_not_seen(document):
    probe = document("real_bert.py")["probe"]
    assert probe["accuracy"] > 0.9
    assert probe["majority"] == 0.5


def test_a_rare_label_that_no_memory_gives_is_not_said_to_be_memorised(document):
    names = document("planted.py")
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(100), 6)
    labels = (rng.permutation(100) < 6)[groups].astype(int)
    features = rng.normal(size=(600, 8))
    features[:, 0] += 8 * labels
    probe = names["linear_probe"](features, labels, groups)
    assert probe["known_groups"] > 0.99 and probe["guess"] > 0.9
    assert probe["selectivity"] < 0.1, "there is little room above guessing"
    assert names["memory_of_groups"](probe) == ""


def test_of_a_probe_that_guesses_nothing_is_said(document):
    names = document("planted.py")
    rng = np.random.default_rng(4)
    groups, labels = np.repeat(np.arange(40), 4), np.arange(160) % 2
    probe = names["linear_probe"](rng.normal(size=(160, 4)), labels, groups)
    assert 0.5 < probe["known_groups"] < 0.6 and probe["selectivity"] < 0.1
    assert probe["group_ceiling"] == 0.5
    assert names["memory_of_groups"](probe) == ""


@pytest.mark.parametrize("name", ["planted.py", "crossed.py"])
def test_random_labels_keep_a_rare_class(document, name):
    labels, groups = np.repeat([0] * 49 + [1], 4), np.arange(200) // 20
    for seed in range(5):
        random = document(name)["control_labels"](labels, groups, np.random.default_rng(seed))
        assert sorted(set(random)) == [0, 1]


def test_a_class_in_a_single_group_is_answered_with_a_sentence(document):
    groups = np.repeat(np.arange(10), 4)
    labels = np.where(groups == 3, 2, groups % 2)
    with pytest.raises(AssertionError, match="in too few groups"):
        document("planted.py")["linear_probe"](np.random.randn(40, 3), labels, groups)


def marked(tokenizer):
    """The same tokenizer with a token at the beginning of each text, as Llama's has."""
    from tokenizers import processors

    twin = copy.deepcopy(tokenizer)
    twin.bos_token = "so"
    twin.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="so $A", special_tokens=[("so", twin.bos_token_id)]
    )
    return twin


@pytest.mark.parametrize("name", ["planted.py", "layers_planted.py"])
def test_a_token_that_marks_the_beginning_is_left_out_of_the_mean(document, name):
    names = document(name)
    pooled = names.get("pooled_hidden_states") or names["pooled_layers"]
    layer = {"layer": 1} if "pooled_hidden_states" in names else {}
    lm, tok = (names["lm"], names["my_tok"]) if layer else (names["deep_lm"], names["tok"])
    tok = marked(tok)
    assert tok("w1")["input_ids"][0] == tok.bos_token_id
    one, last = (pooled(lm, tok, ["w1", "w2"], **layer, pool=pool) for pool in ("mean", "last"))
    np.testing.assert_allclose(one, last, atol=1e-6)
    with pytest.raises(AssertionError, match="no tokens"):
        pooled(lm, tok, ["w1", ""], **layer)


@pytest.mark.parametrize("name", ["planted.py", "layers_planted.py"])
def test_a_token_that_rules_the_mean_is_told_of(document, name, capsys):
    names = document(name)
    pooled = names.get("pooled_hidden_states") or names["pooled_layers"]
    layer = {"layer": 1} if "pooled_hidden_states" in names else {}
    lm, tok = (names["lm"], names["my_tok"]) if layer else (names["deep_lm"], names["tok"])
    lm = copy.deepcopy(lm)
    texts = ["w1 so w2 thus w3", "w2 w5 w3 w7"]
    pooled(lm, tok, texts, **layer)
    assert "times as long" not in capsys.readouterr().out
    with torch.no_grad():
        lm.base_model.wpe.weight[0] += 100
    pooled(lm, tok, texts, **layer)
    assert 'take pool="last"' in capsys.readouterr().out
    pooled(lm, tok, texts, **layer, pool="last")
    assert "times as long" not in capsys.readouterr().out
