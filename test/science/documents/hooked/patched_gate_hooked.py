import torch as t
from toy_gates import gate_tokenizer, gate_weights
from transformer_lens import HookedTransformer, HookedTransformerConfig

hooked = HookedTransformer(
    HookedTransformerConfig(
        n_layers=2, d_model=8, n_ctx=8, d_head=8, n_heads=1, d_mlp=4, d_vocab=6, act_fn="relu",
        normalization_type="LN",
    )
)
hooked.set_tokenizer(gate_tokenizer())
embedding, value, inner, outer, unembedding = gate_weights("or")
with t.no_grad():
    for name, parameter in hooked.named_parameters():
        parameter.fill_(1.0 if "ln" in name and name.endswith("w") else 0.0)
    hooked.embed.W_E.copy_(embedding)
    hooked.blocks[0].attn.W_V[0] = value
    hooked.blocks[0].attn.W_O[0] = t.eye(8)
    hooked.blocks[0].mlp.W_in.copy_(inner)
    hooked.blocks[0].mlp.W_out.copy_(outer)
    hooked.unembed.W_U.copy_(unembedding)
clean_prompt, corrupt_prompt = "one one ask", "zero zero ask"
right_answer, wrong_answer = "yes", "no"
# insert patching.activation-patching.hooked-transformer
# insert patching.both-directions.hooked-transformer
