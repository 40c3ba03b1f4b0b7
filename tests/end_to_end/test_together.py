"""Several at once: two landings, the sensor and an operator, a backup while a run goes on."""

import os
import random
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.project import ROOT
from core.workspace import Workspace
from dashboard.release.own_numbers import keep_own_numbers, numbers_behind, truth_of
from dashboard.release.release_cells import KEY, NUMBERS
from orchestration.jobs import data_protection
from orchestration.jobs.audit_log import AuditLog
from orchestration.jobs.ingest_inbox import land_inbox
from sources.landing.inbox import FileSelection, list_inbox
from sources.landing.submissions import landed_submissions
from tests.benchmarks import kills
from tests.end_to_end.conftest import DAW

OWN_NUMBERS = pd.DataFrame(
    [("cases", "quarter", "2019-20-Q1", "district", "all", "all", 3.0, None, 3.0)],
    columns=[*KEY, *NUMBERS],
)


def backup() -> str:
    """The commands of SECURITY.md, with the folder to copy to as the first parameter."""
    section = (ROOT / "SECURITY.md").read_text().partition("## Backup and restore")[2]
    return section.split("```")[1].replace("BACKUP/", "$1/")


@pytest.fixture(autouse=True)
def few_contracts() -> Iterator[None]:
    with kills.stand_ins():
        yield


def must_end_well(child: int, log: Path) -> None:
    assert os.waitpid(child, 0)[1] == 0, log.read_text()


def test_of_two_landings_at_once_each_file_is_landed_by_one(tmp_path: Path) -> None:
    workspace = kills.inbox(tmp_path)
    runs = [
        subprocess.Popen([DAW, "land"], env=os.environ | {"DAW_HOME": str(tmp_path)})
        for _ in range(2)
    ]
    # The one that takes in the file that is rejected ends with 1.
    assert sorted(run.wait() for run in runs) == [0, 1]
    submissions = landed_submissions(workspace)
    assert [submission.sequence for submission in submissions] == list(
        range(1, len(kills.FILES) + 1)
    )
    assert sum(submission.is_accepted for submission in submissions) == len(kills.FILES) - 2
    assert all(entry.is_intact for entry in AuditLog(workspace.root).entries())


def test_what_an_operator_took_the_sensor_s_run_does_not_miss(tmp_path: Path) -> None:
    workspace = kills.inbox(tmp_path)
    seen_by_sensor = FileSelection(files=list(list_inbox(workspace).files))
    assert len(land_inbox(workspace, received_at=kills.RECEIVED)) == len(kills.FILES)
    assert land_inbox(workspace, seen_by_sensor, received_at=kills.RECEIVED) == []


@pytest.mark.parametrize("job", [kills.erase, data_protection.rotate_key])
def test_a_build_sees_an_erasure_or_a_rotation_whole(tmp_path: Path, job: kills.Job) -> None:
    workspace = kills.inbox(tmp_path / "workspace")
    kills.run(kills.land, workspace)
    kills.run(kills.build_warehouse, workspace)
    logs = [tmp_path / "job.log", tmp_path / "build.log"]
    jobs = zip((job, kills.build_warehouse), logs, strict=True)
    children = [kills.begun(each, workspace, log) for each, log in jobs]
    for child, log in zip(children, logs, strict=True):
        must_end_well(child, log)
    anew = Workspace.at(shutil.copytree(workspace.root, tmp_path / "anew"))
    kills.run(kills.build_warehouse, anew)
    assert kills.tables(workspace.warehouse) == kills.tables(anew.warehouse)


@pytest.mark.skipif(not shutil.which("flock"), reason="this machine has no flock command")
@pytest.mark.parametrize("moment", [0.05, 0.3])
def test_a_backup_taken_while_a_run_goes_on_is_whole(tmp_path: Path, moment: float) -> None:
    whole = kills.inbox(tmp_path / "whole")
    kills.run(kills.land, whole)
    kills.run(kills.build_warehouse, whole)

    workspace = kills.inbox(tmp_path / "workspace")
    release = workspace.root / "releases" / "2019-20-Q1" / "v1"
    release.mkdir(parents=True)
    keep_own_numbers(workspace.root, release, OWN_NUMBERS)
    kills.run(kills.land, workspace, step=random.Random(moment).randrange(100, 250))
    child = kills.begun(kills.land, workspace, tmp_path / "land.log")
    time.sleep(moment)
    restored = tmp_path / "restored"
    restored.mkdir()
    environment = os.environ | {"DAW_HOME": str(workspace.root)}
    subprocess.run(["sh", "-ec", backup(), "sh", restored], check=True, env=environment)
    must_end_well(child, tmp_path / "land.log")
    again_there = restored / release.relative_to(workspace.root)
    assert again_there.is_dir()
    assert truth_of(restored, again_there) == numbers_behind(OWN_NUMBERS)
    assert stat.S_IMODE((restored / "restricted").stat().st_mode) == 0o700

    again = kills.inbox(restored)  # the agencies send again what was not in the backup
    kills.run(kills.land, again)
    kills.run(kills.build_warehouse, again)
    wanted = kills.tables(whole.warehouse)["main.landed"]
    assert kills.tables(again.warehouse)["main.landed"] == wanted
    assert all(entry.is_intact for entry in AuditLog(restored).entries())
