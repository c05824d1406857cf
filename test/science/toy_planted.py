"""A GPT-2 that reads one planted direction off its residual stream, and its tokenizer.

Its blocks add nothing and its last norm only subtracts the mean (see toy_linear), so that the logit
of "yes" less that of "no" is `READ` times the residual stream along the direction.
"""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

PAIRS, SIZE, READ = 24, 64, 3.0
WORDS = [f"{mark}{i}" for mark in ("up", "down") for i in range(PAIRS)]
WORDS += [".", "so", "thus", "yes", "no", "nothing"]


def planted_tokenizer():
    """One token a word."""
    backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="nothing"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {"unk_token": "nothing", "eos_token": "nothing", "pad_token": "nothing"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **special)


def planted_direction():
    """Of length 1, with a mean of 0, so that a norm does not touch it."""
    torch.manual_seed(5)
    direction = torch.randn(SIZE)
    direction -= direction.mean()
    return direction / direction.norm()


def planted_model():
    """Words "up3" and "down3" are alike but for the direction; later positions have more of it too."""
    config = GPT2Config(
        vocab_size=len(WORDS), n_positions=16, n_embd=SIZE, n_layer=4, n_head=2,
        layer_norm_epsilon=1e8, tie_word_embeddings=False, bos_token_id=None,
        eos_token_id=len(WORDS) - 1,
    )
    model = GPT2LMHeadModel(config)
    direction = planted_direction()
    generator = torch.Generator().manual_seed(6)
    words = torch.randn(len(WORDS), SIZE, generator=generator)
    words[PAIRS : 2 * PAIRS] = words[:PAIRS]
    words -= words @ direction[:, None] * direction
    words[:PAIRS] += 2 * direction
    words[PAIRS : 2 * PAIRS] -= 2 * direction
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.fill_(1e4 if "ln_f.weight" in name else 0.0)
        model.transformer.wte.weight.copy_(words)
        model.transformer.wpe.weight.copy_(torch.arange(16)[:, None] * 0.5 * direction)
        model.lm_head.weight[WORDS.index("yes")] = READ / 2 * direction
        model.lm_head.weight[WORDS.index("no")] = -READ / 2 * direction
    return model
