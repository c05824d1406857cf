"""A tiny GPT-2 that learns, in under a minute, to go on with a run of words when it comes again."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

ANIMALS = "badger dragon falcon lizard otter rabbit spider zebra".split()
THINGS = "candle engine hammer jacket kettle ladder needle violin".split()
OTHERS = "again below first green never quickly seven under".split()
WORDS = ANIMALS + THINGS + OTHERS
LENGTH = 32
CACHE = Path(__file__).parent / ".cache"


def make_tokenizer() -> PreTrainedTokenizerFast:
    backend = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, model_max_length=LENGTH)


def repeated(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Random words with a run of 6 to 9 that comes twice, and where: [count, LENGTH] each."""

    def draw(low: int | torch.Tensor, high: int | torch.Tensor) -> torch.Tensor:
        share = torch.rand(count, 1, generator=generator)
        return (low + share * (high - low)).floor().long()

    words = torch.randint(len(WORDS), (count, LENGTH), generator=generator)
    size = draw(6, 10)
    first = draw(0, LENGTH - 2 * size + 1)
    second = draw(first + size, LENGTH - size + 1)
    at = torch.arange(LENGTH).expand(count, -1)
    again = (at >= second) & (at < second + size)
    words = words.gather(1, torch.where(again, at - second + first, at))
    return words, again & (at > second)


def train(steps: int = 800) -> GPT2LMHeadModel:
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    config = GPT2Config(
        vocab_size=len(WORDS),
        n_positions=LENGTH,
        n_embd=64,
        n_layer=2,
        n_head=4,
        resid_pdrop=0,
        embd_pdrop=0,
        attn_pdrop=0,
        initializer_range=0.1,
        n_inner=64,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    for step in range(steps):
        words, again = repeated(64, generator)
        logits = model(input_ids=words).logits[:, :-1]
        # Only what can be known is asked for: the words of the run when it comes again.
        loss = torch.nn.functional.cross_entropy(logits[again[:, 1:]], words[:, 1:][again[:, 1:]])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            print(f"step {step}, loss {loss.item():.2f}")
    return model


def load_model() -> tuple[GPT2LMHeadModel, PreTrainedTokenizerFast]:
    """The model, trained on the first call and kept in .cache from then on, and its tokenizer."""
    if not (CACHE / "config.json").exists():
        train().save_pretrained(CACHE)
    model = GPT2LMHeadModel.from_pretrained(CACHE, attn_implementation="eager")
    return model.eval(), make_tokenizer()
