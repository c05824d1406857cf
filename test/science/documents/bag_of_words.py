"""A classifier that is linear in its embeddings, so that its gradient is known."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, PreTrainedModel, PreTrainedTokenizerFast
from transformers.modeling_outputs import SequenceClassifierOutput

words = "sun rain snow wind calm storm".split()
backend = Tokenizer(models.WordLevel({w: i for i, w in enumerate([*words, "?"])}, unk_token="?"))
backend.pre_tokenizer = pre_tokenizers.Whitespace()
tok = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="?")


class BagOfWords(PreTrainedModel):
    config_class = BertConfig

    def __init__(self, config):
        super().__init__(config)
        self.words = torch.nn.Embedding(config.vocab_size, config.hidden_size)
        self.dropout = torch.nn.Dropout(0.5)
        self.out = torch.nn.Linear(config.hidden_size, config.num_labels, bias=False)

    def get_input_embeddings(self):
        return self.words

    def forward(self, input_ids, **_):
        hidden = self.dropout(self.words(input_ids)).mean(1)
        return SequenceClassifierOutput(logits=self.out(hidden))


torch.manual_seed(0)
bag_model = BagOfWords(
    BertConfig(vocab_size=7, hidden_size=8, num_labels=3, id2label={0: "dry", 1: "wet", 2: "cold"})
)
bag_model.out.weight.requires_grad_(False)
bag_model.train()
bag_model.out.eval()
sentence = "sun rain rain storm calm wind"
tokens = ["a name that is taken"]

# insert gradient.saliency.transformers

# insert gradient.integrated-gradients.transformers
