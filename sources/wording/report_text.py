"""The sentences of a validation report, beside those about its rows.

The first line says whether something is to be done, and by when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.county import ReturnsContact
from sources.wording.plain_text import counted, day_in_words, list_in_words, rows_in_words
from sources.wording.rejection_text import IN_SHORT

NOT_COUNTED = "Rows that were not counted"
PLEASE_CHECK = "Rows that were accepted: please check"
OUTSIDE_AREA = "Rows about places outside the county"
AFFECTED = "What the missing rows affect"
COUNTED = "What we counted"
QUESTIONS = "Our questions"
NOTES = "Notes"
NOTHING_TO_DO = "There is nothing to do."
AFFECTED_INTRO = "These figures leave out the rows that were not counted:"
MARKED_COPY = (
    "The marked copy that comes with this report shows where each problem is: red in rows that "
    "were not counted, amber in rows that were. Point at a cell to read why. You may correct the "
    "copy and send it back."
)
_COLUMNS = {
    "column_not_read": ("The column {} was not read.", "These columns were not read: {}."),
    "column_missing": (
        "The column {} is missing. We recorded it as not collected.",
        "These columns are missing: {}. We recorded them as not collected.",
    ),
}
NOTES_OF_COLUMNS = frozenset(_COLUMNS)
"""The codes of the notes that name a column, which are said together."""

FIGURES_NAMED = 6
"""So many figures that lose rows are named; the rest are counted."""


@dataclass(frozen=True)
class ToDo:
    """What an accepted file leaves to do: rows that do not count, values in those that do.

    `questions` are asked, and `figures` are there to be confirmed, once the figures are made.
    `is_nothing` says that the box "Nothing to report" is ticked, `are_entries` that all rows are
    filled cells of crosstabs.
    """

    read: int
    quarantined: int = 0
    to_check: int = 0
    questions: int = 0
    figures: int = 0
    is_nothing: bool = False
    are_entries: bool = False


def deadline(due: date, received_on: date) -> str:
    """Return by when something is to be done: the due day, or soon where that has passed."""
    if received_on <= due:
        return f"by {day_in_words(due)}"
    return f"as soon as you can: the return was due by {day_in_words(due)}"


def first_line_rejected(code: str, by_when: str) -> str:
    """Return the first line for a file that is not accepted."""
    return f"Not accepted: {IN_SHORT[code]}. Please correct and resend {by_when}."


def first_line_duplicate() -> str:
    """Return the first line for a file that was accepted before."""
    return f"Already received: we accepted this same file before. {NOTHING_TO_DO}"


def first_line_accepted(to_do: ToDo, by_when: str) -> str:
    """Return the first line for an accepted file, by what its sender must do."""
    read, noun = to_do.read, _noun(to_do.are_entries)
    if to_do.quarantined:
        were = "was" if to_do.quarantined == 1 else "were"
        rows = f"{to_do.quarantined:,} of {counted(read, *noun)} {were} not counted"
        return f"Accepted, but {rows}. Please correct and resend {by_when}."
    if to_do.to_check:
        need = "needs" if to_do.to_check == 1 else "need"
        values = f"{counted(to_do.to_check, 'value')} {need} checking"
        return f"Accepted, but {values}. Please correct and resend {by_when}."
    if to_do.questions:
        asked = counted(to_do.questions, "question")
        return f"Accepted, with {asked} for you. Please answer {by_when}."
    if not read and to_do.is_nothing:
        return f"Accepted: you have nothing to report. {NOTHING_TO_DO}"
    if not read:
        return f"Accepted as a return of nothing. If you meant to send rows, resend {by_when}."
    rows = f"the one {noun[0]} was read" if read == 1 else f"all {read:,} {noun[1]} were read"
    if to_do.figures:
        return f"Accepted: {rows}. Please confirm the figures below {by_when}."
    return f"Accepted: {rows}. {NOTHING_TO_DO}"


def _noun(are_entries: bool) -> tuple[str, str]:
    """Return what is counted of a return, as one and as many: its rows, or a crosstab's entries."""
    return ("entry", "entries") if are_entries else ("row", "rows")


def return_heading(title: str, period: str) -> str:
    """Return the heading of what is said of one return."""
    return f"{title}, {period}"


def rows_line(read: int, quarantined: int, are_entries: bool) -> str:
    """Say how many rows, or entries of a crosstab, were read and how many were accepted."""
    noun = _noun(are_entries)
    if not read:
        return f"No {noun[1]}: a return of nothing."
    if not quarantined:
        return f"{counted(read, *noun)} read{' and' if read == 1 else ', all'} accepted."
    parts = f"{read - quarantined:,} accepted, {quarantined:,} not counted"
    return f"{counted(read, *noun)} read: {parts}."


def left_out_line(rows: Sequence[int], sheet: str | None) -> str:
    """Say which rows below the headings are no data."""
    subject = rows_in_words(rows)
    where = f" of sheet '{sheet}'" if sheet else ""
    rest = (
        "was not read as data: it is a total, note or title, or holds no value we use."
        if len(rows) == 1
        else "were not read as data: they are totals, notes or titles, or hold no value we use."
    )
    return f"{subject[:1].upper()}{subject[1:]}{where} {rest}"


def not_listed_line(count: int) -> str:
    """Say how many problems are not listed."""
    more = "1 more problem is" if count == 1 else f"{count:,} more problems are"
    return f"{more} not listed here, because there are so many."


def affected(figures: Sequence[str]) -> list[str]:
    """Name the figures that lack the rows that were not counted."""
    more = len(figures) - FIGURES_NAMED
    others = [f"and {counted(more, 'other figure')}"] if more > 0 else []
    return [*figures[:FIGURES_NAMED], *others]


def counted_intro(quarters: tuple[str, str], area: str, others: Sequence[str], by_when: str) -> str:
    """Ask the officer to confirm the figures of a quarter; `others` are returns they also use."""
    now, before = quarters
    also = f" Some also use {list_in_words(others)}." if others else ""
    return (
        f"Please confirm {by_when}. These are the figures for {area} from your rows, for {now}."
        f"{also} The quarter before is {before}."
    )


def figure_line(name: str, now: str, before: str) -> str:
    """Return the line of one figure, this quarter and the one before."""
    return f"{name}: {now}; the quarter before {before}"


def not_recorded_line(characteristic: str, missing: int, rows: int) -> str:
    """Say in how many rows a characteristic was not recorded."""
    return f"{characteristic} not recorded: {missing:,} of {counted(rows, 'row')}"


def columns_note(code: str, headings: Sequence[str]) -> str:
    """Say which columns of a file were not read, or which are missing."""
    named = list_in_words([f"'{heading}'" for heading in headings])
    one, many = _COLUMNS[code]
    return (one if len(headings) == 1 else many).format(named)


def contact_line(contact: ReturnsContact) -> str:
    """Say whom to ring or write to."""
    ways = [f"ring {contact.telephone}"] if contact.telephone else []
    ways += [f"write to {contact.email}"] if contact.email else []
    if not ways:
        return f"Questions? Please ask {contact.name}."
    return f"Questions? Please {' or '.join(ways)} ({contact.name})."


def file_lines(file_name: str, agency: str) -> list[str]:
    """Return the lines that name the file and its sender."""
    return [f"File: {file_name}", f"From: {agency}"]


def received_line(moment: datetime) -> str:
    """Say when the file was received."""
    return f"Received: {day_in_words(moment.date())}, {moment:%H:%M}"


def reference_line(submission_id: str) -> str:
    """Return the last line, by which we find the file again."""
    return f"Reference: {submission_id}"
