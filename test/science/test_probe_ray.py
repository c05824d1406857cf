import shutil

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import ray
from conftest import run_document
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """The document as a script: Ray's workers get the functions of one by value."""
    # The workers are processes of their own, which conftest.py does not make ready for the torchvision
    # that is here: they do without it.
    folder = tmp_path_factory.mktemp("site")
    (folder / "sitecustomize.py").write_text('import sys\n\nsys.modules["torchvision"] = None\n')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        found = run_document("streamed_words.py", run_name="__main__")
    yield found
    shutil.rmtree(found["out_dir"])


@pytest.fixture(scope="module")
def in_memory(names):
    features = names["pooled_hidden_states"](names["lm"], names["my_tok"], names["sentences"], names["layer"])
    return features, ~names["is_held_out"](names["lemmas"])


@pytest.mark.known_answer("probe.past-memory.ray")
def test_the_direction_is_the_same_as_in_memory(names, in_memory):
    features, train = in_memory
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


@pytest.mark.known_answer("probe.past-memory.ray")
def test_the_planted_direction_is_found(names):
    streamed = names["streamed"]
    assert streamed["accuracy"] == pytest.approx(0.933, abs=0.04)
    direction = -streamed["direction"] * names["sizes"].numpy()  # back to where all have one size
    assert direction @ names["planted"].numpy() / np.linalg.norm(direction) > 0.97
    assert streamed["majority"] == pytest.approx(0.5, abs=0.06)
    assert streamed["rows"] + streamed["tested"] == 2000


def test_no_group_is_in_training_and_test(names):
    held = names["is_held_out"](names["lemmas"])
    assert not set(names["lemmas"][held]) & set(names["lemmas"][~held])
    assert held.mean() == pytest.approx(0.2, abs=0.05)


def test_files_hold_every_text_once_in_half_precision(names, in_memory):
    parts = list(names["stored_batches"](names["out_dir"]))
    features, rows, labels, groups = map(np.concatenate, zip(*parts))
    assert sorted(rows) == list(range(2000))
    np.testing.assert_allclose(features, in_memory[0][rows], rtol=2e-3, atol=2e-3)
    assert (labels == names["y"][rows]).all() and (groups == names["lemmas"][rows]).all()
    schema = pyarrow.parquet.read_schema(next(iter(sorted(names["Path"](names["out_dir"]).glob("*.parquet")))))
    assert schema.field("features").type == pyarrow.list_(pyarrow.float16(), 8)


def test_what_was_started_is_shut_down_and_the_model_left_as_it_was(names):
    assert not ray.is_initialized()
    assert names["lm"].training and names["lm"].h[0].training


def test_the_size_of_the_batches_makes_no_difference(names):
    again = names["streaming_probe"](names["partial"](names["batches"], batch_size=37))
    np.testing.assert_allclose(again["direction"], names["streamed"]["direction"], atol=1e-6)
    assert again["accuracy"] == names["streamed"]["accuracy"]


@pytest.mark.truth("probe.subsample.ray")
def test_the_check_passes_what_was_stored(names):
    agreement = names["agreement"]
    assert names["agrees"]
    assert agreement["cosine"] > 0.9999 and agreement["mass_mean_cosine"] > 0.9999
    assert agreement["hidden_gap"] < 0.01
    assert agreement["rows"] == 2000


def faults(names, folder, **options):
    batches = names["partial"](names["stored_batches"], folder)
    found = names["subsample_agreement"](
        batches, names["lm"], names["my_tok"], names["sentences"], names["y"], names["lemmas"], names["layer"], **options
    )
    return names["agreement_faults"](found), found


@pytest.mark.truth("probe.subsample.ray")
def test_a_part_agrees_as_the_whole_does(names):
    found, agreement = faults(names, names["out_dir"], limit=400)
    assert not found and agreement["rows"] == pytest.approx(400, abs=2)
    assert 0.5 < agreement["part_and_whole"] < 0.9999


def altered(names, folder, change):
    """A copy of the files as one table, with something changed in it."""
    files = sorted(names["Path"](names["out_dir"]).glob("*.parquet"))
    table = pyarrow.concat_tables([pyarrow.parquet.read_table(path) for path in files])
    pyarrow.parquet.write_table(change(table), folder / "part.parquet")
    return folder


