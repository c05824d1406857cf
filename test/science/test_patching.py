import copy

import pytest
import torch
from elsewhere import Elsewhere
from nnsight import NNsight
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    BloomConfig,
    GPTNeoXConfig,
    LlamaConfig,
    LlamaForCausalLM,
    MptConfig,
    PreTrainedTokenizerFast,
)

DOCUMENTS = ["patched_gate.py", "patched_gate_bridge.py", "patched_gate_nnsight.py"]
RUNS = dict(zip(DOCUMENTS, ("run_transformers", "run_lens", "run_nnsight")))
MODELS = dict(zip(DOCUMENTS, ("or_lm", "bridge", "wrapped")))


def parts(names, name):
    """The run, the model, both prompts and the metric of a document."""
    suffix = "" if "clean_ids_2" not in names else "_2"
    found = (names[f"{one}{suffix}"] for one in ("clean_ids", "corrupt_ids", "metric"))
    return names[RUNS[name]], names[MODELS[name]], *found


@pytest.fixture(scope="module")
def llama():
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4}
    config = LlamaConfig(
        vocab_size=40, num_hidden_layers=3, num_key_value_heads=2, initializer_range=0.3, **sizes
    )
    return LlamaForCausalLM(config)


@pytest.mark.known_answer("patching.activation-patching.transformers")
def test_one_bit_of_an_or_gate_is_enough_but_not_needed(document):
    names = document("patched_gate.py")
    torch.testing.assert_close(names["patching"][0, 0], torch.tensor([1.0, 1.0, 0.0]))
    torch.testing.assert_close(names["denoising"][0, 0], torch.tensor([1.0, 1.0, 0.0]))
    torch.testing.assert_close(names["noising"][0, 0], torch.tensor([0.0, 0.0, 0.0]))
    assert "enough but not needed (something else does it too, as in OR): 2" in names["printed"]


