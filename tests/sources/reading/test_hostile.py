"""Files that no agency should send are refused, plainly and cheaply, and nothing else happens."""

from pathlib import Path
from tempfile import TemporaryFile

import pytest
from hostile import REFUSED, Hostile
from made_traps import SECRET

from sources.cells import Limits, Unreadable
from sources.reading import read_file
from sources.reading.kinds import suffix_of
from sources.reading.process import READING_PROCESS

MOST_MEMORY = 512 * 1024**2


@pytest.mark.parametrize("hostile", REFUSED, ids=str)
def test_is_refused_with_a_plain_message(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / hostile.name
    path.write_bytes(hostile.make())
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(Unreadable) as refusal:
        read_file(path, work)
    assert hostile.says in refusal.value.message
    assert SECRET not in refusal.value.message
    assert "could not be read (" not in refusal.value.message
    assert list(work.iterdir()) == []
    if path.stat().st_size:
        with path.open("rb") as source, TemporaryFile() as sink:
            outcome = READING_PROCESS.read(
                source.fileno(), sink.fileno(), suffix_of(hostile.name), Limits()
            )
        assert outcome.memory_bytes < MOST_MEMORY
