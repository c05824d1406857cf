import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("keras")


@pytest.mark.parametrize("name", ["attention.patterns.keras", "attention.random-model.keras", "attention.value-norm.keras"])
def test_a_scaffold_in_an_empty_document_runs_with_what_it_brings(name, rendered):
    names = run_document(f"{name}.py", rendered / "alone")
    if name == "attention.random-model.keras":  # what it brings was never trained
        assert (names["distance"] > names["threshold"]).mean() < 0.4
