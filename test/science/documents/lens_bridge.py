from toy_induction import load_deep_toy, toy_lens_tokenizer
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=load_deep_toy()[0], tokenizer=toy_lens_tokenizer(), device="cpu"
)
run = "w3 w14 w15 w9 w2 w6 w5 w30 w20 w11"
prompt = f"{run} {run}"

# insert lens.logit-lens.transformer-lens

# insert lens.lens-control.transformer-lens
