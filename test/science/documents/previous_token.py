"""A GPT-2 whose first head is set by hand to look at the previous token, and whose second looks everywhere."""
from __future__ import annotations

import torch as th
from matplotlib import pyplot
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    GPT2Config,
    GPT2Model,
    PreTrainedTokenizerFast,
)

SIZE = 16
words = "one two three four five six seven eight".split()
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="one"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=backend)
net = GPT2Model(
    GPT2Config(
        vocab_size=8, n_positions=SIZE, n_embd=2 * SIZE, n_layer=1, n_head=2, attn_implementation="eager"
    )
)
with th.no_grad():
    net.wte.weight.zero_()
    net.wpe.weight.copy_(th.eye(SIZE, 2 * SIZE))
    weight = net.h[0].attn.c_attn.weight.zero_()  # [input, query and key and value]
    for position in range(SIZE):
        weight[position, max(position - 1, 0)] = 20
        weight[position, 2 * SIZE + position] = 1
net.train()
sentence = "three one four one five"
attention = "a name that is taken"

# insert attention.patterns.transformers

# insert attention.random-model.transformers
