# %% A CNN for digits that gives logits
import keras
from sklearn.datasets import load_digits

keras.utils.set_random_seed(0)
digits = load_digits()
X = digits.images[..., None] / 16
cnn = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="first"),
        keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="second"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, name="logits"),
    ]
)
cnn.compile(keras.optimizers.Adam(3e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
cnn.fit(X, digits.target, batch_size=64, epochs=6, verbose=0)
images = X[:200]
layer = "logits"

# %% What does a unit look for?
# insert gradient.activation-maximisation.keras

# %% Believe it?
# insert gradient.unit-agreement.keras
