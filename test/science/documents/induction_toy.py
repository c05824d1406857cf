from toy_induction import load_toy

lm, tok = load_toy()

# insert attention.induction-scores.transformers

# insert attention.induction-control.transformers
