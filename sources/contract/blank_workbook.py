"""A blank workbook for an agency, made from the contract, with drop-downs and checks."""

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
from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Column, Contract, CrosstabLayout

ROWS = 1000
"""How many rows below the headings carry checks."""
HEADING_ROW = 3
"""The row of the headings, 0-based."""

_DATE_FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}


@dataclass(frozen=True)
class _Heading:
    """A heading of the return, and the column that the cells below it belong to."""

    text: str
    column: Column


def write_template(contract: Contract, codes: CodeLists, quarter: Quarter, path: Path) -> None:
    """Write the extract's blank workbook for a quarter (a register: as at its last day).

    Its first sheet is read back as a return as soon as rows are filled in; the last one says what
    each column holds. Columns that are never landed are not asked for. The bytes are the same each
    time. Raises ValueError for an extract whose tables are published by somebody else.
    """
    if contract.layout.kind == "published_tables":
        raise ValueError(f"{contract.extract} is read as published: there is no form to fill in.")
    headings = _headings(contract, codes, quarter)
    made_on = datetime.combine(quarter.first_day, time())
    with Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties({"title": contract.title, "created": made_on})
        sheet = workbook.add_worksheet("Return")
        sheet.write_string(0, 0, contract.title, workbook.add_format({"bold": True, "size": 14}))
        sheet.write_string(1, 0, statement(contract, quarter))
        sheet.freeze_panes(HEADING_ROW + 1, 0)
        ranges = _write_labels(workbook.add_worksheet("Words"), headings, codes)
        if contract.layout.kind == "form":
            _write_form(workbook, sheet, headings)
        else:
            _write_table(workbook, sheet, headings, ranges)
        _explain(workbook.add_worksheet("Guidance"), contract, quarter)


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
        return [_Heading(heading_of(column, quarter), column) for column in _asked(contract)]
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
    lists = dict.fromkeys(heading.column.list for heading in headings if heading.column.list)
    for position, name in enumerate(lists):
        labels = list(codes.codes(name).values())
        sheet.write_column(0, position, labels)
        cells = xl_range_abs(0, position, len(labels) - 1, position)
        ranges[name] = f"='{sheet.get_name()}'!{cells}"
    return ranges


def _write_table(
    workbook: Workbook, sheet: Worksheet, headings: Sequence[_Heading], ranges: Mapping[str, str]
) -> None:
    """Write the headings side by side, with a drop-down or a check on every cell below."""
    look = _heading_look(workbook)
    for position, heading in enumerate(headings):
        sheet.write_string(HEADING_ROW, position, heading.text, look)
        form = _DATE_FORMATS.get(heading.column.type)
        cell_look = workbook.add_format({"num_format": form}) if form else None
        sheet.set_column(position, position, max(14, len(heading.text) + 2), cell_look)
        rule = _rule(heading.column, ranges)
        if rule is not None:
            first, last = HEADING_ROW + 1, HEADING_ROW + ROWS
            sheet.data_validation(first, position, last, position, rule)


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


def _rule(column: Column, ranges: Mapping[str, str]) -> dict[str, Any] | None:
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
    return rule | {
        "criteria": "between",
        "ignore_blank": not column.needed,
        "input_title": column.name[:32],
        "input_message": column.description[:255],
    }


def _explain(sheet: Worksheet, contract: Contract, quarter: Quarter) -> None:
    """Say what each column holds, for the person who fills the return in."""
    contacts = "; ".join(this_county().contacts_of(contract.extract))
    lines = [contract.title, contract.description, f"Questions: {contacts}", ""]
    # One cell a line, so that this sheet can never be taken for the return itself.
    for column in _asked(contract):
        need = "needed" if column.needed else "may be blank"
        is_headed = column.headings or column.month_of_quarter
        name = heading_of(column, quarter) if is_headed else column.name
        lines.append(f"{name}: {column.description} ({column.type}, {need})")
    sheet.write_column(0, 0, lines)
    sheet.set_column(0, 0, 110)
