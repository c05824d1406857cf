from nnsight import TransformersModel
from toy_induction import toy_tokenizer, untrained_toy
from transformers import PreTrainedTokenizerFast

lm = untrained_toy()
wrapped = TransformersModel(lm, tokenizer=toy_tokenizer(), task="text-generation")
my_tok: PreTrainedTokenizerFast = toy_tokenizer()
lm.train()
prompts = ["w1 w2 w3", "w4 w5", "w6 w7 w8 w9 w10 w11"]

# insert activation.cache.nnsight

# insert activation.dtype-and-site.nnsight
