# %% A small network that reads digits
import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(0)
digits = load_digits()
pictures = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
classes = torch.tensor(digits.target)

cnn = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(32 * 8 * 8, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
optimiser = torch.optim.Adam(cnn.parameters(), lr=2e-3)
for epoch in range(5):
    for rows in torch.randperm(len(pictures)).split(64):
        loss = nn.functional.cross_entropy(cnn(pictures[rows]), classes[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    print(f"epoch {epoch}, loss {loss.item():.3f}")

image = pictures[3:4]
print("reads a 3 as", cnn(image).argmax().item())

# %% Which pixels decide?
