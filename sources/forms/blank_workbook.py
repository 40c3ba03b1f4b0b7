"""A blank workbook for an agency, made from the contract, with drop-downs and checks."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from core.county import this_county
from core.policy import county_policy
from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Column, Contract, CrosstabLayout
from sources.wording import form_text as words

ROWS = 1000
"""How many rows below the headings carry checks."""
HEADING_ROW = 5
"""The row of the headings, 0-based."""

BOX_ROW = 3
"""The row of the box "Nothing to report", 0-based."""


_LINE_HEIGHT, _WIDEST = 15, 60
"""The height of a line of text, in points, and the width of the widest column, in characters."""

_DATE_FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}


Answers = Mapping[str, object]
"""The cells of a row that are filled in beforehand, by heading; of a code its label."""


class NoFormError(Exception):
    """A return without a form to fill in; the message says why."""


@dataclass(frozen=True)
class _Heading:
    """A heading of the return, and the column that the cells below it belong to.

    A heading without a column tells the reader something, and is not read back.
    """

    text: str
    column: Column | None


def write_template(
    contract: Contract,
    codes: CodeLists,
    quarter: Quarter,
    path: Path,
    answers: Sequence[Answers] = (),
) -> None:
    """Write the extract's blank workbook for a quarter (a register: as at its last day).

    Its first sheet is read back as a return as soon as rows are filled in, or the box for nothing
    to report is ticked; the last one says what each column holds. Columns that are never landed are
    not asked for. `answers` are the rows that are there beforehand. The bytes are the same each
    time. Raises NoFormError for an extract whose tables are published by somebody else.
    """
    if contract.layout.kind == "published_tables":
        raise NoFormError(words.published_elsewhere(contract.title))
    headings = _headings(contract, codes, quarter)
    made_on = datetime.combine(quarter.first_day, time())
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(path), settings) as workbook:
        workbook.set_properties({"title": contract.title, "created": made_on})
        sheet = workbook.add_worksheet("Return")
        _write_top(workbook, sheet, contract, quarter)
        _write_box(workbook, sheet, words.box_prompt(contract.form_rows is not None))
        ranges = _write_labels(workbook.add_worksheet(words.LISTS_SHEET), headings, codes)
        if contract.layout.kind == "form":
            _write_form(workbook, sheet, headings)
        else:
            _write_table(workbook, sheet, headings, ranges)
        _write_answers(workbook, sheet, headings, answers)
        _explain(workbook.add_worksheet("Guidance"), contract, quarter)


def _write_top(workbook: Workbook, sheet: Worksheet, contract: Contract, quarter: Quarter) -> None:
    """Write what the return is, what it is for, and by when and where to send it."""
    sheet.write_string(0, 0, contract.title, workbook.add_format({"bold": True, "size": 14}))
    sheet.write_string(1, 0, statement(contract, quarter))
    due, contact = county_policy().due_day(quarter), this_county().contact
    sheet.write_string(2, 0, words.due_line(due, contact))
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_box(workbook: Workbook, sheet: Worksheet, prompt: str) -> None:
    """Write the box that says that there is nothing to report."""
    sheet.write_string(BOX_ROW, 0, words.NOTHING_TO_REPORT)
    sheet.write_blank(BOX_ROW, 1, None, workbook.add_format({"border": 1, "align": "center"}))
    sheet.data_validation(
        BOX_ROW,
        1,
        BOX_ROW,
        1,
        {
            "validate": "list",
            "source": ["Yes"],
            "input_title": words.NOTHING_TO_REPORT,
            "input_message": prompt,
            "error_title": words.NOTHING_TO_REPORT,
            "error_message": prompt,
        },
    )


def statement(contract: Contract, quarter: Quarter) -> str:
    """Return how a return says what it is for: its quarter, or a register's as-at day."""
    if contract.delivery == "register":
        return f"As at {quarter.last_day.day} {quarter.last_day:%B %Y}"
    return f"Quarter {quarter.number} {quarter.year_words}"


def _asked(contract: Contract) -> list[Column]:
    """Return the columns that an agency is asked for: those that are landed."""
    return [column for column in contract.columns.values() if column.privacy != "drop"]


def _headings(contract: Contract, codes: CodeLists, quarter: Quarter) -> list[_Heading]:
    """Return the headings from left to right: of a crosstab also one per code across the top."""
    layout = contract.layout
    if not isinstance(layout, CrosstabLayout):
        headings = [_Heading(heading_of(column, quarter), column) for column in _asked(contract)]
        if contract.form_rows:
            names = [column.name for column in _asked(contract)]
            beside = names.index(contract.form_rows.codes) + 1
            headings.insert(beside, _Heading(contract.form_rows.title, None))
        return headings
    across, cells = contract.columns[layout.across], contract.columns[layout.cells]
    down = [
        column
        for column in contract.columns.values()
        if column.name not in (across.name, cells.name)
    ]
    labels = codes.codes(across.list or "").values()
    return [
        *(_Heading(column.headings[0], column) for column in down),
        *(_Heading(label, cells) for label in labels),
    ]


def heading_of(column: Column, quarter: Quarter) -> str:
    """Return a column's first heading, or the month of the quarter that it is."""
    if column.month_of_quarter:
        return f"{quarter.months()[column.month_of_quarter - 1]:%b-%y}"
    return column.headings[0]


