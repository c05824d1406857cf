# %% Features that tell the group, and labels of which each group has both
import numpy as np

rng = np.random.default_rng(0)
group_ids = np.repeat(np.arange(10), 20)
y = np.tile([False, True], 100)
X = rng.normal(size=(10, 64))[group_ids] + 0.1 * rng.normal(size=(200, 64))
X[:, 0] = np.where(y, 3, -3) + 0.1 * rng.normal(size=200)

# %%
# insert probe.control-task.sklearn
