"""Processes that draw beside this one: Vega keeps Python's lock for as long as it draws."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import vl_convert

from core.helper_processes import helper_processes

Asked = TypeVar("Asked")
Made = TypeVar("Made")

_PROCESSES = min(2, os.cpu_count() or 1)
_held: list[ProcessPoolExecutor] = []
"""The processes that are at hand, for as long as a block keeps them."""


@contextmanager
def drawing_processes(*, at_once: bool = False) -> Iterator[ProcessPoolExecutor | None]:
    """Yield processes that draw, for as long as the block runs; None on one processor.

    They start when there is something to draw, or `at_once`. A block within another has the same.
    """
    if _held or _PROCESSES == 1:
        yield processes_at_hand()
        return
    with helper_processes(_PROCESSES) as pool:
        for _ in range(_PROCESSES if at_once else 0):
            pool.submit(_start_engine)
        _held.append(pool)
        try:
            yield pool
        finally:
            _held.clear()
            pool.shutdown(cancel_futures=True)


def processes_at_hand() -> ProcessPoolExecutor | None:
    """Return the processes that a block keeps; None where none does."""
    return next(iter(_held), None)


def made_beside(make: Callable[[Asked], Made], wanted: Asked) -> Made:
    """Return what is made, by a process that is at hand, whose engine has started; else here."""
    processes = processes_at_hand()
    return processes.submit(make, wanted).result() if processes else make(wanted)


def _start_engine() -> None:
    """Draw nothing, which takes as long as a dozen charts the first time."""
    vl_convert.vegalite_to_svg({"mark": "point"})
