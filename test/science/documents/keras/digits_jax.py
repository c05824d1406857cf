# %% A network for digits in plain JAX
import jax
import jax.numpy as jnp
import numpy
from sklearn.datasets import load_digits

digits = load_digits()
X = digits.images[..., None] / 16
keys = jax.random.split(jax.random.key(0), 3)
weights = [
    {"w": jax.random.normal(key, shape) / shape[0] ** 0.5, "b": jnp.zeros(shape[1])}
    for key, shape in zip(keys, [(64, 64), (64, 32), (32, 10)])
]


def forward(weights, x):
    h = x.reshape(len(x), -1)
    for one in weights[:-1]:
        h = jax.nn.relu(h @ one["w"] + one["b"])
    return h @ weights[-1]["w"] + weights[-1]["b"]


@jax.jit
def update(weights, x, y):
    def loss(weights):
        logits = jax.nn.log_softmax(forward(weights, x))
        return -jnp.take_along_axis(logits, y[:, None], 1).mean()

    return jax.tree.map(lambda w, g: w - 0.2 * g, weights, jax.grad(loss)(weights))


generator = numpy.random.default_rng(0)
for _ in range(600):
    rows = generator.integers(len(X), size=128)
    weights = update(weights, X[rows], digits.target[rows])
img = X[3:4]

# %% Where does it look?
# insert gradient.saliency.jax

# %% Believe it?
# insert gradient.randomisation.jax
