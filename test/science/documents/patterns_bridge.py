from toy_attention import number_tokenizer, positional_model, previous
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers(
    "gpt2", hf_model=positional_model(previous), tokenizer=number_tokenizer(True), device="cpu"
)
bridge.train()
prompt = "three one four one five"

# insert attention.patterns.transformer-lens

# insert attention.random-model.transformer-lens
