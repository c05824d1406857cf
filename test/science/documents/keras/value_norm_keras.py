"""A causal model whose first head looks at the first position, where there is nothing to read."""

import keras
import numpy as np

SIZE = 8
RESTS = True
keras.utils.set_random_seed(0)
given = keras.Input((None,), dtype="int32")
places = keras.layers.Embedding(SIZE + 1, SIZE + 1, mask_zero=True, name="places")(given)
mixed = places
for name in ("resting", "random"):
    attention_layer = keras.layers.MultiHeadAttention(2, SIZE + 1, value_dim=5, dropout=0.5, name=name)
    mixed = mixed + attention_layer(places, places, use_causal_mask=True)
net = keras.Model(given, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling1D()(mixed)))

# Token i stands at position i - 1; token 0 is padding.
eye = np.eye(SIZE + 1, dtype="float32")
net.get_layer("places").set_weights([eye])
weights = dict(zip(("query", "key", "value", "output"), net.get_layer("resting").get_weights()[::2]))
first = np.zeros_like(eye)
first[:, 1] = 12
value = np.random.default_rng(0).normal(size=(SIZE + 1, 2, 5))
value_bias = -value[1] if RESTS else 0 * value[1]
net.get_layer("resting").set_weights(
    [
        np.stack([first, 0 * eye], axis=1), np.zeros((2, SIZE + 1)),
        np.stack([eye, eye], axis=1), np.zeros((2, SIZE + 1)),
        value, value_bias, weights["output"], np.ones(SIZE + 1),
    ]
)
X = np.array([[1, 2, 3, 4, 5, 6]])

# insert attention.patterns.keras

# insert attention.value-norm.keras
