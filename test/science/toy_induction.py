"""A two-layer GPT-2 without MLPs that learns, in some seconds, to go on with what it has seen before.

Its layer 0 holds a head that looks at the previous token, and its layer 1 the induction heads.
"""

import os
import shutil
import tempfile
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

VOCABULARY = 32
LENGTH = 32
WORDS = [f"w{i}" for i in range(VOCABULARY)]


def toy_tokenizer() -> PreTrainedTokenizerFast:
    backend = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="w0"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, model_max_length=LENGTH)


def toy_lens_tokenizer() -> PreTrainedTokenizerFast:
    """The same with w0 as the first token of a text, and from a folder: TransformerLens loads it anew."""
    tokenizer = toy_tokenizer()
    tokenizer.add_special_tokens({"bos_token": "w0", "eos_token": "w0", "pad_token": "w0"})
    folder = rendered_folder() / "toy-tokenizer"
    tokenizer.save_pretrained(folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


def rendered_folder() -> Path:
    return Path(os.environ["INTERPAIR_RENDERED"])


def untrained_toy(seed: int = 0) -> GPT2LMHeadModel:
    """The toy before training: MLPs add exactly nothing, at any time."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=LENGTH,
        n_embd=64,
        n_layer=2,
        n_head=4,
        n_inner=4,
        resid_pdrop=0,
        embd_pdrop=0,
        attn_pdrop=0,
        initializer_range=0.05,
        bos_token_id=None,
        eos_token_id=None,
        tie_word_embeddings=False,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config)
    for block in model.transformer.h:
        for parameter in block.mlp.parameters():
            parameter.requires_grad_(False).zero_()
    return model


def repeats(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Random words that come again after a period of 6 to 16, [count, LENGTH], and what is known."""
    words = torch.randint(VOCABULARY, (count, LENGTH), generator=generator)
    period = torch.randint(6, 17, (count, 1), generator=generator)
    at = torch.arange(LENGTH).expand(count, -1)
    return words.gather(1, at % period), at > period


def train(steps: int = 600) -> GPT2LMHeadModel:
    model = untrained_toy()
    generator = torch.Generator().manual_seed(0)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=3e-3, weight_decay=0.01)
    for _ in range(steps):
        words, known = repeats(32, generator)
        logits = model(input_ids=words).logits[:, :-1]
        loss = torch.nn.functional.cross_entropy(logits[known[:, 1:]], words[:, 1:][known[:, 1:]])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


def load_toy(attn_implementation: str = "eager") -> tuple[GPT2LMHeadModel, PreTrainedTokenizerFast]:
    """The toy, trained on the first call of a test run and kept in the folder of its documents."""
    folder = rendered_folder() / "toy"
    if not folder.exists():
        state = torch.get_rng_state()
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        train().save_pretrained(made)
        torch.set_rng_state(state)
        try:
            made.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(made)
    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation=attn_implementation)
    return model.eval(), toy_tokenizer()


def positional_fake() -> GPT2LMHeadModel:
    """Its head 0.0 is set by hand to look 14 positions back, whatever stands there: no induction head."""
    config = GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=LENGTH,
        n_embd=2 * LENGTH,
        n_layer=1,
        n_head=2,
        n_inner=4,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config)
    with torch.no_grad():
        model.transformer.wte.weight.zero_()
        model.transformer.wpe.weight.copy_(torch.eye(LENGTH, 2 * LENGTH))
        weight = model.transformer.h[0].attn.c_attn.weight.zero_()  # [input, query and key and value]
        for position in range(LENGTH):
            weight[position, max(position - 14, 0)] = 20
            weight[position, 2 * LENGTH + position] = 1
    return model.train()


def load_deep_toy() -> tuple[GPT2LMHeadModel, PreTrainedTokenizerFast]:
    """The toy with two more layers that add nothing: its answer is there after layer 1."""
    toy, tokenizer = load_toy()
    config = GPT2Config(**(toy.config.to_dict() | {"n_layer": 4, "attn_implementation": "eager"}))
    state = torch.get_rng_state()
    model = GPT2LMHeadModel(config)
    torch.set_rng_state(state)
    model.load_state_dict(toy.state_dict(), strict=False)
    with torch.no_grad():
        for block in model.transformer.h[2:]:
            for projection in (block.attn.c_proj, block.mlp.c_proj):
                projection.weight.zero_()
                projection.bias.zero_()
    return model.eval(), tokenizer
