"""The devices that PyTorch has here, and the versions in use, as JSON."""

import importlib.metadata
import json
import platform

import torch

devices = {"cpu": f"CPU, {torch.get_num_threads()} threads"}
if torch.cuda.is_available():
    devices["cuda"] = torch.cuda.get_device_name()
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "numpy")}
print(json.dumps({"devices": devices, "versions": {"python": platform.python_version()} | versions}))
