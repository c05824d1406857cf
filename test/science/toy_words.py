"""Models of words: one has a planted direction in its embedding, in the other the second block writes it."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from toy_induction import rendered_folder
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

SIZE = 16


def words_and_fillers(count: int) -> list[str]:
    """The words, two that mean nothing, and the one that TransformerLens puts first."""
    return [*(f"w{i}" for i in range(count)), "so", "thus", "^"]


def word_tokenizer(count: int) -> PreTrainedTokenizerFast:
    """One token a word, padded on the left, without a token for padding."""
    vocabulary = {word: i for i, word in enumerate(words_and_fillers(count))}
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token="so"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, padding_side="left", model_max_length=8)


def lens_word_tokenizer(count: int) -> PreTrainedTokenizerFast:
    """The same with ^ as the first token of a text, and from a folder: TransformerLens loads it anew."""
    tokenizer = word_tokenizer(count)
    tokenizer.add_special_tokens({"bos_token": "^", "eos_token": "^", "pad_token": "^"})
    folder = rendered_folder() / f"word-tokenizer-{count}"
    tokenizer.save_pretrained(folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


def embedding_model(embedding: torch.Tensor, layers: int) -> GPT2LMHeadModel:
    """A GPT-2 whose blocks add nothing to the words' embeddings, [word, SIZE]; those of so and thus are 0."""
    config = GPT2Config(
        vocab_size=len(embedding) + 3, n_positions=8, n_embd=SIZE, n_layer=layers, n_head=2,
        n_inner=4 * SIZE, bos_token_id=None, eos_token_id=None,
    )
    model = GPT2LMHeadModel(config)
    with torch.no_grad():
        first = torch.full((1, SIZE), 500.0)
        model.transformer.wte.weight.copy_(torch.cat([embedding, torch.zeros(2, SIZE), first]))
        model.transformer.wpe.weight.zero_()
        for block in model.transformer.h:
            block.attn.c_proj.weight.zero_()
            block.mlp.c_proj.weight.zero_()
    return model


def marked_model(count: int) -> tuple[GPT2LMHeadModel, torch.Tensor, torch.Tensor]:
    """A model, whether each word is marked, and the direction by which it is."""
    torch.manual_seed(1)
    direction = torch.nn.functional.normalize(torch.randn(SIZE), dim=0)
    is_marked = torch.arange(count) % 2
    # Three standard deviations between the two classes: the best a probe can do is 93 %.
    embedding = torch.randn(count, SIZE) + 3.0 * (is_marked[:, None] - 0.5) * direction
    return embedding_model(embedding, 2), is_marked, direction


def layered_model(count: int) -> tuple[GPT2LMHeadModel, torch.Tensor]:
    """A model, and whether each word's number is far from zero; its second block writes that down.

    Before, no linear probe can read it: half of those that are far are positive, half negative.
    """
    torch.manual_seed(2)
    far = torch.arange(count) % 2
    embedding = torch.randn(count, SIZE)
    sign = 1 - 2 * (torch.arange(count) // 2 % 2)
    embedding[:, 0] = 4 * far * sign + 0.1 * torch.randn(count)
    embedding[:, 1] = 0
    model = embedding_model(embedding, 4)
    with torch.no_grad():
        second = model.transformer.h[1].mlp
        second.c_fc.weight.zero_()[0, :2] = torch.tensor([8.0, -8.0])
        second.c_proj.weight[:2, 1] = 1  # gelu(8 x) + gelu(-8 x) is about 8 |x|
    return model, far
