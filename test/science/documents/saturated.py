"""A unit that is saturated at 2: its gradient there is zero, though it went from 0 to 1."""

import torch
from torch import nn


class Saturated(nn.Module):
    def forward(self, inputs):
        rest = 1 - torch.relu(1 - inputs)
        return torch.cat([rest, -3 * rest], 1)


net = Saturated()
x = torch.tensor([[2.0]])
# insert gradient.integrated-gradients.captum
