from nnsight import TransformersModel
from toy_attention import number_tokenizer, resting_model

traced = TransformersModel(resting_model().train(), tokenizer=number_tokenizer(), task="text-generation")
tok = traced.tokenizer
prompt = "three one four one five"

# insert attention.patterns.nnsight

# insert attention.value-norm.nnsight
