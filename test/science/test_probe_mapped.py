import gc
import shutil
import tracemalloc

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


@pytest.fixture(scope="module")
def names(document):
    found = document("mapped_words.py")
    yield found
    shutil.rmtree(found["out_dir"], ignore_errors=True)


@pytest.fixture(scope="module")
def in_memory(names):
    features = names["pooled_hidden_states"](names["lm"], names["my_tok"], names["sentences"], names["layer"])
    return features, ~names["is_held_out"](names["lemmas"])


@pytest.mark.known_answer("probe.past-memory.transformers")
def test_the_direction_is_the_same_as_in_memory(names, in_memory):
    features, train = in_memory
    features = features.copy()
    features[:, 0] = 0  # all that it has is lost in float16
    target = names["y"] == "plain"
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, tol=1e-8, max_iter=5000))
    pipeline.fit(features[train], target[train])
    direction = pipeline[1].coef_[0] / pipeline[0].scale_
    streamed = names["streamed"]
    assert direction @ streamed["direction"] / np.linalg.norm(direction) > 0.9999
    assert streamed["accuracy"] == pytest.approx(pipeline.score(features[~train], target[~train]), abs=0.005)
    gap = features[train & target].mean(0) - features[train & ~target].mean(0)
    assert gap @ streamed["mass_mean"] / np.linalg.norm(gap) > 0.9999
    assert streamed["classes"] == ["marked", "plain"]


@pytest.mark.known_answer("probe.past-memory.transformers")
def test_the_planted_direction_is_found(names):
    streamed = names["streamed"]
    assert streamed["accuracy"] == pytest.approx(0.933, abs=0.04)
    direction = -streamed["direction"] * names["sizes"].numpy()  # back to where all have one size
    planted = names["planted"].numpy()
    assert direction @ planted / np.linalg.norm(direction) / np.linalg.norm(planted) > 0.97
    assert streamed["majority"] == pytest.approx(0.5, abs=0.06)
    assert streamed["rows"] + streamed["tested"] == 2000


def test_no_group_is_in_training_and_test(names):
    held = names["is_held_out"](names["lemmas"])
    assert not set(np.array(names["lemmas"])[held]) & set(np.array(names["lemmas"])[~held])
    assert held.mean() == pytest.approx(0.2, abs=0.05)


def test_the_file_holds_each_text_at_its_row_in_half_precision(names, in_memory):
    stored = np.load(names["Path"](names["out_dir"]) / "hidden_states.npy", mmap_mode="r")
    assert stored.dtype == np.float16 and stored.shape == (2000, 8)
    np.testing.assert_allclose(stored, in_memory[0], rtol=1e-3, atol=2e-3)
    assert [path.name for path in names["Path"](names["out_dir"]).iterdir()] == ["hidden_states.npy"]


def test_the_model_is_left_as_it_was(names):
    assert names["lm"].training and names["lm"].transformer.h[1].training
    assert not names["lm"].transformer.h[0].training


@pytest.mark.parametrize("size", [37, 1000])
def test_the_size_of_the_batches_makes_no_difference(names, size):
    again = names["streaming_probe"](names["partial"](names["batches"], batch_size=size))
    np.testing.assert_allclose(again["direction"], names["streamed"]["direction"], atol=1e-9)
    assert again["accuracy"] == names["streamed"]["accuracy"]


def synthetic(groups, features, labels, batch_size=100):
    """Batches of features that are in memory."""

    def batches(stride):
        for start in range(0, len(labels), batch_size):
            part = slice(start, start + batch_size)
            yield features[part], np.arange(len(labels))[part], labels[part], groups[part]

    return batches


def test_labels_that_are_sorted_make_no_difference(names):
    """Where whole batches are of one class, which is what a learner of one batch at a time forgets by."""
    rng = np.random.default_rng(0)
    labels = np.repeat(["a", "b"], 500)
    features = rng.normal(size=(1000, 5)) + 0.5 * (labels == "b")[:, None]
    groups = np.array([f"g{i}" for i in range(1000)])
    order = rng.permutation(1000)
    first = names["streaming_probe"](synthetic(groups, features, labels))
    second = names["streaming_probe"](synthetic(groups[order], features[order], labels[order]))
    np.testing.assert_allclose(first["direction"], second["direction"], atol=1e-9)
    assert first["accuracy"] == second["accuracy"]