def _write_labels(
    sheet: Worksheet, headings: Sequence[_Heading], codes: CodeLists
) -> dict[str, str]:
    """Write the labels of each code list that is asked for, and return where each list stands."""
    ranges: dict[str, str] = {}
    columns = {heading.column.list: heading for heading in headings if heading.column}
    lists = {name: heading.text for name, heading in columns.items() if name}
    for position, (name, heading) in enumerate(lists.items()):
        labels = list(codes.codes(name).values())
        title = words.answers_for(heading)  # the heading alone would make this sheet a return
        sheet.write_string(0, position, title)
        sheet.write_column(1, position, labels)
        sheet.set_column(position, position, max(map(len, [title, *labels])) + 2)
        cells = xl_range_abs(1, position, len(labels), position)
        ranges[name] = f"='{sheet.get_name()}'!{cells}"
    return ranges


def _write_table(
    workbook: Workbook, sheet: Worksheet, headings: Sequence[_Heading], ranges: Mapping[str, str]
) -> None:
    """Write the headings side by side, with a drop-down or a check on every cell below."""
    look = _heading_look(workbook)
    for position, heading in enumerate(headings):
        sheet.write_string(HEADING_ROW, position, heading.text, look)
        form = _DATE_FORMATS.get(heading.column.type) if heading.column else None
        cell_look = workbook.add_format({"num_format": form}) if form else None
        sheet.set_column(position, position, max(14, len(heading.text) + 2), cell_look)
        rule = _rule(heading.text, heading.column, ranges) if heading.column else None
        if rule is not None:
            first, last = HEADING_ROW + 1, HEADING_ROW + ROWS
            sheet.data_validation(first, position, last, position, rule)


def _write_answers(
    workbook: Workbook, sheet: Worksheet, headings: Sequence[_Heading], answers: Sequence[Answers]
) -> None:
    """Write the rows that are there beforehand: dates as dates, the rest as text."""
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": _DATE_FORMATS["date"], "valign": "top"})
    for row, answer in enumerate(answers, start=HEADING_ROW + 1):
        longest = max(len(str(answer.get(heading.text) or "")) for heading in headings)
        sheet.set_row(row, _LINE_HEIGHT * math.ceil(max(longest, 1) / _WIDEST * 1.15))
    for position, heading in enumerate(headings):
        values = [answer.get(heading.text) for answer in answers]
        longest = max((len(str(value)) for value in values if value is not None), default=0)
        if longest:
            width = max(longest, len(heading.text), 12) + 2
            sheet.set_column(position, position, min(width, _WIDEST))
        for row, value in enumerate(values, start=HEADING_ROW + 1):
            if isinstance(value, date):
                sheet.write_datetime(row, position, datetime.combine(value, time()), day)
            elif value is not None:
                sheet.write_string(row, position, str(value), text)


def _write_form(workbook: Workbook, sheet: Worksheet, headings: Sequence[_Heading]) -> None:
    """Write the headings one below the other, with room for a figure to the right of each."""
    look = _heading_look(workbook)
    for row, heading in enumerate(headings, start=HEADING_ROW):
        sheet.write_string(row, 0, heading.text, look)
    sheet.set_column(0, 0, 70)


def _heading_look(workbook: Workbook) -> Format:
    return workbook.add_format(
        {"bold": True, "bg_color": "#DDE6F0", "text_wrap": True, "valign": "top"}
    )


def _rule(heading: str, column: Column, ranges: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a column's cells are checked for.

    Figures stay unchecked: a supplier may write "c" or "<5" for one that it suppressed.
    """
    rule: dict[str, Any]
    if column.list:
        rule = {"validate": "list", "source": ranges[column.list]}
    elif column.type == "yes_no":
        rule = {"validate": "list", "source": ["Yes", "No"]}
    elif column.type in _DATE_FORMATS:
        rule = {"validate": "date", "minimum": date(2000, 1, 1), "maximum": date(2100, 1, 1)}
    elif column.privacy == "band":
        rule = {"validate": "integer", "minimum": 0, "maximum": 120}
    else:
        return None
    error_title, error_message = words.error_text(column)
    return rule | {
        "criteria": "between",
        "ignore_blank": not column.needed,
        "input_title": heading[:32],
        "input_message": column.description[:255],
        "error_title": error_title,
        "error_message": error_message,
    }


def _explain(sheet: Worksheet, contract: Contract, quarter: Quarter) -> None:
    """Say how the workbook is filled in, and what each column holds."""
    is_prefilled, contact = contract.form_rows is not None, this_county().contact
    lines = [
        contract.title,
        contract.description,
        words.due_line(county_policy().due_day(quarter), contact),
        *words.guidance(is_prefilled, contact),
        *([words.several_leads()] if is_prefilled else []),
        "",
    ]
    # One cell a line, so that this sheet can never be taken for the return itself.
    for column in _asked(contract):
        is_headed = column.headings or column.month_of_quarter
        heading = heading_of(column, quarter) if is_headed else column.heading
        lines.append(words.column_line(heading, column))
    sheet.write_column(0, 0, lines)
    sheet.set_column(0, 0, 110)
