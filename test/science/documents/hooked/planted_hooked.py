"""A model whose residual stream is its embedding, with a direction planted in half of its words."""

import numpy
from toy_hooked import as_hooked
from toy_words import lens_word_tokenizer, marked_model
from transformer_lens import HookedTransformer

WORDS = 800
lm, is_marked, planted = marked_model(WORDS)
hooked: HookedTransformer = as_hooked(lm, lens_word_tokenizer(WORDS)).train()

sentences = [f"{filler} w{i}" for i in range(WORDS) for filler in ("so", "thus so")]
y = numpy.repeat(is_marked.numpy(), 2)
lemmas = numpy.arange(2 * WORDS) // 2

# insert probe.linear.hooked-transformer

# insert probe.control-task.sklearn
