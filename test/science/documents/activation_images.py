"""A small network with a ReLU that works in place, and a channel that looks for vertical bars."""

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(2),
    nn.Dropout(),
    nn.Flatten(),
    nn.Linear(8 * 16, 10),
)
with torch.no_grad():
    net[0].weight[0, 0] = torch.tensor([-1.0, 2.0, -1.0]).repeat(3, 1)
    net[0].bias[0] = 0
imgs = 0.2 * torch.rand(60, 1, 8, 8)
barred = torch.arange(60) % 12 == 5
imgs[barred, :, :, 4] += 1
net.train()
net[1].eval()
target_layer = "2"

# insert activation.cache.torchvision

# insert activation.dtype-and-site.torchvision

# insert activation.top-examples.torchvision
