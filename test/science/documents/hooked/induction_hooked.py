from toy_hooked import load_hooked_toy
from transformer_lens import HookedTransformer

hooked: HookedTransformer = load_hooked_toy()

# insert attention.induction-scores.hooked-transformer

# insert attention.induction-control.hooked-transformer
