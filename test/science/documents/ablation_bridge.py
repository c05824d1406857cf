import torch
from toy_induction import WORDS, load_toy, toy_lens_tokenizer
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=load_toy()[0], tokenizer=toy_lens_tokenizer(), device="cpu"
)
picks = torch.rand(12, 31, generator=torch.Generator().manual_seed(3)).argsort(-1)[:, :14].tolist()
prompts = [" ".join(WORDS[i + 1] for i in 2 * row) for row in picks]

# insert attention.head-ablation.transformer-lens

# insert attention.ablation-control.transformer-lens
