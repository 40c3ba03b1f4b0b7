"""What is said of a file that was taken in: the receipt that is landed, and the agency's own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sources.matching.notes import Note
from sources.matching.reporting_period import Period
from sources.validation.row_checks import ValidatedReturn

LINES = 500
"""So many findings of a return are listed in the agency's receipt; the rest are counted."""


@dataclass(frozen=True)
class ReturnSummary:
    """One return of an accepted file: what it is for, and how many rows of it count."""

    extract: str
    quarter: str | None
    as_at: date | None
    rows_read: int
    rows_accepted: int
    rows_held_out: int
    findings: Mapping[str, int] = field(default_factory=dict)
    """How many findings there are of each code."""


@dataclass(frozen=True)
class Receipt:
    """What became of one file. It quotes nothing of it; `file_name` is masked."""

    receipt_id: str
    agency: str
    file_name: str
    received_at: datetime
    outcome: str
    code: str | None = None
    message: str | None = None
    returns: tuple[ReturnSummary, ...] = ()
    notes: tuple[str, ...] = ()


def masked(name: str) -> str:
    """The file's name as it may be landed: without long numbers, e-mail addresses and controls."""
    name = name.encode("utf-8", "replace").decode()
    name = "".join(char if char.isprintable() else "?" for char in name)
    name = re.sub(r"[^\s@/]+@[^\s@/]+", "(e-mail)", name)
    return re.sub(r"\d{6,}", "(number)", name)


def agency_text(
    receipt: Receipt,
    sent_name: str,
    judged: Sequence[ValidatedReturn],
    notes: Sequence[Note],
    details: Sequence[str],
) -> str:
    """The receipt for the agency's officer, in plain words; it may quote cells and headings."""
    lines = [
        f"Receipt for {one_line(sent_name)}",
        f"Sent by {receipt.agency}, received {receipt.received_at:%d %B %Y %H:%M}. "
        f"Receipt number {receipt.receipt_id}.",
        "",
    ]
    if receipt.outcome == "refused":
        lines += [f"REFUSED ({receipt.code}): nothing of this file was counted.", ""]
        lines += [receipt.message or "", *map(one_line, details)]
    elif receipt.outcome == "already_received":
        lines += ["ALREADY RECEIVED: nothing was changed.", "", receipt.message or ""]
    else:
        lines += ["ACCEPTED"]
    for one in judged:
        lines += ["", *_return_lines(one)]
    if notes:
        lines += ["", "Notes", *(f"- {one_line(note.text)}" for note in notes)]
    return "\n".join(lines).rstrip() + "\n"


def _return_lines(judged: ValidatedReturn) -> Iterator[str]:
    """What became of one return, with its findings row by row."""
    contract, held_out = judged.contract, judged.rows_held_out
    yield contract.title
    yield (
        f"{_period_words(judged.period)}: {count(judged.rows_read, 'row')} read, "
        f"{judged.rows_read - held_out} accepted, {held_out} held out."
    )
    yield from finding_lines(judged)
    if held_out:
        yield f"{count(held_out, 'row')} held out. Send a corrected return."


def finding_lines(judged: ValidatedReturn) -> list[str]:
    """A line a finding: where it is, what stands there, what is wrong with it."""
    lines = []
    for finding in judged.findings.slice(0, LINES).to_pylist():
        number, name, code = finding["sheet"], finding["column_name"], finding["code"]
        headings = judged.headings[number]
        sheet_name = judged.sheet_names[number]
        place = f"Sheet {one_line(sheet_name)}, row" if sheet_name else "Row"
        place = f"{place} {finding['row_number']}"
        if name:
            place = f"{place}, column {one_line(headings.get(name, name))}"
        message = finding["message"]
        if code in ("duplicate", "odd_order"):  # these name other columns
            message = _with_headings(message, headings)
        quote = None if code == "duplicate" else finding["quote"]
        subject = subject_of(code) if quote is None else f"'{_as_seen(quote)}'"
        fate = "Row held out." if finding["is_held_out"] else "Row kept."
        lines.append(f"{place}: {subject} {message}. {fate}")
    if len(judged.findings) > LINES:
        lines.append(f"And {count(len(judged.findings) - LINES, 'more finding')}.")
    return lines


def _period_words(period: Period) -> str:
    if period.quarter is None:
        return f"As at {period.as_at:%d/%m/%Y}"
    first, _, last = period.quarter.months()
    return f"For {period.quarter} ({first:%B} to {last:%B %Y})"


def _with_headings(message: str, headings: Mapping[str, str]) -> str:
    """The message with the columns named as the sender named them."""
    return re.sub(r"\w+", lambda word: one_line(headings.get(word[0], word[0])), message)


def _as_seen(quote: str) -> str:
    """A cell as its sender sees it: a date cell the British way."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}", quote):
        moment = datetime.fromisoformat(quote)
        return f"{moment:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    return one_line(quote)


def subject_of(code: str) -> str:
    """What a finding of this code is about."""
    return "the row" if code == "duplicate" else "the cell"


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def one_line(text: str, longest: int = 500) -> str:
    """The text on one line without control characters, cut where it is long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[:longest] + "…"
