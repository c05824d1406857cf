"""A head that is set by hand to look 14 positions back, whatever stands there: no induction head."""

from toy_induction import positional_fake, toy_tokenizer
from transformers import GPT2LMHeadModel

fake: GPT2LMHeadModel = positional_fake()
tok = toy_tokenizer()

# insert attention.induction-scores.transformers

# insert attention.induction-control.transformers
