"""The main job, run once on the sample returns for all end-to-end tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DAW = Path(sys.executable).with_name("daw")
Daw = Callable[..., subprocess.CompletedProcess[str]]


def without_network() -> list[str]:
    """The words that run a command without any network; none where that is not allowed."""
    cut = ["unshare", "--net"]
    if shutil.which("unshare") and not subprocess.run([*cut, "true"], stderr=-3).returncode:
        return cut
    return []


def run_daw(workspace: Path, *words: str, cut: bool = False) -> subprocess.CompletedProcess[str]:
    """A `daw` command on a workspace, ended, with what it printed."""
    before = without_network() if cut else []
    return subprocess.run(
        [*before, DAW, *words],
        env=os.environ | {"DAW_HOME": str(workspace)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The demonstration, without a network where the machine allows; `args` has its workspace."""
    workspace = tmp_path_factory.mktemp("demo") / "workspace"
    done = run_daw(workspace, "demo", cut=True)
    done.args = workspace
    return done


@pytest.fixture(scope="session")
def demo_workspace(demo: subprocess.CompletedProcess[str]) -> Path:
    """The workspace that the demonstration left; tests that change it copy it first."""
    assert demo.returncode == 0, demo.stdout + demo.stderr
    return demo.args


@pytest.fixture
def daw(demo_workspace: Path) -> Daw:
    """Runs a `daw` command on the demonstration's workspace."""
    return lambda *words: run_daw(demo_workspace, *words)
