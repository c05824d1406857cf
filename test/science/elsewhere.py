"""Stands in for tensors on a GPU where there is none."""

import torch


class Elsewhere(torch.Tensor):
    """Refuses what a tensor on a GPU refuses, until `cpu()` brings it over: numpy, and to select in others."""

    def cpu(self):
        return self.as_subclass(torch.Tensor)

    def __array__(self, *_, **__):
        raise TypeError("can't convert cuda:0 device type tensor to numpy.")

    @classmethod
    def __torch_function__(cls, function, types, arguments=(), options=None):
        if function is torch.Tensor.__getitem__ and not isinstance(arguments[0], cls):
            raise RuntimeError("indices should be either on cpu or on the same device as the indexed tensor (cpu)")
        return super().__torch_function__(function, types, arguments, options or {})
