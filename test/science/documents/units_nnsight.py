from nnsight import TransformersModel
from toy_units import TEXTS, planted_unit, tokenizer_with_beginning
from transformers import PreTrainedTokenizerFast

lm = planted_unit()
wrapped = TransformersModel(lm, tokenizer=tokenizer_with_beginning(), task="text-generation")
my_tok: PreTrainedTokenizerFast = tokenizer_with_beginning()
lm.train()
prompts = list(TEXTS)
layer_name = "transformer.h.0.mlp.act"

# insert activation.top-examples.nnsight

# insert activation.dtype-and-site.nnsight
