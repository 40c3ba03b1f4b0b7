"""Land, build, publish, rotate and erase, killed anywhere, are finished by the next run."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from core.workspace import Workspace
from tests.benchmarks import kills
from tests.end_to_end.conftest import DAW, run_daw

FEW = {
    "land": 5, "build": 1, "build anew": 1, "rotate": 2, "erase": 2,
    "draft": 1, "version 1": 1, "draft anew": 1, "version 2": 1,
}  # fmt: skip
"""Fifteen kills; `make kills` has five hundred."""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> kills.Trial:
    """What every job makes of a small inbox, and what was lost by a few kills of each."""
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(kills.trial, FEW, tmp_path_factory.mktemp("stages")).result()


def test_the_jobs_do_what_they_are_killed_at(trial: kills.Trial) -> None:
    ends, _ = trial
    assert ends["land"]["lines of the trail"].total() == len(kills.FILES)  # type: ignore[attr-defined]
    assert len(ends["build"]["warehouse.duckdb:main.landed"]) == 7  # type: ignore[arg-type]
    assert len(ends["erase"]["warehouse.duckdb:main.landed"]) == 5  # type: ignore[arg-type]
    assert ends["rotate"]["secrets/pseudonym.key"] != ends["land"]["secrets/pseudonym.key"]
    assert "drafts/2019-20-Q1/manifest.json" in ends["draft"]
    assert "releases/2019-20-Q1/v2/manifest.json" in ends["version 2"]
    assert all(end["the trail is whole"] for end in ends.values())


def test_nothing_is_lost_doubled_or_left_over(trial: kills.Trial) -> None:
    _, lost = trial
    assert lost == [[]] * len(FEW)


def test_a_job_that_a_kill_leaves_half_done_is_found_out(tmp_path: Path) -> None:
    def careless(workspace: Workspace) -> None:
        if not (workspace.root / "one").exists():
            (workspace.root / "one").write_text("done first")
            (workspace.root / "two").write_text("never done by a second run")

    (tmp_path / "start").mkdir()
    stage = kills.stage("careless", careless, tmp_path / "start", tmp_path / "end")
    assert stage.steps == 2
    assert kills.kill(stage, 2, tmp_path, random.Random(1)) == ["careless, step 2, 0.00 s: two"]


@pytest.mark.long
def test_nothing_is_lost_by_five_hundred_kills() -> None:
    assert subprocess.run([sys.executable, "-m", "tests.benchmarks.kills"]).returncode == 0


@pytest.mark.long
def test_the_command_itself_is_finished_by_the_next_run(
    demo_workspace: Path, tmp_path: Path
) -> None:
    """With Dagster, dbt in a process of its own and all models: the parent alone is killed."""
    whole = a_workspace(tmp_path / "whole", demo_workspace)
    assert run_daw(whole.root, *RUN).returncode == 1  # one file is rejected
    wanted = comparable(whole)
    for moment in ("landing/submissions/[!_]*", ".build/run/*.duckdb", ".publish/run-*/release/*"):
        workspace = a_workspace(tmp_path / "killed", demo_workspace)
        run = subprocess.Popen([DAW, *RUN], env=os.environ | {"DAW_HOME": str(workspace.root)})
        while run.poll() is None and not any(workspace.root.glob(moment)):
            time.sleep(0.05)
        run.kill()
        assert run.wait() == -signal.SIGKILL, moment
        done = run_daw(workspace.root, *RUN)
        assert done.returncode in (0, 1), done.stderr
        assert comparable(workspace) == wanted, moment
        shutil.rmtree(workspace.root)


RUN = ("run", "--received-at", kills.RECEIVED.isoformat())


def a_workspace(root: Path, demo_workspace: Path) -> Workspace:
    """A workspace with the small inbox, a key, and the models parsed already."""
    workspace = kills.inbox(root)
    shutil.copytree(demo_workspace / ".build", root / ".build")
    return workspace


def comparable(workspace: Workspace) -> dict[str, object]:
    """Landing, warehouse, draft and what is left over; the commit may change meanwhile."""
    return {
        name: content
        for name, content in kills.state(workspace).items()
        if not name.startswith((".build/manifest", ".build/lineage", "secrets"))
        and "manifest.json" not in name
    }
