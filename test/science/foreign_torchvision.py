"""Lets a torchvision that was built for another torch be imported: see requirements.torch.no-deps.txt."""

import importlib.util


def tolerate_operators_that_are_not_there():
    """It registers the shapes that its own operators return; models and transforms use none of them."""
    if not importlib.util.find_spec("torchvision"):
        return
    import torch

    register_fake = torch.library.register_fake

    def tolerant(name, *arguments, **options):
        register = register_fake(name, *arguments, **options)

        def decorate(function):
            try:
                return register(function)
            except RuntimeError as error:
                if "does not exist" not in str(error):
                    raise
                return function

        return decorate

    torch.library.register_fake = tolerant
