from toy_attention import number_tokenizer, positional_model, previous
from toy_hooked import as_hooked
from transformer_lens import HookedTransformer

hooked: HookedTransformer = as_hooked(positional_model(previous), number_tokenizer(True))
prompt = "three one four one five"

# insert attention.patterns.hooked-transformer

# insert attention.random-model.hooked-transformer
