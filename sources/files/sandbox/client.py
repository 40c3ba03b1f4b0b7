"""The limited process that parses files, seen from the process that wants them read."""

import atexit
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sources.files.sandbox.protocol import WELL
from sources.files.sheet import Limits

ROOT = Path(__file__).parents[3]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sources.files.sandbox.worker import main; main()"
)
"""Starts the reading process with this very code, whatever else is installed."""

ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""Nothing of the caller's environment is handed on; memory is to be given back, threads few."""

REPLY_BYTES = 4096
LENGTH = struct.Struct("<Q")
WAIT_FACTOR = 3
"""A file may wait for disk and processor this many times its processor seconds."""

KILLED = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
"""How a reading ends when it is ended from outside."""


class ReadingError(Exception):
    """No file can be read at present, whatever the file."""


@dataclass(frozen=True)
class OpenFile:
    """A file to read: what was sent and where the result goes, as open files.

    `suffix` is the end of its name; `about` is handed to the continuation, as JSON.
    """

    source: int
    sink: int
    suffix: str
    about: object = None


@dataclass(frozen=True)
class ReadingOutcome:
    """How a reading ended: its exit status (negative for a signal) and its cost.

    `statuses` say how it ended for each of the files, where it did for all.
    """

    status: int
    processor_seconds: float
    memory_bytes: int
    statuses: Sequence[int] = ()


@dataclass(frozen=True)
class Continuation:
    """What the process does with the sheets of each file, under the limits of the reading.

    `function` is named as `module:function`. It is called once, with `setup`, before any file is
    read, and returns what is called for each file, with its sheets and what the caller says about
    it. That returns what is handed over in their place (`protocol.Stream`), or raises
    FileUnreadable.
    """

    function: str = ""
    setup: bytes = b""


class ReadingProcess:
    """Starts the process when it is first needed, and again when it is gone."""

    def __init__(self, then: Continuation = Continuation()) -> None:
        self._then = then
        self._lock = threading.Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._is_interrupted = False

    def read(self, files: Sequence[OpenFile], limits: Limits) -> list[int]:
        """Have each file read into its sink, and say how that ended (`protocol.WELL` or not).

        Several are read in one process, one after the other, under the limits of one as large as
        they are together; where that does not end well, each is read by itself. Raises ReadingError
        when there is no process to be had.
        """
        with self._lock:
            self._is_interrupted = False
            if len(files) > 1:
                together = self._try(files, limits)
                if together is not None and together.status in WELL:
                    return list(together.statuses)
                _empty(files)
            return [self._alone(file, limits).status for file in files]

    def read_alone(self, file: OpenFile, limits: Limits) -> ReadingOutcome:
        """Have a file read into its sink, and say how that ended. Raises ReadingError."""
        with self._lock:
            self._is_interrupted = False
            return self._alone(file, limits)

    def _alone(self, file: OpenFile, limits: Limits) -> ReadingOutcome:
        """Read a file; twice when somebody else put an end to the first try.

        Only a file that brings that about twice is to blame.
        """
        outcome = None if self._is_interrupted else self._try([file], limits)
        if not self._is_interrupted and (outcome is None or outcome.status in KILLED):
            _empty([file])
            outcome = self._try([file], limits)
        if outcome is None:
            raise ReadingError("the process that reads files cannot be started or does not stay")
        return outcome

    def _try(self, files: Sequence[OpenFile], limits: Limits) -> ReadingOutcome | None:
        """Return how the reading of the files ended; None when its process was gone."""
        seconds = limits.processor_seconds * WAIT_FACTOR
        said = [{"suffix": file.suffix, "about": file.about} for file in files]
        request = json.dumps({"limits": asdict(limits), "files": said}).encode()
        reply = b""
        try:
            channel = self._started()
            opened = [number for file in files for number in (file.source, file.sink)]
            socket.send_fds(channel, [request], opened)
            reply = _receive(channel, seconds)
        except TimeoutError:
            return ReadingOutcome(-signal.SIGXCPU, seconds, 0)
        except OSError:
            return None
        finally:
            # Also when this process is interrupted: the next file must not get this one's reply.
            if not reply:
                self.stop()
        return ReadingOutcome(**json.loads(reply)) if reply else None

    def interrupt(self) -> None:
        """Put an end to the reading that another thread waits for, which raises ReadingError."""
        self._is_interrupted = True
        self._kill()

    def _kill(self) -> None:
        process = self._process
        if process is not None and self._owner == os.getpid():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the process and whatever it is reading."""
        if self._channel is not None:
            self._channel.close()
        self._kill()
        if self._process is not None and self._owner == os.getpid():
            self._process.wait()
        self._process = self._channel = None

    def _started(self) -> socket.socket:
        if self._channel is not None and self._owner == os.getpid():
            return self._channel
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", START, str(ROOT), self._then.function],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # A traceback may quote a cell.
                stderr=subprocess.DEVNULL,
                cwd=Path("/"),
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._channel, self._owner = ours, os.getpid()
        ours.sendall(LENGTH.pack(len(self._then.setup)) + self._then.setup)
        return ours


class ReadingProcesses:
    """Processes that do the same with the sheets of a file; started as many are busy at once."""

    def __init__(self, then: Continuation) -> None:
        self._then = then
        self._all: list[ReadingProcess] = []
        self._idle: list[ReadingProcess] = []

    @contextmanager
    def one(self) -> Iterator[ReadingProcess]:
        """Yield a process that nobody else has while the block runs."""
        try:
            process = self._idle.pop()
        except IndexError:
            process = ReadingProcess(self._then)
            self._all.append(process)
        try:
            yield process
        finally:
            self._idle.append(process)

    def interrupt(self) -> None:
        """Put an end to what any of them reads."""
        for process in self._all:
            process.interrupt()

    def stop(self) -> None:
        """End them all."""
        for process in self._all:
            process.stop()


def _empty(files: Sequence[OpenFile]) -> None:
    """Take back what a try that did not end well wrote."""
    for file in files:
        os.ftruncate(file.sink, 0)
        os.lseek(file.sink, 0, os.SEEK_SET)


def _receive(channel: socket.socket, seconds: float) -> bytes:
    """Return the reply; blank when the process is gone. Raises TimeoutError when there is none."""
    reply = b""
    while not reply.endswith(b"\n"):
        if not select.select([channel], [], [], seconds)[0]:
            raise TimeoutError
        piece = channel.recv(REPLY_BYTES)
        if not piece:
            return b""
        reply += piece
    return reply


READING_PROCESS = ReadingProcess()
atexit.register(READING_PROCESS.stop)
