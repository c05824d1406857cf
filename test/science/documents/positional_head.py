"""A head that is set by hand to look 14 positions back, whatever stands there: no induction head."""

import torch
from toy_induction import toy_tokenizer
from transformers import GPT2Config, GPT2LMHeadModel

SIZE = 32
fake = GPT2LMHeadModel(
    GPT2Config(
        vocab_size=32,
        n_positions=SIZE,
        n_embd=2 * SIZE,
        n_layer=1,
        n_head=2,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
)
with torch.no_grad():
    fake.transformer.wte.weight.zero_()
    fake.transformer.wpe.weight.copy_(torch.eye(SIZE, 2 * SIZE))
    weight = fake.transformer.h[0].attn.c_attn.weight.zero_()  # [input, query and key and value]
    for position in range(SIZE):
        weight[position, max(position - 14, 0)] = 20
        weight[position, 2 * SIZE + position] = 1
fake.train()
tok = toy_tokenizer()

# insert attention.induction-scores.transformers

# insert attention.induction-control.transformers
