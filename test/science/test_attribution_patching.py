import pytest
import torch
from conftest import run_document
from transformers import LlamaConfig, LlamaForCausalLM

DOCUMENTS = {
    "attributed_linear.py": ("run_transformers", "net"),
    "attributed_linear_bridge.py": ("run_lens", "lens_model"),
    "attributed_linear_nnsight.py": ("run_nnsight", "traced"),
}


def parts(names, name):
    """The run, the model, both prompts and the metric of a document."""
    run, model = DOCUMENTS[name]
    found = (names[one] for one in ("clean_ids_2", "corrupt_ids_2", "metric_2"))
    return names[run], names[model], *found


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer(
    "gradient.attribution-patching.torch",
    "gradient.attribution-patching.transformer-lens",
    "gradient.attribution-patching.nnsight",
)
def test_in_a_linear_model_attribution_is_patching(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)
    effects, sites, high, low = names["attribution_effects"](run, model, clean, corrupt, metric)
    assert sites == ["residual", "attention", "mlp"]
    activations, _ = names["cached_run"](run, model, clean)
    for (site, layer) in activations:
        each = torch.eye(len(clean), dtype=torch.bool)
        logits = names["patched_run"](run, model, corrupt, activations, site, layer, each)
        real = (metric(logits) - low) / (high - low)
        torch.testing.assert_close(effects[sites.index(site), layer], real, atol=2e-4, rtol=0)
    assert effects.abs().max() > 0.5


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.truth(
    "gradient.attribution-against-patching.torch",
    "gradient.attribution-against-patching.transformer-lens",
    "gradient.attribution-against-patching.nnsight",
)
def test_in_a_linear_model_the_check_passes(document, name):
    names = document(name)
    assert names["agreement"] > 0.99
    assert names["error"] < 1e-3
    assert names["agrees"]
    assert "Passed" in names["printed"]
    assert "Spearman over" in names["printed"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.known_answer(
    "gradient.attribution-patching.torch",
    "gradient.attribution-patching.transformer-lens",
    "gradient.attribution-patching.nnsight",
)
@pytest.mark.fake(
    "gradient.attribution-against-patching.torch",
    "gradient.attribution-against-patching.transformer-lens",
    "gradient.attribution-against-patching.nnsight",
)
def test_a_saturated_metric_has_no_attribution_where_the_effect_is_1_and_the_check_fails(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)
    ends = [metric(names["cached_run"](run, model, ids)[1]).item() for ids in (clean, corrupt)]

    def sigmoid(logits):
        """From 0 to 1 between the two runs, and flat at both."""
        return torch.sigmoid(20 * (metric(logits) - ends[1]) / (ends[0] - ends[1]) - 10)

    effects, _, high, low = names["attribution_effects"](run, model, clean, corrupt, sigmoid)
    assert (high, low) == pytest.approx((1, 0), abs=1e-3)
    (changed,) = (clean != corrupt).nonzero().flatten().tolist()
    activations, _ = names["cached_run"](run, model, clean)
    mask = torch.arange(len(clean))[None] == changed
    logits = names["patched_run"](run, model, corrupt, activations, "residual", 0, mask)
    assert sigmoid(logits).item() == pytest.approx(1, abs=1e-3)
    assert effects[0, 0, changed].abs() < 0.005
    estimated, patched, *_ = names["attribution_against_patching"](
        run, model, clean, corrupt, sigmoid
    )
    assert patched.max() > 0.9
    assert (estimated - patched).norm() / patched.norm() > 0.9


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake(
    "gradient.attribution-against-patching.torch",
    "gradient.attribution-against-patching.transformer-lens",
    "gradient.attribution-against-patching.nnsight",
)
def test_a_random_attribution_fails_the_check(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)
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


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_model_is_left_as_it_was(document, name):
    names = document(name)
    run, model, clean, corrupt, metric = parts(names, name)
    module = getattr(model, "_module", model)
    hooks = [(len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()]
    module.train()
    next(iter(module.children())).eval()
    modes = [part.training for part in module.modules()]
    wants = [parameter.requires_grad for parameter in module.parameters()]
    names["attribution_effects"](run, model, clean, corrupt, metric)
    assert [part.training for part in module.modules()] == modes
    assert [parameter.requires_grad for parameter in module.parameters()] == wants
    assert all(parameter.grad is None for parameter in module.parameters())
    assert hooks == [
        (len(part._forward_hooks), len(part._forward_pre_hooks)) for part in module.modules()
    ]


def test_it_works_under_no_grad(document):
    names = document("attributed_linear.py")
    with torch.no_grad():
        effects, *_ = names["attribution_effects"](*parts(names, "attributed_linear.py"))
    torch.testing.assert_close(effects, names["attribution"])


@pytest.mark.known_answer("gradient.attribution-patching.torch")
def test_in_a_curved_model_it_is_the_slope_of_a_small_step_towards_clean(document):
    names = document("attributed_linear.py")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=40, hidden_size=32, intermediate_size=48, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, initializer_range=0.3,
    )
    llama = LlamaForCausalLM(config).double()
    clean, corrupt = torch.arange(7), torch.tensor([0, 9, 2, 3, 11, 5, 6])
    run, metric = names["run_transformers"], names["logit_difference"](20, 30)
    effects, sites, high, low = names["attribution_effects"](run, llama, clean, corrupt, metric)
    kept, _ = names["cached_run"](run, llama, clean)
    step = 1e-4
    for place in (("residual", 1, 4), ("attention", 2, 6), ("mlp", 0, 1)):
        site, layer, position = place

        def nudge(here, depth, hidden):
            if (here, depth) != (site, layer):
                return hidden
            moved = hidden.clone()
            moved[0, position] += step * (kept[site, layer][position] - hidden[0, position])
            return moved

        with torch.no_grad():
            value = metric(run(llama, corrupt[None], nudge)[:, -1]).item()
            start = metric(run(llama, corrupt[None], lambda here, depth, hidden: hidden)[:, -1]).item()
        slope = (value - start) / step / (high - low)
        assert effects[sites.index(site), layer, position] == pytest.approx(slope, rel=1e-2, abs=1e-3)


def test_top_and_random_places_do_not_overlap(document):
    names = document("attributed_linear.py")
    places = names["places"]
    assert len(set(places)) == len(places)
    is_top = names["is_top"]
    assert is_top.sum() == 20
    assert names["estimated"][is_top].abs().min() >= names["estimated"][~is_top].abs().max()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_places_before_the_prompts_differ_are_not_drawn_for_they_agree_for_free(document, name):
    names = document(name)
    run, model, clean, _, metric = parts(names, name)
    others = clean.repeat(7, 1)
    others[:, 4] = torch.arange(7)
    ends = torch.stack([metric(names["cached_run"](run, model, ids)[1]) for ids in (clean, *others)])
    corrupt = others[(ends[1:] - ends[0]).abs().argmax()]
    *_, places, is_top = names["attribution_against_patching"](
        run, model, clean, corrupt, metric, count=4
    )
    drawn = [position for (*_, position), top in zip(places, is_top) if not top]
    assert len(drawn) == 4
    assert min(drawn) >= 4


def missing_one(names):
    """The planted fake: an attribution that is right, but for one place with an effect."""

    def attribute(*arguments):
        effects, *rest = names["attribution_effects"](*arguments)
        sizes = effects.abs().where(effects.abs() > 0.12, torch.tensor(9.0))
        return effects.where(sizes > sizes.min(), torch.tensor(0.0)), *rest

    return attribute


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.fake(
    "gradient.attribution-against-patching.torch",
    "gradient.attribution-against-patching.transformer-lens",
    "gradient.attribution-against-patching.nnsight",
)
def test_an_effect_that_is_missed_among_random_places_fails_the_check(document, rendered, tmp_path, name):
    text = (rendered / name).read_text()
    start = text.index("estimated, patched, places, is_top = ")
    call = text[start : text.index("\n)\n", start) + 2]
    fake = call.replace("\n)", ", missing_one(globals())\n)").replace(",\n,", ",")
    (tmp_path / name).write_text(
        "from test_attribution_patching import missing_one\n" + text.replace(call, fake)
    )
    names = run_document(name, tmp_path)
    assert names["agreement"] > 0.7
    assert names["error"] < 0.5
    assert names["missed"] == 1
    assert not names["agrees"]
    assert "misses effects among few places" in names["printed"]


def test_ranks_without_variation_do_not_agree(document):
    rank_agreement = document("attributed_linear.py")["rank_agreement"]
    rising = torch.linspace(0, 1, 5)
    assert rank_agreement(rising, rising**3) == pytest.approx(1)
    assert rank_agreement(rising, torch.zeros(5)) == 0
    assert rank_agreement(rising[:2], rising[:2]) == 0
    assert rank_agreement(rising, 1e-6 * rising) == 0, "below a thousandth all is rounding"
