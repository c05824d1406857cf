# %% A CNN for digits that keeps its places until the end
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
digits = load_digits()
pixels = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
classes = torch.tensor(digits.target)

# Its last layer is linear in the mean of each channel, so that Grad-CAM is known.
network = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(inplace=True),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.BatchNorm2d(32),
    nn.ReLU(inplace=True),
    nn.Conv2d(32, 32, 3, padding=1),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(32, 10),
)
optimiser = torch.optim.Adam(network.parameters(), 5e-3)
for _ in range(6):
    for rows in torch.randperm(len(pixels)).split(64):
        loss = F.cross_entropy(network(pixels[rows]), classes[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
optimiser.zero_grad()
img = pixels[3:4]

# %% Without the noise
# insert gradient.smoothgrad.captum

# %% How much noise?
# insert gradient.noise-sweep.captum

# %% Where?
# insert gradient.grad-cam.captum

# %% For this class alone?
# insert gradient.wrong-class.captum
