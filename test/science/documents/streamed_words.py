"""A model whose hidden state is its embedding, with a direction planted in half of its words."""

import tempfile

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2Model, PreTrainedTokenizerFast

WORDS, SIZE = 1000, 8
names = [f"w{i}" for i in range(WORDS)]
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*names, "so", "thus"])}, unk_token="so"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
my_tok = PreTrainedTokenizerFast(tokenizer_object=backend)
lm = GPT2Model(GPT2Config(vocab_size=WORDS + 2, n_positions=8, n_embd=SIZE, n_layer=2, n_head=2))
torch.manual_seed(1)
planted = torch.nn.functional.normalize(torch.randn(SIZE), dim=0)
is_marked = torch.arange(WORDS) % 2
with torch.no_grad():
    # Three standard deviations between the two classes: the best a probe can do is 93 %.
    marked = torch.randn(WORDS, SIZE) + 3.0 * (is_marked[:, None] - 0.5) * planted
    # Dimensions of very different size: without scaling, the penalty would weigh on some alone.
    sizes = torch.logspace(-1, 1, SIZE)
    lm.wte.weight.copy_(torch.cat([marked * sizes, torch.zeros(2, SIZE)]))
    lm.wpe.weight.zero_()
    for block in lm.h:
        block.attn.c_proj.weight.zero_()
        block.mlp.c_proj.weight.zero_()
lm.train()
sentences = [f"{filler} {name}" for name in names for filler in ("so", "thus so")]
y = numpy.array(["marked" if is_marked[i] else "plain" for i in range(WORDS) for _ in range(2)])
lemmas = numpy.repeat(names, 2)
out_dir = tempfile.mkdtemp()

# insert probe.past-memory.ray

# insert probe.subsample.ray
