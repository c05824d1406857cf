"""A GPT-2 that is a linear map of its embeddings, and its tokenizer."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS = "a b c d e f g nothing".split()


def letters():
    """One token a letter."""
    backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="nothing"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {"unk_token": "nothing", "eos_token": "nothing", "pad_token": "nothing"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **special)


def linear_model(seed=0):
    """Uniform attention, an MLP without a bend, and norms that only subtract the mean.

    With a huge epsilon a layer norm divides by the same number whatever it gets; its weight, as
    huge, multiplies it away again.
    """
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=len(WORDS), n_positions=16, n_embd=16, n_layer=3, n_head=2, initializer_range=0.4,
        activation_function="linear", layer_norm_epsilon=1e8, tie_word_embeddings=False,
        bos_token_id=7, eos_token_id=7,
    )
    model = GPT2LMHeadModel(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "ln_" in name and name.endswith("weight"):
                parameter.fill_(1e4)
        for block in model.transformer.h:
            block.attn.c_attn.weight[:, :32] = 0  # queries and keys
    return model
