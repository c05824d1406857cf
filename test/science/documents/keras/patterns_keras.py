"""A causal model with masks, whose attention is set by hand in the first layer and random above."""

import keras
import numpy as np

SIZE = 8
keras.utils.set_random_seed(0)
given = keras.Input((None,), dtype="int32")
places = keras.layers.Embedding(SIZE + 1, SIZE + 1, mask_zero=True, name="places")(given)
first = keras.layers.MultiHeadAttention(2, SIZE + 1, name="by_hand")
second = keras.layers.MultiHeadAttention(2, 4, dropout=0.5, name="random")
mixed = second(places, places) + first(places, places, use_causal_mask=True)
net = keras.Model(given, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling1D()(mixed)))

# Token i stands at position i - 1 and looks at token i - 1; token 0 is padding.
eye = np.eye(SIZE + 1, dtype="float32")
net.get_layer("places").set_weights([eye])
shifted = np.roll(eye, -1, axis=1)
shifted[1] = eye[1]
query = np.stack([40 * shifted, 0 * eye], axis=1)  # the second head looks everywhere
key = np.stack([eye, eye], axis=1)
weights = first.get_weights()
weights[0], weights[2] = query, key
first.set_weights(weights)
X = np.array([[1, 2, 3, 4, 5, 6]])

# insert attention.patterns.keras

# insert attention.random-model.keras
