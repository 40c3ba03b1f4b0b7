"""The validation report of a file: what its agency's officer is told, in plain words.

It stays beside the original in the inbox, and alone may quote cells and headings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np

from core.atomic_files import write_whole
from sources.landing.store import StoredSubmission
from sources.landing.submissions import count_codes
from sources.landing_errors import FileNotAccepted
from sources.matching.notes import Note
from sources.matching.reporting_period import Period
from sources.validation.issues import QUOTED
from sources.validation.validate_returns import NoValidRows, ValidatedReturn

LINES = QUOTED
"""So many issues of a return are listed; the rest are counted."""


def write_report(stored: StoredSubmission) -> None:
    """Write the validation report beside the original."""
    received = stored.received
    path = received.folder / f"report-{received.submission_id}.txt"
    write_whole(path, validation_report(stored).encode("utf-8", "replace"))


def validation_report(stored: StoredSubmission) -> str:
    """Return what became of a file: of each return its rows and issues, or why there is none."""
    submission, result = stored.submission, stored.result
    lines = [
        f"Validation report for {one_line(stored.received.path)}",
        f"Sent by {submission.agency}, received {submission.received_at:%d %B %Y %H:%M}. "
        f"Submission {submission.submission_id}.",
        "",
    ]
    if isinstance(result, FileNotAccepted):
        lines += _reason_lines(result)
    else:
        lines += ["ACCEPTED"]
        for validated in result.returns:
            lines += ["", *_return_lines(validated)]
        lines += _note_lines(result.notes)
    return "\n".join(lines).rstrip() + "\n"


def issue_lines(validated: ValidatedReturn) -> list[str]:
    """Return a line per issue: where it is, what stands there, what is wrong with it."""
    lines = []
    for issue in validated.issues.slice(0, LINES).to_pylist():
        headings = validated.headings[issue["sheet"]]
        sheet_name = validated.sheet_names[issue["sheet"]]
        place = f"Sheet {one_line(sheet_name)}, row" if sheet_name else "Row"
        place = f"{place} {issue['row_number']}"
        if name := issue["column_name"]:
            place = f"{place}, column {one_line(headings.get(name, name))}"
        message, quote = issue["predicate"], issue["quote"]
        if issue["code"] in ("duplicate", "date_order"):  # these name other columns
            message = _with_headings(message, headings)
        is_quoted = quote is not None and issue["code"] != "duplicate"
        subject = f"'{_as_seen(quote)}'" if is_quoted else issue["subject"]
        fate = "Row quarantined." if issue["is_quarantined"] else "Row kept."
        lines.append(f"{place}: {subject} {message}. {fate}")
    more = len(validated.issues) + validated.issues_not_listed - LINES
    if more > 0:
        lines.append(f"And {_count(more, 'more issue')}.")
    return lines


def _reason_lines(reason: FileNotAccepted) -> Iterator[str]:
    """Yield why nothing of the file is landed."""
    if reason.code:
        yield f"REJECTED ({reason.code}): nothing of this file was counted."
    else:
        yield "DUPLICATE: nothing was changed."
    yield ""
    yield reason.message
    yield from map(one_line, reason.details)
    if isinstance(reason, NoValidRows):
        yield from map(one_line, issue_lines(reason.validated))
        yield from map(one_line, _left_out_lines(reason.validated))


def _return_lines(validated: ValidatedReturn) -> Iterator[str]:
    """Yield what became of one return, with its issues row by row."""
    quarantined = validated.rows_quarantined
    yield validated.contract.title
    yield (
        f"{_period_words(validated.period)}: {_count(validated.rows_read, 'row')} read, "
        f"{validated.rows_read - quarantined} accepted, {quarantined} quarantined."
    )
    yield from issue_lines(validated)
    outside = count_codes(validated.issues).get("outside_area", 0)
    if outside:
        yield (
            f"{_count(outside, 'row')} of places outside the county: kept, and counted in no "
            "figure."
        )
    yield from _left_out_lines(validated)
    if quarantined:
        yield f"{_count(quarantined, 'row')} quarantined. Send a corrected return."


def _left_out_lines(validated: ValidatedReturn) -> Iterator[str]:
    """Yield by sheet which rows below the headings were not read as data."""
    for sheet, numbers in validated.left_out.items():
        if len(numbers):
            name = validated.sheet_names[sheet]
            where = f"Sheet {one_line(name)}: " if name else ""
            yield (
                f"{where}{_count(len(numbers), 'row')} left out, as a total, a note, a title or "
                f"without any cell that is read: {_runs(numbers)}."
            )


def _runs(numbers: np.ndarray) -> str:
    """Return ascending row numbers with adjoining ones together, as in `row 3, rows 5 to 7`."""
    breaks = np.flatnonzero(np.diff(numbers) > 1) + 1
    first = numbers[np.concatenate(([0], breaks))[:LINES]]
    last = numbers[np.concatenate((breaks, [len(numbers)]))[:LINES] - 1]
    named = [
        f"row {start}" if start == end else f"rows {start} to {end}"
        for start, end in zip(first, last, strict=True)
    ]
    runs = len(breaks) + 1
    more = [f"and {_count(runs - LINES, 'more run')}"] if runs > LINES else []
    return ", ".join([*named, *more])


def _note_lines(notes: Sequence[Note]) -> list[str]:
    return ["", "Notes", *(f"- {one_line(note.text)}" for note in notes)] if notes else []


def _period_words(period: Period) -> str:
    if period.quarter is None:
        return f"As at {period.as_at:%d/%m/%Y}"
    first, _, last = period.quarter.months()
    return f"For {period.quarter} ({first:%B} to {last:%B %Y})"


def _with_headings(message: str, headings: Mapping[str, str]) -> str:
    """Return the message with the columns named as the sender named them."""
    return re.sub(r"\w+", lambda word: one_line(headings.get(word[0], word[0])), message)


def _as_seen(quote: str) -> str:
    """Return a cell as its sender sees it: a date cell the British way."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}", quote):
        moment = datetime.fromisoformat(quote)
        return f"{moment:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    return one_line(quote)


def _count(number: int, noun: str) -> str:
    """Return `1 row`, `2 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def one_line(text: str, longest: int = 500) -> str:
    """Return the text on one line without control characters, cut where it is long."""
    text = text[: 4 * longest]
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[:longest] + "…"
