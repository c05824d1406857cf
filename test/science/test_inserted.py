"""Scaffolds in the sample project, and in documents that have nothing for them."""

import py_compile
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import RENDERED, run_document

CATALOG = Path(__file__).parents[2] / "src/scaffolds/catalog"


@pytest.mark.parametrize(
    ("name", "results"),
    [
        ("attention.py", ("attention", "distance")),
        ("saliency.py", ("saliency", "similarity")),
        ("probe.py", ("probe", "control")),
    ],
)
def test_a_file_of_the_sample_project_runs_with_its_scaffolds(name, results, rendered, monkeypatch):
    monkeypatch.syspath_prepend(rendered / "sample")
    names = run_document(name, rendered / "sample")
    assert all(result in names for result in results)


@pytest.mark.parametrize("path", sorted(RENDERED.rglob("*.py")), ids=lambda path: path.name)
def test_what_was_inserted_compiles(path, tmp_path):
    py_compile.compile(str(path), str(tmp_path / "out.pyc"), doraise=True)


@pytest.mark.parametrize(
    "name", ["attention.patterns.transformers", "attention.random-model.transformers", "probe.linear.transformers"]
)
def test_a_scaffold_in_an_empty_document_runs_with_what_it_brings(name, rendered, minilm, tmp_path):
    text = (rendered / "alone" / f"{name}.py").read_text()
    assert '"bert-base-uncased"' in text
    local = tmp_path / "alone.py"
    local.write_text(text.replace('"bert-base-uncased"', repr(str(minilm))))
    run_document(local.name, tmp_path)


def test_the_control_task_in_an_empty_document_runs_on_the_digits_it_brings(rendered):
    names = run_document("probe.control-task.sklearn.py", rendered / "alone")
    assert names["control"]["selectivity"] < 0.1


def test_every_name_in_what_was_inserted_is_there(rendered):
    options = ["check", "--isolated", "--no-cache", "--select", "F821,F823,F402,F811"]
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *options, rendered], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_the_catalogue_is_free_of_lint():
    options = ["check", "--isolated", "--no-cache", "--line-length", "100", "--select", "E,F,I,B,W", "--ignore", "E501"]
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *options, CATALOG], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_the_catalogue_is_formatted():
    options = ["format", "--check", "--isolated", "--no-cache", "--line-length", "100"]
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *options, CATALOG], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout
