"""What lies in the inbox: the files to take, and the entries that are left, each with a reason."""

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path

from core.workspace import Workspace
from sources.landing.earlier_layout import earlier_rejected
from sources.landing.file_names import mask_file_name
from sources.landing_errors import LandingError

OPEN_FOR_WRITING = "another program still has it open for writing; the next run tries again"
NO_FILE = "it is a socket, a pipe or a device, not a file"
TOO_LARGE = "it is larger than any file that is taken"
CHANGED = "it changed while it was being read; the next run tries again"

_HIDDEN = (".", "~$")
_LONGEST_NAME = 200
_DEEPEST = 50
"""So many folders within folders are looked into: nobody sorts returns further than that."""


@dataclass(frozen=True)
class LeftEntry:
    """An entry that a run leaves where it lies.

    `name` is its path below the inbox, masked. `is_fault` says that somebody has to see to it;
    else it is to be waited for, or nothing that an agency sends.
    """

    name: str
    reason: str
    is_fault: bool = False

    def __str__(self) -> str:
        return f"{self.name}: left in the inbox because {self.reason}"


@dataclass
class InboxListing:
    """The files to take, in path order, and the entries that are left.

    Each file stands with the time at which it was last written to, in nanoseconds; 0 for one that
    was named.
    """

    files: dict[Path, int] = field(default_factory=dict)
    left: list[LeftEntry] = field(default_factory=list)


@dataclass(frozen=True)
class FileSelection:
    """Which files to land: the whole inbox, one agency's folder of it, or the files named.

    Of the inbox only files that nobody has written to for `settled_seconds`.
    """

    agency: str | None = None
    files: Sequence[Path] | None = None
    settled_seconds: int = 0

    def listing(self, workspace: Workspace, agencies: frozenset[str]) -> InboxListing:
        """Return the files; raises LandingError where the agency is missing, wrong or not known."""
        if self.agency is not None and self.agency not in agencies:
            raise LandingError(f"{self.agency!r} is not an agency that sends a return.")
        if self.files is None:
            return list_inbox(workspace, self.agency, self.settled_seconds)
        paths = [_resolved(workspace, path) for path in self.files]
        for path in paths:
            sent = path_below_inbox(workspace, path)
            if sent is None and self.agency is None:
                raise LandingError(
                    "A file outside the inbox needs the agency that sent it (--agency)."
                )
            if sent is not None and self.agency not in (None, sent.parts[0]):
                raise LandingError(
                    "A file is in the inbox folder of a different agency from the one named."
                )
        return InboxListing(dict.fromkeys(paths, 0))


def list_inbox(
    workspace: Workspace, agency: str | None = None, settled_seconds: int = 0
) -> InboxListing:
    """Return what lies in the inbox, or in one agency's folder of it.

    No link to a folder is followed. Names that begin with `.` or `~$` are left: they are what file
    managers and office programs put beside a file, not what an agency sends.
    """
    listing = InboxListing()
    top = workspace.inbox / (agency or "")
    if top.is_symlink():
        listing.left.append(left_entry(workspace, top, "it is a link to a folder"))
    folders = [top] if top.is_dir() and not top.is_symlink() else []
    while folders:
        folder = folders.pop()
        if len(folder.parts) - len(workspace.inbox.parts) > _DEEPEST:
            listing.left.append(
                left_entry(
                    workspace, folder, "it is in too many folders within folders", is_fault=True
                )
            )
            continue
        try:
            with os.scandir(folder) as found:
                entries = [Path(entry.path) for entry in found]
        except FileNotFoundError:  # it was removed meanwhile
            continue
        except OSError as error:
            listing.left.append(unopened_entry(workspace, folder, error))
            continue
        for path in entries:
            try:
                folders += _sort_out(workspace, path, settled_seconds, listing)
            except FileNotFoundError:
                continue
            except OSError as error:
                listing.left.append(unopened_entry(workspace, path, error))
    by_path = sorted(listing.files, key=lambda path: path.relative_to(workspace.inbox).as_posix())
    listing.files = {path: listing.files[path] for path in by_path}
    listing.left.sort(key=lambda entry: entry.name)
    return listing


