from toy_attention import number_tokenizer, resting_model
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=resting_model(), tokenizer=number_tokenizer(True), device="cpu"
)
prompt = "three one four one five"

# insert attention.value-norm.transformer-lens
