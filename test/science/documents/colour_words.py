"""A GPT-2 that was trained to tell which of two colours is named somewhere in a text, if any.

What the tests ask of it holds for other seeds, too, and so on any processor.
"""

import torch as th
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2ForSequenceClassification, PreTrainedTokenizerFast

colours, fillers = ["red", "blue"], "a of the and to in it so then we".split()
vocabulary = {word: i for i, word in enumerate([*colours, *fillers, "?", "pad"])}
backend = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
my_tok = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="?", pad_token="pad")
th.manual_seed(0)
classifier = GPT2ForSequenceClassification(
    GPT2Config(
        vocab_size=len(vocabulary), n_positions=16, n_embd=32, n_layer=2, n_head=2, pad_token_id=13,
        initializer_range=0.3, num_labels=2, id2label={0: "RED", 1: "BLUE"}, label2id={"RED": 0, "BLUE": 1},
    )
)
classifier.double()  # so that it comes out the same on any processor
optimiser = th.optim.AdamW(classifier.parameters(), 3e-3)
for _ in range(200):
    ids = th.randint(2, 12, (64, 12))
    ids[:, :-1][th.rand(64, 11) < 0.5] = 13  # so that padding comes to mean nothing
    colour = th.randint(0, 2, (64,))
    # One text in four names no colour: there is nothing to tell.
    ids[th.arange(48), th.randint(0, 12, (48,))] = colour[:48]
    loss = classifier(ids, labels=colour).loss
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
optimiser.zero_grad()
classifier.float()
text = "a of the and blue to in it so then we the"

# %% Which word decides?
# insert gradient.saliency.transformers

# %% Believe it?
# insert gradient.randomisation.transformers

# %% How much does each word add?
# insert gradient.integrated-gradients.transformers

# %% Compared with what?
# insert gradient.completeness.transformers
