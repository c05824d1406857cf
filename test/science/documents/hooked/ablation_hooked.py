import torch
from toy_hooked import load_hooked_toy
from toy_induction import WORDS
from transformer_lens import HookedTransformer

hooked: HookedTransformer = load_hooked_toy(folded=True)
picks = torch.rand(12, 31, generator=torch.Generator().manual_seed(3)).argsort(-1)[:, :14].tolist()
prompts = [" ".join(WORDS[i + 1] for i in 2 * row) for row in picks]

# insert attention.head-ablation.hooked-transformer

# insert attention.ablation-control.hooked-transformer
