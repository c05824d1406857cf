import torch
import torch.nn as nn

torch.manual_seed(0)
clf = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(2 * 4 * 5, 3))
clf[2].weight.requires_grad_(False)
clf.train()
clf[1].eval()
picture = torch.randn(1, 2, 4, 5)
limit = 3
# insert gradient.saliency.torch
