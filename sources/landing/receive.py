"""Receive files: move each out of the inbox into `.work`, with a ticket from which it is finished.

A run that was killed anywhere leaves in `.work` what the next run needs.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.atomic_files import FILE_MODE, make_folder, whole_file, write_whole, written_together
from core.workspace import Workspace
from sources.landing.inbox import (
    CHANGED,
    NO_FILE,
    OPEN_FOR_WRITING,
    TOO_LARGE,
    LeftEntry,
    is_open_for_writing,
    left_entry,
    opened,
    path_below_inbox,
    unopened_entry,
)
from sources.landing.submissions import submission_path

UNKNOWN = "unknown"
"""The agency of a file that lies in no known agency's folder."""

_DISK_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Faults of the workspace's disk, not of the file that is taken."""

_TICKET = ".ticket.json"
_ATTEMPT = ".attempt-"
"""So begins the name of the mark that a run leaves while it is at a file."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file in `.work`, with all that must be known to finish it.

    `path` is its path below the agency's folder, as it was sent; `deaths` says how many runs died
    while they were at it.
    """

    folder: Path
    agency: str
    path: str
    received_at: datetime
    content_sha256: str
    deaths: int = 0

    @property
    def submission_id(self) -> str:
        """The id of its submission, which its folder is named after."""
        return self.folder.name

    @property
    def original(self) -> Path:
        """The file as it was sent, under its own name, but never hidden."""
        return self.folder / (Path(self.path).name.lstrip(".") or "file")

    @property
    def place(self) -> tuple[datetime, str]:
        """When it was received, and where it lay below the inbox: so files are ordered."""
        below = self.path if self.agency == UNKNOWN else f"{self.agency}/{self.path}"
        return self.received_at, below

    def write_ticket(self) -> None:
        """Write the ticket, from which a later run finishes the file."""
        ticket = {
            "agency": self.agency,
            "path": self.path,
            "received_at": self.received_at.isoformat(),
            "content_sha256": self.content_sha256,
        }
        write_whole(self.folder / _TICKET, json.dumps(ticket).encode())

    def is_as_taken(self, most_bytes: int) -> bool:
        """Return whether it still holds what it held when it was taken, and nobody writes to it.

        Of a file of more than `most_bytes` nothing is read, as when it was taken.
        """
        try:
            return _FileState.of(self.original, most_bytes).content_sha256 == self.content_sha256
        except (_NotTaken, PermissionError):
            return False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Leave a mark if the run dies in the block: then something was being done with the file.

        A run that is interrupted, or that the disk stops, has not died.
        """
        mark = self.folder / f"{_ATTEMPT}{self.deaths + 1}"
        mark.touch(FILE_MODE)
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)

    @classmethod
    def from_ticket(cls, folder: Path) -> "ReceivedFile | None":
        """Return the file of a folder in `.work`; None when it did not get there."""
        if not (folder / _TICKET).exists():
            return None
        ticket = json.loads((folder / _TICKET).read_text("utf-8"))
        received = cls(
            folder,
            ticket["agency"],
            ticket["path"],
            datetime.fromisoformat(ticket["received_at"]),
            ticket["content_sha256"],
            deaths=len(list(folder.glob(f"{_ATTEMPT}*"))),
        )
        return received if os.path.lexists(received.original) else None


def remove_ticket(folder: Path) -> None:
    """Remove the ticket in a folder, where there is one, and the marks of runs that died."""
    for mark in folder.glob(f"{_ATTEMPT}*"):
        mark.unlink()
    (folder / _TICKET).unlink(missing_ok=True)


@dataclass(frozen=True)
class Receiver:
    """Receives the files of one run: from these agencies, at one time."""

    workspace: Workspace
    agencies: frozenset[str]
    received_at: datetime

    def receive(
        self, paths: Sequence[Path], agency: str | None = None
    ) -> list[ReceivedFile | LeftEntry]:
        """Move files of the inbox into `.work`, or copy some from elsewhere for their agency.

        One that the system does not let us take, or that is still being written, is left.
        """
        entries = [self._take(path, agency) for path in paths]
        with written_together():
            for entry in entries:
                if isinstance(entry, _TakenFile):
                    entry.received.write_ticket()
        return [self._move(entry) if isinstance(entry, _TakenFile) else entry for entry in entries]

    def resume(self, folder: Path) -> ReceivedFile | LeftEntry | None:
        """Return a file that a killed run left in `.work`; None when it had not got there."""
        if folder.is_file():
            folder.unlink()  # a copy that was never finished; its original lies where it lay
            return None
        received = ReceivedFile.from_ticket(folder)
        if received is None:
            for part in folder.glob(f"*{_TICKET}*"):
                part.unlink()
            folder.rmdir()  # the file lies in the inbox still; were it here, this would fail
            return None
        is_as_taken = received.is_as_taken(self.workspace.max_sent_bytes)
        return received if is_as_taken else self.put_back(received)

    def put_back(self, received: ReceivedFile) -> LeftEntry:
        """Move a file that changed after it was taken back to where it lay, for the next run."""
        agency = "" if received.agency == UNKNOWN else received.agency
        path = self.workspace.inbox / agency / received.path
        make_folder(path.parent)
        place, number = path, 1
        while os.path.lexists(place):  # its sender has sent another under that name
            number += 1
            place = path.with_name(f"{path.stem} ({number}){path.suffix}")
        received.original.rename(place)
        shutil.rmtree(received.folder)
        return left_entry(self.workspace, place, CHANGED)

    def _take(self, path: Path, agency: str | None) -> "_TakenFile | LeftEntry":
        """Return a file with what its ticket is to say; one from elsewhere is copied."""
        most_bytes = self.workspace.max_sent_bytes
        try:
            before = _FileState.of(path, most_bytes)
            sent = path_below_inbox(self.workspace, path)
            if sent is None:
                assert agency is not None
                if before.size > most_bytes:
                    raise _NotTaken(TOO_LARGE, is_fault=True)
                received = self._numbered(agency, path.name, before.content_sha256)
                return _TakenFile(*self._copied(path, before, received), received)
            agency, sent = (sent.parts[0], Path(*sent.parts[1:])) if sent.parts[1:] else ("", sent)
            if agency not in self.agencies:
                sent, agency = Path(agency, sent.name), UNKNOWN
            received = self._numbered(agency, sent.as_posix(), before.content_sha256)
            return _TakenFile(path, before, received)
        except (_NotTaken, OSError) as error:
            return self._left(path, error)

    def _move(self, taken: "_TakenFile") -> ReceivedFile | LeftEntry:
        """Move a file, of which the ticket is written, to beside it."""
        received, before = taken.received, taken.before
        try:
            taken.path.rename(received.original)
        except OSError as error:
            shutil.rmtree(received.folder)
            return self._left(taken.path, error)
        after = received.original.lstat()
        if (before.size, before.modified_ns) != (after.st_size, after.st_mtime_ns):
            return self.put_back(received)
        return received

    def _left(self, path: Path, error: "_NotTaken | OSError") -> LeftEntry:
        """Return the file as one that is left; raises the error where it is none of the file's."""
        if isinstance(error, _NotTaken):
            return left_entry(self.workspace, path, str(error), is_fault=error.is_fault)
        if error.errno in _DISK_FAULTS:
            raise error
        return unopened_entry(self.workspace, path, error)

    def _copied(
        self, path: Path, before: "_FileState", received: ReceivedFile
    ) -> tuple[Path, "_FileState"]:
        copy = received.folder.with_suffix(".copy")
        with opened(path) as sent, whole_file(copy) as file:
            shutil.copyfileobj(sent, file)
        most_bytes = self.workspace.max_sent_bytes
        copied = _FileState.of(copy, most_bytes)
        if (
            _FileState.of(path, most_bytes) != before
            or copied.content_sha256 != before.content_sha256
        ):
            copy.unlink()
            received.folder.rmdir()
            raise _NotTaken(CHANGED)
        return copy, copied

    def _numbered(self, agency: str, path: str, content: str) -> ReceivedFile:
        """Return the file under its id, with a folder; of equal ones each has another number."""
        number = 1
        while True:
            named = [agency, path, content, self.received_at.isoformat()]
            named += [str(number)] if number > 1 else []
            text = "\0".join(named).encode("utf-8", "surrogateescape")
            submission_id = hashlib.sha256(text).hexdigest()[:32]
            folder = self.workspace.work / submission_id
            if not folder.exists() and not submission_path(self.workspace, submission_id).exists():
                make_folder(folder)
                return ReceivedFile(folder, agency, path, self.received_at, content)
            number += 1


