"""Ingest the inbox: the landing room's own work, with its lines in the audit trail."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from core.workspace import Workspace
from orchestration.jobs.audit_log import AuditLog
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from sources.landing.receive import FileSelection, inbox_files
from sources.landing.submissions import Submission


def land_inbox(
    workspace: Workspace,
    *,
    received_at: datetime | None = None,
    agency: str | None = None,
    files: Sequence[Path] | None = None,
    on_submission: Callable[[Submission], None] = lambda submission: None,
) -> list[Submission]:
    """Ingest the inbox (of one agency where it is named), or `files`; return the submissions.

    `on_submission` is called with each once it is landed and recorded.
    """
    audit_log = AuditLog(workspace.root)

    @cache  # read once, when the landing area is held
    def recorded() -> set[object]:
        return {entry.details.get("receipt") for entry in audit_log.entries()}

    def record(submission: Submission) -> None:
        if submission.submission_id not in recorded():
            audit_log.record(
                "land",
                receipt=submission.submission_id,
                agency=submission.agency,
                outcome=submission.outcome,
                code=submission.code,
            )
        on_submission(submission)

    return land(
        workspace,
        load_rules(),
        FileSelection(agency, files),
        received_at=received_at,
        on_submission=record,
    )


def settled_files(workspace: Workspace, minimum_age_seconds: int) -> list[Path]:
    """Return the inbox's files that nobody has written to for so many seconds, in path order."""
    return list(settled_times(workspace, minimum_age_seconds))


def settled_times(workspace: Workspace, minimum_age_seconds: int) -> dict[Path, int]:
    """Return when each settled file was last written to, in nanoseconds, in path order.

    A file that another run takes meanwhile is not among them.
    """
    before = (time.time() - minimum_age_seconds) * 1e9
    times = {}
    for path in inbox_files(workspace):
        with suppress(FileNotFoundError):
            times[path] = path.lstat().st_mtime_ns
    return {path: written for path, written in times.items() if written <= before}


def is_rejected(submission: Submission) -> bool:
    """Return whether nothing of a file was landed because of what is wrong with it."""
    return submission.is_rejected


def one_line(submission: Submission) -> str:
    """Return the outcome of a file, for a log or a terminal; no value of the file is in it."""
    returns = ", ".join(
        f"{part.extract} {part.quarter or part.as_at}: {part.rows_accepted} rows"
        + (f", {part.rows_quarantined} quarantined" if part.rows_quarantined else "")
        for part in submission.returns
    )
    reason = f" ({submission.code})" if submission.code else ""
    file = f"{submission.agency}/{submission.file_name}"
    return f"{file}: {submission.outcome}{reason} {returns}".rstrip()
