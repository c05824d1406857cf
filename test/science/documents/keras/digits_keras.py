# %% A CNN for digits, with a softmax as in most tutorials
import keras
from keras import layers as L
from sklearn.datasets import load_digits

keras.utils.set_random_seed(0)
digits = load_digits()
X = digits.images[..., None] / 16
cnn = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        L.Conv2D(16, 3, padding="same", activation="relu", name="first"),
        L.Conv2D(16, 3, padding="same", activation="relu", name="second"),
        L.Dropout(0.2),
        L.Flatten(),
        L.Dense(10, activation="softmax", name="classes"),
    ]
)
cnn.compile(keras.optimizers.Adam(3e-3), "sparse_categorical_crossentropy")
cnn.fit(X, digits.target, batch_size=64, epochs=6, verbose=0)
img = X[3:4]
layer = "second"

# %% Where does it look?
# insert gradient.saliency.keras

# %% Believe it?
# insert gradient.randomisation.keras

# %% What does a channel see?
# insert gradient.channel-saliency.keras

# %% That channel?
# insert gradient.channel-randomisation.keras
