import pytest
import torch

pytestmark = pytest.mark.environment("hooked")


@pytest.fixture(scope="module")
def names(document):
    return document("patched_gate_hooked.py")


@pytest.mark.known_answer("patching.activation-patching.hooked-transformer")
def test_one_bit_of_an_or_gate_is_enough_but_not_needed(names):
    # TransformerLens puts a token before the prompt.
    torch.testing.assert_close(names["denoising"][0, 0], torch.tensor([0.0, 1.0, 1.0, 0.0]))
    torch.testing.assert_close(names["noising"][0, 0], torch.zeros(4))
    torch.testing.assert_close(names["patching"], names["denoising"])


@pytest.mark.known_answer("patching.activation-patching.hooked-transformer")
def test_attention_and_mlp_carry_it_at_the_last_position_of_the_layer_that_computes_it(names):
    expected = torch.zeros(2, 2, 4)
    expected[:, 0, -1] = 1
    torch.testing.assert_close(names["patching"][1:], expected)


@pytest.mark.truth("patching.both-directions.hooked-transformer")
def test_the_identities_hold_to_rounding_and_the_check_passes(names):
    assert max(names["identities"].values()) < 1e-5
    assert names["sound"]


@pytest.mark.parametrize(
    ("fake", "found"),
    [
        ("shifted mask", "before the first block, equal tokens have no effect"),
        ("wrong run", "the whole residual stream carries the run over"),
    ],
)
@pytest.mark.fake("patching.both-directions.hooked-transformer")
def test_the_check_fails_patches_that_are_wrong(names, fake, found):
    run, model = names["run_lens"], names["hooked"]
    clean, corrupt, metric = (names[f"{one}_2"] for one in ("clean_ids", "corrupt_ids", "metric"))

    def patch(run, model, ids, activations, site, layer, mask):
        if fake == "shifted mask":
            mask = mask.roll(1, dims=1)
        else:
            activations, _ = names["cached_run"](run, model, ids)
        return names["patched_run"](run, model, ids, activations, site, layer, mask)

    effects = [
        names["patching_effects"](run, model, *pair, metric, patch)[0]
        for pair in ((clean, corrupt), (corrupt, clean))
    ]
    identities, tolerance = names["patching_identities"](
        run, model, clean, corrupt, metric, effects, patch
    )
    assert identities[found] > max(0.3, tolerance)


def test_the_model_keeps_its_modes_and_its_own_hooks(names):
    model, seen = names["hooked"], []
    model.train()
    model.blocks[1].eval()
    modes = [part.training for part in model.modules()]
    model.add_hook("blocks.0.hook_mlp_out", lambda value, hook: seen.append(hook.name))

    def fail(site, layer, hidden):
        raise RuntimeError("an edit that fails")

    try:
        with pytest.raises(RuntimeError, match="an edit that fails"):
            names["run_lens"](model, names["clean_ids_2"][None], fail)
        assert [part.training for part in model.modules()] == modes
        model(names["clean_ids_2"][None])
        assert seen == ["blocks.0.hook_mlp_out"]
    finally:
        model.reset_hooks()
        model.eval()
