"""What a warehouse was made of, as hashes: by them a run knows that nothing has changed since."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from core.atomic_files import write_whole
from core.county import county_folder
from core.project import REFERENCE, ROOT
from core.workspace import Workspace

ROOMS = ("core", "sources", "disclosure", "dashboard", "orchestration", "dbt_project")
LOCKED = ROOT / "requirements.lock"
_MADE = {"__pycache__", "target", "logs"}
"""Folders of what is made from code."""


@dataclass(frozen=True)
class Fingerprint:
    """One hash for each kind of thing that decides what a warehouse holds."""

    landing: str
    code: str
    seeds: str
    settings: str

    @classmethod
    def of(cls, workspace: Workspace) -> "Fingerprint":
        """Return the fingerprint of what a build would be made of now.

        Of what is landed it takes names, sizes and times of change: no landed file is written
        twice but by an erasure or a new key. Of all else it takes the contents.
        """
        code = [path for room in ROOMS for path in _files(ROOT / room)]
        county = county_folder()
        return cls(
            landing=_hash(_states(workspace.landing)),
            code=_hash(_contents([*code, LOCKED])),
            seeds=_hash(_contents([*_files(REFERENCE), *_files(county)])),
            settings=_hash([str(county), sys.version]),
        )

    @classmethod
    def read(cls, workspace: Workspace) -> "Fingerprint | None":
        """Return that of the warehouse; None where it is not known, as after a kill."""
        try:
            told = json.loads(fingerprint_file(workspace).read_text())
            return cls(**told) if workspace.warehouse.exists() else None
        except (OSError, ValueError, TypeError):
            return None

    def write(self, workspace: Workspace) -> None:
        """Put it beside the warehouse that was made of this."""
        write_whole(fingerprint_file(workspace), json.dumps(asdict(self)).encode())

    def changed_since(self, earlier: "Fingerprint") -> set[str]:
        """Return the kinds of things that have changed."""
        names = (each.name for each in fields(self))
        return {name for name in names if getattr(self, name) != getattr(earlier, name)}


def fingerprint_file(workspace: Workspace) -> Path:
    """Return where the fingerprint of the warehouse stands: beside it."""
    return workspace.warehouse.with_suffix(".fingerprint.json")


def is_current(workspace: Workspace) -> bool:
    """Return whether a build now would make the warehouse that is there."""
    return (
        not workspace.erasure_mark.exists()
        and (earlier := Fingerprint.read(workspace)) is not None
        and earlier == Fingerprint.of(workspace)
    )


def draft_fingerprint(workspace: Workspace) -> str | None:
    """Return a hash of what a draft is made of: the warehouse and the earlier releases.

    None where the warehouse is not of what is there now, which tells nothing about the next one.
    """
    if not is_current(workspace):
        return None
    releases = sorted(workspace.root.glob("releases/*/*/manifest.json"))
    return _hash([*_contents([fingerprint_file(workspace)]), *_contents(releases)])


def hash_of_folders(folders: Iterable[Path], *settings: str) -> str:
    """Return a hash of what lies in some folders, of the settings and packages it is read with."""
    files = [path for folder in folders for path in _files(folder)]
    return _hash([*settings, *_contents([*files, LOCKED])])


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that somebody wrote, in order."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _MADE)
        yield from (Path(top, name) for name in sorted(names))


def _contents(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        yield f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _states(folder: Path) -> Iterator[str]:
    for path in _files(folder):
        about = path.stat()
        yield f"{path.relative_to(folder)} {about.st_size} {about.st_mtime_ns}"


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
