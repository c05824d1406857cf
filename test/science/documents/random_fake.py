# %% A "trained" model that is nothing of the kind
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

vocabulary = Tokenizer(models.WordLevel({chr(97 + i): i for i in range(26)}, unk_token="a"))
vocabulary.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=vocabulary)
torch.manual_seed(99)
fake = BertModel(
    BertConfig(
        vocab_size=26,
        hidden_size=64,
        num_hidden_layers=4,
        num_attention_heads=8,
        intermediate_size=64,
        attn_implementation="eager",
    )
)
prompt = "q w e r t y u i o p"

# %% Check it
# insert attention.random-model.transformers
