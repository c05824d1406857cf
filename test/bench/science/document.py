"""A GPT-2 of random weights and texts of random words: what the scaffolds are measured on."""

import os

import torch as th
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

device = os.environ["INTERPAIR_BENCH_DEVICE"]
vocabulary = {f"w{i}": i for i in range(1000)} | {"?": 1000}
backend = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
my_tok = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="?", pad_token="?", model_max_length=128)
th.manual_seed(0)
net = GPT2LMHeadModel(
    # Larger weights than usual, so that activations differ enough to be told apart.
    GPT2Config(
        vocab_size=1001, n_positions=128, n_embd=256, n_layer=6, n_head=8, initializer_range=0.08,
        bos_token_id=None, eos_token_id=None,
    )
).to(device).eval()  # fmt: skip


def random_text(words):
    return " ".join(f"w{i}" for i in th.randint(1000, (words,)).tolist())


prompts = [random_text(16) for _ in range(10)]
targets = [i % 2 for i in range(10)]
group_ids = [i // 2 for i in range(10)]
clean_prompt = random_text(16)
corrupt_prompt = " ".join([*clean_prompt.split()[:12], "w1", *clean_prompt.split()[13:]])
with th.no_grad():
    one, other = (
        net(**my_tok(prompt, return_tensors="pt").to(device)).logits[0, -1, :1000]
        for prompt in (clean_prompt, corrupt_prompt)
    )
# What the two prompts tell apart most: the model was never trained to answer.
right_answer = f"w{(one - other).argmax()}"
wrong_answer = f"w{(one - other).argmin()}"

# insert probe.layer-sweep.transformers

# insert activation.cache.transformers

# insert attention.head-ablation.transformers

# insert patching.activation-patching.transformers

# insert gradient.attribution-patching.torch
