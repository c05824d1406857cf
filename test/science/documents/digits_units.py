# %% A CNN for digits
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
y = torch.tensor(digits.target)
net = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Flatten(),
    nn.Linear(32 * 64, 10),
)
optimiser = torch.optim.Adam(net.parameters(), 3e-3)
for _ in range(6):
    for part in torch.randperm(len(X)).split(64):
        loss = F.cross_entropy(net(X[part]), y[part])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
optimiser.zero_grad()
net[0].bias.requires_grad_(False)
images = X[:200]
layer = "6"

# %% What does a unit look for?
# insert gradient.activation-maximisation.torch

# %% Believe it?
# insert gradient.unit-agreement.torch
