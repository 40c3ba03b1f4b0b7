"""A day on which a hostile file comes every minute, between good ones: all good ones are landed.

The day is simulated: each minute is a run that is told its time, and nobody waits.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import pytest

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from sources.landing.submissions import Submission, landed_submissions
from tests.benchmarks.family_memory import memory_held
from tests.support.files import odd
from tests.support.files.amplified import AMPLIFIED, POLICE
from tests.support.files.hostile import REJECTED

MORNING = datetime(2019, 7, 10)
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
GOOD = "west_oxfordshire"
"""The agency of the good files: the last in the order of paths, so each hostile one goes first."""

FLAT = 64 * 2**20
"""So much more memory may be held in the end than after every kind of hostile file came once."""


def hostile_files(folder: Path, every: int) -> list[Path]:
    """Make every nth kind of hostile file, each in the folder of its agency."""
    kinds = [(each.agency, each.name, each.make) for each in AMPLIFIED]
    kinds += [(POLICE, each.name, each.make) for each in [*REJECTED, *odd.REJECTED]]
    paths = []
    for number, (agency, name, make) in enumerate(kinds[::every]):
        path = folder / str(number) / agency / name
        path.parent.mkdir(parents=True)
        path.write_bytes(make())
        paths.append(path)
    return paths


def put_what_is_left(inbox: Path) -> None:
    """Put into the inbox what no run can take: it lies there all day."""
    police = inbox / POLICE
    police.mkdir(parents=True)
    os.mkfifo(police / "pipe.csv")
    (police / ".hidden.csv").write_text("x")
    (police / "linked").symlink_to(inbox)


@contextmanager
def written_slowly(inbox: Path, minute: int) -> Iterator[None]:
    """A good file that is open and half written while the block runs, and whole after it."""
    path = inbox / GOOD / f"slow {minute} as at 30 June 2019.csv"
    with path.open("w") as stream:
        stream.write(f"Case Ref,Referred\nS{minute},1 May 2019\n")
        stream.flush()
        yield
        stream.write(f"T{minute},2 May 2019\n")


def good_ones(submissions: list[Submission]) -> dict[str, tuple[str, int]]:
    """Return the outcome and the rows of the good files, by the first word of their names."""
    return {
        each.file_name.split()[0]: (each.outcome, sum(part.rows_read for part in each.returns))
        for each in submissions
        if each.agency == GOOD
    }


def spend(minutes: int, every: int, tmp_path: Path) -> None:
    """Let so many minutes pass, with every nth kind of hostile file in turn."""
    workspace, rules = Workspace.at(tmp_path / "workspace"), load_rules()
    hostile = hostile_files(tmp_path / "hostile", every)
    put_what_is_left(workspace.inbox)
    (workspace.inbox / GOOD).mkdir()
    held = 0
    for minute, trap in enumerate(islice(cycle(hostile), minutes)):
        now = MORNING + minute * MINUTE
        target = workspace.inbox / trap.parent.name
        target.mkdir(exist_ok=True)
        shutil.copyfile(trap, target / trap.name)
        good = workspace.inbox / GOOD / f"good {minute} as at 30 June 2019.csv"
        good.write_text(f"Case Ref,Referred\nR{minute},1 May 2019\n")
        with written_slowly(workspace.inbox, minute):
            landed = land(workspace, rules, received_at=now)
        assert {each.received_at for each in landed} == {now}
        wanted = {"good": ("accepted", 1)}
        if minute:
            wanted["slow"] = ("accepted", 2)  # what was half written a minute ago
        assert good_ones(landed) == wanted, trap
        assert not (target / trap.name).exists(), trap
        if minute == min(len(hostile), minutes // 2):
            held = memory_held(os.getpid())
    assert memory_held(os.getpid()) < held + FLAT
    assert not list(workspace.work.iterdir())
    accepted = [each for each in landed_submissions(workspace) if each.is_accepted]
    assert sum(each.agency == GOOD for each in accepted) == 2 * minutes - 1


def test_a_quarter_of_an_hour(tmp_path: Path) -> None:
    spend(15, every=13, tmp_path=tmp_path)


@pytest.mark.long
def test_a_day(tmp_path: Path) -> None:
    spend(DAY, every=1, tmp_path=tmp_path)
