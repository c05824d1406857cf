from toy_hooked import load_deep_hooked_toy
from transformer_lens import HookedTransformer

hooked: HookedTransformer = load_deep_hooked_toy(folded=True)
run = "w3 w14 w15 w9 w2 w6 w5 w30 w20 w11"
prompt = f"{run} {run}"

# insert lens.logit-lens.hooked-transformer

# insert lens.lens-control.hooked-transformer
