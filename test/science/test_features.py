import numpy as np
import pytest
import torch
from conftest import run_document
from toy_induction import load_toy, repeats


@pytest.fixture(scope="module")
def toy(document):
    names = document("superposition.py")
    return names, names["sae"]


def angles(vectors):
    """Degrees between neighbours around the circle."""
    turned = torch.atan2(vectors[:, 1], vectors[:, 0]).rad2deg().sort().values
    return torch.cat([turned.diff(), 360 + turned[:1] - turned[-1:]])


def test_the_toy_model_itself_makes_a_pentagon(document):
    assert angles(document("superposition.py")["code"].detach()).tolist() == pytest.approx([72] * 5, abs=2)


@pytest.mark.known_answer("features.sae.torch")
def test_five_features_in_two_dimensions_are_found_as_a_pentagon(toy):
    names, sae = toy
    # It has room for more than five: the others fire where two features come together.
    often = names["sae_metrics"]["density"].topk(5)
    assert angles(sae["decoder"][often.indices]).tolist() == pytest.approx([72] * 5, abs=4)
    assert often.values.min() > 0.1
    code = torch.nn.functional.normalize(names["code"].detach(), dim=1)
    assert (sae["decoder"][often.indices] @ code.T).amax(0).min() > 0.99


def test_decoder_rows_have_unit_norm(toy):
    names, sae = toy
    torch.testing.assert_close(sae["decoder"].norm(dim=1), torch.ones(len(sae["decoder"])))


def test_the_measures_are_what_they_say(toy):
    names, sae = toy
    hidden = names["hidden_states"]
    rows = torch.arange(1000)
    mean = hidden[1000:].mean(0)
    metrics, best, place = names["measure_sae"](sae, hidden, rows, mean, batch_size=300)
    latents = names["encode_sae"](sae, hidden[:1000])
    rebuilt = names["decode_sae"](sae, latents)
    lost = (hidden[:1000] - rebuilt).square().sum() / (hidden[:1000] - mean).square().sum()
    assert metrics["fve"] == pytest.approx(1 - lost.item(), abs=1e-5)
    assert metrics["l0"] == pytest.approx((latents > 0).sum(1).float().mean().item())
    assert metrics["l0"] <= 1
    assert metrics["dead"] == (latents == 0).all(0).float().mean()
    for latent in names["sae_metrics"]["density"].topk(5).indices.tolist():
        torch.testing.assert_close(best[:, latent], latents[:, latent].topk(5).values)
        torch.testing.assert_close(latents[place[:, latent], latent], best[:, latent])


def test_the_rows_that_were_held_out_are_those_that_are_shown(document):
    names = document("superposition.py")
    assert names["sae_metrics"]["fve"] > 0.9
    assert not set(names["held_out"].tolist()) & set(names["training"].tolist())
    shown = {row for rows in names["top_rows"].values() for row in rows}
    assert shown and shown <= set(names["held_out"].tolist())
    assert "Cross-entropy recovered was not measured" in names["printed"]


def test_an_l1_penalty_thins_out_the_latents(document):
    names = document("superposition.py")
    few, many = (
        names["train_sae"](names["hidden_states"], latents=8, k=None, l1=l1, steps=400)[0] for l1 in (0.3, 0.001)
    )
    count = [(names["encode_sae"](one, names["hidden_states"]) > 0).sum(1).float().mean() for one in (few, many)]
    assert count[0] < count[1]


def test_training_twice_gives_the_same(document):
    names = document("superposition.py")
    torch.manual_seed(1)
    one = names["train_sae"](names["hidden_states"], steps=50)[0]
    torch.manual_seed(2)
    two = names["train_sae"](names["hidden_states"].numpy(), steps=50)[0]
    torch.testing.assert_close(one["decoder"], two["decoder"])


