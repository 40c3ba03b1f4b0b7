"""What is wrong with rows, in words: for the landed table, and for the sender's own report.

Predicates quote no value and name columns by the contract's headings: they are landed. Lines of
the report quote cells, and name columns as the sender did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.elements import Column
from sources.wording.plain_text import (
    as_seen,
    capitalised,
    counted,
    day_in_words,
    list_in_words,
    one_line,
    rows_in_words,
)

SHORT_LIST = 20
"""A list of so many answers is named whole where an answer is not on it."""

MISSING = "is blank"
FILL_IN = "It must be filled in."
OUTSIDE_AREA = "is a place outside the county"

_NOT_READ = {
    "date": "is not a date",
    "datetime": "is not a date",
    "integer": "is not a whole number",
    "number": "is not a number",
    "yes_no": "is not yes or no",
}
# What became of one value, and of several, in rows that count.
_KEPT = {
    "invalid_value": ("It was left blank.", "They were left blank."),
    "invalid_age": ("The age counts as not known.", "The ages count as not known."),
    "unknown_code": ("It counts as not recognised.", "They count as not recognised."),
    "date_order": ("Both dates were kept.", "All dates were kept."),
    "outside_area": (
        "The row counts in no figure of this county.",
        "The rows count in no figure of this county.",
    ),
}


@dataclass(frozen=True)
class IssueWords:
    """What the line of a report says of equal issues, its columns named as the sender did.

    `sheet` is the name of theirs where the return has several; `first` the row that a duplicate
    repeats, with the name of its sheet where that is another, and `is_first_counted` whether that
    row counts.
    """

    code: str
    heading: str
    message: str
    advice: str
    rows: Sequence[int]
    is_quarantined: bool
    quote: str | None = None
    is_age: bool = False
    first: tuple[int, str | None] | None = None
    is_first_counted: bool = True
    sheet: str | None = None

    @property
    def where(self) -> str:
        """The rows in words, with the sheet where the return has several."""
        return rows_in_words(self.rows) + (f" of sheet '{self.sheet}'" if self.sheet else "")


def not_read(column: Column) -> str:
    """Say that a cell of the column cannot be read."""
    if column.privacy == "band":
        return "is not a whole age of 0 to 120 years"
    return _NOT_READ.get(column.type, "is an error value")


def accepted_answers(column: Column, codes: CodeLists) -> str:
    """Return advice that names the accepted answers of a column, or where to find a long list."""
    labels = list(codes.codes(column.list).values()) if column.list else []
    if len(labels) <= SHORT_LIST:
        return f"Use one of: {', '.join(labels)}."
    return "The blank workbook for this return lists the accepted answers."


def not_on_list() -> str:
    """Say that an answer is not on its column's list."""
    return "is not an accepted answer"


def outside_period(quarter: Quarter | None, as_at: date | None) -> str:
    """Say that a date lies outside the quarter, or after the as-at day."""
    if quarter is not None:
        return f"is outside {quarter.months_in_words}"
    assert as_at is not None
    return f"is after {day_in_words(as_at)}, the day of the return"


def before(heading: str) -> str:
    """Say that a date is before the one that it must follow."""
    return f"is before {one_line(heading)}"


def beyond_allowed(rows: int) -> str:
    """Say that a row comes after those that a return may have."""
    return f"comes after the {counted(rows, 'row')} that this return may have"


def same_key(headings: Sequence[str]) -> str:
    """Begin to say that a row repeats an earlier one; that row and its sheet follow."""
    return f"has the same {list_in_words([*map(one_line, headings)])} as row"


def issue_line(words: IssueWords) -> str:
    """Return the line for equal issues: what stands there, what is wrong, in which rows."""
    if words.code == "missing":
        return f"{words.heading} {words.message} in {words.where}. {words.advice}"
    if words.code == "duplicate":
        return _duplicate_line(words)
    subject = f"'{as_seen(words.quote)}'" if words.quote is not None else "a cell"
    parts = [f"{words.heading}: {subject} {words.message} ({words.where}).", words.advice]
    if not words.is_quarantined:
        kept = "invalid_age" if words.is_age and words.code == "invalid_value" else words.code
        parts.append(_KEPT[kept][len(words.rows) != 1])
    return " ".join(filter(None, parts))


def more_like_it(words: IssueWords, different: int, rows: Sequence[int]) -> str:
    """Return the line for the further values that have the same fault, in these rows."""
    values = counted(different, "more value")
    verb = "has" if different == 1 else "have"
    return f"{words.heading}: {values} {verb} the same fault ({replace(words, rows=rows).where})."


def cell_comment(words: IssueWords) -> str:
    """Return the comment on a marked cell: what is wrong with it and what to do."""
    if words.code == "duplicate":
        return _duplicate_line(words)
    fate = "This row was not counted." if words.is_quarantined else ""
    if not fate:
        kept = "invalid_age" if words.is_age and words.code == "invalid_value" else words.code
        fate = _KEPT[kept][0]
    sentence = f"{capitalised(words.heading)} {words.message}."
    return " ".join(filter(None, [sentence, words.advice, fate]))


def _duplicate_line(words: IssueWords) -> str:
    """Say that rows repeat an earlier one, or come after those that a return may have."""
    if words.first is None:
        return f"Not counted: {words.where}. Each {words.message}."
    number, sheet = words.first
    other = f"row {number}" + (f" of sheet '{one_line(sheet)}'" if sheet else "")
    verb = "repeats" if len(words.rows) == 1 else "repeat"
    fate = (
        "Only the first is counted."
        if words.is_first_counted
        else f"{capitalised(other)} is not counted either."
    )
    return f"{capitalised(words.where)} {verb} {other} ({words.heading}). {fate}"
