from toy_hooked import as_hooked
from toy_induction import toy_lens_tokenizer
from toy_units import TEXTS, planted_unit
from transformer_lens import HookedTransformer

lm = planted_unit()
hooked: HookedTransformer = as_hooked(lm, toy_lens_tokenizer())
hooked.train()
prompts = list(TEXTS)
hook_name = "blocks.0.mlp.hook_post"

# insert activation.top-examples.hooked-transformer

# insert activation.dtype-and-site.hooked-transformer
