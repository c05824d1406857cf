from toy_attention import number_tokenizer, positional_model, previous
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

gpt: GPT2LMHeadModel = positional_model(previous, layers=3)
tok: PreTrainedTokenizerFast = number_tokenizer()
prompt = "three one four one five two six"

# insert attention.rollout.transformers

# insert attention.rollout-control.transformers
