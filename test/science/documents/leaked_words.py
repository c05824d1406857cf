"""A model that was never trained, and labels that follow from the word alone."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2Model, PreTrainedTokenizerFast

animals, things = "badger dragon falcon lizard otter".split(), "candle engine hammer jacket ladder".split()
fillers = "again below first green never quickly".split()
vocabulary = {word: i for i, word in enumerate([*animals, *things, *fillers])}
backend = Tokenizer(models.WordLevel(vocabulary, unk_token="again"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=backend)
torch.manual_seed(0)
untrained = GPT2Model(
    GPT2Config(vocab_size=len(vocabulary), n_positions=8, n_embd=32, n_layer=2, n_head=2)
)
groups = [word for word in [*animals, *things] for _ in fillers]
sentences = [f"{filler} {word}" for word in [*animals, *things] for filler in fillers]
labels = ["animal" if word in animals else "thing" for word in groups]

# %%
# insert probe.linear.transformers
