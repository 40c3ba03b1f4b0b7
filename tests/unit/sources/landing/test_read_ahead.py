"""Whatever the number of workers and the order in which they end, the same is landed."""

import errno
import os
import shutil
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.workspace import Workspace
from sources.contract.rules import SourceRules
from sources.files.sandbox.protocol import MOST_FILES
from sources.files.text.delimited import WORTH_A_PIECE
from sources.landing import ingest
from sources.landing.inbox import LeftEntry
from sources.landing.ingest import land
from sources.landing.read_ahead import SMALL_BYTES, ReadAhead, _Awaited, _together
from sources.landing.receive import ReceivedFile
from sources.landing.submissions import landed_submissions
from sources.landing_errors import AlreadyReceived, DiskError
from sources.privacy.pseudonyms import Keys, save_keys
from sources.validation.limited_validation import FileValidator, SentFile
from sources.wording.rejection_text import SET_ASIDE
from tests.support.landing.validated_here import validate_here

RECEIVED = datetime(2019, 7, 10, 9)
AGENCIES = ("cherwell", "west_oxfordshire")
GOOD = "Case Ref,Referred\n{0},1 May 2019\n{0}b,2 May 2019\n"


def filled(root: Path) -> Workspace:
    """A workspace with files of two agencies: most good, some equal, some rejected."""
    workspace = Workspace.at(root)
    for number in range(24):
        text = GOOD.format(f"R{number // 2 if number % 5 == 0 else number}")
        if number % 7 == 3:
            text = "Something,Else\n1,2\n"
        path = workspace.inbox / AGENCIES[number % 2] / f"{number:02} as at 30 June 2019.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copy(path, path.with_name("the last again.csv"))
    save_keys(workspace.key_file, Keys((b"k" * 32,)))
    return workspace