def test_a_dimension_that_is_constant_has_no_say(names):
    rng = np.random.default_rng(0)
    labels = np.tile(["a", "b"], 500)
    features = np.c_[np.full(1000, 0.1), rng.normal(size=(1000, 3)) + (labels == "b")[:, None]]
    groups = np.array([f"g{i}" for i in range(1000)])
    streamed = names["streaming_probe"](synthetic(groups, features, labels, 37))
    assert abs(streamed["direction"][0]) < 1e-6
    assert streamed["direction"][1:].min() > 0.4


def test_moments_keep_their_digits_far_from_zero(names):
    rng = np.random.default_rng(0)
    features = 1e6 + rng.normal(size=(1000, 3))
    labels, groups = np.tile(["a", "b"], 500), np.array([f"g{i}" for i in range(1000)])
    train = ~names["is_held_out"](groups)
    _, count, mean, scale, means = names["streaming_moments"](synthetic(groups, features, labels, 7))
    scaler = StandardScaler().fit(features[train])
    np.testing.assert_allclose(scale, scaler.scale_, rtol=1e-9)
    np.testing.assert_allclose(mean, scaler.mean_, rtol=1e-12)
    np.testing.assert_allclose(means[1], features[train & (labels == "b")].mean(0), rtol=1e-12)
    assert count == train.sum()


def test_the_interval_is_that_of_a_bootstrap_over_groups(names):
    rng = np.random.default_rng(0)
    groups = np.array([f"g{i}" for i in range(40)])[rng.integers(40, size=600)]
    correct = (rng.random(40) < 0.7)[np.unique(groups, return_inverse=True)[1]]  # all or none of a group
    buckets = names["group_buckets"](groups)
    hits, sizes = np.bincount(buckets, correct, 1024), np.bincount(buckets, minlength=1024)
    low, high = names["bucket_interval"](hits, sizes, np.random.default_rng(1))
    spread = np.sqrt(correct.mean() * (1 - correct.mean()) / 40)
    assert high - low == pytest.approx(2 * 1.96 * spread, rel=0.2)
    assert low < correct.mean() < high
    # With all right, the bound for as many groups, not a certainty.
    low, high = names["bucket_interval"](sizes, sizes, np.random.default_rng(1))
    assert high == 1 and low == pytest.approx(0.025 ** (1 / (sizes > 0).sum()))
    assert (sizes > 0).sum() == pytest.approx(40, abs=3)


class Texts:
    """As many texts as wanted, none of which is kept."""

    def __init__(self, count, made):
        self.rows, self.made = range(count), made

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, key):
        rows = self.rows[key]
        return [self.made(row) for row in rows] if isinstance(key, slice) else self.made(rows)


def peaks(names, folder, count):
    """Most bytes that numpy and Python held at once while texts were written, and while they were probed."""
    folder.mkdir()
    texts, labels = Texts(count, str), Texts(count, lambda row: "ab"[row % 2])
    # Every text is a group of its own: what is held must not grow with the groups either.
    groups = Texts(count, lambda row: f"group {row}")
    read = names["partial"](names["mapped_batches"], folder, labels, groups, batch_size=100)
    gc.collect()
    tracemalloc.start()
    try:
        names["write_hidden_states"](None, None, texts, labels, groups, folder, 1, chunk=100)
        written = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        names["streaming_probe"](read)
        return np.array([written, tracemalloc.get_traced_memory()[1]])
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_texts(names, tmp_path, monkeypatch):
    def pooled(_, __, texts, *___, **____):
        rng = np.random.default_rng([int(text) for text in texts])
        return rng.normal(size=(len(texts), 100)).astype(np.float32)

    monkeypatch.setitem(names["write_hidden_states"].__globals__, "pooled_hidden_states", pooled)
    peaks(names, tmp_path / "warm", 200)  # what is made once and kept
    few, many = peaks(names, tmp_path / "few", 1000), peaks(names, tmp_path / "many", 20_000)
    assert (tmp_path / "many/hidden_states.npy").stat().st_size > 2 * 20_000 * 100
    assert (many - few < 2e5).all(), f"20 times the texts, {many - few} bytes more"


