"""Why a file is not accepted, and what else its sender should know of it.

Reasons are landed, so they quote nothing of the file; a note may name a heading or a sheet. What is
wrong with a file that cannot be read at all is said where it is read: `sources/files` stands alone.
"""

from collections.abc import Sequence
from datetime import date

from core.quarter import Quarter
from sources.wording.plain_text import counted, list_in_words, one_line, period_in_words

IN_SHORT = {
    "unreadable": "the file cannot be read",
    "unrecognised": "it does not look like one of your returns",
    "ambiguous": "it can be read in two ways",
    "no_period": "it does not say which period it is for",
    "wrong_period": "wrong period",
    "no_valid_rows": "none of its rows could be counted",
}
"""The codes of rejection as the first line of a report says them."""

ALREADY_RECEIVED = "The same file was accepted before. Nothing was changed."
NO_AGENCY = "Put the file in the folder of the agency that sent it."
SET_ASIDE = (
    "Two runs ended while they were at this file, so it was set aside unread. Please open it, save "
    "it again as an Excel workbook (xlsx) and send it."
)
NO_HEADINGS = "No sheet holds the headings of a return that this agency sends."

_HIDDEN = {
    "hidden_sheet": "{sheet} is hidden. It was read.",
    "hidden_rows": "{sheet} has hidden rows. They were read.",
    "hidden_columns": "{sheet} has hidden columns. They were read.",
    "filtered": "{sheet} has a filter that hides rows. They were read.",
}
_HIDDEN_IN_SEVERAL = {
    "hidden_sheet": ("{sheets} is hidden. It was read.", "{sheets} are hidden. They were read."),
    "hidden_rows": (
        "{sheets} has hidden rows. They were read.",
        "{sheets} have hidden rows. They were read.",
    ),
    "hidden_columns": (
        "{sheets} has hidden columns. They were read.",
        "{sheets} have hidden columns. They were read.",
    ),
    "filtered": (
        "{sheets} has a filter that hides rows. They were read.",
        "{sheets} have filters that hide rows. They were read.",
    ),
}


def headings_missing(title: str, headings: Sequence[str]) -> str:
    """Say which return a file comes nearest to, and the headings that it lacks.

    One that lacks none is a crosstab without enough of the columns that its codes head.
    """
    if not headings:
        return f"This looks like the return '{title}', but too few of its columns are there."
    quoted = list_in_words([f"'{heading}'" for heading in headings])
    lacks = f"the column {quoted} is" if len(headings) == 1 else f"the columns {quoted} are"
    return f"This looks like the return '{title}', but {lacks} missing."


def tables_missing(title: str, figures: Sequence[str] = ()) -> str:
    """Say that the published tables of a return, or those with needed figures, are not there."""
    what = "its tables" if not figures else f"the table with {list_in_words(list(figures))}"
    verb = "are" if not figures else "is"
    return (
        f"This should be the published workbook '{title}', but {what} {verb} missing. Please send "
        "the whole workbook as it is published."
    )


def two_returns(sheet: int, titles: Sequence[str]) -> str:
    """Say that one sheet holds the headings of two returns."""
    named = list_in_words([f"'{title}'" for title in titles])
    return (
        f"Sheet {sheet} holds the headings of two returns, {named}. Please send each on a sheet "
        "of its own."
    )


def two_headings(sheet: int, heading: str, title: str) -> str:
    """Say that a sheet holds two headings for one needed column."""
    return (
        f"Sheet {sheet} has two headings for the column '{heading}' of the return '{title}'. "
        "Please keep one of them."
    )


def which_two(first: str, second: str) -> str:
    """Name the two headings, for the sender alone."""
    return f"The two headings are '{one_line(first)}' and '{one_line(second)}'."


def two_columns(sheet: int, path: Sequence[str]) -> str:
    """Say that a path of published headings leads to two columns."""
    return f"Sheet {sheet} has two columns headed '{' / '.join(path)}'."


