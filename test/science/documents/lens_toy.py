from toy_induction import load_deep_toy

lm, tok = load_deep_toy()
run = "w3 w14 w15 w9 w2 w6 w5 w30 w20 w11"
prompt = f"{run} {run}"

# insert lens.logit-lens.transformers

# insert lens.lens-control.transformers