def test_latents_that_never_fire_are_pointed_at_what_is_missing(document):
    names = document("superposition.py")
    hidden = torch.randn(200, 2) + torch.tensor([5.0, 0.0])
    decoder = torch.nn.functional.normalize(torch.tensor([[0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]]), dim=1)
    sae = {"encoder": decoder.T.clone(), "threshold": torch.tensor([0.0, -9.0, 0.0]), "decoder": decoder,
           "bias": torch.zeros(2), "k": 1}
    optimiser = torch.optim.Adam([sae[name] for name in ("encoder", "threshold", "decoder")])
    for name in ("encoder", "threshold", "decoder"):
        sae[name].grad = torch.ones_like(sae[name])
    optimiser.step()
    names["resample"](sae, optimiser, hidden, torch.tensor([1]), torch.Generator().manual_seed(0))
    assert sae["decoder"][1, 0] > 0.8
    assert sae["threshold"][1] == 0
    assert optimiser.state[sae["encoder"]]["exp_avg"][:, 1].abs().sum() == 0
    assert optimiser.state[sae["encoder"]]["exp_avg"][:, 0].abs().sum() > 0


@pytest.fixture(scope="module")
def language():
    model = load_toy()[0]
    ids = repeats(64, torch.Generator().manual_seed(0))[0]
    return model, ids


@pytest.mark.known_answer("features.sae.torch")
def test_cross_entropy_is_recovered_wholly_by_the_identity_and_not_by_zeros(document, language):
    names = document("superposition.py")
    model, ids = language
    model.train()
    identity = {"encoder": torch.cat([torch.eye(64), -torch.eye(64)], 1), "threshold": torch.zeros(128),
                "decoder": torch.cat([torch.eye(64), -torch.eye(64)]), "bias": torch.zeros(64), "k": None}
    nothing = identity | {"decoder": torch.zeros(128, 64)}
    recovered = [names["cross_entropy_recovered"](one, model, "transformer.h.1", ids) for one in (identity, nothing)]
    assert recovered == pytest.approx([1, 0], abs=1e-4)
    assert model.training and not model.transformer.h[1]._forward_hooks
    with torch.no_grad():
        loss = model.eval()(ids, labels=ids).loss.item()
    assert names["spliced_loss"](model, "transformer.h.1", ids) == pytest.approx(loss, abs=1e-4)


def test_hooks_are_removed_when_the_reconstruction_fails(document, language):
    names = document("superposition.py")
    model, ids = language
    model.train()
    with pytest.raises(RuntimeError):
        names["spliced_loss"](model, "transformer.h.1", ids, lambda hidden: hidden @ torch.eye(3))
    assert model.training and not model.transformer.h[1]._forward_hooks


@pytest.mark.truth("features.random-model.torch")
def test_a_sparse_code_that_knows_a_planted_feature_passes(document):
    names = document("planted_features.py")
    control = names["sae_control"]
    assert names["sae_sound"] and "Passed" in names["printed"]
    assert control["model"]["best latent"][0] > control["random"]["best latent"][0] + 0.1
    assert control["random"]["raw"][0] == pytest.approx(0.5, abs=0.1)
    assert control["model"]["raw"][0] > 0.85


def identity(features, rows, seed=0):
    eye = torch.eye(features.shape[1])
    return {"encoder": torch.cat([eye, -eye], 1), "threshold": torch.zeros(2 * len(eye)),
            "decoder": torch.cat([eye, -eye]), "bias": torch.zeros(len(eye)), "k": None}, {}


def memory(features, rows, seed=0):
    """Each latent is a row that was seen: that row alone comes back."""
    centre = features[rows].mean(0)
    seen = torch.nn.functional.normalize(features[rows] - centre, dim=1)
    return {"encoder": seen.T, "threshold": torch.zeros(len(seen)), "decoder": seen, "bias": centre, "k": 1}, {}


def judged(names, features, train):
    result = names["against_random"](features, names["features_random"], names["y"], names["group_ids"], train=train)
    return names["sae_faults"](result), result