@pytest.mark.parametrize("name", DOCUMENTS[1:])
@pytest.mark.known_answer("patching.activation-patching.transformer-lens", "patching.activation-patching.nnsight")
def test_one_bit_of_an_and_gate_is_needed_but_not_enough(document, name):
    names = document(name)
    bits = slice(-3, None)  # TransformerLens puts a token before them
    torch.testing.assert_close(names["denoising"][0, 0, bits], torch.tensor([0.0, 0.0, 0.0]))
    torch.testing.assert_close(names["noising"][0, 0, bits], torch.tensor([1.0, 1.0, 0.0]))
    assert "needed but not enough (it takes another as well, as in AND): 2" in names["printed"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer(
    "patching.activation-patching.transformers",
    "patching.activation-patching.transformer-lens",
    "patching.activation-patching.nnsight",
)
def test_attention_and_mlp_carry_it_at_the_last_position_of_the_layer_that_computes_it(document, name):
    names = document(name)
    suffix = "" if "sites_2" not in names else "_2"
    assert names[f"sites{suffix}"] == ["residual", "attention", "mlp"]
    expected = torch.zeros_like(names["patching"][1:])
    expected[:, 0, -1] = 1
    torch.testing.assert_close(names["patching"][1:], expected)
    torch.testing.assert_close(names["patching"][0, 1, -1], torch.tensor(1.0))


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.truth(
    "patching.both-directions.transformers",
    "patching.both-directions.transformer-lens",
    "patching.both-directions.nnsight",
)
def test_the_identities_hold_to_rounding_and_the_check_passes(document, name):
    names = document(name)
    assert max(names["identities"].values()) < 1e-5
    assert names["sound"]
    assert "Passed" in names["printed"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_token_ids_may_be_on_another_device(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)
    there = [ids.as_subclass(Elsewhere) for ids in (clean, corrupt)]
    effects = [names["patching_effects"](run, model, *pair, metric)[0] for pair in (there, there[::-1])]
    assert all(type(effect) is torch.Tensor for effect in effects)
    identities, _ = names["patching_identities"](run, model, *there, metric, effects)
    assert max(identities.values()) < 1e-5


def identities_of(names, run, model, clean, corrupt, metric, patch):
    """What the check says of `patch`, and what it tolerates."""
    effects = [
        names["patching_effects"](run, model, *pair, metric, patch)[0]
        for pair in ((clean, corrupt), (corrupt, clean))
    ]
    return names["patching_identities"](run, model, clean, corrupt, metric, effects, patch)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake(
    "patching.both-directions.transformers",
    "patching.both-directions.transformer-lens",
    "patching.both-directions.nnsight",
)
def test_the_check_fails_patches_that_land_at_a_shifted_position(document, name):
    names = document(name)

    def patch(run, model, ids, activations, site, layer, mask):
        return names["patched_run"](run, model, ids, activations, site, layer, mask.roll(1, dims=1))

    identities, tolerance = identities_of(names, *parts(names, name), patch)
    assert identities["before the first block, equal tokens have no effect"] == pytest.approx(1)
    assert tolerance == 0.01


@pytest.mark.fake("patching.both-directions.transformers")
def test_the_check_fails_patches_that_come_from_a_shifted_position(document, llama):
    names = document("patched_gate.py")
    clean, corrupt = torch.arange(7), torch.tensor([0, 9, 2, 3, 11, 5, 6])

    def patch(run, model, ids, activations, site, layer, mask):
        rolled = {place: hidden.roll(1, dims=0) for place, hidden in activations.items()}
        return names["patched_run"](run, model, ids, rolled, site, layer, mask)

    arguments = names["run_transformers"], llama, clean, corrupt, names["logit_difference"](20, 30)
    identities, tolerance = identities_of(names, *arguments, patch)
    assert identities["a run patched with its own activations stays as it is"] > 0.5
    assert identities["the whole residual stream carries the run over"] > 0.5
    sound, _ = identities_of(names, *arguments, names["patched_run"])
    assert max(sound.values()) < 1e-4 < tolerance


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake(
    "patching.both-directions.transformers",
    "patching.both-directions.transformer-lens",
    "patching.both-directions.nnsight",
)
def test_the_check_fails_patches_from_the_wrong_run(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)

    def patch(run, model, ids, activations, site, layer, mask):
        own, _ = names["cached_run"](run, model, ids)
        return names["patched_run"](run, model, ids, own, site, layer, mask)

    identities, tolerance = identities_of(names, run, model, clean, corrupt, metric, patch)
    assert identities["the whole residual stream carries the run over"] == pytest.approx(1)
    assert identities["the whole residual stream carries the run over"] > tolerance


@pytest.mark.parametrize(
    "bent",
    [
        lambda logits: torch.sigmoid(20 * (logits[:, 3] - logits[:, 4] + 0.5)),
        lambda logits: logits.softmax(-1)[:, 3],
        lambda logits: (logits.argmax(-1) != 4).float(),
    ],
)
@pytest.mark.fake("patching.both-directions.transformers")
def test_the_check_fails_a_metric_that_saturates(document, bent):
    names = document("patched_gate.py")
    run, model, clean, corrupt, _ = parts(names, "patched_gate.py")
    effects = names["denoising"], names["noising"]
    identities, tolerance = names["patching_identities"](run, model, clean, corrupt, bent, effects)
    assert identities["the metric follows the logits in a straight line"] > max(0.2, tolerance)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_model_keeps_its_modes_and_loses_its_hooks(document, name):
    names = document(name)
    run, model, clean, *_ = parts(names, name)
    module = getattr(model, "_module", model)
    hooks = [(len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()]
    module.train()
    next(iter(module.children())).eval()
    modes = [part.training for part in module.modules()]

    def fail(site, layer, hidden):
        raise RuntimeError("an edit that fails")

    with pytest.raises(RuntimeError, match="an edit that fails"):
        run(model, clean[None], fail)
    assert [part.training for part in module.modules()] == modes
    assert hooks == [
        (len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()
    ]
    assert all(parameter.grad is None for parameter in module.parameters())


def test_the_document_keeps_its_own_names_and_its_models_modes(document):
    names = document("patched_gate.py")
    assert names["batch_size"] == "a name of its own"
    assert names["tokens"] == ["0 one|zero", "1 one|zero", "2 ask"]


def test_what_is_seen_is_what_the_model_itself_returns(document, llama):
    names = document("patched_gate.py")
    ids = torch.arange(7)
    activations, logits = names["cached_run"](names["run_transformers"], llama, ids)
    with torch.no_grad():
        output = llama.eval()(ids[None], output_hidden_states=True)
    for layer in range(3):
        torch.testing.assert_close(activations["residual", layer], output.hidden_states[layer][0])
    before = activations["residual", 0] + activations["attention", 0] + activations["mlp", 0]
    torch.testing.assert_close(before, activations["residual", 1])
    torch.testing.assert_close(logits, output.logits[:, -1])


def test_patches_in_batches_are_those_of_one_hook_at_a_time(document, llama):
    names = document("patched_gate.py")
    clean, corrupt = torch.arange(7), torch.tensor([0, 9, 2, 3, 11, 5, 6])
    metric = names["logit_difference"](20, 30)
    effects, sites, source, target = names["patching_effects"](
        names["run_transformers"], llama, clean, corrupt, metric, batch_size=3
    )
    llama.eval()
    with torch.no_grad():
        kept = llama.model(clean[None], output_hidden_states=True).hidden_states
        for layer, position in ((0, 1), (1, 4), (2, 6)):
            def patch(block, arguments, layer=layer, position=position):
                hidden = arguments[0].clone()
                hidden[0, position] = kept[layer][0, position]
                return (hidden, *arguments[1:])

            handle = llama.model.layers[layer].register_forward_pre_hook(patch)
            value = metric(llama(corrupt[None]).logits[:, -1]).item()
            handle.remove()
            assert effects[0, layer, position] == pytest.approx((value - target) / (source - target), abs=1e-4)


def test_patches_of_a_model_in_bfloat16_are_close(document, llama):
    names = document("patched_gate.py")
    run = names["run_transformers"]
    clean, corrupt = torch.arange(7), torch.tensor([0, 9, 2, 3, 11, 5, 6])
    moved = names["cached_run"](run, llama, clean)[1] - names["cached_run"](run, llama, corrupt)[1]
    metric = names["logit_difference"](moved.argmax().item(), moved.argmin().item())
    full, half = (
        names["patching_effects"](run, model, clean, corrupt, metric)[0]
        for model in (llama, copy.deepcopy(llama).to(torch.bfloat16))
    )
    torch.testing.assert_close(full, half, atol=0.1, rtol=0)


def names_by_piece():
    """A tokenizer in which a space belongs to the word after it, as in GPT-2."""
    vocabulary = {"ĠMary": 0, "Mary": 1, "ĠJo": 2, "hn": 3, "Jo": 4, "?": 5, "Ġ": 6}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="?", continuing_subword_prefix=""))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="?", eos_token="?")


def test_an_answer_of_several_tokens_is_refused_with_a_hint(document):
    answer_token = document("patched_gate.py")["answer_token"]
    with pytest.raises(AssertionError, match=r"should be one token but is \['Jo', 'hn'\].*needs its space, ' John'"):
        answer_token(names_by_piece(), "John")
    with pytest.raises(AssertionError, match="take a shorter one"):
        answer_token(names_by_piece(), " John")


def test_an_answer_without_its_space_is_remarked_on(document, capsys):
    answer_token = document("patched_gate.py")["answer_token"]
    assert answer_token(names_by_piece(), "Mary") == 1
    assert "'Mary' and ' Mary' are different tokens" in capsys.readouterr().out
    assert answer_token(names_by_piece(), " Mary") == 0
    assert capsys.readouterr().out == ""


def test_answers_that_say_nothing_are_refused(document):
    names = document("patched_gate.py")
    with pytest.raises(AssertionError, match="does not know the answer 'maybe'"):
        names["answer_token"](names["tok"], "maybe")
    with pytest.raises(AssertionError, match="the same token"):
        names["logit_difference"](3, 3)


def test_prompts_that_do_not_line_up_are_refused_with_their_tokens(document):
    names = document("patched_gate.py")
    clean, corrupt = torch.tensor([1, 1, 2]), torch.tensor([0, 2])
    with pytest.raises(AssertionError, match=r"has 3, \['one', 'one', 'ask'\].*the corrupt one 2, \['zero', 'ask'\]"):
        names["paired_tokens"](names["tok"], clean, corrupt)
    with pytest.raises(AssertionError, match="are the same"):
        names["paired_tokens"](names["tok"], clean, clean)
    with pytest.raises(AssertionError, match="The last token is the special 'nothing'"):
        names["paired_tokens"](names["tok"], torch.tensor([1, 5]), torch.tensor([0, 5]))


def test_runs_that_the_metric_does_not_tell_apart_are_refused(document):
    names = document("patched_gate.py")
    run, model, clean, corrupt, metric = parts(names, "patched_gate.py")
    with pytest.raises(AssertionError, match="too close to divide by their difference"):
        names["patching_effects"](run, model, clean, torch.tensor([0, 1, 2]), metric)


@pytest.mark.parametrize("name", ["patched_gate.py", "patched_gate_nnsight.py"])
@pytest.mark.parametrize("kind", [BloomConfig, MptConfig, GPTNeoXConfig])
@pytest.mark.known_answer("patching.activation-patching.transformers", "patching.activation-patching.nnsight")
def test_attention_and_mlp_are_what_they_add_to_the_residual_stream(document, name, kind):
    names = document(name)
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    model = AutoModelForCausalLM.from_config(
        kind(vocab_size=9, intermediate_size=32, initializer_range=0.3, **sizes)
    )
    run, model = ("run_nnsight", NNsight(model)) if "nnsight" in name else ("run_transformers", model)
    held, _ = names["cached_run"](names[run], model, torch.arange(5))
    added = held["residual", 0] + held["attention", 0] + held["mlp", 0]
    torch.testing.assert_close(added, held["residual", 1], atol=1e-5, rtol=1e-4)


def test_a_block_with_other_names_is_refused_with_the_names_it_has(document, llama):
    names = document("patched_gate.py")
    with pytest.raises(AssertionError, match="no mlp under a known name, but .*input_layernorm"):
        block = torch.nn.ModuleDict({"self_attn": torch.nn.Identity(), "input_layernorm": torch.nn.Identity()})
        names["block_part"](block, "mlp")


def test_a_model_that_does_not_prefer_the_answer_is_said_not_to_do_the_task(document):
    assert "may not do this task at all" in document("patched_gate.py")["printed"]


@pytest.mark.truth("patching.both-directions.transformers")
@pytest.mark.fake("patching.both-directions.transformers")
def test_rounding_excuses_no_patch_that_is_half_off(document):
    names = document("patched_gate.py")
    run, model, clean, corrupt, metric = parts(names, "patched_gate.py")

    def coarse(model, ids, edit):
        return (run(model, ids, edit) + 90).bfloat16()

    ends = [names["cached_run"](coarse, model, ids)[1] for ids in (clean, corrupt)]
    *_, rounding = names["separated_ends"](metric, *ends)
    assert 8 * rounding > 0.5, "by rounding alone, half would be allowed"

    def off(run, model, ids, activations, site, layer, mask):
        logits = names["patched_run"](run, model, ids, activations, site, layer, mask)
        logits[:, 3] += 0.5 * (metric(ends[0].float()) - metric(ends[1].float()))
        return logits

    effects = names["denoising"], names["noising"]
    for patch, is_sound in ((names["patched_run"], True), (off, False)):
        identities, tolerance = names["patching_identities"](coarse, model, clean, corrupt, metric, effects, patch)
        assert (max(identities.values()) <= tolerance) == is_sound


def test_a_tokenizer_that_puts_the_space_itself_is_answered_so(document):
    answer_token = document("patched_gate.py")["answer_token"]
    pieces = [("<unk>", 0.0), ("\u2581", -2.0), ("\u2581Mary", -1.0), ("Mary", -9.0)]
    backend = Tokenizer(models.Unigram(pieces, unk_id=0))
    backend.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>")
    with pytest.raises(AssertionError, match="wants it without its space, 'Mary'"):
        answer_token(tokenizer, " Mary")
    assert answer_token(tokenizer, "Mary") == 2
