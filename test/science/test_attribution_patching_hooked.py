import pytest
import torch
from toy_hooked import load_hooked_toy
from toy_induction import load_toy

pytestmark = pytest.mark.environment("hooked")


@pytest.fixture(scope="module")
def names(document):
    return document("attributed_linear_hooked.py")


def parts(names):
    """The run, the model, both prompts and the metric of the document."""
    found = (names[one] for one in ("clean_ids_2", "corrupt_ids_2", "metric_2"))
    return names["run_lens"], names["hooked"], *found


@pytest.mark.known_answer("gradient.attribution-patching.hooked-transformer")
def test_in_a_linear_model_attribution_is_patching(names):
    run, model, clean, corrupt, metric = parts(names)
    effects, sites, high, low = names["attribution_effects"](run, model, clean, corrupt, metric)
    assert sites == ["residual", "attention", "mlp"]
    activations, _ = names["cached_run"](run, model, clean)
    for site, layer in activations:
        each = torch.eye(len(clean), dtype=torch.bool)
        logits = names["patched_run"](run, model, corrupt, activations, site, layer, each)
        real = (metric(logits) - low) / (high - low)
        torch.testing.assert_close(effects[sites.index(site), layer], real, atol=2e-4, rtol=0)
    assert effects.abs().max() > 0.5


@pytest.mark.truth("gradient.attribution-against-patching.hooked-transformer")
def test_in_a_linear_model_the_check_passes(names):
    assert names["agreement"] > 0.99
    assert names["error"] < 1e-3
    assert names["agrees"]
    assert "Passed" in names["printed"]


@pytest.mark.known_answer("gradient.attribution-patching.hooked-transformer")
@pytest.mark.fake("gradient.attribution-against-patching.hooked-transformer")
def test_a_saturated_metric_has_no_attribution_where_the_effect_is_1_and_the_check_fails(names):
    run, model, clean, corrupt, metric = parts(names)
    ends = [metric(names["cached_run"](run, model, ids)[1]).item() for ids in (clean, corrupt)]

    def sigmoid(logits):
        """From 0 to 1 between the two runs, and flat at both."""
        return torch.sigmoid(20 * (metric(logits) - ends[1]) / (ends[0] - ends[1]) - 10)

    effects, _, high, low = names["attribution_effects"](run, model, clean, corrupt, sigmoid)
    assert (high, low) == pytest.approx((1, 0), abs=1e-3)
    (changed,) = (clean != corrupt).nonzero().flatten().tolist()
    assert effects[0, 0, changed].abs() < 0.005
    estimated, patched, places, _ = names["attribution_against_patching"](
        run, model, clean, corrupt, sigmoid
    )
    assert patched[places.index(("residual", 0, changed))] == pytest.approx(1, abs=1e-3)
    assert (estimated - patched).norm() / patched.norm() > 0.9


@pytest.mark.fake("gradient.attribution-against-patching.hooked-transformer")
def test_a_random_attribution_fails_the_check(names):
    run, model, clean, corrupt, metric = parts(names)
    generator = torch.Generator().manual_seed(0)

    def shuffled(*arguments):
        effects, *rest = names["attribution_effects"](*arguments)
        order = torch.randperm(effects.numel(), generator=generator)
        return effects.flatten()[order].view_as(effects), *rest

    estimated, patched, *_ = names["attribution_against_patching"](
        run, model, clean, corrupt, metric, shuffled
    )
    assert names["rank_agreement"](estimated, patched) < 0.5
    assert (estimated - patched).norm() / patched.norm() > 0.5


@pytest.mark.parametrize("folded", [True, False])
def test_in_a_curved_model_folding_and_centring_leave_the_estimates_of_transformers(document, names, folded):
    plain = document("attributed_linear.py")
    words = torch.tensor([3, 14, 15, 9, 2, 6, 5, 3, 14])
    corrupt = words.clone()
    corrupt[2] = 20
    metric = names["logit_difference"](15, 20)
    effects, _, high, low = names["attribution_effects"](
        names["run_lens"], load_hooked_toy(folded), words, corrupt, metric
    )
    expected, _, *ends = plain["attribution_effects"](
        plain["run_transformers"], load_toy()[0], words, corrupt, metric
    )
    assert (high, low) == pytest.approx(ends, rel=1e-3)
    assert expected.abs().max() > 0.3
    torch.testing.assert_close(effects, expected, atol=1e-3, rtol=1e-2)


def test_it_works_under_no_grad_and_leaves_the_model_as_it_was(names):
    run, model, clean, corrupt, metric = parts(names)
    seen = []
    model.add_hook("blocks.0.hook_mlp_out", lambda value, hook: seen.append(hook.name))
    model.train()
    model.blocks[1].eval()
    modes = [part.training for part in model.modules()]
    try:
        with torch.no_grad():
            effects, *_ = names["attribution_effects"](run, model, clean, corrupt, metric)
        torch.testing.assert_close(effects, names["attribution"])
        assert [part.training for part in model.modules()] == modes
        assert all(parameter.grad is None for parameter in model.parameters())
        assert all(parameter.requires_grad for parameter in model.parameters())
        seen.clear()
        model(clean[None])
        assert seen == ["blocks.0.hook_mlp_out"]
    finally:
        model.reset_hooks()
        model.eval()