def contents(workspace: Workspace) -> dict[str, bytes]:
    return {
        str(path.relative_to(workspace.root)): path.read_bytes()
        for path in workspace.root.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def one_by_one(rules: SourceRules, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is landed when each file is read and stored before the next is received."""
    workspace = filled(tmp_path_factory.mktemp("one") / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "TOGETHER", 1)
        patch.setattr(ReadAhead, "wants_more", property(lambda reading: not len(reading)))
        landed = land(replace(workspace, workers=1), rules, received_at=RECEIVED)
    assert [each.sequence for each in landed] == list(range(1, 26))
    assert {each.outcome for each in landed} == {"accepted", "rejected", "duplicate"}
    return contents(workspace)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_landing(
    workers: int,
    one_by_one: dict[str, bytes],
    rules: SourceRules,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ingest, "WORTH_A_WORKER", 1)
    workspace = replace(filled(tmp_path / "workspace"), workers=workers)
    land(workspace, rules, received_at=RECEIVED)
    assert contents(workspace) == one_by_one


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(6)), workers=st.integers(1, 4))
def test_any_order_of_arrival_and_any_number_of_workers_give_the_same_landing(
    rules: SourceRules, order: list[int], workers: int
) -> None:
    """Two of the files are equal: whichever came first, that of the earlier path is landed."""
    landings = []
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(ingest, "WORTH_A_WORKER", 1)
        patch.setattr(ingest, "TOGETHER", 2)
        for name, numbers, many in (("in order", range(6), 1), ("drawn", order, workers)):
            workspace = replace(Workspace.at(Path(folder) / name), workers=many)
            for number in numbers:
                sent = workspace.inbox / AGENCIES[0] / f"{number} as at 30 June 2019.csv"
                sent.parent.mkdir(parents=True, exist_ok=True)
                sent.write_text(GOOD.format(f"R{number // 2 if number < 2 else number}"))
            save_keys(workspace.key_file, Keys((b"k" * 32,)))
            landed = land(workspace, rules, received_at=RECEIVED)
            landings.append(contents(workspace))
    assert [each.outcome for each in landed] == ["accepted", "duplicate", *["accepted"] * 4]
    assert landings[0] == landings[1]


def test_a_large_file_in_pieces_gives_the_same_landing(rules: SourceRules, tmp_path: Path) -> None:
    """Three pieces, with blank, repeated and unreadable rows on both sides of each cut."""
    rows = [
        f"R{number // 2 if number % 10 == 9 else number},{number % 31}/06/2019"
        for number in range(3 * WORTH_A_PIECE)
    ]
    landings = []
    for workers in (1, 3):
        workspace = replace(Workspace.at(tmp_path / f"{workers}"), workers=workers)
        path = workspace.inbox / AGENCIES[0] / "cases as at 30 June 2019.csv"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(["Case Ref,Referred", *rows]))
        save_keys(workspace.key_file, Keys((b"k" * 32,)))
        (landed,) = land(workspace, rules, received_at=RECEIVED)
        landings.append(contents(workspace))
    assert landed.outcome == "accepted"
    assert 0 < landed.returns[0].rows_quarantined < len(rows)
    assert landings[0] == landings[1]


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_files_are_taken_back_in_their_order_whichever_is_read_first(
    order: list[int], left: set[int]
) -> None:
    ends = [threading.Event() for _ in order]
    files = [_File(number) for number in order]

    def read(files: Sequence[Any]) -> list[AlreadyReceived]:
        (received,) = files
        ends[received.number].wait()
        return [AlreadyReceived()]

    entries: list[Any] = [LeftEntry(str(n), "") if n in left else files[n] for n in range(6)]
    files = [entry for entry in entries if isinstance(entry, _File)]
    with ReadAhead(read, len(order), lambda: None) as reading:
        reading.add(entries)
        for number in order:
            ends[number].set()
        taken = [reading.take() for _ in entries]
    assert [each if isinstance(each, LeftEntry) else each[0] for each in taken] == entries


class _File(ReceivedFile):
    """A file of no bytes, known by its number."""

    def __init__(self, number: int) -> None:
        super().__init__(Path("/"), f"agency {number}", str(number), RECEIVED, "")

    @property
    def number(self) -> int:
        return int(self.path)

    @property
    def original(self) -> Path:
        return Path("/dev/null")


def test_a_file_that_is_larger_than_all_others_does_not_stop_the_workers() -> None:
    with ReadAhead(lambda files: [AlreadyReceived()], 2, lambda: None) as reading:
        assert reading.wants_more
        reading._entries.append(_Awaited(_File(1), 90_000_000, Future(), 0))
        assert reading.wants_more
        reading.add([LeftEntry("small", "")])
        assert not reading.wants_more


def test_of_files_that_were_under_way_only_the_one_that_kills_is_set_aside(
    rules: SourceRules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileValidator, "validate", _deadly)
    workspace = filled(tmp_path)
    ends = []
    for _ in range(2):
        child = os.fork()
        if not child:
            land(workspace, rules, received_at=RECEIVED)
            os._exit(0)
        ends.append(os.WTERMSIG(os.waitpid(child, 0)[1]))
    assert ends == [signal.SIGKILL] * 2
    land(workspace, rules, received_at=RECEIVED)
    submissions = landed_submissions(workspace)
    aside = [each.file_name for each in submissions if each.message == SET_ASIDE]
    assert aside == ["10 as at 30 June 2019.csv"]
    assert len(submissions) == 25
    assert not list(workspace.work.iterdir())


def _deadly(validator: FileValidator, files: list[SentFile], *others: Any) -> Any:
    if any(sent.path.name.startswith("10 ") for sent in files):
        os.kill(os.getpid(), signal.SIGKILL)
    return validate_here(validator, files, *others)


def test_what_a_full_disk_still_took_is_landed(
    rules: SourceRules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileValidator, "validate", validate_here)
    store: Callable[..., Any] = ingest.store_submission
    workspace, stored = filled(tmp_path), []

    def full_at_last(*about: Any) -> Any:
        if len(stored) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        stored.append(about)
        return store(*about)

    monkeypatch.setattr(ingest, "store_submission", full_at_last)
    with pytest.raises(DiskError, match="No space"):
        land(workspace, rules, received_at=RECEIVED)
    assert len(landed_submissions(workspace)) == 5
    assert not list(workspace.landing.rglob("*.part"))
    monkeypatch.undo()
    monkeypatch.setattr(FileValidator, "validate", validate_here)
    assert len(land(workspace, rules, received_at=RECEIVED)) == 20
    assert [each.sequence for each in landed_submissions(workspace)] == list(range(1, 26))


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, 20_000, 70_000])), max_size=30)
)
def test_only_small_files_of_one_agency_are_read_together(sent: list[tuple[str, int]]) -> None:
    files = [_Sized(number, agency, size) for number, (agency, size) in enumerate(sent)]
    groups = [group for group in _together(files) if not isinstance(group, LeftEntry)]
    assert [file for group in groups for file, _ in group] == files
    for group in groups:
        assert len({file.agency for file, _ in group}) == 1
        assert len(group) == 1 or sum(size for _, size in group) <= SMALL_BYTES
        assert len(group) <= MOST_FILES


class _Sized(_File):
    """A file of an agency, of so many bytes."""

    def __init__(self, number: int, agency: str, size: int) -> None:
        super().__init__(number)
        object.__setattr__(self, "agency", agency)
        object.__setattr__(self, "_size", size)

    @property
    def original(self) -> Any:
        about = Mock(st_size=self.__dict__["_size"])
        return Mock(lstat=lambda: about)


def test_an_error_ends_what_other_threads_read() -> None:
    began, interrupted = threading.Event(), threading.Event()

    def read(files: Sequence[ReceivedFile]) -> list[AlreadyReceived]:
        began.set()
        assert interrupted.wait(60)
        return [AlreadyReceived() for _ in files]

    def interrupted_run() -> None:
        with ReadAhead(read, 1, interrupted.set) as reading:
            reading.add([_File(1), _File(2)])
            assert began.wait(60)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_run()
    assert interrupted.is_set()
