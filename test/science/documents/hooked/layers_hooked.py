"""A model whose second block writes down what could not be read before: how far a number is from zero."""

import numpy as np
from toy_hooked import as_hooked
from toy_words import layered_model, lens_word_tokenizer
from transformer_lens import HookedTransformer

WORDS = 300
lm, far = layered_model(WORDS)
hooked: HookedTransformer = as_hooked(lm, lens_word_tokenizer(WORDS)).train()
hooked.blocks[0].eval()

prompts = [f"{filler} w{i}" for i in range(WORDS) for filler in ("so", "thus so")]
y = np.repeat(far.numpy(), 2)
lemmas = np.arange(2 * WORDS) // 2

# insert probe.layer-sweep.hooked-transformer

# insert probe.selectivity-by-layer.sklearn