def same_table(first: int, second: int) -> str:
    """Say that a published table is there twice."""
    return f"Sheets {first} and {second} hold the same table."


def no_period(sheet: int, title: str, delivery: str) -> str:
    """Say that a return states no period, and how to state one."""
    what, example = ("quarter", "Quarter 2 2019-20")
    if delivery == "register":
        what, example = ("date", "As at 30 September 2019")
    return (
        f"Sheet {sheet} ('{title}') does not say which {what} it is for. Please write it above "
        f"the headings, for example '{example}' in cell A2, or in the name of the sheet or file."
    )


def in_the_future(quarter: Quarter | None, as_at: date | None) -> str:
    """Say that a return is for a period that begins after the day of receipt."""
    return (
        f"The file says {period_in_words(quarter, as_at)}, which is after the day that it was "
        "received. Please correct it."
    )


def other_quarters(stated: Quarter, found: Sequence[Quarter]) -> str:
    """Say that all dates of a return fall outside the quarter that it states."""
    fall = f"in {found[0].months_in_words}" if len(found) == 1 else "in other quarters"
    return (
        f"The file says {stated.months_in_words}, but all its dates fall {fall}. Please correct "
        "the quarter, or send the rows for that quarter."
    )


def no_valid_rows(title: str, rows: int) -> str:
    """Say that no row of a return could be counted."""
    subject = "The only row" if rows == 1 else f"None of the {rows:,} rows"
    verb = "could not be counted" if rows == 1 else "could be counted"
    what = "it" if rows == 1 else "them"
    return f"{subject} of the return '{title}' {verb}. Please correct {what} and resend the file."


def formula_without_value(sheet: int, row: int, heading: str) -> str:
    """Say that a cell holds a formula that was never calculated."""
    return (
        f"Row {row} of sheet {sheet} has a formula without a value in the column '{heading}'. "
        "Please open the file, let it calculate, save it and send it again."
    )


def ragged_rows(row: int, fields: int, wanted: int, rows: int) -> str:
    """Say that rows of a delimited file have too many or too few fields."""
    return (
        f"Row {row} has {counted(fields, 'field')}, but the headings have {wanted} "
        f"({counted(rows, 'row')} like it). Put quotation marks around any text that holds the "
        "character between fields."
    )


def sheet_ignored(name: str) -> str:
    """Say that a sheet is not a return."""
    return f"Sheet '{one_line(name)}' was ignored: it does not have the headings of a return."


def sheet_hidden(name: str, code: str) -> str:
    """Say what is hidden on a sheet that was read."""
    return _HIDDEN[code].format(sheet=f"Sheet '{one_line(name)}'")


def sheets_hidden(count: int, code: str) -> str:
    """Say on how many sheets of a return something is hidden."""
    return _HIDDEN_IN_SEVERAL[code][count != 1].format(sheets=counted(count, "sheet"))


def second_heading(first: str, second: str) -> str:
    """Say that two headings mean the same column, which may be blank."""
    return f"'{one_line(first)}' and '{one_line(second)}' mean the same. The first was read."


def second_month(month: str) -> str:
    """Say that two columns are headed with one month."""
    return f"Two columns are headed {month}. The first was read."


def other_areas(count: int) -> str:
    """Say that published tables hold other areas."""
    return f"The tables hold {counted(count, 'other area')}, which this county does not use."


def box_ticked(rows: int, *, has_answers: bool = False) -> str:
    """Say that the box 'Nothing to report' is ticked, and what was made of it.

    A workbook that `has_answers` came with those of last time: ticked, they hold on.
    """
    if rows and has_answers:
        return "The box 'Nothing to report' is ticked: the answers in the rows count as they are."
    if not rows:
        return "The box 'Nothing to report' is ticked: this is a return of nothing."
    there = "1 row. It was" if rows == 1 else f"{rows:,} rows. They were"
    return f"The box 'Nothing to report' is ticked, but the return has {there} read: please check."
