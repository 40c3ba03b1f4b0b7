"""Excel 97-2003 workbooks as sheets."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import xlrd

from sources.cells import Kind, Limits, Sheet, Unreadable
from sources.reading.workbook import Marks, columns_of

LAST_DAY = 2_958_466


def read_xls(data: Any, limits: Limits) -> list[Sheet]:
    """The sheets of the workbook, whose bytes are `data`."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=StringIO(), on_demand=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise Unreadable(
                "The workbook is protected by a password. Please take the password off and send "
                "it again."
            ) from None
        raise _corrupt() from None
    return [_sheet(book, i) for i in range(book.nsheets)]


def _corrupt() -> Unreadable:
    return Unreadable(
        "The file is no readable Excel workbook. Please open it in Excel, save it as xlsx and "
        "send it again."
    )


def _sheet(book: Any, index: int) -> Sheet:
    sheet = book.sheet_by_index(index)
    marks = Marks()
    columns, kinds = columns_of(_rows(book, sheet, marks), sheet.ncols, marks=marks)
    return Sheet(sheet.name, index + 1, columns, kinds, None, _notes(sheet))


def _rows(book: Any, sheet: Any, marks: Marks) -> Iterator[list[Any]]:
    for row in range(sheet.nrows):
        values: list[Any] = [None] * sheet.ncols
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(cell.value, "#ERROR!")
                marks.add(row, column, Kind.ERROR, text)
            else:
                values[column] = _value(cell, book.datemode)
        yield values


def _value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE and 1 <= cell.value < LAST_DAY:
        whole = xlrd.xldate_as_datetime(int(cell.value), datemode)
        return whole + timedelta(days=cell.value % 1)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value


def _notes(sheet: Any) -> tuple[str, ...]:
    notes = []
    if sheet.visibility:
        notes.append("hidden_sheet")
    if any(info.hidden for info in sheet.rowinfo_map.values()):
        notes.append("hidden_rows")
    if any(info.hidden for info in sheet.colinfo_map.values()):
        notes.append("hidden_columns")
    return tuple(notes)
