# %% A model with a direction planted in it
from toy_planted import planted_model, planted_tokenizer
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

gpt: GPT2LMHeadModel = planted_model()
gpt.train()
gpt.transformer.h[2].eval()
tok: PreTrainedTokenizerFast = planted_tokenizer()
prompt = "so thus"
examples = [f"so up{i}" for i in range(12)]
negatives = [f"so down{i}" for i in range(12)]
correct, incorrect = "yes", "no"
direction = "north"

# %% Steer
# insert steering.difference-of-means.transformers

# %% Believe it?
# insert steering.controls.transformers
