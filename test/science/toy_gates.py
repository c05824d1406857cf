"""Transformers with weights set by hand: the last token says whether one or both of two bits are set.

The attention of layer 0 sums the bits at the last position, its MLP computes the gate, and layer 1
does nothing. Each value is held as a pair (x, -x), so that the norms keep every sign: OR is then 0
for one or two bits and negative for none, AND positive for two and 0 for one or none, exactly.
"""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS = "zero one ask yes no nothing".split()
BIT, ASK, SUM, GATE = (slice(2 * i, 2 * i + 2) for i in range(4))
PAIR = torch.tensor([1.0, -1.0])


def gate_tokenizer():
    """One token a word."""
    backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="nothing"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {"unk_token": "nothing", "eos_token": "nothing", "pad_token": "nothing"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **special)


def gate_weights(kind):
    """Embedding [word, hidden], value [hidden, hidden], MLP in and out, unembedding [hidden, word]."""
    sign = {"or": -1.0, "and": 1.0}[kind]
    embedding, value, inner, outer, unembedding = (
        torch.zeros(shape) for shape in ((6, 8), (8, 8), (8, 4), (4, 8), (8, 6))
    )
    embedding[0, BIT], embedding[1, BIT] = -PAIR, PAIR
    embedding[[2, 5], ASK] = PAIR
    value[BIT, SUM] = torch.outer(PAIR, PAIR)
    inner[SUM, 0] = sign * PAIR
    outer[0, GATE] = 3 * sign * PAIR
    unembedding[GATE, 3], unembedding[GATE, 4] = PAIR, -PAIR
    return embedding, value, inner, outer, unembedding


def gate(kind):
    """A GPT-2 that computes "or" or "and"."""
    config = GPT2Config(
        vocab_size=6, n_positions=8, n_embd=8, n_layer=2, n_head=1, n_inner=4,
        activation_function="relu", tie_word_embeddings=False, bos_token_id=5, eos_token_id=5,
    )
    model = GPT2LMHeadModel(config)
    embedding, value, inner, outer, unembedding = gate_weights(kind)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.fill_(1.0 if "ln_" in name and name.endswith("weight") else 0.0)
        first = model.transformer.h[0]
        model.transformer.wte.weight.copy_(embedding)
        first.attn.c_attn.weight[:, 16:].copy_(value)
        first.attn.c_proj.weight.copy_(torch.eye(8))
        first.mlp.c_fc.weight.copy_(inner)
        first.mlp.c_proj.weight.copy_(outer)
        model.lm_head.weight.copy_(unembedding.T)
    return model
