"""Excel 97-2003 workbooks (xls) as sheets."""

import struct
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from sources.cells import Kind, Limits, Sheet
from sources.reading.kinds import FileKind, check_name, unknown
from sources.reading.refusals import check_reach, damaged, macros, no_sheets, protected
from sources.reading.workbook import Marks, columns_of

LAST_DAY = 2_958_466
WORKBOOKS = ("Workbook", "Book")
ENCRYPTED = "EncryptedPackage"
MACROS = "_VBA_PROJECT_CUR"
FAULTS = (
    xlrd.XLRDError,
    CompDocError,
    xlrd.formula.FormulaError,
    *(AssertionError, struct.error, IndexError, KeyError, ValueError, TypeError),
    *(AttributeError, UnicodeError, OverflowError, ZeroDivisionError),
)
"""What the old format's reader raises when it meets what it does not expect."""


def read_xls(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    """The sheets of the file, an OLE container; raises Unreadable unless it is a workbook."""
    streams = _streams(bytes(data))
    if ENCRYPTED in streams:
        raise protected()
    if not streams.intersection(WORKBOOKS):
        raise unknown("a document of another kind (an e-mail or an old Office document)")
    check_name(suffix, FileKind.XLS)
    if MACROS in streams:
        raise macros()
    book = _open(bytes(data))
    if not book.nsheets:
        raise no_sheets()
    return [_sheet(book, i, limits) for i in range(book.nsheets)]


def _streams(data: bytes) -> set[str]:
    """The names of the container's streams and storages."""
    try:
        container = CompDoc(data, logfile=StringIO())
        return {entry.name for entry in container.dirlist if entry.etype}
    except FAULTS:
        raise damaged() from None


def _open(data: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    except FAULTS as error:
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise protected() from None
        raise damaged() from None


def _sheet(book: Any, index: int, limits: Limits) -> Sheet:
    sheet = book.sheet_by_index(index)
    check_reach(index + 1, sheet.nrows, sheet.ncols, limits)
    marks = Marks()
    columns, kinds = columns_of(_rows(book, sheet, marks), sheet.ncols, marks=marks)
    return Sheet(sheet.name, index + 1, columns, kinds, None, _notes(sheet))


def _rows(book: Any, sheet: Any, marks: Marks) -> Iterator[list[Any]]:
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_DATE:
                values[column] = _moment(values[column], book.datemode)
            elif kind == xlrd.XL_CELL_BOOLEAN:
                values[column] = bool(values[column])
            elif kind == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(values[column], "#ERROR!")
                marks.add(row, column, Kind.ERROR, text)
                values[column] = None
        yield values


def _moment(days: float, datemode: int) -> Any:
    """The moment; the number of days itself where it is a time of day or no day there is."""
    if not 1 <= days < LAST_DAY:
        return days
    return xlrd.xldate_as_datetime(int(days), datemode) + timedelta(days=days % 1)


def _notes(sheet: Any) -> tuple[str, ...]:
    hidden = {
        "hidden_sheet": bool(sheet.visibility),
        "hidden_rows": any(info.hidden for info in sheet.rowinfo_map.values()),
        "hidden_columns": any(info.hidden for info in sheet.colinfo_map.values()),
    }
    return tuple(code for code, is_so in hidden.items() if is_so)
