"""Folders that all processes of a test run share, so that what is slow to make is made once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

MADE = ".made"


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Return the run's folder of a name, filled by the first process that asks for it.

    The others wait. What is shared is for reading: a test that changes it copies it first.
    """
    folder = run_folder(tmp_path_factory) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / MADE).exists():
            # Without the mark there may be the rest of a process that failed to make it.
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / MADE).touch()
    return folder


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the whole run: a worker of pytest-xdist has one of its own within it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base
