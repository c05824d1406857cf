# %% An OR gate
from toy_gates import gate, gate_tokenizer
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

or_lm: GPT2LMHeadModel = gate("or")
or_lm.train()
or_lm.transformer.h[1].eval()
tok: PreTrainedTokenizerFast = gate_tokenizer()
prompt_clean, prompt_corrupt = "one one ask", "zero zero ask"
right_token = "yes"
wrong_token = "no"
batch_size = "a name of its own"

# %% Patch
# insert patching.activation-patching.transformers

# %% Believe it?
# insert patching.both-directions.transformers
