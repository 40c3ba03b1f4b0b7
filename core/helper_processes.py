"""Processes that help this one: they end with it, and stand back for it meanwhile."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

_STANDS_BACK = 5


def helper_processes(count: int) -> ProcessPoolExecutor:
    """Return so many processes, which start when there is something for them to do."""
    # A fork would copy the threads of a library half-way through; a fresh process is safe.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """End when the process that started this one was killed; of a signal that one is told."""
    os.nice(_STANDS_BACK)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
