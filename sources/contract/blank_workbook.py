"""A blank workbook for an agency, made from the contract, with drop-downs and checks."""

from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Column, Contract

ROWS = 1000
"""How many rows below the headings carry checks."""
HEADING_ROW = 4
BOLD = Font(bold=True)
SHADED = PatternFill("solid", fgColor="DDE6F0")


def write_template(contract: Contract, codes: CodeLists, quarter: Quarter, path: Path) -> None:
    """Writes the extract's blank workbook for a quarter (a register: as at its last day).

    Its first sheet is read back as a return as soon as rows are filled in; a second one says what
    each column holds. Columns that are never landed are not asked for. Raises ValueError for an
    extract whose tables are published by somebody else.
    """
    if contract.layout.kind == "published_tables":
        raise ValueError(f"{contract.extract} is read as published: there is no form to fill in.")
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Return"
    sheet["A1"] = contract.title
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = statement(contract, quarter)
    lists = workbook.create_sheet("Words")
    asked = [column for column in contract.columns.values() if column.privacy != "drop"]
    if contract.layout.kind == "form":
        _ask_down(sheet, asked)
    elif contract.layout.kind == "crosstab":
        _ask_across(sheet, contract, codes, lists)
    else:
        for place, column in enumerate(asked, start=1):
            heading = _heading(column, quarter)
            _head(sheet, place, heading)
            _check(sheet, place, column, codes, lists)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    _explain(workbook.create_sheet("Guidance"), contract, asked, quarter)
    workbook.properties.title = contract.title
    workbook.save(path)


def statement(contract: Contract, quarter: Quarter) -> str:
    """How a return says what it is for: its quarter, or the day that a register is as at."""
    if contract.delivery == "register":
        return f"As at {quarter.last_day.day} {quarter.last_day:%B %Y}"
    return f"Quarter {quarter.number} {quarter.start_year}-{(quarter.start_year + 1) % 100:02}"


def _heading(column: Column, quarter: Quarter) -> str:
    if column.month_of_quarter:
        return f"{quarter.months()[column.month_of_quarter - 1]:%b-%y}"
    return column.headings[0]


def _head(sheet: Worksheet, place: int, heading: str) -> None:
    cell = sheet.cell(HEADING_ROW, place, heading)
    cell.font, cell.fill = BOLD, SHADED
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(place)].width = max(14, len(heading) + 2)


def _check(
    sheet: Worksheet, place: int, column: Column, codes: CodeLists, lists: Worksheet
) -> None:
    """A drop-down or a check on every cell below a heading."""
    rule = _rule(column, codes, lists)
    if rule is None:
        return
    rule.allow_blank = not column.needed
    rule.promptTitle, rule.prompt = column.name[:32], column.description[:255]
    rule.showErrorMessage = rule.showInputMessage = True
    letter = get_column_letter(place)
    rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{HEADING_ROW + ROWS}")
    sheet.add_data_validation(rule)
    if column.type in ("date", "datetime"):
        form = "dd/mm/yyyy" if column.type == "date" else "dd/mm/yyyy hh:mm"
        for row in range(HEADING_ROW + 1, HEADING_ROW + ROWS + 1):
            sheet.cell(row, place).number_format = form


def _rule(column: Column, codes: CodeLists, lists: Worksheet) -> DataValidation | None:
    if column.type == "code":
        return _drop_down(list(codes.codes(column.list or "").values()), lists)
    if column.type == "yes_no":
        return DataValidation(type="list", formula1='"Yes,No"')
    if column.type in ("date", "datetime"):
        start = (datetime(2000, 1, 1) - datetime(1899, 12, 30)).days
        end = (date(2100, 1, 1) - date(1899, 12, 30)).days
        return DataValidation(type="date", operator="between", formula1=start, formula2=end)
    if column.privacy == "band":
        return DataValidation(type="whole", operator="between", formula1=0, formula2=120)
    # Figures stay unchecked: a supplier may write "c" or "<5" for one that it suppressed.
    return None


def _drop_down(words: list[str], lists: Worksheet) -> DataValidation:
    """A drop-down of the words, which are written on a sheet of their own."""
    place = 1 if lists.max_row == 1 and lists["A1"].value is None else lists.max_column + 1
    for row, word in enumerate(words, start=1):
        lists.cell(row, place, word)
    letter = get_column_letter(place)
    return DataValidation(
        type="list", formula1=f"'{lists.title}'!${letter}$1:${letter}${len(words)}"
    )


def _ask_down(sheet: Worksheet, asked: list[Column]) -> None:
    """The headings one below the other, with room for a figure to the right of each."""
    for row, column in enumerate(asked, start=HEADING_ROW):
        cell = sheet.cell(row, 1, column.headings[0])
        cell.font, cell.fill = BOLD, SHADED
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor="FFFFFF")
    sheet.column_dimensions["A"].width = 70


def _ask_across(sheet: Worksheet, contract: Contract, codes: CodeLists, lists: Worksheet) -> None:
    """The row's own columns, then one for each code across the top."""
    layout = contract.layout
    assert layout.kind == "crosstab"
    down = [c for name, c in contract.columns.items() if name not in (layout.across, layout.cells)]
    for place, column in enumerate(down, start=1):
        _head(sheet, place, column.headings[0])
        _check(sheet, place, column, codes, lists)
    words = codes.codes(contract.columns[layout.across].list or "").values()
    cells = contract.columns[layout.cells]
    for place, word in enumerate(words, start=len(down) + 1):
        _head(sheet, place, word)
        _check(sheet, place, cells, codes, lists)


def _explain(sheet: Worksheet, contract: Contract, asked: list[Column], quarter: Quarter) -> None:
    """What each column holds, for the person who fills the return in."""
    sheet.append([contract.title])
    sheet.append([contract.description])
    sheet.append([f"Questions: {contract.contact}"])
    sheet.append([])
    # One cell a line, so that this sheet can never be taken for the return itself.
    for column in asked:
        need = "needed" if column.needed else "may be blank"
        name = _heading(column, quarter) if column.headings or column.month_of_quarter else ""
        sheet.append([f"{name or column.name}: {column.description} ({column.type}, {need})"])
    sheet.column_dimensions["A"].width = 110