@dataclass(frozen=True)
class _TakenFile:
    """A file that lies at `path` still, how it was found there, and what its ticket says."""

    path: Path
    before: "_FileState"
    received: ReceivedFile


@dataclass(frozen=True)
class _FileState:
    """What tells whether a file is still what it was."""

    size: int
    modified_ns: int
    content_sha256: str

    @classmethod
    def of(cls, path: Path, most_bytes: int) -> "_FileState":
        """Return the state of a file; of a link, or one that is too large, nothing is read.

        Raises _NotTaken for what is no file, or is open for writing.
        """
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            return cls(about.st_size, about.st_mtime_ns, hashlib.sha256(b"").hexdigest())
        if not stat.S_ISREG(about.st_mode):
            raise _NotTaken(NO_FILE, is_fault=True)
        with opened(path) as file:
            if is_open_for_writing(file):
                raise _NotTaken(OPEN_FOR_WRITING)
            if about.st_size > most_bytes:
                return cls(about.st_size, about.st_mtime_ns, hashlib.sha256(b"").hexdigest())
            content = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(about.st_size, about.st_mtime_ns, content)


class _NotTaken(Exception):
    """An entry that is left where it lies, and why."""

    def __init__(self, reason: str, is_fault: bool = False) -> None:
        super().__init__(reason)
        self.is_fault = is_fault
