from toy_gates import gate, gate_tokenizer
from transformer_lens.model_bridge import TransformerBridge

bridge = TransformerBridge.boot_transformers("gpt2", hf_model=gate("and"), tokenizer=gate_tokenizer())
clean, corrupted = "one one ask", "zero zero ask"
correct, incorrect = "yes", "no"
# insert patching.activation-patching.transformer-lens
# insert patching.both-directions.transformer-lens
