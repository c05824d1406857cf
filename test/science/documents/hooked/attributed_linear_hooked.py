# %%
from toy_hooked import as_hooked
from toy_linear import letters, linear_model
from transformer_lens import HookedTransformer

hooked: HookedTransformer = as_hooked(linear_model(), letters(), folded=True)
text_clean, text_corrupt = "a b c d e f", "a g c d e f"
right_answer, wrong = "d", "e"

# %%
# insert gradient.attribution-patching.hooked-transformer

# %%
# insert gradient.attribution-against-patching.hooked-transformer
