from toy_attention import number_tokenizer, resting_model
from toy_hooked import as_hooked
from transformer_lens import HookedTransformer

hooked: HookedTransformer = as_hooked(resting_model(), number_tokenizer(True))
prompt = "three one four one five"

# insert attention.value-norm.hooked-transformer
