"""What a validation report says of a file, kept beside the original so that it can be said anew.

A report is written when its file is ingested, and once more when the figures are made from it.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import PurePosixPath

from pydantic import BaseModel

from core.policy import county_policy
from core.project import REFERENCE
from core.quarter import Quarter
from sources.contract.schema import CrosstabLayout
from sources.landing.store import StoredSubmission
from sources.landing_errors import FileNotAccepted
from sources.matching.notes import Note
from sources.matching.period_wording import find_statement
from sources.matching.reporting_period import Period
from sources.reports.issue_groups import issue_groups, sheet_name
from sources.validation.validate_returns import NoValidRows, ValidatedReturn
from sources.wording.plain_text import one_line, period_in_words
from sources.wording.report_text import (
    NOTES_OF_COLUMNS,
    columns_note,
    left_out_line,
    not_listed_line,
)


class ReturnContent(BaseModel):
    """What is said of one return, its columns and sheets named as the sender did."""

    extract: str
    title: str
    period: str
    quarter: str
    due_on: date
    rows_read: int
    rows_quarantined: int
    to_check: int
    are_entries: bool
    not_counted: list[str]
    please_check: list[str]
    outside_area: list[str]
    remarks: list[str]
    affected: list[str]
    sheet_names: dict[int, str | None]
    headings: dict[str, str]


class ReportContent(BaseModel):
    """What is said of one file; `quarters` are those under which its reports are found."""

    submission_id: str
    agency: str
    file_name: str
    received_at: datetime
    outcome: str
    code: str | None
    reasons: list[str]
    due_on: date
    returns: list[ReturnContent]
    notes: list[str]
    quarters: list[str]
    has_marked_copy: bool = False
    says_nothing_to_report: bool = False


def report_content(stored: StoredSubmission) -> ReportContent:
    """Return what is to be said of a file that was accepted, rejected or received before."""
    received, result = stored.received, stored.result
    reasons: list[str] = []
    validated: Sequence[ValidatedReturn] = ()
    notes: list[str] = []
    note_codes: set[str] = set()
    if isinstance(result, FileNotAccepted):
        reasons = [result.message, *map(one_line, result.details)]
        validated = (result.validated,) if isinstance(result, NoValidRows) else ()
    else:
        validated = result.returns
        notes = list(_note_lines(result.notes))
        note_codes = {note.code for note in result.notes}
    received_on = received.received_at.date()
    quarters = sorted({reporting_quarter(part.period) for part in validated})
    quarters = quarters or [_named_quarter(received.path, received_on)]
    return ReportContent(
        submission_id=received.submission_id,
        agency=received.agency,
        file_name=one_line(received.path),
        received_at=received.received_at,
        outcome=stored.submission.outcome,
        code=stored.submission.code,
        reasons=reasons,
        due_on=county_policy().due_day(quarters[0]),
        returns=[_return_content(part) for part in validated],
        notes=notes,
        quarters=[str(quarter) for quarter in quarters],
        says_nothing_to_report="nothing_to_report" in note_codes,
    )


def _named_quarter(path: str, received_on: date) -> Quarter:
    """Return the quarter that an unread file's name states, else the newest that had ended."""
    said = find_statement(PurePosixPath(path).stem)
    if said is not None:
        period = Period(said.quarter, None if said.quarter else said.as_at)
        if not period.is_after(received_on):
            return reporting_quarter(period)
    return Quarter.of(received_on).previous


def reporting_quarter(period: Period) -> Quarter:
    """Return the quarter that a return serves: of a register the newest ended by its day."""
    if period.quarter is not None:
        return period.quarter
    assert period.as_at is not None
    quarter = Quarter.of(period.as_at)
    return quarter if quarter.last_day == period.as_at else quarter.previous


@cache
def figures_resting_on(extract: str) -> tuple[str, ...]:
    """Return the names of the measures that an extract's rows are counted in."""
    with (REFERENCE / "measures.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            row["name"] for row in csv.DictReader(stream) if extract in row["extracts"].split(";")
        )


def _return_content(validated: ValidatedReturn) -> ReturnContent:
    contract, quarter = validated.contract, reporting_quarter(validated.period)
    found = issue_groups(validated)
    grave = [fault for fault in found if fault.is_quarantined]
    outside = [fault for fault in found if fault.code == "outside_area"]
    light = [fault for fault in found if fault not in (*grave, *outside)]
    remarks = [
        left_out_line(rows.tolist(), sheet_name(validated, sheet))
        for sheet, rows in validated.left_out.items()
        if len(rows)
    ]
    if validated.issues_not_listed:
        remarks.append(not_listed_line(validated.issues_not_listed))
    return ReturnContent(
        extract=contract.extract,
        title=contract.title,
        period=period_in_words(validated.period.quarter, validated.period.as_at),
        quarter=str(quarter),
        due_on=county_policy().due_day(quarter),
        rows_read=validated.rows_read,
        rows_quarantined=validated.rows_quarantined,
        to_check=sum(len(fault.rows) for fault in light),
        are_entries=isinstance(contract.layout, CrosstabLayout),
        not_counted=[line for fault in grave for line in fault.lines()],
        please_check=[line for fault in light for line in fault.lines()],
        outside_area=[line for fault in outside for line in fault.lines()],
        remarks=remarks,
        affected=list(figures_resting_on(contract.extract)) if validated.rows_quarantined else [],
        sheet_names={sheet: sheet_name(validated, sheet) for sheet in validated.sheet_names},
        headings={
            name: one_line(written)
            for headings in validated.headings.values()
            for name, written in headings.items()
        },
    )


def _note_lines(notes: Sequence[Note]) -> Iterator[str]:
    """Yield the notes in words, those on columns of one code together, each once."""
    headings: dict[str, list[str]] = {}
    for note in notes:
        if note.code in NOTES_OF_COLUMNS:
            headings.setdefault(note.code, []).append(note.heading)
    yield from dict.fromkeys(note.text for note in notes if note.text)
    for code, named in headings.items():
        yield columns_note(code, list(dict.fromkeys(named)))