def column(table, name, values):
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.fake("probe.subsample.ray")
def test_the_check_fails_labels_that_moved_against_the_texts(names, tmp_path):
    def change(table):
        values = np.array(table["label"].to_pylist())
        return column(table, "label", pyarrow.array(np.roll(values, 1).tolist()))

    assert any("belong to other texts" in fault for fault in faults(names, altered(names, tmp_path, change))[0])


@pytest.mark.fake("probe.subsample.ray")
def test_the_check_fails_rows_that_were_lost_or_written_twice(names, tmp_path):
    def change(table):
        return pyarrow.concat_tables([table.slice(0, 1500), table.slice(0, 10)])

    found = faults(names, altered(names, tmp_path, change))[0]
    assert "500 texts are missing from the files and 10 are there more than once." in found


@pytest.mark.fake("probe.subsample.ray")
def test_the_check_fails_hidden_states_of_other_texts(names, tmp_path):
    def change(table):
        order = np.roll(np.arange(len(table)), 4)
        return column(table, "features", table["features"].take(pyarrow.array(order)))

    assert any("texts in another order" in fault for fault in faults(names, altered(names, tmp_path, change))[0])


@pytest.mark.fake("probe.subsample.ray")
def test_the_check_fails_a_probe_that_saw_the_last_batch_alone(names):
    def fit(batches, C, stride=1):
        features, _, labels, groups = list(batches(stride, batch_size=100))[-1]
        gap = features[labels == "plain"].mean(0) - features[labels == "marked"].mean(0)
        unit = gap / np.linalg.norm(gap)
        return {"direction": unit, "mass_mean": unit, "accuracy": 0.9}

    assert any("streamed direction has a cosine" in fault for fault in faults(names, names["out_dir"], fit=fit)[0])


def test_mistakes_are_answered_with_a_sentence(names, tmp_path):
    arguments = names["lm"], names["my_tok"], ["a", "b"]
    with pytest.raises(AssertionError, match="mixed with the new ones"):
        names["store_hidden_states"](*arguments, [0, 1], [0, 1], names["out_dir"], 1)
    with pytest.raises(AssertionError, match="one label and one group"):
        names["store_hidden_states"](*arguments, [0, 1], [0], tmp_path, 1)
    with pytest.raises(AssertionError, match="no parquet files"):
        names["streaming_probe"](names["partial"](names["stored_batches"], tmp_path))
    three = altered(
        names, tmp_path, lambda table: column(table, "label", pyarrow.array([str(i % 3) for i in range(len(table))]))
    )
    with pytest.raises(AssertionError, match="two classes apart, but there are 3"):
        names["streaming_probe"](names["partial"](names["stored_batches"], three))


def test_a_part_of_texts_in_pairs_has_both_of_each(names, tmp_path):
    rows = np.arange(20_000)
    for stride in (2, 3, 4, 10):
        chosen = names["is_sampled"](rows, stride)
        assert chosen.mean() == pytest.approx(1 / stride, rel=0.1)
        assert (rows[chosen] % 2).mean() == pytest.approx(0.5, abs=0.05)
    assert names["is_sampled"](rows, 1).all()

    def change(table):
        pairs = np.where(np.array(table["row"]) % 2, "plain", "marked")
        return column(table, "label", pyarrow.array(pairs.tolist()))

    batches = names["partial"](names["stored_batches"], altered(names, tmp_path, change))
    assert names["streaming_moments"](batches, stride=2)[0] == ["marked", "plain"]


def test_rounding_of_one_huge_dimension_is_no_fault(names, monkeypatch, tmp_path):
    inner = names["pooled_hidden_states"]

    def huge(*arguments):
        features = inner(*arguments)
        features[:, 3] += 1e4
        return features

    monkeypatch.setitem(names["subsample_agreement"].__globals__, "pooled_hidden_states", huge)

    def change(table):
        features = np.stack(table["features"].to_pylist()).astype(np.float64)
        features[:, 3] = (features[:, 3] + 1e4) * (1 + 2**-6)  # as in bfloat16
        values = pyarrow.array(features.astype(np.float16).ravel(), pyarrow.float16())
        return column(table, "features", pyarrow.FixedSizeListArray.from_arrays(values, features.shape[1]))

    found, agreement = faults(names, altered(names, tmp_path, change))
    assert agreement["hidden_gap"] < 0.1 and not any("Stored hidden states" in fault for fault in found)
