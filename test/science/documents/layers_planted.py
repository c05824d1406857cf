"""A model whose second block writes down what could not be read before: how far a number is from zero."""

import numpy as np
from toy_words import layered_model, word_tokenizer
from transformers import GPT2LMHeadModel

WORDS = 300
made, far = layered_model(WORDS)
deep_lm: GPT2LMHeadModel = made
tok = word_tokenizer(WORDS)
deep_lm.train()
deep_lm.transformer.h[0].eval()

prompts = [f"{filler} w{i}" for i in range(WORDS) for filler in ("so", "thus so")]
y = np.repeat(far.numpy(), 2)
lemmas = np.arange(2 * WORDS) // 2

# insert probe.layer-sweep.transformers

# insert probe.selectivity-by-layer.sklearn
