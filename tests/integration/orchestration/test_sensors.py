"""The sensors, tick by tick, against a store of runs: what they ask for and what they keep."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from core.quarter import Quarter
from core.workspace import SettingError, Workspace
from orchestration.defs import sensors
from orchestration.defs.resources import WorkspaceResource
from orchestration.defs.run_requests import WAITS
from orchestration.landed import late_corrections as corrections
from orchestration.landed.late_corrections import corrections_are_published

QUARTER = Quarter.parse("2019-20-Q1")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


class Ticks:
    """A sensor's ticks over a workspace, as the daemon makes them."""

    def __init__(
        self, sensor: dg.SensorDefinition, instance: dg.DagsterInstance, workspace: Workspace
    ) -> None:
        self.sensor, self.instance = sensor, instance
        self.resource = WorkspaceResource(root=str(workspace.root))
        self.cursor: str | None = None
        self.skipped = ""

    def tick(self) -> list[dg.RunRequest]:
        """Return what the sensor asks for; each is a run that is at work from now on."""
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"workspace": self.resource}
        )
        result = self.sensor(context)
        self.cursor = result.cursor
        self.skipped = result.skip_reason.skip_message if result.skip_reason else ""
        for request in result.run_requests or ():
            create_run_for_test(
                self.instance,
                job_name=request.job_name or self.sensor.job_name,
                status=dg.DagsterRunStatus.STARTED,
                tags={**request.tags, sensors.RUN_KEY: request.run_key},
            )
        return list(result.run_requests or ())

    def end(self, *, succeeded: bool) -> None:
        """End the newest run."""
        (run, *_) = self.instance.get_runs(limit=1)
        if not succeeded:
            self.instance.report_run_failed(run)
            return
        event = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name)
        self.instance.report_dagster_event(event, run.run_id)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The sensors' clock, which tests put forward."""
    at = [time.time()]
    monkeypatch.setattr(sensors.time, "time", lambda: at[0])
    return at


def put(workspace: Workspace, name: str, *, age: int = 60) -> Path:
    path = workspace.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a,b\n")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_the_inbox_is_asked_for_through_failure_and_recovery(
    tmp_path: Path, instance: dg.DagsterInstance, clock: list[float]
) -> None:
    workspace = Workspace.at(tmp_path)
    ticks = Ticks(sensors.inbox, instance, workspace)
    assert ticks.tick() == []
    path = put(workspace, "cherwell/fresh Jane Doe.csv", age=0)
    assert ticks.tick() == [], "still being written"
    os.utime(path, (clock[0] - 60, clock[0] - 60))
    (first,) = ticks.tick()
    assert first.tags[sensors.ATTEMPT] == "1 of 4"
    assert "Jane" not in str(first) + str(ticks.cursor)
    assert ticks.tick() == []
    assert ticks.skipped == "A run is in progress."
    for number, wait in enumerate(WAITS, start=2):
        ticks.end(succeeded=False)
        assert ticks.tick() == []
        clock[0] += wait
        (again,) = ticks.tick()
        assert again.tags[sensors.ATTEMPT] == f"{number} of 4"
        assert again.run_key != first.run_key
    ticks.end(succeeded=False)
    clock[0] += 10_000
    assert ticks.tick() == []
    assert "failed 4 times" in ticks.skipped
    put(workspace, "cherwell/another.csv")
    assert len(ticks.tick()) == 1
    shutil.rmtree(workspace.inbox)
    ticks.end(succeeded=True)
    assert ticks.tick() == []
    assert ticks.cursor == ""


def test_a_file_that_is_taken_while_the_sensor_looks_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    workspace = Workspace.at(tmp_path)
    gone, lstat = put(workspace, "cherwell/gone.csv"), Path.lstat
    put(workspace, "cherwell/there.csv")

    def taken_first(path: Path) -> os.stat_result:
        if path == gone:
            path.unlink(missing_ok=True)
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", taken_first)
    assert len(Ticks(sensors.inbox, instance, workspace).tick()) == 1


def test_what_is_left_in_the_inbox_is_told_and_nothing_is_run_for_it(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    workspace = Workspace.at(tmp_path)
    put(workspace, "cherwell/.hidden.csv")
    put(workspace, "cherwell/from the future.csv", age=-3600)
    os.mkfifo(workspace.inbox / "cherwell" / "pipe.csv")
    (workspace.inbox / "linked").symlink_to(tmp_path)
    ticks = Ticks(sensors.inbox, instance, workspace)
    with put(workspace, "cherwell/open.csv").open("a") as stream:
        stream.flush()
        assert ticks.tick() == []
        left = [line.partition(":")[0] for line in ticks.skipped.splitlines()[1:]]
    assert left == [
        "cherwell/.hidden.csv",
        "cherwell/from the future.csv",
        "cherwell/open.csv",
        "cherwell/pipe.csv",
        "linked",
    ]
    (workspace.inbox / "cherwell" / "nowhere.csv").symlink_to("nowhere")
    assert len(ticks.tick()) == 1, "a file that is closed now"


def test_a_published_quarter_is_asked_for_when_a_return_for_it_comes_late(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    instance: dg.DagsterInstance,
    clock: list[float],
) -> None:
    late = {QUARTER: frozenset({"one"})}
    monkeypatch.setattr(sensors, "late_corrections", lambda workspace: late)
    ticks = Ticks(sensors.late_returns_of_published_quarters, instance, Workspace.at(tmp_path))
    (request,) = ticks.tick()
    assert (request.job_name, request.partition_key) == ("publish_quarter", "2019-04-01")
    assert ticks.tick() == []
    ticks.end(succeeded=False)
    assert ticks.tick() == []
    clock[0] += WAITS[0]
    assert len(ticks.tick()) == 1
    ticks.end(succeeded=True)
    assert ticks.tick() == [], "the release said the same, so no version was made"
    late[QUARTER] |= {"two"}
    monkeypatch.setenv(corrections.SETTING, "draft")
    (request,) = ticks.tick()
    assert (request.job_name, request.partition_key) == ("draft_quarter", "2019-04-01")
    ticks.end(succeeded=True)
    late.clear()
    assert ticks.tick() == []
    assert json.loads(ticks.cursor or "") == {}


def test_corrections_are_published_unless_a_person_must_say_yes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(corrections.SETTING, raising=False)
    assert corrections_are_published()
    monkeypatch.setenv(corrections.SETTING, "draft")
    assert not corrections_are_published()
    monkeypatch.setenv(corrections.SETTING, "yes")
    with pytest.raises(SettingError, match=r"'yes': it may be publish or draft"):
        corrections_are_published()
