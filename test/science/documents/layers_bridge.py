"""A bridge whose second block writes down what could not be read before: how far a number is from zero."""

import numpy as np
from toy_words import layered_model, lens_word_tokenizer
from transformer_lens.model_bridge import TransformerBridge

WORDS = 300
lm, far = layered_model(WORDS)
bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=lm, tokenizer=lens_word_tokenizer(WORDS), device="cpu"
)
bridge.train()
bridge.blocks[0].eval()

prompts = [f"{filler} w{i}" for i in range(WORDS) for filler in ("so", "thus so")]
y = np.repeat(far.numpy(), 2)
lemmas = np.arange(2 * WORDS) // 2

# insert probe.layer-sweep.transformer-lens

# insert probe.selectivity-by-layer.sklearn
