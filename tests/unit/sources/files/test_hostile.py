"""Files that no agency should send are rejected, plainly and cheaply, and nothing else happens."""

from pathlib import Path

import pytest

from sources.files import read_file
from sources.files.sheet import FileUnreadable
from tests.benchmarks.reading_cost import cost
from tests.support.files import odd
from tests.support.files.hostile import REJECTED, Hostile
from tests.support.files.made_traps import SECRET
from tests.support.files.odd import READ, Odd

MOST_MEMORY = 512 * 1024**2
MOST_SECONDS = 2 * 1.5
"""Two seconds on a machine that does nothing else."""


@pytest.mark.parametrize("hostile", REJECTED + odd.REJECTED, ids=str)
def test_is_rejected_with_a_plain_message(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / hostile.name
    path.write_bytes(hostile.make())
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(FileUnreadable) as rejection:
        read_file(path, work)
    assert hostile.says in rejection.value.message
    assert SECRET not in rejection.value.message
    assert "could not be read (" not in rejection.value.message
    assert list(work.iterdir()) == []
    if path.stat().st_size:
        outcome = cost(path)
        assert outcome.memory_bytes < MOST_MEMORY
        assert outcome.processor_seconds < MOST_SECONDS


@pytest.mark.parametrize("odd_file", READ, ids=str)
def test_is_read_as_it_stands(odd_file: Odd, tmp_path: Path) -> None:
    path = tmp_path / odd_file.name
    path.write_bytes(odd_file.make())
    sheet = read_file(path, tmp_path)[0]
    columns = [column.to_pylist() for column in sheet.columns]
    assert [list(row) for row in zip(*columns, strict=True)] == odd_file.cells
