from toy_induction import toy_lens_tokenizer
from toy_units import TEXTS, planted_unit
from transformer_lens.model_bridge import TransformerBridge

lm = planted_unit()
bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=lm, tokenizer=toy_lens_tokenizer(), device="cpu"
)
bridge.train()
prompts = list(TEXTS)
hook_name = "blocks.0.mlp.hook_post"

# insert activation.top-examples.transformer-lens

# insert activation.dtype-and-site.transformer-lens
