"""Faults that an operator can mend, told in plain words: no path of an agency's file in them."""

from pathlib import Path

import duckdb
from sqlalchemy.exc import OperationalError

from dashboard.release.publish import CannotPublish
from orchestration.jobs.build_warehouse import BuildFailed
from sources.landing_errors import DiskError, LandingError

DISK_ERRORS = (OSError, DiskError, duckdb.IOException, OperationalError)
KNOWN_ERRORS = (*DISK_ERRORS, LandingError, BuildFailed, CannotPublish)

_FULL = ("No space left", "disk is full", "Disk quota exceeded")
_FAILING = ("disk I/O error", "Input/output error")
_LOCKED = ("Read-only file system", "readonly database", "Permission denied")
_REST = "What was there before is as it was, and the next run goes on from here."


def user_message(fault: BaseException) -> str:
    """What happened, and what to do; one sentence where the disk is to blame."""
    told = str(fault)
    if any(mark in told for mark in _FULL):
        return f"The disk is full. {_REST}"
    if any(mark in told for mark in _FAILING):
        return f"The disk is full or failing. {_REST}"
    if any(mark in told for mark in _LOCKED):
        return f"The disk does not let itself be written to{_place(fault)}. {_REST}"
    if isinstance(fault, OSError):
        return f"{fault.strerror or type(fault).__name__}{_place(fault)}."
    return told.splitlines()[0] if isinstance(fault, OperationalError) else told


def _place(fault: BaseException) -> str:
    """The path that a fault names, but for one of an agency's file."""
    path = fault.filename if isinstance(fault, OSError) else None
    if not isinstance(path, str | Path) or "inbox" in Path(path).parts:
        return ""
    return f" ({path})"
