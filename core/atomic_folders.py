"""Folders put in their place so that readers see the old or the new one, and that they last."""

import ctypes
import os
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are told from the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE


def put(folder: Path, target: Path) -> None:
    """Renames a finished folder to a name that is free; it lasts, also through a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_out(folder)
    folder.rename(target)
    _sync(target.parent)


def put_in_place_of(folder: Path, target: Path) -> None:
    """Puts a finished folder in the place of another, which then lies where the first one lay."""
    _write_out(folder)
    if not _exchange(folder, target):
        beside = folder.with_name(f"{folder.name}.new")
        folder.rename(beside)
        target.rename(folder)
        beside.rename(target)
    _sync(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Whether the system could exchange two names at one stroke, so that neither ever misses."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _write_out(folder: Path) -> None:
    """Has the disk hold every file and name of a folder."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
