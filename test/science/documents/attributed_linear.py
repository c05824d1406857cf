import torch
from toy_linear import letters, linear_model
from transformers import GPT2LMHeadModel

net: GPT2LMHeadModel = linear_model()
net.requires_grad_(False)
net.train()
net.transformer.drop.eval()
my_tokenizer = letters()
clean, corrupt = "a b c d e f", "a g c d e f"
answer = "d"
wrong_answer = "e"
# insert gradient.attribution-patching.torch
# insert gradient.attribution-against-patching.torch
