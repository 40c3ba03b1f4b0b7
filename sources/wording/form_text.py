"""What the blank workbook and the marked copy say to the person who fills them in."""

from collections.abc import Sequence
from datetime import date

from core.county import ReturnsContact
from sources.contract.elements import Column
from sources.contract.normalise import fold_label
from sources.wording.plain_text import capitalised, day_in_words
from sources.wording.report_text import contact_line

ABOUT_COPY_SHEET = "About this copy"
ABOUT_COPY = (
    "This is a copy of your return. It shows where the problems are.",
    "Red: the row was not counted. Amber: the row was counted, but please check the value.",
    "Point at a coloured cell to read what is wrong.",
    "The copy holds values only: formulas, macros and hidden sheets were not copied.",
    "You may correct this copy and send it back. It replaces your whole return, so keep every row.",
)

LISTS_SHEET = "Lists"
NOTHING_TO_REPORT = "Nothing to report"
NOTHING_PROMPT = "Choose Yes if you have no rows to send, and send the workbook back without rows."
NOTHING_NEW_PROMPT = "Choose Yes if nothing has changed. The answers below then count as they are."
_YES = frozenset({"yes", "y", "true", "1", "x"})

_TYPES = {
    "text": "text",
    "code": "choose from the list",
    "date": "a date, such as 28/07/2019",
    "datetime": "a date and time, such as 28/07/2019 14:30",
    "integer": "a whole number",
    "number": "a number",
    "yes_no": "Yes or No",
    "list": "one or more answers, with commas between them",
}
_ERRORS = {
    "code": ("Not on the list", "Please choose one of the answers on the list."),
    "yes_no": ("Yes or No", "Please choose Yes or No."),
    "date": ("Not a date", "Please enter a date, such as 28/07/2019."),
    "datetime": ("Not a date", "Please enter a date and time, such as 28/07/2019 14:30."),
    "band": ("Not an age", "Please enter a whole age from 0 to 120."),
}


def is_nothing_ticked(titles: Sequence[str]) -> bool:
    """Return whether the cells above the headings, each with the next, tick the box."""
    label = fold_label(NOTHING_TO_REPORT)
    folded = map(fold_label, titles)
    return any(title.removeprefix(label) in _YES for title in folded if title.startswith(label))


def box_prompt(is_prefilled: bool) -> str:
    """Say when to tick the box; with last time's answers there, it is a box for no news."""
    return NOTHING_NEW_PROMPT if is_prefilled else NOTHING_PROMPT


def answers_for(heading: str) -> str:
    """Return the title of a list of accepted answers."""
    return f"Answers for '{heading}'"


def due_line(due: date, contact: ReturnsContact) -> str:
    """Say by when a return is due, and where it goes."""
    address = f" to {contact.email}" if contact.email else f" to {contact.name}"
    return f"Please return by {day_in_words(due)}{address}."


def error_text(column: Column) -> tuple[str, str]:
    """Return the title and the text of what a wrong entry in a column is answered with."""
    return _ERRORS["band" if column.privacy == "band" else column.type]


def guidance(is_prefilled: bool, contact: ReturnsContact) -> list[str]:
    """Return how to fill in the workbook, a line each."""
    lines = ["Enter one row for each record, and keep the headings as they are."]
    if is_prefilled:
        lines = ["Each row shows your last answers. Change what has changed and send it back."]
        lines.append(f"If nothing has changed, choose Yes beside '{NOTHING_TO_REPORT}'.")
        lines.append("An activity without a status has nothing to report: its row is not counted.")
    lines.append(f"The sheet '{LISTS_SHEET}' shows every accepted answer.")
    if not is_prefilled:
        lines.append(f"With no rows to send, choose Yes beside '{NOTHING_TO_REPORT}'.")
    return [*lines, "A later file replaces an earlier one as a whole.", contact_line(contact)]


def several_leads() -> str:
    """Say how the workbooks of several leads become one return."""
    return (
        "If several people fill in a workbook each, put their sheets into one file before you "
        "send it."
    )


def column_line(heading: str, column: Column) -> str:
    """Say what a column holds, for the person who fills it in."""
    need = "must be filled in" if column.needed else "may be left blank"
    what = capitalised(column.description.rstrip("."))
    return f"{heading}: {what} ({_TYPES[column.type]}; {need})."


def published_elsewhere(title: str) -> str:
    """Say that a return has no form: it is read as its owner publishes it."""
    return f"'{title}' is read as it is published, so there is no workbook to fill in."


def no_rows_by_lead(title: str) -> str:
    """Say that a return is not divided between leads."""
    return f"'{title}' is one return for the whole agency, so it has no leads to choose from."


def needs_folder() -> str:
    """Say that several workbooks need a folder."""
    return "There is one workbook for each lead. Please name a folder that exists."


def unknown_lead(lead: str, leads: Sequence[str]) -> str:
    """Say which leads there are."""
    listed = "\n".join(f"  {each}" for each in leads)
    return f"Unknown lead '{lead}'. Choose from these, or all:\n{listed}"
