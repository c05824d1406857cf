"""Images with a direction planted in their pixels, and a layer that is nothing but the pixels."""

import keras
import numpy as np

rng = np.random.default_rng(0)
planted = rng.normal(size=16)
planted /= np.linalg.norm(planted)
patients = np.arange(1600) // 2
y = (np.arange(800) % 2)[patients]
noise = rng.normal(size=(800, 16))[patients] + 0.1 * rng.normal(size=(1600, 16))
inputs = (noise + 3.0 * (y[:, None] - 0.5) * planted).reshape(-1, 4, 4, 1).astype("float32")
net = keras.Sequential(
    [
        keras.Input((4, 4, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(16, name="copy"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Dropout(0.5, name="dropout"),
        keras.layers.Dense(3, name="out"),
    ]
)
net.get_layer("copy").set_weights([np.eye(16), np.zeros(16)])
target_layer = "copy"
group_ids = patients

# insert probe.linear.keras

# insert probe.control-task.sklearn
