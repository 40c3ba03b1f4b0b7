"""Locks between runs: one at a time, let go of by the system however a process ends."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.atomic_files import FILE_MODE, make_folder

_logger = logging.getLogger(__name__)

LANDING_LOCK = ".landing.lock"
"""The file, in the workspace, that a run holds while it changes or reads the landing area."""

WAITING = "Another run is at work; waiting for it to end."


@contextmanager
def held(path: Path, waiting: str | None = WAITING) -> Iterator[None]:
    """Hold the lock in the file `path` alone; log `waiting` where another run holds it, and wait.

    The file stays: a process that waits has it open. A file system without locks is an error, not
    a reason to go on with a lock that a killed process would leave behind.
    """
    make_folder(path.parent)
    lock = FileLock(path, mode=FILE_MODE, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        if waiting:
            _logger.warning(waiting)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