@pytest.mark.fake("features.random-model.torch")
def test_the_identity_is_found_out(document):
    names = document("planted_features.py")
    faults, result = judged(names, names["activations"], identity)
    assert result["model"]["fve"] == pytest.approx(1, abs=1e-5)
    assert any("no sparse code" in fault for fault in faults)


@pytest.mark.fake("features.random-model.torch")
def test_an_autoencoder_that_memorises_rows_is_found_out(document):
    names = document("planted_features.py")
    # Rows in more dimensions than have structure: what was seen says nothing about others.
    wide = torch.cat([torch.randn(4000, 128), names["activations"]], 1)
    other = torch.randn_like(wide)
    result = names["against_random"](wide, other, names["y"], names["group_ids"], train=memory)
    assert result["model"]["fve_seen"] > 0.99
    assert any("memorises" in fault for fault in names["sae_faults"](result))


@pytest.mark.fake("features.random-model.torch")
def test_a_model_that_is_random_itself_is_found_out(document):
    names = document("planted_features.py")

    def quick(features, rows, seed=0):
        return names["train_sae"](features, rows, steps=100, seed=seed)

    faults, _ = judged(names, names["features_random"].flip(0), quick)
    assert any("adds nothing" in fault for fault in faults)


@pytest.mark.parametrize(
    ("features", "sentence"),
    [(torch.randn(50, 4), "too few"), (torch.ones(200, 4), "same"), (torch.full((200, 4), np.nan), "not finite"),
     (torch.randn(2, 200, 4), "should be")],
)
def test_a_mistake_is_answered_with_a_sentence(document, features, sentence):
    with pytest.raises(AssertionError, match=sentence):
        document("superposition.py")["train_sae"](features)


def test_rows_that_do_not_belong_together_are_refused(document):
    names = document("planted_features.py")
    with pytest.raises(AssertionError, match="one row of features"):
        names["against_random"](names["activations"], names["features_random"][:9], names["y"], names["group_ids"])


def with_first_tokens(features):
    """Every twentieth row thirty times as long, all in one direction, as the first tokens of GPT-2 are."""
    long = features.clone()
    long[::20] += 30 * features.norm(dim=1).max() * torch.nn.functional.normalize(torch.ones(features.shape[1]), dim=0)
    return long


@pytest.mark.fake("features.random-model.torch")
def test_variance_that_is_of_a_few_rows_is_told_of(document, rendered, tmp_path):
    names = document("superposition.py")
    assert names["sae_metrics"]["outlier_share"] < 0.2 and "A few rows far out" not in names["printed"]
    names = document("planted_features.py")
    long = with_first_tokens(names["activations"])

    def first_tokens_alone(features, rows, seed=0):
        """It knows nothing but the one direction."""
        decoder = torch.nn.functional.normalize(torch.ones(1, features.shape[1]), dim=1)
        bias = features[rows].median(0).values
        return {"encoder": decoder.T, "threshold": torch.zeros(1), "decoder": decoder, "bias": bias, "k": None}, {}

    faults, result = judged(names, long, first_tokens_alone)
    assert result["model"]["fve"] > 0.9, "it looks as if it explained all"
    assert result["model"]["outlier_share"] > 0.9
    assert any("as first tokens do" in fault for fault in faults)
    text = (rendered / "superposition.py").read_text()
    line = "# insert"
    mark = "order = torch.randperm("
    assert text.count(mark) == 1 and line not in text
    change = "from test_features import with_first_tokens\nhidden_states = with_first_tokens(hidden_states)\n"
    (tmp_path / "long.py").write_text(text.replace(mark, change + mark))
    assert "A few rows far out have" in run_document("long.py", tmp_path)["printed"]


def test_noise_in_the_place_of_a_random_model_is_told_of(document):
    assert "to beat them says little" in document("planted_features.py")["printed"]
