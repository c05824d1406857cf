"""A bridge whose residual stream is its embedding, with a direction planted in half of its words."""

import numpy
from toy_words import lens_word_tokenizer, marked_model
from transformer_lens.model_bridge import TransformerBridge

WORDS = 800
lm, is_marked, planted = marked_model(WORDS)
bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=lm, tokenizer=lens_word_tokenizer(WORDS), device="cpu"
)
bridge.train()

sentences = [f"{filler} w{i}" for i in range(WORDS) for filler in ("so", "thus so")]
y = numpy.repeat(is_marked.numpy(), 2)
lemmas = numpy.arange(2 * WORDS) // 2

# insert probe.linear.transformer-lens

# insert probe.control-task.sklearn
