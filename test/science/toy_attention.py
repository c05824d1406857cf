"""Small models whose attention is set by hand."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from toy_induction import rendered_folder
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

SIZE = 16
NUMBERS = "one two three four five six seven eight".split()


def number_tokenizer(first: bool = False) -> PreTrainedTokenizerFast:
    """Number words to ids; with `first` every text starts with "one" where a library asks for it."""
    backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate(NUMBERS)}, unk_token="one"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, model_max_length=SIZE)
    if not first:
        return tokenizer
    tokenizer.add_special_tokens({"bos_token": "one", "eos_token": "one", "pad_token": "one"})
    folder = rendered_folder() / "number-tokenizer"
    tokenizer.save_pretrained(folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


def positional_model(looks_at, layers: int = 1, attention: str = "eager") -> GPT2LMHeadModel:
    """A GPT-2 whose first head looks from each position at `looks_at(position)`.

    Its second head looks everywhere it may. Values and MLPs are zero: nothing is ever moved.
    """
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(NUMBERS),
            n_positions=SIZE,
            n_embd=2 * SIZE,
            n_layer=layers,
            n_head=2,
            n_inner=4,
            bos_token_id=None,
            eos_token_id=None,
            attn_implementation=attention,
        )
    )
    with torch.no_grad():
        model.transformer.wte.weight.zero_()
        model.transformer.wpe.weight.copy_(torch.eye(SIZE, 2 * SIZE))
        for block in model.transformer.h:
            weight = block.attn.c_attn.weight.zero_()  # [input, query and key and value]
            block.attn.c_proj.weight.zero_()
            block.mlp.c_proj.weight.zero_()
            for position in range(SIZE):
                weight[position, looks_at(position)] = 20
                weight[position, 2 * SIZE + position] = 1
    return model


def previous(position: int) -> int:
    return max(position - 1, 0)


def resting_model(rests: bool = True) -> GPT2LMHeadModel:
    """Its first head looks at the first token, whose value is nothing; the others' is something.

    If it does not rest, the value of the first token is as long as the others'.
    """
    model = positional_model(lambda position: 0)
    block = model.transformer.h[0]
    with torch.no_grad():
        attn, width = block.attn, 2 * SIZE
        torch.manual_seed(0)
        attn.c_attn.weight[:, 2 * width :] = torch.randn(width, width)
        attn.c_proj.weight.copy_(torch.eye(width))
        first = block.ln_1(model.transformer.wpe.weight[0])
        if rests:
            attn.c_attn.bias[2 * width :] = -first @ attn.c_attn.weight[:, 2 * width :]
        # Something is left for the others, so that their norms count.
        attn.c_attn.weight[:, :width] *= 0.035
    return model
