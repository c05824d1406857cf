"""A toy model that has to keep five features in two dimensions, and what an autoencoder finds there."""

import torch

torch.manual_seed(0)
code = torch.nn.Parameter(torch.randn(5, 2) * 0.5)
shift = torch.nn.Parameter(torch.zeros(5))
optimiser = torch.optim.Adam([code, shift], 1e-2)
for _ in range(2500):
    on = torch.rand(512, 5) * (torch.rand(512, 5) < 0.05)
    loss = (on - torch.relu(on @ code @ code.T + shift)).square().mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
with torch.no_grad():
    on = torch.rand(20000, 5) * (torch.rand(20000, 5) < 0.05)
    on = on[on.sum(1) > 0]
    hidden_states = on @ code
    scale = "a name that is taken"

# insert features.sae.torch
