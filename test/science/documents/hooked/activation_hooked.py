from toy_hooked import as_hooked
from toy_induction import toy_lens_tokenizer, untrained_toy
from transformer_lens import HookedTransformer

hooked: HookedTransformer = as_hooked(untrained_toy(), toy_lens_tokenizer())
hooked.train()
prompts = ["w1 w2 w3", "w4 w5", "w6 w7 w8 w9 w10 w11"]

# insert activation.cache.hooked-transformer

# insert activation.dtype-and-site.hooked-transformer
