"""The most memory that a process and its descendants hold together."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

REST = 20
"""A watcher rests so many times as long as it looks."""


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
    """Look again and again; a look takes long where much is held, and holds the process up."""
    started = time.perf_counter()
    while held := memory_held(pid):
        peaks.append(held)
        looked = time.perf_counter() - started
        time.sleep(max(0.005, REST * looked))
        started = time.perf_counter()


def _family(pid: int) -> list[int]:
    family = [pid]
    for each in family:
        with suppress(OSError):  # it ended meanwhile
            for children in Path(f"/proc/{each}/task").glob("*/children"):  # a thread may have some
                family += map(int, children.read_text().split())
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
