import pytest
from conftest import run_document

pytestmark = pytest.mark.environment("hooked")


@pytest.mark.known_answer("attention.induction-scores.hooked-transformer")
def test_the_toy_has_its_heads_as_a_hooked_transformer_too(document):
    names = document("induction_hooked.py")
    scores = {name: values.mean(0) for name, values in names["scores"].items()}
    assert scores["induction"][1].min() > 0.7
    assert scores["induction"][0].max() < 0.1
    assert scores["previous"][0].max() > 0.8
    assert names["uniform"] == pytest.approx(0.0437, abs=0.002)


@pytest.mark.truth("attention.induction-control.hooked-transformer")
def test_its_check_passes_heads_that_follow_the_tokens(document):
    names = document("induction_hooked.py")
    assert names["by_content"].nonzero().tolist() == [[1, 0], [1, 1], [1, 2], [1, 3]]
    assert not names["by_position"].any()


@pytest.mark.fake("attention.induction-control.hooked-transformer")
def test_its_check_finds_out_a_head_that_goes_by_position(rendered, tmp_path):
    text = (rendered / "hooked/induction_hooked.py").read_text()
    assert text.count("load_hooked_toy()") == 1
    text = text.replace("load_hooked_toy()", "as_hooked(positional_fake(), toy_lens_tokenizer())")
    imports = "from toy_hooked import as_hooked\nfrom toy_induction import positional_fake, toy_lens_tokenizer\n"
    (tmp_path / "fake.py").write_text(imports + text)
    names = run_document("fake.py", tmp_path)
    assert names["by_position"].tolist() == [[True, False]]
    assert "they are no induction heads" in names["printed"]
