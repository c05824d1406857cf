import pytest
import torch
import transformers
from toy_planted import READ, planted_direction

DOCUMENTS = {
    "steered_planted.py": ("run_transformers", "gpt"),
    "steered_planted_nnsight.py": ("run_nnsight", "wrapped"),
}


def parts(names, name):
    """The run, the model and the ids of the prompt of a document."""
    run, model = DOCUMENTS[name]
    return names[run], names[model], torch.tensor([49, 50])


def metric_of(names):
    return names["logit_difference"](51, 52)


def steered(names):
    """Where the results of the scaffold are, among names that were taken."""
    return names["direction_2" if isinstance(names.get("direction"), str) else "direction"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer("steering.difference-of-means.transformers", "steering.difference-of-means.nnsight")
def test_a_planted_direction_is_found(document, name):
    assert steered(document(name)) @ planted_direction() > 0.9999


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer("steering.difference-of-means.transformers", "steering.difference-of-means.nnsight")
def test_the_logit_moves_by_the_dose_times_the_weights_along_the_direction(document, name):
    names = document(name)
    steering = names["steering"]
    expected = steering["doses"] * names["residual_norm"] * READ
    unsteered = steering["difference"][steering["doses"] == 0]
    torch.testing.assert_close(steering["difference"] - unsteered, expected, atol=1e-2, rtol=1e-4)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_dose_is_in_lengths_of_the_residual_stream(document, name):
    names = document(name)
    run, model, _ = parts(names, name)
    rows = [torch.tensor([49, word]) for word in (*range(12), *range(24, 36))]
    states = names["last_states"](run, model, rows, layer=2)
    assert states.norm(dim=1).mean().item() == pytest.approx(names["residual_norm"])


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer("steering.difference-of-means.transformers", "steering.difference-of-means.nnsight")
def test_a_dose_of_nothing_changes_no_bit_and_the_hook_is_gone(document, name):
    names = document(name)
    run, model, ids = parts(names, name)
    module = getattr(model, "_module", model).eval()
    with torch.no_grad():
        plain = module(ids.expand(3, -1)).logits[:, -1]
    values, _ = names["steered_run"](run, model, ids, 2, torch.zeros(3, 64), metric_of(names))
    assert values.equal(metric_of(names)(plain))
    with torch.no_grad():
        assert module(ids.expand(3, -1)).logits[:, -1].equal(plain)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_hook_is_gone_after_an_error(document, name):
    names = document(name)
    run, model, ids = parts(names, name)
    module = getattr(model, "_module", model)
    module.train()
    next(iter(module.children())).eval()
    modes = [part.training for part in module.modules()]
    hooks = [(len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()]
    with pytest.raises(RuntimeError, match="must match the size"):
        names["steered_run"](run, model, ids, 2, torch.zeros(3, 5), metric_of(names))
    assert [part.training for part in module.modules()] == modes
    assert hooks == [
        (len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_loss_is_that_of_the_prompt(document, name):
    names = document(name)
    _, model, ids = parts(names, name)
    with torch.no_grad():
        logits = getattr(model, "_module", model).eval()(ids[None]).logits
    expected = torch.nn.functional.cross_entropy(logits[0, :-1], ids[1:])
    steering = names["steering"]
    torch.testing.assert_close(steering["loss"][steering["doses"] == 0], expected[None])
    assert steering["loss"][0] > steering["loss"][4] < steering["loss"][-1]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.truth("steering.controls.transformers", "steering.controls.nnsight")
def test_the_controls_let_a_planted_direction_pass(document, name):
    names = document(name)
    effects = names["effects"]
    assert names["specific"]
    assert "Passed" in names["printed"]
    assert effects["steered"] == pytest.approx(0.5 * names["residual_norm"] * READ, rel=1e-3)
    assert effects["opposite"] == pytest.approx(-effects["steered"], rel=1e-3)
    # A random direction has a share of 1 / sqrt(64) of the planted one.
    assert effects["random"].std() / effects["steered"] == pytest.approx(1 / 8, rel=0.4)
    assert effects["same set"].abs().max() < 0.01 * effects["steered"]


def controls(names, name, rows, other_rows, direct=None):
    """The effects and the verdict on two sets of token ids."""
    run, model, ids = parts(names, name)
    states, other_states = (names["last_states"](run, model, group, 2) for group in (rows, other_rows))
    prefixed = [[torch.cat([row, ids]) for row in group] for group in (rows, other_rows)]
    effects = names["steering_controls"](
        run, model, ids, states, other_states, prefixed, 2, metric_of(names), direct
    )
    return effects, names["steering_verdict"](effects, names["length_separation"](rows, other_rows))


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake("steering.controls.transformers", "steering.controls.nnsight")
def test_the_check_fails_a_vector_of_noise(document, name):
    names = document(name)
    rows, other_rows = ([torch.tensor([49, start + i]) for i in range(12)] for start in (0, 24))

    def noise(states, other_states):
        vector = torch.randn(64, generator=torch.Generator().manual_seed(0))
        return vector / vector.norm()

    _, verdict = controls(names, name, rows, other_rows, noise)
    failed = [sentence for sentence, holds in verdict.items() if not holds]
    assert len(failed) == 1
    assert "95 % of random vectors" in failed[0]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake("steering.controls.transformers", "steering.controls.nnsight")
def test_the_check_fails_sets_that_differ_in_length_alone(document, name):
    names = document(name)
    # The same words, after one filler or after five: and later positions do have more of it.
    rows = [torch.tensor([49, 49, 49, 49, 49, i % 24 + 24 * (i % 2)]) for i in range(12)]
    other_rows = [torch.tensor([49, i % 24 + 24 * (i % 2)]) for i in range(12)]
    effects, verdict = controls(names, name, rows, other_rows)
    assert effects["steered"] > effects["random"].abs().quantile(0.95), "it steers for all that"
    failed = [sentence for sentence, holds in verdict.items() if not holds]
    assert any("not told apart by their length (1.00" in sentence for sentence in failed)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_interval_is_that_of_the_difference_over_texts(document, name):
    names = document(name)
    steering = names["steering"]
    # Words differ along the direction by their sign alone, so any draw of them gives the same.
    torch.testing.assert_close(steering["low"], steering["difference"], atol=0.01, rtol=1e-4)
    torch.testing.assert_close(steering["high"], steering["difference"], atol=0.01, rtol=1e-4)
    run, model, ids = parts(names, name)
    generator = torch.Generator().manual_seed(0)
    spread = 2 + torch.randn(100, 1, generator=generator)
    states = spread * planted_direction()
    wide, norm = names["dose_response"](
        run, model, ids, 2, states, -states, metric_of(names), (0.0, 1.0), draws=200
    )
    error = norm * READ * (2 * (spread.std() ** 2 / 100)).sqrt() / (2 * spread.mean())
    half = (wide["high"] - wide["low"])[1] / 2
    assert half.item() == pytest.approx(1.96 * error.item(), rel=0.25)
    assert wide["low"][1] < wide["difference"][1] < wide["high"][1]


def test_length_separation_runs_from_a_half_to_one(document):
    separation = document("steered_planted.py")["length_separation"]
    short, long = torch.zeros(2), torch.zeros(3)
    assert separation([short, long], [short, long]) == 0.5
    assert separation([long, long], [short, short]) == separation([short], [long]) == 1
    assert separation([short, long, long, long], [short, short, short, short]) == 0.875


def test_states_of_texts_of_any_length_are_those_of_one_text_at_a_time(document):
    names = document("steered_planted.py")
    run, model, _ = parts(names, "steered_planted.py")
    rows = [torch.tensor(row) for row in ([1, 2], [3, 4, 5], [6, 7], [8, 9, 10, 11], [12, 13])]
    states = names["last_states"](run, model, rows, layer=3, batch_size=2)
    for row, state in zip(rows, states):
        with torch.no_grad():
            hidden = model.eval()(row[None], output_hidden_states=True).hidden_states[3]
        torch.testing.assert_close(state, hidden[0, -1])


def test_the_document_keeps_its_own_names_and_the_model_its_modes(document):
    names = document("steered_planted.py")
    assert names["direction"] == "north"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda names: names["prompt_ids"](names["tok"], "so"), "'so' is a single token"),
        (lambda names: names["prompt_ids"](names["tok"], "so nothing"), "is the special 'nothing'"),
        (
            lambda names: names["unit_difference"](torch.ones(4, 3), torch.ones(4, 3)),
            "have the same mean here",
        ),
        (
            lambda names: names["steering_controls"](
                None, None, None, torch.ones(3, 2), torch.ones(4, 2), None, 0, None
            ),
            "at least four texts of each set",
        ),
        (
            lambda names: names["last_states"](
                names["run_transformers"], names["gpt"], [torch.tensor([1, 2])], 9
            ),
            "no layer 9",
        ),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(document, call, sentence):
    with pytest.raises(AssertionError, match=sentence):
        call(document("steered_planted.py"))


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake("steering.controls.transformers", "steering.controls.nnsight")
def test_the_check_fails_a_direction_that_steers_away_from_the_answer(document, name):
    names = document(name)
    rows, other_rows = ([torch.tensor([49, start + i]) for i in range(12)] for start in (24, 0))
    effects, verdict = controls(names, name, rows, other_rows)
    assert effects["steered"] < -1
    failed = [sentence for sentence, holds in verdict.items() if not holds]
    assert failed == ["it moves the metric towards the answer"]


def test_a_prompt_is_measured_from_the_middle_as_steering_is_from_nothing(document):
    names = document("steered_planted.py")

    def run(model, ids, edit):
        logits = torch.zeros(*ids.shape, 60)
        logits[..., 51] = 4.0 * (ids[:, :1] == 7) - 4.0 * (ids[:, :1] == 8)
        return logits + edit("residual", 2, torch.zeros(*ids.shape, 64)).sum(-1, keepdim=True)

    ids, states = torch.tensor([49, 50]), torch.randn(4, 64)
    prefixed = [[torch.cat([torch.tensor([first]), ids])] * 4 for first in (7, 8)]
    effects = names["steering_controls"](
        run, None, ids, states, -states, prefixed, 2, metric_of(names)
    )
    assert effects["prompt"] == 4


@pytest.mark.parametrize("kind", ["BloomConfig", "OPTConfig"])
def test_models_whose_parts_cannot_be_told_apart_can_be_steered(document, kind):
    names = document("steered_planted.py")
    torch.manual_seed(0)
    sizes = {"vocab_size": 60, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "pad_token_id": 0}
    more = {"ffn_dim": 16, "word_embed_proj_dim": 16} if kind == "OPTConfig" else {}
    model = transformers.AutoModelForCausalLM.from_config(getattr(transformers, kind)(**sizes, **more)).eval()
    ids = torch.tensor([[1, 2, 3]])
    with torch.no_grad():
        states = model(ids, output_hidden_states=True).hidden_states
        kept = names["last_states"](names["run"], model, [ids[0]], 1)
    torch.testing.assert_close(kept[0], states[1][0, -1])
    values, _ = names["steered_run"](names["run"], model, ids[0], 1, torch.randn(2, 16), metric_of(names))
    assert (values - values[0]).abs()[1] > 1e-4
