"""Read files by several processes at once, while those that came before them are stored.

Small files of one agency that come one after the other are read together by one process, which
costs a third.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sources.files.sandbox.protocol import MOST_FILES
from sources.landing.inbox import LeftEntry
from sources.landing.receive import ReceivedFile
from sources.landing_errors import FileNotAccepted
from sources.validation.validate_returns import ValidatedReturns

Result = ValidatedReturns | FileNotAccepted
Reading = tuple[ReceivedFile, Result]
"""A file, and what its reading made of it."""

FILES_AHEAD = 16
"""So many files are received for each worker before the first of them is stored."""

SMALL_BYTES = 64_000
"""Files of no more bytes than that are read together."""

BYTES_AHEAD = 8_000_000
"""Files of no more bytes than that; but one for each worker, whatever its size."""


class ReadAhead:
    """Files that are read by so many workers at once, and taken back in the order they came.

    Entries that are left stand among them in their place. Where the block ends with an error, no
    other reading is begun, and `interrupt` puts an end to those under way.
    """

    def __init__(
        self,
        read: Callable[[Sequence[ReceivedFile]], Sequence[Result]],
        workers: int,
        interrupt: Callable[[], None],
    ) -> None:
        self._read, self._workers, self._interrupt = read, workers, interrupt
        self._pool = ThreadPoolExecutor(workers)
        self._entries: deque[_Awaited | LeftEntry] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._interrupt()
        self._pool.shutdown()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entries: Iterable[ReceivedFile | LeftEntry]) -> None:
        """Have the files read; each is taken back after those that were added before."""
        for files in _together(entries):
            if isinstance(files, LeftEntry):
                self._entries.append(files)
                continue
            results = self._pool.submit(self._read, [file for file, _ in files])
            for at, (file, size) in enumerate(files):
                self._entries.append(_Awaited(file, size, results, at))

    @property
    def wants_more(self) -> bool:
        """Whether a worker may soon have nothing to do."""
        if len(self) < self._workers:
            return True
        ahead = sum(entry.size for entry in self._entries if isinstance(entry, _Awaited))
        return len(self) < self._workers * FILES_AHEAD and ahead < BYTES_AHEAD

    @property
    def is_next_ready(self) -> bool:
        """Whether the next one can be taken without waiting."""
        if not self._entries:
            return False
        entry = self._entries[0]
        return isinstance(entry, LeftEntry) or entry.results.done()

    def take(self) -> Reading | LeftEntry:
        """Return the next, when it is read; raises what put an end to its reading."""
        entry = self._entries.popleft()
        if isinstance(entry, LeftEntry):
            return entry
        return entry.file, entry.results.result()[entry.at]


@dataclass(frozen=True)
class _Awaited:
    """A file of so many bytes, whose result stands at one place of those it is read with."""

    file: ReceivedFile
    size: int
    results: Future[Sequence[Result]]
    at: int


Sized = tuple[ReceivedFile, int]
"""A file and how many bytes it has."""


def _together(entries: Iterable[ReceivedFile | LeftEntry]) -> Iterator[list[Sized] | LeftEntry]:
    """Yield the entries in their order, those files together that one process is to read."""
    files: list[Sized] = []
    for entry in entries:
        if isinstance(entry, LeftEntry):
            if files:
                yield files
            files = []
            yield entry
            continue
        size = entry.original.lstat().st_size
        if files and not _is_with(files, entry, size):
            yield files
            files = []
        files.append((entry, size))
    if files:
        yield files


def _is_with(files: Sequence[Sized], file: ReceivedFile, size: int) -> bool:
    """Return whether a file is read together with those that come before it.

    What a file does to memory can then touch nothing but files of its own agency.
    """
    return (
        len(files) < MOST_FILES
        and file.agency == files[0][0].agency
        and size + sum(size for _, size in files) <= SMALL_BYTES
    )
