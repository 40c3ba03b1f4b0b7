"""Ingest the inbox: the landing room's own work, with its lines in the audit trail."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from core.county import this_county
from core.quarter import Quarter
from core.workspace import Workspace
from dashboard.wording.formatting import day_words
from orchestration.jobs import clock
from orchestration.jobs.audit_log import AuditLog
from sources.contract.rules import load_rules
from sources.contract.schema import load_contracts
from sources.landing.inbox import FileSelection, LeftEntry
from sources.landing.ingest import INBOX, land
from sources.landing.submissions import ReturnSummary, Submission
from sources.landing_errors import LandingError

OUTCOMES = {"accepted": "accepted", "rejected": "not accepted", "duplicate": "already received"}
"""What became of a file, for people."""


def land_inbox(
    workspace: Workspace,
    selection: FileSelection = INBOX,
    *,
    received_at: datetime | None = None,
    on_entry: Callable[[Submission | LeftEntry], None] = lambda entry: None,
) -> list[Submission]:
    """Ingest the inbox, or what is selected of it; return the submissions.

    `on_entry` is called with each once it is landed and recorded, and with what is left.
    """
    audit_log = AuditLog(workspace.root)

    @cache  # read once, when the landing area is held
    def recorded() -> set[object]:
        return {entry.details.get("receipt") for entry in audit_log.entries()}

    def record(entries: Sequence[Submission | LeftEntry]) -> None:
        audit_log.record_all(
            "land",
            [
                {
                    "receipt": entry.submission_id,
                    "agency": entry.agency,
                    "outcome": entry.outcome,
                    "code": entry.code,
                }
                for entry in entries
                if isinstance(entry, Submission) and entry.submission_id not in recorded()
            ],
        )
        for entry in entries:
            on_entry(entry)

    return land(workspace, load_rules(), selection, received_at=received_at, on_entries=record)


def check_received_at(received_at: datetime | None, is_forced: bool) -> None:
    """Raise LandingError for a time after now, unless it is forced."""
    if received_at is not None and received_at > clock.now() and not is_forced:
        raise LandingError(
            "The time received is in the future, so the return would replace every later one. "
            "If you mean this, add --force."
        )


def is_rejected(submission: Submission) -> bool:
    """Return whether nothing of a file was landed because of what is wrong with it."""
    return submission.is_rejected


def needs_attention(entry: Submission | LeftEntry) -> bool:
    """Return whether a file was rejected, or an entry could not be taken."""
    return entry.is_fault if isinstance(entry, LeftEntry) else entry.is_rejected


def one_line(submission: Submission | LeftEntry) -> str:
    """Return the outcome of a file, for a log or a terminal; no value of the file is in it."""
    if isinstance(submission, LeftEntry):
        return str(submission)
    agency = this_county().agency_name(submission.agency)
    reason = f" ({submission.code.replace('_', ' ')})" if submission.code else ""
    outcome = OUTCOMES.get(submission.outcome, submission.outcome)
    parts = [f"{agency}, {submission.file_name}: {outcome}{reason}."]
    return " ".join([*parts, *map(_counted, submission.returns)])


def _counted(part: ReturnSummary) -> str:
    """Return which return of a file it is, and how many of its rows count."""
    if part.quarter:
        period = Quarter.parse(part.quarter).months_in_words
    else:
        assert part.as_at is not None
        period = f"as at {day_words(part.as_at)}"
    rows = f"{part.rows_accepted} row{'' if part.rows_accepted == 1 else 's'} counted"
    left_out = f", {part.rows_quarantined} not counted" if part.rows_quarantined else ""
    return f"{_titles()[part.extract]}, {period}: {rows}{left_out}."


@cache
def _titles() -> dict[str, str]:
    """Return what each return is called."""
    return {name: contract.title for name, contract in load_contracts().items()}
