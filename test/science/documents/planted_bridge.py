"""A bridge whose residual stream is its embedding, with a direction planted in half of its words."""

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from toy_induction import rendered_folder
from transformer_lens.model_bridge import TransformerBridge
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS, SIZE = 800, 16
names = [f"w{i}" for i in range(WORDS)]
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*names, "so", "thus", "^"])}, unk_token="so"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
folder = rendered_folder() / "planted-tokenizer"
PreTrainedTokenizerFast(
    tokenizer_object=backend, bos_token="^", eos_token="^", pad_token="^", model_max_length=8
).save_pretrained(folder)
torch.manual_seed(1)
lm = GPT2LMHeadModel(
    GPT2Config(vocab_size=WORDS + 3, n_positions=8, n_embd=SIZE, n_layer=2, n_head=2, bos_token_id=None, eos_token_id=None)
)
planted = torch.nn.functional.normalize(torch.randn(SIZE), dim=0)
is_marked = torch.arange(WORDS) % 2
with torch.no_grad():
    # Three standard deviations between the two classes: the best a probe can do is 93 %.
    marked = torch.randn(WORDS, SIZE) + 3.0 * (is_marked[:, None] - 0.5) * planted
    lm.transformer.wte.weight.copy_(torch.cat([marked, torch.zeros(2, SIZE), torch.full((1, SIZE), 500.0)]))
    lm.transformer.wpe.weight.zero_()
    for block in lm.transformer.h:
        block.attn.c_proj.weight.zero_()
        block.mlp.c_proj.weight.zero_()
bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=lm, tokenizer=PreTrainedTokenizerFast.from_pretrained(folder), device="cpu"
)
bridge.train()

sentences = [f"{filler} {name}" for name in names for filler in ("so", "thus so")]
y = numpy.repeat(is_marked.numpy(), 2)
lemmas = numpy.repeat(names, 2)

# insert probe.linear.transformer-lens
