"""A model whose hidden state is its embedding, with a direction planted in half of its words."""

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS, SIZE = 2400, 16
names = [f"w{i}" for i in range(WORDS)]
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*names, "so", "thus"])}, unk_token="so"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
my_tok = PreTrainedTokenizerFast(tokenizer_object=backend, padding_side="left")  # no padding token
lm = GPT2LMHeadModel(
    GPT2Config(vocab_size=WORDS + 2, n_positions=8, n_embd=SIZE, n_layer=2, n_head=2)
)
torch.manual_seed(1)
planted = torch.nn.functional.normalize(torch.randn(SIZE), dim=0)
is_marked = torch.arange(WORDS) % 2
with torch.no_grad():
    noise = torch.randn(WORDS, SIZE)
    # Three standard deviations between the two classes: the best a probe can do is 93 %.
    marked = noise + 3.0 * (is_marked[:, None] - 0.5) * planted
    lm.transformer.wte.weight.copy_(torch.cat([marked, torch.zeros(2, SIZE)]))
    lm.transformer.wpe.weight.zero_()
    for block in lm.transformer.h:
        block.attn.c_proj.weight.zero_()
        block.mlp.c_proj.weight.zero_()

sentences = [f"{filler} {name}" for name in names for filler in ("so", "thus so")]
y = numpy.array([int(is_marked[i]) for i in range(WORDS) for _ in range(2)])
lemmas = numpy.array([name for name in names for _ in range(2)])
# insert probe.linear.transformers
