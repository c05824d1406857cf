from toy_induction import load_toy, toy_lens_tokenizer
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=load_toy()[0], tokenizer=toy_lens_tokenizer(), device="cpu"
)

# insert attention.induction-scores.transformer-lens

# insert attention.induction-control.transformer-lens
