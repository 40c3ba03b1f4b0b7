"""Receive files: move each out of the inbox into `.work`, with a ticket from which it is finished.

A run that was killed anywhere leaves in `.work` what the next run needs.
"""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.atomic_files import make_folder, whole_file, write_whole
from core.workspace import Workspace
from sources.landing.submissions import submission_path
from sources.landing_errors import LandingError

UNKNOWN = "unknown"
"""The agency of a file that lies in no known agency's folder."""

_TICKET = ".ticket.json"


@dataclass(frozen=True)
class ReceivedFile:
    """A file in `.work`, with all that must be known to finish it.

    `path` is its path below the agency's folder, as it was sent.
    """

    folder: Path
    agency: str
    path: str
    received_at: datetime
    content_sha256: str

    @property
    def submission_id(self) -> str:
        """The id of its submission, which its folder is named after."""
        return self.folder.name

    @property
    def original(self) -> Path:
        """The file as it was sent, under its own name, but never hidden."""
        return self.folder / (Path(self.path).name.lstrip(".") or "file")

    def write_ticket(self) -> None:
        """Write the ticket, from which a later run finishes the file."""
        ticket = {
            "agency": self.agency,
            "path": self.path,
            "received_at": self.received_at.isoformat(),
            "content_sha256": self.content_sha256,
        }
        make_folder(self.folder)
        write_whole(self.folder / _TICKET, json.dumps(ticket).encode())

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
        )
        return received if os.path.lexists(received.original) else None


def remove_ticket(folder: Path) -> None:
    """Remove the ticket in a folder, where there is one."""
    (folder / _TICKET).unlink(missing_ok=True)


def inbox_files(workspace: Workspace, agency: str | None = None) -> list[Path]:
    """Return the files in the inbox, or in one agency's folder of it, in path order.

    Names that begin with `.` or `~$` are left where they are: they are what file managers and
    office programs put beside a file, not what an agency sends.
    """

    def fail(error: OSError) -> None:
        raise error

    top = workspace.inbox / (agency or "")
    files: list[Path] = []
    for folder, folders, names in os.walk(top, onerror=fail) if top.exists() else ():
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(folder, name) for name in names if not name.startswith((".", "~$"))]
    return sorted(files, key=lambda path: path.relative_to(workspace.inbox).as_posix())


@dataclass(frozen=True)
class FileSelection:
    """Which files to land: the whole inbox, one agency's folder of it, or the files named."""

    agency: str | None = None
    files: Sequence[Path] | None = None

    def paths(self, workspace: Workspace, agencies: frozenset[str]) -> list[Path]:
        """Return the files; raises LandingError where the agency is missing or not known."""
        if self.agency is not None and self.agency not in agencies:
            raise LandingError(f"{self.agency!r} is no agency of any contract.")
        if self.files is None:
            return inbox_files(workspace, self.agency)
        paths = [path.absolute() for path in self.files]
        are_inside = all(path.is_relative_to(workspace.inbox) for path in paths)
        if self.agency is None and not are_inside:
            raise LandingError("A file outside the inbox needs the name of its agency.")
        return paths


@dataclass(frozen=True)
class Receiver:
    """Receives the files of one run: from these agencies, at one time."""

    workspace: Workspace
    agencies: frozenset[str]
    received_at: datetime

    def receive(self, path: Path, agency: str | None) -> ReceivedFile | None:
        """Move (or copy) a file into `.work`; None when it changes meanwhile, or is gone."""
        inside = path.is_relative_to(self.workspace.inbox)
        if inside:
            parts = path.relative_to(self.workspace.inbox).parts
            agency, sent = (parts[0], Path(*parts[1:])) if len(parts) > 1 else ("", path)
        else:
            sent, path = Path(path.name), self._copy(path)
        if agency not in self.agencies:
            sent, agency = Path(agency or "", sent.name), UNKNOWN
        try:
            before = path.lstat()
            content = _content_hash(path)
        except FileNotFoundError:
            if inside:  # another run took it, or its sender took it back
                return None
            raise
        received = self._numbered(agency, sent.as_posix(), content)
        received.write_ticket()
        path.rename(received.original)
        after = received.original.lstat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            received.original.rename(path)
            shutil.rmtree(received.folder)
            return None
        return received

    def resume(self, folder: Path) -> ReceivedFile | None:
        """Return a file that a killed run left in `.work`; None when it had not got there."""
        if folder.is_file():
            folder.unlink()  # a copy that was never finished; its original lies where it lay
            return None
        received = ReceivedFile.from_ticket(folder)
        if received is None:
            for part in folder.glob(f"*{_TICKET}*"):
                part.unlink()
            folder.rmdir()  # the file lies in the inbox still; were it here, this would fail
        return received

    def _copy(self, path: Path) -> Path:
        copy = self.workspace.work / ".copy"
        with path.open("rb") as sent, whole_file(copy) as file:
            shutil.copyfileobj(sent, file)
        return copy

    def _numbered(self, agency: str, path: str, content: str) -> ReceivedFile:
        """Return the file under its id; one that was sent before at the same time is numbered."""
        number = 1
        while True:
            named = [agency, path, content, self.received_at.isoformat()]
            named += [str(number)] if number > 1 else []
            text = "\0".join(named).encode("utf-8", "surrogateescape")
            submission_id = hashlib.sha256(text).hexdigest()[:32]
            if not submission_path(self.workspace, submission_id).exists():
                folder = self.workspace.work / submission_id
                return ReceivedFile(folder, agency, path, self.received_at, content)
            number += 1


def _content_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; of a link or a device none is read."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return hashlib.sha256(b"").hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
