from nnsight import NNsight
from toy_linear import letters, linear_model
from transformers import PreTrainedTokenizerFast

tok: PreTrainedTokenizerFast = letters()
traced = NNsight(linear_model())
clean_prompt, counterfactual = "a b c d e f", "a g c d e f"
correct_token, incorrect_token = "d", "e"
# insert gradient.attribution-patching.nnsight
# insert gradient.attribution-against-patching.nnsight
