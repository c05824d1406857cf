"""Runs the document that the scaffolds were inserted into."""

import contextlib
import io
import os
import runpy
import sys
from pathlib import Path

import matplotlib.pyplot as plt

sys.path.insert(0, str(Path(__file__).parents[2] / "science"))
from foreign_torchvision import tolerate_operators_that_are_not_there  # noqa: E402

tolerate_operators_that_are_not_there()


def run_document(path, device):
    """The names of a document after it ran on a device, "cpu" or "cuda"; it prints and shows nothing."""
    os.environ["INTERPAIR_BENCH_DEVICE"] = device
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        names = runpy.run_path(path)
    plt.close("all")
    return names
