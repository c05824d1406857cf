"""A model whose hidden state is its embedding, with a direction planted in half of its words."""

import tempfile

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS, SIZE = 1000, 8
names = [f"w{i}" for i in range(WORDS)]
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*names, "so", "thus"])}, unk_token="so"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
my_tok = PreTrainedTokenizerFast(tokenizer_object=backend)
lm = GPT2LMHeadModel(GPT2Config(vocab_size=WORDS + 2, n_positions=8, n_embd=SIZE, n_layer=2, n_head=2))
torch.manual_seed(1)
planted = torch.nn.functional.normalize(torch.randn(SIZE), dim=0)
planted[0] = 0
# Dimensions of very different size: without scaling, the penalty would weigh on some alone. The first
# is large and hardly moves, as some are in large models: float16 rounds all of it to one number.
sizes = torch.logspace(-1, 1, SIZE)
is_marked = torch.arange(WORDS) % 2
with torch.no_grad():
    # Three standard deviations between the two classes: the best a probe can do is 93 %.
    marked = torch.randn(WORDS, SIZE) + 3.0 * (is_marked[:, None] - 0.5) * planted / planted.norm()
    words = torch.cat([marked * sizes, torch.zeros(2, SIZE)])
    words[:, 0] += 900
    lm.transformer.wte.weight.copy_(words)
    lm.transformer.wpe.weight.zero_()
    for block in lm.transformer.h:
        block.attn.c_proj.weight.zero_()
        block.mlp.c_proj.weight.zero_()
lm.train()
lm.transformer.h[0].eval()
# The classes take turns: every second text is of one of them.
sentences = [f"{filler} {name}" for name in names[::2] for filler in ("so", "thus so")]
others = [f"{filler} {name}" for name in names[1::2] for filler in ("so", "thus so")]
sentences = [text for pair in zip(sentences, others) for text in pair]
lemmas = [text.split()[-1] for text in sentences]
y = numpy.array(["marked" if is_marked[int(lemma[1:])] else "plain" for lemma in lemmas])
out_dir = tempfile.mkdtemp()

# insert probe.past-memory.transformers

# insert probe.subsample.transformers
