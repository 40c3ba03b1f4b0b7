"""Files and folders that readers see whole or not at all, and that outlast a power cut."""

import ctypes
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_FROM_CURRENT_FOLDER = -100  # AT_FDCWD: relative paths start at the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE

_AT_ONCE = 16
"""A disk is asked for so many files at once: it makes them last together, not one by one."""

_together: ContextVar[list[Path] | None] = ContextVar("together", default=None)
"""The files that are written and not yet under their names, in a block of `written_together`."""


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone."""
    if folder.is_dir():
        return
    lineage = [folder, *folder.parents]
    nearest = next(index for index, path in enumerate(lineage) if path.is_dir())
    for missing in reversed(lineage[:nearest]):
        missing.mkdir(mode=FOLDER_MODE, exist_ok=True)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write that is there under its name whole or not at all, for its owner alone.

    Its content lasts before its name does, also through a power cut; a file system keeps names in
    the order in which they were given, so that `sync_folder` is needed at a commit alone.
    """
    handle = os.open(_partial(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    waiting = _together.get()
    with os.fdopen(handle, "wb") as file:
        if waiting is not None:
            waiting.append(path)
        yield file
        if waiting is None:
            file.flush()
            os.fsync(file.fileno())
    if waiting is None:
        _partial(path).replace(path)


@contextmanager
def written_together() -> Iterator[None]:
    """Give the files that are written in the block their names when it ends, in that order.

    First the disk is made to hold them all, which takes little longer than for one. A block within
    another leaves that to the outer one. What was written in a block that fails is removed.
    """
    outer, paths = _together.get(), list[Path]()
    token = _together.set(paths)
    try:
        yield
        if outer is None:
            _sync_all([_partial(path) for path in paths])
    except BaseException:
        for path in paths:
            _partial(path).unlink(missing_ok=True)
        raise
    finally:
        _together.reset(token)
    if outer is not None:
        outer.extend(paths)
        return
    for path in paths:
        _partial(path).replace(path)


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    with whole_file(path) as file:
        file.write(content)


def replace_file(finished: Path, target: Path) -> None:
    """Put a file that another program wrote in the place of `target`, for its owner alone."""
    finished.chmod(FILE_MODE)
    _sync(finished)
    finished.replace(target)
    sync_folder(target.parent)


def put_folder(folder: Path, target: Path) -> None:
    """Rename a finished folder to a name that is free; it lasts, also through a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sync_tree(folder)
    folder.rename(target)
    sync_folder(target.parent)


def replace_folder(folder: Path, target: Path) -> None:
    """Put a finished folder in the place of `target`, which then lies where `folder` lay."""
    _sync_tree(folder)
    if not _exchange(folder, target):
        aside = folder.with_name(f"{folder.name}.new")
        folder.rename(aside)
        target.rename(folder)
        aside.rename(target)
    sync_folder(target.parent)


def _sync_all(paths: Sequence[Path]) -> None:
    """Have the disk hold what each of the files or folders holds."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    """Have the disk hold what a file holds, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    _sync(folder)


def sync_folders(folders: Sequence[Path]) -> None:
    """Make the names in several folders last."""
    _sync_all(folders)


def _sync_tree(folder: Path) -> None:
    """Have the disk hold every file and name of a folder."""
    _sync_all([*folder.rglob("*"), folder])


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names at one stroke, so that neither is ever missing; return False if not."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(first), os.fsencode(second)
    here = _FROM_CURRENT_FOLDER
    return bool(rename(here, names[0], here, names[1], _EXCHANGE) == 0)
