# %% A small CNN that knows its digits
import torch as t
import torch.nn.functional as F
from sklearn import datasets
from torch import nn

t.manual_seed(0)
digits = datasets.load_digits()
X = t.tensor(digits.images, dtype=t.float32)[:, None] / 16
y = t.tensor(digits.target)


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 16, 3, padding=1)
        self.second = nn.Conv2d(16, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 64, 64)
        self.out = nn.Linear(64, 10)

    def forward(self, images):
        h = F.relu(self.second(F.relu(self.first(images))))
        return self.out(F.relu(self.hidden(h.flatten(1))))


cnn = DigitNet()
optimiser = t.optim.Adam(cnn.parameters(), 2e-3)
for _ in range(5):
    for rows in t.randperm(len(X)).split(64):
        loss = F.cross_entropy(cnn(X[rows]), y[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
img = X[3:4]

# %% Where does it look?
# insert gradient.saliency.torch

# %% Believe it?
# insert gradient.randomisation.torch

# %% How much does each pixel add?
# insert gradient.integrated-gradients.captum

# %% Compared with what?
# insert gradient.completeness.captum
