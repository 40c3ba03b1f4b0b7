"""Small files that are a great deal to process: each is rejected or read, and stops nothing."""

import errno
import os
import signal
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from core.workspace import Workspace
from sources.contract.rules import SourceRules
from sources.files.sandbox.client import OpenFile
from sources.files.sandbox.protocol import READ, REJECTED
from sources.files.sheet import Limits
from sources.landing import ingest
from sources.landing.inbox import TOO_LARGE, FileSelection, LeftEntry
from sources.landing.ingest import land
from sources.landing.store import store_submission
from sources.landing_errors import DiskError
from sources.validation.limited_validation import FileValidator, SentFile
from sources.wording.rejection_text import SET_ASIDE
from tests.support.files.amplified import AMPLIFIED, POLICE, Amplified, long_dates

RECEIVED = datetime(2019, 7, 10, 9)
HEADINGS = "Occurrence No,Recorded,Crime?\n"
GOOD = HEADINGS + "O1,02/05/2019,Crime\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace with a good file of an agency, the last in its folder."""
    workspace = Workspace.at(tmp_path)
    put(workspace, "z good Q1 2019-20.csv", GOOD.encode())
    return workspace


def put(workspace: Workspace, name: str, content: bytes, agency: str = POLICE) -> None:
    path = workspace.inbox / agency / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_crosstab_of_one_long_text_does_not_stop_the_next_file(
    workspace: Workspace, rules: SourceRules
) -> None:
    put(workspace, "attendance Q1 2019-20.xlsx", long_dates())
    outcomes = [(one.outcome, one.code) for one in land(workspace, rules, received_at=RECEIVED)]
    assert outcomes == [("rejected", "unreadable"), ("accepted", None)]


@pytest.mark.parametrize("amplified", AMPLIFIED, ids=str)
def test_a_small_file_costs_little_to_process(
    amplified: Amplified, rules: SourceRules, tmp_path: Path
) -> None:
    content = amplified.make()
    path = tmp_path / amplified.name
    path.write_bytes(content)
    validator = FileValidator(rules)
    about = validator.about(SentFile(path, amplified.agency, RECEIVED.date()))
    with path.open("rb") as source, TemporaryFile() as sink, validator.processes.one() as process:
        file = OpenFile(source.fileno(), sink.fileno(), path.suffix[1:], about)
        outcome = process.read_alone(file, Limits())
    assert outcome.status in (READ, REJECTED)
    assert outcome.memory_bytes < 512 * 1024**2


def test_what_storing_a_file_raises_is_its_rejection(
    workspace: Workspace, rules: SourceRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace, "a Q1 2019-20.csv", (GOOD + "O2,03/05/2019,Crime\n").encode())

    def fails_once(received, result, *others):  # type: ignore[no-untyped-def]
        if received.path.startswith("a ") and not hasattr(result, "message"):
            raise ValueError("Zebedee")
        return store_submission(received, result, *others)

    monkeypatch.setattr(ingest, "store_submission", fails_once)
    first, second = land(workspace, rules, received_at=RECEIVED)
    assert (first.outcome, first.code, second.outcome) == ("rejected", "unreadable", "accepted")
    assert first.message is not None
    assert "Zebedee" not in first.message
    folder = workspace.rejected / POLICE / first.submission_id
    report = (folder / "a Q1 2019-20 - report.txt").read_text()
    assert "ValueError in " in report
    assert "Zebedee" not in report


def test_a_file_on_which_two_runs_died_is_set_aside(
    workspace: Workspace, rules: SourceRules
) -> None:
    put(workspace, "a Q1 2019-20.csv", (GOOD + "O2,03/05/2019,Crime\n").encode())
    for _ in range(2):
        child = os.fork()
        if not child:
            ingest.store_submission = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
            land(workspace, rules, received_at=RECEIVED)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    first, second = land(workspace, rules, received_at=RECEIVED)
    assert (first.file_name, first.outcome, first.message) == (
        "a Q1 2019-20.csv",
        "rejected",
        SET_ASIDE,
    )
    assert second.outcome == "accepted"
    assert not list(workspace.work.iterdir())
    assert not list(workspace.rejected.rglob(".attempt*"))


def test_a_run_that_the_disk_stops_does_not_count_as_a_death(
    workspace: Workspace, rules: SourceRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ingest, "store_submission", is_full)
    for _ in range(3):
        with pytest.raises(DiskError):
            land(workspace, rules, received_at=RECEIVED)
    monkeypatch.undo()
    assert [one.outcome for one in land(workspace, rules, received_at=RECEIVED)] == ["accepted"]


def test_the_size_is_looked_at_before_anything_is_read_or_copied(
    workspace: Workspace, rules: SourceRules, tmp_path: Path
) -> None:
    inside, outside = workspace.inbox / POLICE / "a.csv", tmp_path / "b.csv"
    for path in (inside, outside):
        with path.open("wb") as file:
            file.truncate(10_000_000_000)
    before = time.process_time()
    first, _ = land(workspace, rules, received_at=RECEIVED)
    assert (first.outcome, first.code) == ("rejected", "unreadable")
    left: list[object] = []
    selection = FileSelection(POLICE, [outside])
    assert land(workspace, rules, selection, received_at=RECEIVED, on_entries=left.extend) == []
    assert [entry.reason for entry in left if isinstance(entry, LeftEntry)] == [TOO_LARGE]
    assert time.process_time() - before < 2
    assert outside.exists()
