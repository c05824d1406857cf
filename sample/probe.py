# %% Short texts about an animal or about a thing
import random

from words import ANIMALS, OTHERS, THINGS, load_model

net, tok = load_model()
random.seed(0)
sentences, labels, groups = [], [], []
for word in ANIMALS + THINGS:
    for _ in range(25):
        words = [word, *random.choices(OTHERS, k=4)]
        random.shuffle(words)
        sentences.append(" ".join(words))
        labels.append("animal" if word in ANIMALS else "thing")
        groups.append(word)

# %% Does the model know what an animal is?
