"""The example that everyone starts from: the attention of a BERT for a few words."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

backend = Tokenizer(models.WordLevel({chr(97 + i): i for i in range(26)}, unk_token="a"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend)
torch.manual_seed(0)
bert = BertForMaskedLM(
    BertConfig(
        vocab_size=26,
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=12,
        intermediate_size=48,
        attn_implementation="eager",
    )
)


def look(bert: BertForMaskedLM, tokenizer: PreTrainedTokenizerFast, prompt: str):
    # insert attention.patterns.transformers
    return attention
