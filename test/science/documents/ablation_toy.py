import torch
from toy_induction import WORDS, load_toy

lm, tok = load_toy()
picks = torch.rand(12, 32, generator=torch.Generator().manual_seed(3)).argsort(-1)[:, :14].tolist()
prompts = [" ".join(WORDS[i] for i in 2 * row) for row in picks]

# insert attention.head-ablation.transformers

# insert attention.ablation-control.transformers
