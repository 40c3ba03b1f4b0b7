"""Where everything lies that is not code: the folders under `DAW_HOME`."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sources.files.sheet import Limits

_logger = logging.getLogger(__name__)

FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True)
class Workspace:
    """The folders of one warehouse, how long it keeps originals and how large they may be."""

    root: Path
    key_file: Path
    keep_originals_days: int = 90
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_environment(cls) -> "Workspace":
        """The workspace that DAW_HOME names, with the settings of the environment or their defaults."""
        megabytes = 1_000_000
        limits = Limits(
            sent_bytes=int(os.environ.get("DAW_MAX_SENT_MB") or 100) * megabytes,
            unpacked_bytes=int(os.environ.get("DAW_MAX_UNPACKED_MB") or 1000) * megabytes,
        )
        return cls.at(
            Path(os.environ.get("DAW_HOME") or "data"),
            key_file=os.environ.get("DAW_KEY_FILE"),
            keep_originals_days=int(os.environ.get("DAW_KEEP_ORIGINALS") or 90),
            limits=limits,
        )

    @classmethod
    def at(
        cls,
        root: Path,
        *,
        key_file: str | Path | None = None,
        keep_originals_days: int = 90,
        limits: Limits | None = None,
    ) -> "Workspace":
        """The workspace in the folder `root`; the key lies in its secrets where nothing else is said."""
        root = root.absolute()
        key = Path(key_file).absolute() if key_file else root / "secrets" / "pseudonym.key"
        return cls(root, key, keep_originals_days, limits or Limits())

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        return self.inbox / ".work"

    @property
    def accepted(self) -> Path:
        return self.inbox / ".accepted"

    @property
    def refused(self) -> Path:
        return self.inbox / ".refused"

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def receipts(self) -> Path:
        return self.landing / "receipts"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    def prepare(self) -> None:
        """Makes the folders that landing needs, for their owner alone."""
        for folder in (
            self.root,
            self.inbox,
            self.work,
            self.accepted,
            self.refused,
            self.receipts,
        ):
            make_folder(folder)

    @contextmanager
    def landing_lock(self) -> Iterator[None]:
        """Holds the landing area alone; says so and waits while another run does.

        Whatever changes what is landed holds it, and a build, which reads all of it. The system
        lets go of the lock when a process ends, however it ends.
        """
        make_folder(self.root)
        handle = os.open(self.root / ".landing.lock", os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _logger.warning("Another run is at work; waiting for it to end.")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it that are missing, for their owner alone."""
    missing = [folder, *folder.parents]
    for each in reversed(missing[: next(i for i, p in enumerate(missing) if p.is_dir())]):
        each.mkdir(mode=FOLDER_MODE, exist_ok=True)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that is there under its name whole or not at all, for its owner alone.

    Its content lasts before its name does, also through a power cut; a file system keeps names in
    the order in which they were given, so that `sync_folder` is needed at a commit alone.
    """
    beside = path.with_name(f".{path.name}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that it is there whole or not at all."""
    with whole_file(path) as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
