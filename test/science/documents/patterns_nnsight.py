from nnsight import TransformersModel
from toy_attention import number_tokenizer, positional_model, previous

gpt = positional_model(previous).train()
traced = TransformersModel(gpt, tokenizer=number_tokenizer(), task="text-generation")
tok = traced.tokenizer
prompt = "three one four one five"

# insert attention.patterns.nnsight

# insert attention.random-model.nnsight
