"""Read files by several processes at once, while those that came before them are stored."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from sources.landing.inbox import LeftEntry
from sources.landing.receive import ReceivedFile
from sources.landing_errors import FileNotAccepted
from sources.validation.validate_returns import ValidatedReturns

Result = ValidatedReturns | FileNotAccepted
Reading = tuple[ReceivedFile, Result]
"""A file, and what its reading made of it."""

FILES_AHEAD = 16
"""So many files are received for each worker before the first of them is stored."""

BYTES_AHEAD = 8_000_000
"""Files of no more bytes than that; but one for each worker, whatever its size."""


class ReadAhead:
    """Files that are read by so many workers at once, and taken back in the order they came.

    Entries that are left stand among them in their place. Where the block ends with an error, no
    other reading is begun, and `interrupt` puts an end to those under way.
    """

    def __init__(
        self, read: Callable[[ReceivedFile], Result], workers: int, interrupt: Callable[[], None]
    ) -> None:
        self._read, self._workers, self._interrupt = read, workers, interrupt
        self._pool = ThreadPoolExecutor(workers)
        self._entries: deque[Future[Reading] | LeftEntry] = deque()
        self._bytes: deque[int] = deque()

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
        for entry in entries:
            if isinstance(entry, LeftEntry):
                self._bytes.append(0)
                self._entries.append(entry)
            else:
                self._bytes.append(entry.original.lstat().st_size)
                self._entries.append(self._pool.submit(self._reading, entry))

    @property
    def wants_more(self) -> bool:
        """Whether a worker may soon have nothing to do."""
        if len(self) < self._workers:
            return True
        return len(self) < self._workers * FILES_AHEAD and sum(self._bytes) < BYTES_AHEAD

    @property
    def is_next_ready(self) -> bool:
        """Whether the next one can be taken without waiting."""
        if not self._entries:
            return False
        entry = self._entries[0]
        return isinstance(entry, LeftEntry) or entry.done()

    def take(self) -> Reading | LeftEntry:
        """Return the next, when it is read; raises what put an end to its reading."""
        entry = self._entries.popleft()
        self._bytes.popleft()
        return entry if isinstance(entry, LeftEntry) else entry.result()

    def _reading(self, received: ReceivedFile) -> Reading:
        return received, self._read(received)
