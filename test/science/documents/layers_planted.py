"""A model whose second block writes down what could not be read before: how far a number is from zero."""

import numpy as np
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS, SIZE = 300, 16
words = [f"w{i}" for i in range(WORDS)]
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*words, "so", "thus"])}, unk_token="so"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=backend, padding_side="left")
torch.manual_seed(2)
deep_lm = GPT2LMHeadModel(GPT2Config(vocab_size=WORDS + 2, n_positions=8, n_embd=SIZE, n_layer=4, n_head=2))
far = torch.arange(WORDS) % 2
with torch.no_grad():
    embedding = torch.randn(WORDS, SIZE)
    embedding[:, 0] = 4 * far * (1 - 2 * (torch.arange(WORDS) // 2 % 2)) + 0.1 * torch.randn(WORDS)
    embedding[:, 1] = 0
    deep_lm.transformer.wte.weight.copy_(torch.cat([embedding, torch.zeros(2, SIZE)]))
    deep_lm.transformer.wpe.weight.zero_()
    for block in deep_lm.transformer.h:
        block.attn.c_proj.weight.zero_()
        block.mlp.c_proj.weight.zero_()
    second = deep_lm.transformer.h[1].mlp
    second.c_fc.weight.zero_()[0, :2] = torch.tensor([8.0, -8.0])
    second.c_proj.weight[:2, 1] = 1  # gelu(8 x) + gelu(-8 x) is about 8 |x|
deep_lm.train()
deep_lm.transformer.h[0].eval()

prompts = [f"{filler} {word}" for word in words for filler in ("so", "thus so")]
y = np.repeat(far.numpy(), 2)
lemmas = np.repeat(words, 2)

# insert probe.layer-sweep.transformers

# insert probe.selectivity-by-layer.sklearn
