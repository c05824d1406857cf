# %%
from toy_linear import letters, linear_model
from transformer_lens.model_bridge import TransformerBridge

lens_model = TransformerBridge.boot_transformers("gpt2", hf_model=linear_model(), tokenizer=letters())
text_clean, text_corrupt = "a b c d e f", "a g c d e f"
right_answer, wrong = "d", "e"

# %%
# insert gradient.attribution-patching.transformer-lens

# %%
# insert gradient.attribution-against-patching.transformer-lens
