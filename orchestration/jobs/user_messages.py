"""Errors that an operator can mend, in plain words: no path of an agency's file is in them."""

from pathlib import Path

import duckdb
from sqlalchemy.exc import OperationalError

from core.county import CountyError
from core.policy import PolicyError
from core.workspace import SettingError
from dashboard.release.release_errors import CannotPublish
from orchestration.jobs.build_warehouse import BuildFailed
from sources.landing_errors import DiskError, LandingError

DISK_ERRORS = (OSError, DiskError, duckdb.IOException, OperationalError)
KNOWN_ERRORS = (
    *DISK_ERRORS, LandingError, BuildFailed, CannotPublish, SettingError, CountyError, PolicyError
)  # fmt: skip

_FULL = ("No space left", "disk is full", "Disk quota exceeded")
_FAILING = ("disk I/O error", "Input/output error")
_LOCKED = ("Read-only file system", "readonly database", "Permission denied")
_NOTHING_LOST = "Nothing has been lost. The next run continues from here."


def user_message(error: BaseException) -> str:
    """Return what happened and what to do; one sentence where the disk is to blame."""
    text = str(error)
    if any(mark in text for mark in _FULL):
        return f"The disk is full. {_NOTHING_LOST}"
    if any(mark in text for mark in _FAILING):
        return f"The disk is full or failing. {_NOTHING_LOST}"
    if any(mark in text for mark in _LOCKED):
        return f"The disk cannot be written to{_path_in(error)}. {_NOTHING_LOST}"
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}{_path_in(error)}."
    return text.splitlines()[0] if isinstance(error, OperationalError) else text


def _path_in(error: BaseException) -> str:
    """Return the path that an error names, in brackets; nothing for an agency's file."""
    path = error.filename if isinstance(error, OSError) else None
    if not isinstance(path, str | Path) or "inbox" in Path(path).parts:
        return ""
    return f" ({path})"