def test_a_chunk_of_texts_goes_through_the_model_at_a_time_and_each_once(names, tmp_path, monkeypatch):
    inner, seen = names["pooled_hidden_states"], []

    def spy(model, tokenizer, texts, layer, **options):
        seen.append(list(texts))
        return inner(model, tokenizer, texts, layer, **options)

    monkeypatch.setitem(names["write_hidden_states"].__globals__, "pooled_hidden_states", spy)
    arguments = names["lm"], names["my_tok"], names["sentences"], names["y"], names["lemmas"]
    names["write_hidden_states"](*arguments, tmp_path, names["layer"], chunk=300)
    assert [len(texts) for texts in seen] == [300] * 6 + [200]
    assert sum(seen, []) == names["sentences"]


@pytest.mark.truth("probe.subsample.transformers")
def test_real_hidden_states_give_the_direction_in_memory(document):
    names = document("mapped_real.py")
    shutil.rmtree(names["save_dir"])
    assert names["agrees"] and names["agreement"]["cosine"] > 0.999999
    assert names["agreement"]["hidden_gap"] < 0.01
    assert names["streamed"]["accuracy"] > 0.95


@pytest.mark.truth("probe.subsample.transformers")
def test_the_check_passes_what_was_written(names):
    agreement = names["agreement"]
    assert names["agrees"] and "Passed" in names["printed"]
    assert agreement["cosine"] > 0.9999 and agreement["mass_mean_cosine"] > 0.9999
    assert agreement["hidden_gap"] < 0.02
    assert agreement["rows"] == 2000 and agreement["streamed"] == agreement["in_memory"]


def faults(names, batches=None, **options):
    found = names["subsample_agreement"](
        batches or names["batches"], names["lm"], names["my_tok"], names["sentences"], names["y"], names["lemmas"],
        names["layer"], **options,
    )
    return names["agreement_faults"](found), found


@pytest.mark.parametrize("limit", [1000, 400])
@pytest.mark.truth("probe.subsample.transformers")
def test_a_part_agrees_as_the_whole_does(names, limit):
    """Also where every second text would be one class alone: every second and every fourth is."""
    found, agreement = faults(names, limit=limit)
    assert not found and agreement["rows"] == pytest.approx(limit, abs=2)
    assert 0.5 < agreement["part_and_whole"] < 0.9999


def test_rows_are_sampled_evenly_whatever_repeats(names):
    for stride in (2, 3, 4, 10, 64):
        chosen = np.flatnonzero(names["is_sampled"](np.arange(100_000), stride))
        assert len(chosen) == pytest.approx(100_000 / stride, rel=0.01)
        for period in (2, 3, 4, 5, 8, 10):
            assert np.bincount(chosen % period) == pytest.approx(len(chosen) / period, rel=0.1)
    assert names["is_sampled"](np.arange(1000), 1).all()
    assert 0.4 < names["is_sampled"](2**40 + np.arange(1000), 2).mean() < 0.6


def through(names, change):
    """The file's batches with something changed in each."""

    def batches(stride):
        for number, batch in enumerate(names["batches"](stride, batch_size=400)):
            yield from change(number, *batch)

    return batches


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_labels_that_lost_their_order(names):
    def change(_, features, rows, labels, groups):
        yield features, rows, np.roll(labels, 1), groups

    assert any("belong to other texts" in fault for fault in faults(names, through(names, change))[0])


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_a_chunk_that_is_read_twice(names):
    def change(number, *batch):
        yield batch
        if number == 2:
            yield batch

    found = faults(names, through(names, change))[0]
    assert "0 texts are missing from the files and 400 are there more than once." in found


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_a_chunk_that_is_left_out(names):
    def change(number, *batch):
        if number != 3:
            yield batch

    found = faults(names, through(names, change))[0]
    assert "400 texts are missing from the files and 0 are there more than once." in found


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_hidden_states_in_the_order_of_their_lengths(names):
    """As they come where batches are made up of texts of like length."""

    def change(_, features, rows, labels, groups):
        lengths = [len(names["sentences"][row].split()) for row in rows]
        yield features[np.argsort(lengths, kind="stable")], rows, labels, groups

    found, agreement = faults(names, through(names, change))
    assert any("texts in another order" in fault for fault in found)
    assert agreement["hidden_gap"] > 0.5


