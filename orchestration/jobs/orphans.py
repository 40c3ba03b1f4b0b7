"""What a killed build leaves: its folder, and dbt, which goes on without its parent."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

PROCESSES = Path("/proc")
"""Where Linux lists processes; on other systems an orphan is left to end by itself."""


def remove_orphans(folder: Path, target: Path) -> None:
    """Remove the folder that a killed build wrote to, and end the dbt that still runs for it.

    `target` is what such a dbt has on its command line: one that has not opened the build's file
    yet would open the next build's. The caller holds the landing area, so no build is under way.
    """
    for process in _orphans(folder, target):
        os.kill(process, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _orphans(folder: Path, target: Path) -> Iterator[int]:
    """Yield the processes that have a file of `folder` open, or are to build in `target`."""
    for process in PROCESSES.glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            opened = [str(handle.readlink()) for handle in (process / "fd").iterdir()]
        except OSError:  # another user's process, or one that has ended meanwhile
            continue
        writes = any(path.startswith(f"{folder}/") for path in opened)
        if writes or os.fsencode(target) in words:
            yield int(process.name)
