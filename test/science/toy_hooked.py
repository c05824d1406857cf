"""GPT-2 toys as a HookedTransformer, for TransformerLens 2 and 3."""

from toy_induction import load_deep_toy, load_toy, toy_lens_tokenizer
from torch import nn
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_gpt2_weights


def as_hooked(model, tokenizer, folded=False, folded_values=None) -> HookedTransformer:
    """A small GPT2LMHeadModel, with its weights as they are or folded and centred.

    `HookedTransformer.from_pretrained` folds and centres unless it is told not to, value biases too.
    """
    gpt2 = model.config
    is_linear = gpt2.activation_function == "linear"
    config = HookedTransformerConfig(
        n_layers=gpt2.n_layer,
        d_model=gpt2.n_embd,
        n_ctx=gpt2.n_positions,
        d_head=gpt2.n_embd // gpt2.n_head,
        n_heads=gpt2.n_head,
        d_mlp=gpt2.n_inner or 4 * gpt2.n_embd,
        d_vocab=gpt2.vocab_size,
        act_fn="relu" if is_linear else gpt2.activation_function,
        normalization_type="LN",
        eps=gpt2.layer_norm_epsilon,
        device="cpu",
    )
    hooked = HookedTransformer(config)
    if is_linear:
        for block in hooked.blocks:
            block.mlp.act_fn = nn.Identity()
    hooked.set_tokenizer(tokenizer)
    hooked.load_and_process_state_dict(
        convert_gpt2_weights(model, config),
        fold_ln=folded,
        center_writing_weights=folded,
        center_unembed=folded,
        fold_value_biases=folded if folded_values is None else folded_values,
    )
    return hooked.eval()


def load_hooked_toy(folded=False) -> HookedTransformer:
    return as_hooked(load_toy()[0], toy_lens_tokenizer(), folded)


def load_deep_hooked_toy(folded=False) -> HookedTransformer:
    return as_hooked(load_deep_toy()[0], toy_lens_tokenizer(), folded)
