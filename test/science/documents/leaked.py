# %% Features that tell the group, and labels that follow from the group alone
import numpy as np

rng = np.random.default_rng(0)
group_ids = np.repeat(np.arange(40), 10)
X = rng.normal(size=(40, 64))[group_ids] + 0.3 * rng.normal(size=(400, 64))
y = (rng.permutation(40) < 20)[group_ids]

# %%
# insert probe.control-task.sklearn
