"""The main job, run once on the sample returns for all end-to-end tests."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from core.county import county_folder
from sources.samples.declared_world import OWN, laid_over
from tests.support.once_a_run import made_once

DAW = Path(sys.executable).with_name("daw")
Daw = Callable[..., subprocess.CompletedProcess[str]]


def without_network() -> list[str]:
    """The words that run a command without any network; none where that is not allowed."""
    cut = ["unshare", "--net"]
    if shutil.which("unshare") and not subprocess.run([*cut, "true"], stderr=-3).returncode:
        return cut
    return []


def run_daw(
    workspace: Path, *words: str, cut: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A `daw` command on a workspace, ended, with what it printed."""
    before = without_network() if cut else []
    return subprocess.run(
        [*before, DAW, *words],
        env=os.environ | {"DAW_HOME": str(workspace)} | environment,
        capture_output=True,
        text=True,
    )


@dataclass(frozen=True)
class Demo:
    """How the demonstration ended, what it printed, and the workspace that it left."""

    status: int
    stdout: str
    stderr: str
    workspace: Path


SMALL_WORLD = {
    "first": "2019-20-Q1",
    "last": "2019-20-Q2",
    "publish": [],
    "story": {"late": [], "missing": [], "corrected": []},
    "extracts": {"da_incidents": {"rows": {"per_10k": 14, "by": "district"}}},
}
"""What makes a demonstration short: few quarters, few incidents, nothing published."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return a short demonstration, run without a network where the machine allows it."""

    def make(folder: Path) -> None:
        county = shutil.copytree(county_folder(), folder / "county")
        own = yaml.safe_load((county / OWN).read_text())
        (county / OWN).write_text(yaml.safe_dump(laid_over(own, SMALL_WORLD)))
        _give(folder, DAW_COUNTY=str(county))

    folder = made_once(tmp_path_factory, "demo", make)
    return _given(folder)


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return the whole demonstration, as `make demo` gives it."""
    return _given(made_once(tmp_path_factory, "whole_demo", _give))


def _give(folder: Path, **environment: str) -> None:
    done = run_daw(folder / "workspace", "demo", cut=True, **environment)
    told = {"status": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
    (folder / "told.json").write_text(json.dumps(told))


def _given(folder: Path) -> Demo:
    return Demo(**json.loads((folder / "told.json").read_text()), workspace=folder / "workspace")


@pytest.fixture(scope="session")
def demo_workspace(demo: Demo) -> Path:
    """Return the workspace that the demonstration left; tests that change it copy it first."""
    assert demo.status == 0, demo.stdout + demo.stderr
    return demo.workspace


@pytest.fixture
def daw(demo_workspace: Path) -> Daw:
    """Runs a `daw` command on the demonstration's workspace."""
    return lambda *words: run_daw(demo_workspace, *words)
