from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

vocabulary = Tokenizer(models.WordLevel({"a": 0, "b": 1}, unk_token="a"))
vocabulary.pre_tokenizer = pre_tokenizers.Whitespace()
encoder = BertModel(
    BertConfig(
        vocab_size=2,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        attn_implementation="sdpa",
    )
)


def analyse(model: BertModel, tokenizer: PreTrainedTokenizerFast, prompt: str):
    # insert attention.patterns.transformers
    return attention, tokens, sink


def load() -> tuple[BertModel, PreTrainedTokenizerFast]:
    return encoder, PreTrainedTokenizerFast(tokenizer_object=vocabulary)
