from toy_attention import number_tokenizer, resting_model
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

gpt: GPT2LMHeadModel = resting_model()
tok: PreTrainedTokenizerFast = number_tokenizer()
prompt = "three one four one five"

# insert attention.patterns.transformers

# insert attention.value-norm.transformers
