import torch
from toy_induction import toy_lens_tokenizer, untrained_toy
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=untrained_toy(), tokenizer=toy_lens_tokenizer(), device="cpu"
)
bridge.train()
prompts = ["w1 w2 w3", "w4 w5", "w6 w7 w8 w9 w10 w11"]

# insert activation.cache.transformer-lens

# insert activation.dtype-and-site.transformer-lens
