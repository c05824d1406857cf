import copy

import nnsight
import pytest
import torch
from nnsight.intervention.backends import remote as nnsight_remote
from nnsight.intervention.backends.local import LocalSimulationBackend


@pytest.fixture(autouse=True)
def no_key(monkeypatch, tmp_path):
    """No key, and a place for nnsight's own settings where nothing should appear."""
    monkeypatch.delenv("NDIF_API_KEY", raising=False)
    monkeypatch.setenv("NNSIGHT_CONFIG", str(tmp_path / "config.yaml"))
    monkeypatch.setattr(nnsight.CONFIG.API, "APIKEY", None)
    yield
    assert not (tmp_path / "config.yaml").exists(), "the key was written to the disk"


@pytest.fixture
def names(document):
    return document("remote_dry_run.py")


@pytest.fixture
def rows(names):
    return names["rows"]


@pytest.mark.known_answer("remote.session.nnsight")
def test_a_dry_run_gives_what_a_local_run_gives(names, rows):
    there = names["session_states"](names["far_model"], rows, "local")
    here = names["session_states"](names["far_model"], rows, False)
    assert here[0].equal(there[0])
    assert here[1].equal(there[1])
    assert there[0].equal(names["states"])
    assert not here[0].requires_grad


@pytest.mark.known_answer("remote.session.nnsight")
def test_what_comes_back_is_what_the_model_itself_gives(names, rows):
    model = names["far_model"]._module.eval()
    for row, states, scores in zip(rows, names["states"], names["scores"]):
        with torch.no_grad():
            output = model(row[None], output_hidden_states=True)
        expected = torch.stack([hidden[0, -1] for hidden in output.hidden_states[:-1]])
        torch.testing.assert_close(states, expected)
        torch.testing.assert_close(scores, output.logits[0, -1].log_softmax(-1))


def test_without_a_key_it_says_so_and_sends_nothing(names, rows, monkeypatch):
    assert "NDIF_API_KEY is not set, so this is a dry run" in names["printed"]
    assert names["remote_2"] == "local"
    assert names["remote"] == "a name of its own"

    def refuse(*arguments, **options):
        raise RuntimeError("something was sent")

    monkeypatch.setattr(nnsight_remote, "RemoteBackend", refuse)
    with pytest.raises(AssertionError, match="environment variable NDIF_API_KEY, never into a file"):
        names["session_states"](names["far_model"], rows, True)


def test_the_key_comes_from_the_environment_and_stays_in_this_process(names, rows, monkeypatch):
    model, seen = names["far_model"], []

    class Service(LocalSimulationBackend):
        """Takes a job as NDIF would, and runs it here."""

        def __init__(self, key, **options):
            seen.append((nnsight.CONFIG.API.APIKEY, key))
            super().__init__(model)

    monkeypatch.setenv("NDIF_API_KEY", "a key")
    monkeypatch.setattr(type(model), "to_model_key", lambda self: "the model's name")
    monkeypatch.setattr(nnsight_remote, "RemoteBackend", Service)
    states, _ = names["session_states"](model, rows, True)
    assert seen == [("a key", "the model's name")], "one job for all texts"
    assert states.equal(names["states"])


def test_the_model_keeps_its_modes(names, rows):
    module = names["far_model"]._module
    module.train()
    module.transformer.drop.eval()
    modes = [part.training for part in module.modules()]
    names["session_states"](names["far_model"], rows, "local")
    assert [part.training for part in module.modules()] == modes


@pytest.mark.truth("remote.local-against-remote.nnsight")
def test_the_check_passes_the_same_model(names):
    assert names["drift"].max() == 0
    assert names["agrees"]
    assert "Passed as a dry run alone" in names["printed"]
    assert "both give the same" not in names["printed"], "NDIF was not asked"


@pytest.mark.fake("remote.local-against-remote.nnsight")
def test_the_check_fails_another_precision(names, rows):
    here = names["session_states"](names["far_model"], rows, False)
    other = nnsight.TransformersModel(
        copy.deepcopy(names["far_model"]._module).to(torch.bfloat16),
        tokenizer=names["far_model"].tokenizer,
        task="text-generation",
    )
    there = names["session_states"](other, rows, "local")
    drift, _, _, tolerance = names["compare_sessions"](here, there, torch.float32)
    assert drift.max() > tolerance
    # What is promised is the precision of the model that runs here.
    drift, _, same, tolerance = names["compare_sessions"](there, here, torch.bfloat16)
    assert drift.max() <= tolerance
    assert same


@pytest.mark.fake("remote.local-against-remote.nnsight")
def test_the_check_fails_other_weights_and_refuses_another_shape(names, rows):
    here = names["session_states"](names["far_model"], rows, False)
    module = copy.deepcopy(names["far_model"]._module)
    with torch.no_grad():
        module.transformer.h[1].mlp.c_proj.bias += 1
        module.lm_head.weight.neg_()
    other = nnsight.TransformersModel(
        module, tokenizer=names["far_model"].tokenizer, task="text-generation"
    )
    there = names["session_states"](other, rows, "local")
    drift, _, same, tolerance = names["compare_sessions"](here, there, torch.float32)
    assert drift[1] == 0, "what is before the change is the same"
    assert drift[2] > tolerance
    assert not same
    with pytest.raises(AssertionError, match="other shapes"):
        names["compare_sessions"]((here[0][:, :2], here[1]), there, torch.float32)


def test_a_model_that_cannot_go_away_is_refused(names, rows):
    with pytest.raises(AssertionError, match="not for NNsight"):
        names["session_states"](nnsight.NNsight(names["far_model"]._module), rows, "local")
