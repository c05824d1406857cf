"""Forty features, seldom present, in sixteen dimensions of a model, and noise for a random model."""

import torch

torch.manual_seed(0)
there = torch.rand(4000, 40) < 0.05
directions = torch.nn.functional.normalize(torch.randn(40, 16), dim=1)
activations = ((1 + torch.rand(4000, 40)) * there) @ directions
y = there[:, 0].numpy()
group_ids = torch.arange(4000).numpy() // 2
features_random = torch.randn(4000, 16) @ torch.linalg.cholesky(torch.cov(activations.T)).T

# insert features.random-model.torch
