import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

letters = {chr(97 + i): i + 1 for i in range(26)}
backend = Tokenizer(models.WordLevel({"_": 0, **letters}, unk_token="_"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=backend)
torch.manual_seed(0)
encoder = BertModel(
    BertConfig(vocab_size=27, hidden_size=16, num_hidden_layers=3, num_attention_heads=2, intermediate_size=24)
)
with torch.no_grad():
    # A unit that knows one word: what "q" adds to the stream is all that it looks for.
    encoder.embeddings.word_embeddings.weight[:] *= 20
    word = encoder.embeddings.word_embeddings.weight[letters["q"]]
    first = encoder.encoder.layer[0].intermediate.dense
    encoder.encoder.layer[0].attention.output.dense.weight.zero_()
    first.weight[0] = word * 5
    first.bias[0] = 0
encoder.train()
encoder.encoder.layer[1].eval()
sentences = ["a b c d e", "f g q", "h", "i j k l m n o p", "q r s t", "u v w x y z", "b d f h", "e q"]
layer_name = "encoder.layer.0.intermediate.dense"

# insert activation.cache.transformers

# insert activation.dtype-and-site.transformers

# insert activation.top-examples.transformers
