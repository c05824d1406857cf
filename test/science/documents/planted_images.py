"""Images with a direction planted in their pixels, and a layer that is nothing but the pixels."""

import torch
from torch import nn

torch.manual_seed(0)
planted = nn.functional.normalize(torch.randn(16), dim=0)
patients = torch.arange(1600) // 2
label_of = torch.arange(800) % 2
y = label_of[patients]
noise = torch.randn(800, 16)[patients] + 0.1 * torch.randn(1600, 16)
X = (noise + 3.0 * (y[:, None] - 0.5) * planted).view(-1, 1, 4, 4)
net = nn.Sequential(nn.Flatten(), nn.Linear(16, 16), nn.BatchNorm1d(16), nn.Dropout(), nn.Linear(16, 3))
with torch.no_grad():
    net[1].weight.copy_(torch.eye(16))
    net[1].bias.zero_()
net.train()
net[3].eval()
target_layer = "1"
group_ids = patients

# insert probe.linear.torchvision

# insert probe.control-task.sklearn