@pytest.mark.parametrize("lost", [slice(0, 400), slice(1999, 2000)])
@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_hidden_states_beyond_float16(names, lost):
    def change(_, features, rows, labels, groups):
        there = np.isin(rows, np.arange(2000)[lost])
        yield np.where(there[:, None], np.inf, features), rows, labels, groups

    with pytest.raises(AssertionError, match="float16 ends at 65504"):
        faults(names, through(names, change))


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_hidden_states_that_were_cut_to_fit_float16(names):
    """Without a word, by a clip in the place of the assert."""

    def change(_, features, rows, labels, groups):
        yield np.clip(features, -5, 5), rows, labels, groups

    assert any("off by" in fault for fault in faults(names, through(names, change))[0])


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_another_layers_hidden_states(names, document):
    real = document("mapped_real.py")
    model, tokenizer = real["bert"], real["bert_tokenizer"]
    texts, labels, groups = (real[name][::4] + real[name][1::4] for name in ("prompts", "y_plural", "lemmas"))
    hidden = real["pooled_hidden_states"](model, tokenizer, texts, real["layer"] + 1).astype(np.float16)
    batches = synthetic(np.array(groups), hidden.astype(float), np.array([str(one) for one in labels]))
    found = real["subsample_agreement"](batches, model, tokenizer, texts, labels, groups, real["layer"])
    assert any("another layer" in fault for fault in real["agreement_faults"](found))


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_one_pass_of_stochastic_gradient_descent(names):
    def fit(batches, C, stride=1):
        classes, count, mean, scale, means = names["streaming_moments"](batches, stride)
        learner = SGDClassifier(loss="log_loss", alpha=1 / (C * count), random_state=0)
        for features, _, labels, groups in batches(stride):
            kept = ~names["is_held_out"](groups)
            learner.partial_fit((features[kept] - mean) / scale, labels[kept], classes=classes)
        direction = learner.coef_[0] / scale
        gap = means[1] - means[0]
        return names["streamed"] | {
            "direction": direction / np.linalg.norm(direction), "mass_mean": gap / np.linalg.norm(gap)
        }

    found, agreement = faults(names, fit=fit)
    assert agreement["cosine"] < 0.99 and agreement["mass_mean_cosine"] > 0.9999
    assert any("streamed direction has a cosine" in fault for fault in found)


@pytest.mark.fake("probe.subsample.transformers")
def test_the_check_fails_an_accuracy_on_texts_that_were_trained_on(names):
    def fit(batches, C, stride=1):
        return names["streaming_probe"](batches, C, stride) | {"accuracy": 0.999}

    found = faults(names, fit=fit)[0]
    assert len(found) == 1 and "it was tested on other texts" in found[0]


def test_mistakes_are_answered_with_a_sentence(names, tmp_path):
    model = names["lm"], names["my_tok"]
    with pytest.raises(AssertionError, match="perhaps of other texts"):
        names["write_hidden_states"](*model, ["a", "b"], [0, 1], [0, 1], names["out_dir"], 1)
    with pytest.raises(AssertionError, match="one label and one group"):
        names["write_hidden_states"](*model, ["a", "b"], [0, 1], [0], tmp_path, 1)
    with pytest.raises(AssertionError, match="write the hidden states first"):
        names["streaming_probe"](names["partial"](names["mapped_batches"], tmp_path, [0], [0]))
    with pytest.raises(AssertionError, match="for 2000 stored texts"):
        list(names["mapped_batches"](names["out_dir"], [0], [0]))
    three = [str(row % 3) for row in range(2000)]
    with pytest.raises(AssertionError, match="two classes apart, but there are 3"):
        names["streaming_probe"](names["partial"](names["mapped_batches"], names["out_dir"], three, names["lemmas"]))
    with pytest.raises(AssertionError, match="There are no texts"):
        names["write_hidden_states"](*model, [], [], [], tmp_path, 1)


def test_a_file_that_was_not_finished_is_not_there(names, tmp_path, monkeypatch):
    arguments = names["lm"], names["my_tok"], names["sentences"], names["y"], names["lemmas"], tmp_path
    inner = names["pooled_hidden_states"]
    calls = []

    def overflow(*rest, **options):
        calls.append(1)
        return inner(*rest, **options) * (1e6 if len(calls) == 3 else 1)

    monkeypatch.setitem(names["write_hidden_states"].__globals__, "pooled_hidden_states", overflow)
    with np.errstate(over="ignore"), pytest.raises(AssertionError, match="where float16 ends"):
        names["write_hidden_states"](*arguments, names["layer"])
    assert not list(tmp_path.iterdir())
    full = type("Usage", (), {"free": 100})
    monkeypatch.setattr(names["shutil"], "disk_usage", lambda _: full)
    with pytest.raises(AssertionError, match="do not fit on the disk"):
        names["write_hidden_states"](*arguments, names["layer"])
    assert not list(tmp_path.iterdir())
