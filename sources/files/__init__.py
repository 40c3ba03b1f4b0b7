"""Reading files as they were sent: bytes in, sheets of cells out, or a plain rejection."""

import errno
import mmap
import os
import signal
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TypeAlias

import pyarrow as pa

from sources.files.file_type import suffix_of
from sources.files.rejections import AGAIN, too_large, unusual
from sources.files.sandbox.client import READING_PROCESS, OpenFile, ReadingProcess
from sources.files.sandbox.protocol import (
    FAILED,
    NO_MEMORY,
    NO_SPACE,
    READ,
    REJECTED,
    read_sheets,
    unpack_rejection,
)
from sources.files.sheet import FileUnreadable, Limits, Sheet

DEFAULT_LIMITS = Limits()
TOO_LONG = {-signal.SIGXCPU, -signal.SIGPROF}
Written: TypeAlias = pa.NativeFile | FileUnreadable
"""What was written of a file, or why it is rejected."""

NO_FILE = "This is a folder or shortcut, not a file."


def read_file(path: Path, work: Path, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """Return the sheets of the file at `path`; raises FileUnreadable with a message for its sender.

    The file is parsed by a process of its own under limits. What it read comes back by way of a
    nameless file in the folder `work`, which vanishes with the sheets, or with this process.
    Raises OSError where the file cannot be opened or the folder holds no more, and ReadingError
    where no process can be had: that is nothing that the file could bring about.
    """
    (written,) = read_with(READING_PROCESS, [path], work, limits)
    if isinstance(written, FileUnreadable):
        raise written
    return read_sheets(written)


def read_with(
    process: ReadingProcess,
    paths: Sequence[Path],
    work: Path,
    limits: Limits,
    about: Sequence[object] = (),
) -> list[Written]:
    """Return what a process wrote of each file: its sheets, or what its continuation makes of them.

    One that cannot be read has its rejection there. Several are read one after the other by one
    process, which is for small files of one sender. Raises OSError and ReadingError as `read_file`
    does. `about` is what is handed to the continuation, a value for each file.
    """
    with ExitStack() as stack:
        results: dict[int, Written] = {}
        files: dict[int, OpenFile] = {}
        sinks: dict[int, IO[bytes]] = {}
        for at, path in enumerate(paths):
            try:
                source = stack.enter_context(_opened(path))
                _check_file(os.fstat(source.fileno()), limits)
            except FileUnreadable as rejection:
                results[at] = rejection
                continue
            sink = sinks[at] = stack.enter_context(TemporaryFile(dir=work))
            said = about[at] if about else None
            files[at] = OpenFile(source.fileno(), sink.fileno(), suffix_of(path.name), said)
        statuses = process.read(list(files.values()), limits) if files else []
        for at, status in zip(files, statuses, strict=True):
            try:
                results[at] = _written(status, sinks[at])
            except FileUnreadable as rejection:
                results[at] = rejection
        return [results[at] for at in range(len(paths))]


def _opened(path: Path) -> IO[bytes]:
    """Return the file, opened without following a link or waiting for a device."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        return os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            raise FileUnreadable(NO_FILE) from None
        raise


def _check_file(about: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise FileUnreadable(NO_FILE)
    if not about.st_size:
        raise FileUnreadable("The file is empty. Please save the return again and send it.")
    if about.st_size > limits.sent_bytes:
        raise too_large(f"it has more than {limits.sent_bytes // 1_000_000} MB")


def _written(status: int, sink: IO[bytes]) -> pa.NativeFile:
    if status == READ:
        written = mmap.mmap(sink.fileno(), 0, access=mmap.ACCESS_READ)
        return pa.BufferReader(pa.py_buffer(written))
    sink.seek(0)
    if status == REJECTED:
        raise unpack_rejection(sink.read())
    if status == FAILED:
        raise unusual(sink.read().decode())
    if status == NO_SPACE:
        raise OSError(errno.ENOSPC, "what was read could not be written to the work folder")
    if status in TOO_LONG:
        raise FileUnreadable(f"The file takes too long to read. {AGAIN}")
    if status in (NO_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
        raise FileUnreadable(f"The file needs more memory to read than it may have. {AGAIN}")
    raise unusual(f"status {status}")