def path_below_inbox(workspace: Workspace, path: Path) -> Path | None:
    """Return where a file lies below the inbox; None outside it, and in what landing keeps there.

    The path begins with the workspace's own inbox where it lies in it, and holds no `..`.
    """
    if not path.is_relative_to(workspace.inbox):
        return None
    kept = _kept(workspace)
    is_kept = any(path.is_relative_to(folder) for folder in kept)
    return None if is_kept or path == workspace.inbox else path.relative_to(workspace.inbox)


def left_entry(workspace: Workspace, path: Path, reason: str, is_fault: bool = False) -> LeftEntry:
    """Return the entry at `path` as one that is left; its name is masked."""
    sent = path_below_inbox(workspace, path)
    name = mask_file_name(path.name if sent is None else sent.as_posix())
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}…"
    return LeftEntry(name, reason, is_fault)


def unopened_entry(workspace: Workspace, path: Path, error: OSError) -> LeftEntry:
    """Return the entry at `path` as one that the system does not let us take."""
    if error.errno == errno.ENOENT:  # another run took it, or its sender took it back
        return left_entry(workspace, path, "it is no longer there")
    said = (error.strerror or type(error).__name__).lower()
    return left_entry(workspace, path, f"it cannot be opened or moved: {said}", is_fault=True)


def opened(path: Path) -> BufferedReader:
    """Return the file at `path` to read, without following a link or waiting for a device."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags), "rb")


def is_open_for_writing(file: BufferedReader) -> bool:
    """Return whether a process has `file`, which is opened to read, open for writing.

    Linux grants a lease for reading on a file only where none has. False where it cannot tell: on
    a file of another owner, and on file systems without leases.
    """
    # A program that opens the file between the two calls breaks the lease: by a signal that, unlike
    # the usual one, ends no process.
    fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _sort_out(
    workspace: Workspace, path: Path, settled_seconds: int, listing: InboxListing
) -> list[Path]:
    """Add an entry to the listing; return it where it is a folder to look into."""
    about = path.lstat()
    is_link = stat.S_ISLNK(about.st_mode)
    if path in _kept(workspace):
        return []
    if path.name.startswith(_HIDDEN):
        reason = "its name begins like a temporary file's"
    elif is_link and path.is_dir():
        reason = "it is a link to a folder"
    elif stat.S_ISDIR(about.st_mode):
        return [path]
    elif not is_link and not stat.S_ISREG(about.st_mode):
        listing.left.append(left_entry(workspace, path, NO_FILE, is_fault=True))
        return []
    elif abs(time.time() - about.st_mtime) < settled_seconds:
        return []  # its time will come
    else:
        reason = _unsettled(path, about) if settled_seconds else ""
    if reason:
        listing.left.append(left_entry(workspace, path, reason))
    else:
        listing.files[path] = about.st_mtime_ns
    return []


def _unsettled(path: Path, about: os.stat_result) -> str:
    """Return why a file may still be written to; nothing where it may be taken."""
    if about.st_mtime > time.time():
        return "its time is in the future, so its age is not known; daw land will load it"
    if not stat.S_ISREG(about.st_mode):
        return ""
    with opened(path) as file:
        return OPEN_FOR_WRITING if is_open_for_writing(file) else ""


def _kept(workspace: Workspace) -> tuple[Path, ...]:
    """Return the folders in which landing itself keeps files in the inbox."""
    return (
        workspace.work,
        workspace.accepted,
        workspace.rejected,
        workspace.reports,
        earlier_rejected(workspace),
    )


def _resolved(workspace: Workspace, path: Path) -> Path:
    """Return where a named file really lies, below the workspace's own inbox where it is in it."""
    real, inbox = (Path(os.path.realpath(each)) for each in (path, workspace.inbox))
    return workspace.inbox / real.relative_to(inbox) if real.is_relative_to(inbox) else real
