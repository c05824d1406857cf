from nnsight import TransformersModel
from toy_induction import load_deep_toy

gpt, words = load_deep_toy()
traced = TransformersModel(gpt, tokenizer=words, task="text-generation")
tok = traced.tokenizer
run = "w3 w14 w15 w9 w2 w6 w5 w30 w20 w11"
prompt = f"{run} {run}"

# insert lens.logit-lens.nnsight

# insert lens.lens-control.nnsight
