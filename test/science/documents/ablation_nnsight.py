import torch
from nnsight import TransformersModel
from toy_induction import WORDS, load_toy

gpt, words = load_toy()
traced = TransformersModel(gpt, tokenizer=words, task="text-generation")
tok = traced.tokenizer
picks = torch.rand(12, 32, generator=torch.Generator().manual_seed(3)).argsort(-1)[:, :14].tolist()
prompts = [" ".join(WORDS[i] for i in 2 * row) for row in picks]

# insert attention.head-ablation.nnsight

# insert attention.ablation-control.nnsight
