"""The most memory that a process and its descendants hold together."""

import threading
import time
from collections.abc import Callable
from pathlib import Path


def most_memory(pid: int) -> Callable[[], int]:
    """Watch a process from now on; what is returned waits for its end and gives the most bytes."""
    peaks = [0]
    watcher = threading.Thread(target=lambda: _watch(pid, peaks), daemon=True)
    watcher.start()

    def most() -> int:
        watcher.join()
        return max(peaks)

    return most


def memory_held(pid: int) -> int:
    """Return the bytes that a process and its descendants hold together now."""
    return sum(map(_bytes_of, _family(pid)))


def _watch(pid: int, peaks: list[int]) -> None:
    while held := memory_held(pid):
        peaks.append(held)
        time.sleep(0.005)


def _family(pid: int) -> list[int]:
    family = [pid]
    for each in family:
        try:
            children = Path(f"/proc/{each}/task/{each}/children").read_text()
        except OSError:  # it ended meanwhile
            continue
        family += map(int, children.split())
    return family


def _bytes_of(pid: int) -> int:
    """Return the process's share of the memory it holds: what it has alone, and a part of what it
    has with others."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0
    )
