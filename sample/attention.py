# %% A tiny GPT-2 that has learned to go on with a run of words when it comes again
from words import load_model

net, tok = load_model()
run = "candle zebra violin under rabbit seven hammer otter"
prompt = f"first {run} engine candle zebra violin under rabbit seven"
encoded = tok(prompt, return_tensors="pt")
print("goes on with:", tok.decode(net(**encoded).logits[0, -1].argmax()))

# %% How do its heads find the next word?
