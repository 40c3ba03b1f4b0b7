"""Whatever happens to the process that reads a file, the caller hears of it and goes on."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sources.files import read_file, read_with
from sources.files.sandbox.client import (
    READING_PROCESS,
    Continuation,
    OpenFile,
    ReadingError,
    ReadingProcess,
)
from sources.files.sandbox.protocol import NO_SPACE, READ, REJECTED, read_sheets
from sources.files.sheet import FileUnreadable, Limits
from tests.support.files.made_files import rows, xls, xlsx
from tests.support.files.made_traps import GOOD, GOOD_ODS, GOOD_TEXT, SECRET


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file that can be read."""
    path = tmp_path / "good.csv"
    path.write_bytes(GOOD_TEXT)
    return path


def test_the_cells_outlive_the_work_folder(good: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (sheet,) = read_file(good, work)
    assert list(work.iterdir()) == []
    work.rmdir()
    assert [column.to_pylist() for column in sheet.columns] == [["name", SECRET], ["count", "1"]]
    assert sheet.row_count == 2


def test_a_killed_process_is_started_again(good: Path, tmp_path: Path) -> None:
    read_file(good, tmp_path)
    process = READING_PROCESS._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert read_file(good, tmp_path)


@pytest.mark.parametrize("fatal", [signal.SIGSEGV, signal.SIGKILL, "error", "memory"])
def test_of_files_read_together_none_suffers_for_another(fatal: object, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_text(f"name,count\nfile {number},{number}\n")
    paths[1].write_bytes(b"\0" * 40)
    process = ReadingProcess(Continuation("tests.support.files.fatal_sheets:continuation"))
    about = [fatal if number == 2 else "" for number in range(5)]
    written = read_with(process, paths, tmp_path, Limits(), about)
    process.stop()
    assert [isinstance(each, FileUnreadable) for each in written] == [
        False,
        True,
        True,
        False,
        False,
    ]
    for number in (0, 3, 4):
        (sheet,) = read_sheets(written[number])
        assert sheet.columns[0].to_pylist() == ["name", f"file {number}"]


def test_files_read_together_are_read_as_each_alone(tmp_path: Path) -> None:
    contents = {"a.xlsx": GOOD, "b.csv": GOOD_TEXT, "c.ods": GOOD_ODS, "d.csv": b"", "e.xls": GOOD}
    paths = [tmp_path / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    together = read_with(READING_PROCESS, paths, tmp_path, Limits())
    for path, written in zip(paths, together, strict=True):
        (alone,) = read_with(READING_PROCESS, [path], tmp_path, Limits())
        if isinstance(written, FileUnreadable) or isinstance(alone, FileUnreadable):
            assert str(written) == str(alone)
        else:
            assert written.read() == alone.read()


def test_no_process_is_no_fault_of_the_file(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    READING_PROCESS.stop()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReadingError):
        read_file(good, tmp_path)
    monkeypatch.undo()
    assert read_file(good, tmp_path)


def test_what_cannot_be_written_is_no_fault_of_the_file(good: Path) -> None:
    full = os.open("/dev/full", os.O_RDWR)
    with good.open("rb") as source:
        outcome = READING_PROCESS.read_alone(OpenFile(source.fileno(), full, "csv"), Limits())
    os.close(full)
    assert outcome.status == NO_SPACE


def test_memory_is_limited(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"a,b\n" * 5_000_000)
    with pytest.raises(FileUnreadable, match="memory"):
        read_file(path, tmp_path, Limits(memory_bytes=100_000_000))
    assert read_file(good, tmp_path)


def test_time_is_limited(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(xlsx(rows(*["<c><v>1</v></c>" * 40] * 60_000), shared="<si/>"))
    limits = Limits(processor_seconds=1, ratio=10_000, filled_cells=10**8)
    with pytest.raises(FileUnreadable, match="too long"):
        read_file(path, tmp_path, limits)
    assert read_file(good, tmp_path)


def test_size_is_limited_before_anything_is_read(good: Path, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="too large"):
        read_file(good, tmp_path, Limits(sent_bytes=good.stat().st_size - 1))
    book = tmp_path / "book.xlsx"
    book.write_bytes(GOOD)
    with pytest.raises(FileUnreadable, match="too large"):
        read_file(book, tmp_path, Limits(unpacked_bytes=1_000))


def test_only_plain_files_are_opened(good: Path, tmp_path: Path) -> None:
    link, folder, pipe = (tmp_path / name for name in ("link.csv", "folder.csv", "pipe.csv"))
    link.symlink_to(good)
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (link, folder, pipe):
        with pytest.raises(FileUnreadable, match="not a file"):
            read_file(path, tmp_path)


@pytest.mark.parametrize("name", ["-rf.csv", "a\nb.csv", "$(x).csv", "é" * 100 + ".csv", "..csv"])
def test_odd_names_are_names(name: str, good: Path, tmp_path: Path) -> None:
    path = good.rename(tmp_path / name)
    assert read_file(path, tmp_path)


def test_a_confined_process_opens_nothing(tmp_path: Path) -> None:
    trial = (
        "from sources.files.sheet import Limits\n"
        "from sources.files.sandbox.worker import confine\n"
        "confine(Limits())\n"
        f"open({str(tmp_path / 'new')!r}, 'w')\n"
    )
    done = subprocess.run([sys.executable, "-c", trial], capture_output=True, check=False)
    assert b"Too many open files" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("suffix", "whole"),
    [("xlsx", GOOD), ("ods", GOOD_ODS), ("xls", xls((SECRET, 1, 2.5), (True, None, "x")))],
)
def test_random_damage_is_read_or_rejected(suffix: str, whole: bytes, tmp_path: Path) -> None:
    chance = random.Random(20_190_401)
    path, out = tmp_path / "damaged", tmp_path / "out"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])])
        with path.open("rb") as source, out.open("wb+") as sink:
            file = OpenFile(source.fileno(), sink.fileno(), suffix)
            outcome = READING_PROCESS.read_alone(file, Limits())
            assert outcome.status in (READ, REJECTED), sink.seek(0) or sink.read()
