"""GPT-2 toys as a HookedTransformer, for TransformerLens 2 and 3."""

from toy_induction import load_toy, toy_lens_tokenizer
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_gpt2_weights


def as_hooked(model, tokenizer) -> HookedTransformer:
    """A small GPT2LMHeadModel with its weights as they are, nothing folded or centred."""
    gpt2 = model.config
    config = HookedTransformerConfig(
        n_layers=gpt2.n_layer,
        d_model=gpt2.n_embd,
        n_ctx=gpt2.n_positions,
        d_head=gpt2.n_embd // gpt2.n_head,
        n_heads=gpt2.n_head,
        d_mlp=gpt2.n_inner,
        d_vocab=gpt2.vocab_size,
        act_fn="gelu_new",
        normalization_type="LN",
        eps=gpt2.layer_norm_epsilon,
        device="cpu",
    )
    hooked = HookedTransformer(config)
    hooked.set_tokenizer(tokenizer)
    hooked.load_and_process_state_dict(
        convert_gpt2_weights(model, config),
        fold_ln=False,
        center_writing_weights=False,
        center_unembed=False,
        fold_value_biases=False,
    )
    return hooked.eval()


def load_hooked_toy() -> HookedTransformer:
    return as_hooked(load_toy()[0], toy_lens_tokenizer())
