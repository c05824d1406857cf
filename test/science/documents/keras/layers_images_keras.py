"""Images whose first two colours agree or not, and a network that can tell once it has rectified them."""

import keras
import numpy as np

calls = []


class Rectify(keras.layers.Layer):
    """A ReLU that says how many images it got."""

    def call(self, inputs):
        calls.append(inputs.shape[0])
        return keras.ops.relu(inputs)


keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
patients = np.arange(600) // 2
red, green = patients % 2, patients // 2 % 2
y = red == green
inputs = 0.3 * rng.normal(size=(600, 6, 6, 3))
inputs[..., 0] += (2 * red - 1)[:, None, None]
inputs[..., 1] += (2 * green - 1)[:, None, None]
inputs = inputs.astype("float32")
net = keras.Sequential(
    [
        keras.Input((6, 6, 3)),
        keras.layers.Conv2D(6, 1, name="mix"),
        keras.layers.BatchNormalization(name="norm"),
        keras.layers.Conv2D(10, 1, name="widen"),
        Rectify(name="rectify"),
        keras.layers.Conv2D(4, 1, name="narrow"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dropout(0.5, name="dropout"),
        keras.layers.Dense(12, name="classes"),
    ]
)
mix, widen, narrow = (0.5 * rng.normal(size=size) for size in ((3, 6), (6, 10), (10, 4)))
mix[:2], mix[:, :2] = 0, np.eye(3)[:, :2]
widen[:2], widen[:, :2] = 0, 0
widen[:2, 0], widen[:2, 1] = 1, -1
narrow[:2] = 0
narrow[:2, 1] = 1  # relu(x) + relu(-x) is |x|, here of red + green
for name, kernel in (("mix", mix), ("widen", widen), ("narrow", narrow)):
    net.get_layer(name).set_weights([kernel[None, None], np.zeros(kernel.shape[1])])
calls.clear()
group_ids = patients

# insert probe.layer-sweep.keras

# insert probe.selectivity-by-layer.sklearn
