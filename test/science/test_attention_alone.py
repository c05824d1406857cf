"""The scaffolds of attention and lens in an empty document, with a small model in GPT-2's place."""

import pytest
from conftest import run_document
from toy_induction import load_deep_toy, toy_lens_tokenizer


@pytest.mark.parametrize(
    "name",
    [
        "attention.induction-scores.transformers",
        "attention.induction-control.transformers",
        "attention.head-ablation.transformers",
        "attention.ablation-control.nnsight",
        "attention.patterns.nnsight",
        "attention.random-model.nnsight",
        "attention.value-norm.nnsight",
        "lens.logit-lens.nnsight",
        "lens.lens-control.transformers",
    ],
)
def test_a_scaffold_in_an_empty_document_runs_with_what_it_brings(name, rendered, tmp_path):
    model, _ = load_deep_toy()
    folder = tmp_path / "toy"
    model.save_pretrained(folder)
    toy_lens_tokenizer().save_pretrained(folder)
    text = (rendered / "alone" / f"{name}.py").read_text()
    assert text.count('"gpt2"') == 1
    (tmp_path / "alone.py").write_text(text.replace('"gpt2"', repr(str(folder))))
    run_document("alone.py", tmp_path)


@pytest.mark.parametrize(
    "name", ["attention.value-norm.transformers", "attention.rollout.transformers", "attention.rollout-control.transformers"]
)
def test_a_scaffold_for_bert_runs_with_what_it_brings(name, rendered, minilm, tmp_path):
    text = (rendered / "alone" / f"{name}.py").read_text()
    assert text.count('"bert-base-uncased"') == 1
    (tmp_path / "alone.py").write_text(text.replace('"bert-base-uncased"', repr(str(minilm))))
    run_document("alone.py", tmp_path)
