"""What a build that was killed leaves: its folder, and dbt, which goes on without its parent."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

PROCESSES = Path("/proc")
"""Where Linux tells of processes; on other systems an orphan is left to end by itself."""


def remove_orphans(builds: Path) -> None:
    """Removes the folders of builds that were killed, and ends what still writes to them.

    The caller holds the landing area, so that no build is under way.
    """
    for folder in builds.glob("run-*"):
        for process in _writers(folder):
            os.kill(process, signal.SIGKILL)
        shutil.rmtree(folder)


def _writers(folder: Path) -> Iterator[int]:
    """The processes that have a file of the folder open."""
    for handles in PROCESSES.glob("[0-9]*/fd"):
        try:
            opened = [str(handle.readlink()) for handle in handles.iterdir()]
        except OSError:  # another user's process, or one that has ended meanwhile
            continue
        if any(path.startswith(f"{folder}/") for path in opened):
            yield int(handles.parent.name)
