"""Images whose first two colours agree or not, and a network that can tell once it has rectified them."""

from collections import OrderedDict

import torch
from torch import nn

torch.manual_seed(0)
patients = torch.arange(600) // 2
red, green = patients % 2, patients // 2 % 2
y = (red == green).int()
X = 0.3 * torch.randn(600, 3, 6, 6)
X[:, 0] += (2 * red - 1)[:, None, None]
X[:, 1] += (2 * green - 1)[:, None, None]
net = nn.Sequential(
    OrderedDict(
        mix=nn.Conv2d(3, 6, 1),
        norm=nn.BatchNorm2d(6),
        widen=nn.Conv2d(6, 10, 1),
        rectify=nn.ReLU(inplace=True),
        narrow=nn.Conv2d(10, 4, 1),
        flatten=nn.Flatten(),
        dropout=nn.Dropout(),
        classes=nn.Linear(144, 12),
    )
)
with torch.no_grad():
    net.mix.weight[:, :2] = 0
    net.mix.weight[:2] = torch.eye(3)[:2, :, None, None]
    net.widen.weight[:, :2] = 0
    net.widen.weight[:2] = 0
    net.widen.weight[0, :2], net.widen.weight[1, :2] = 1, -1
    net.mix.bias.zero_(), net.widen.bias.zero_()
    net.narrow.weight[:, :2] = 0
    net.narrow.weight[1, :2] = 1  # relu(x) + relu(-x) is |x|, here of red + green
net.train()
net.dropout.eval()
group_ids = patients.numpy()

# insert probe.layer-sweep.torchvision

# insert probe.selectivity-by-layer.sklearn
