"""Excel 97-2003 workbooks (xls) as sheets."""

import struct
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from sources.files.file_type import FileKind, check_name, unknown
from sources.files.rejections import (
    check_blanks,
    check_filled,
    check_reach,
    check_sheets,
    damaged,
    damaged_at,
    macros,
    no_sheets,
    protected,
    repeated_texts,
)
from sources.files.sheet import Kind, Limits, Sheet
from sources.files.workbooks.cell_columns import Marks, columns_of
from sources.files.workbooks.ole_chains import check_chains

LONGEST_CHARACTER = 4
LAST_DAY = 2_958_466
WORKBOOKS = ("Workbook", "Book")
RECORD = struct.Struct("<HH")
LISTED_SHEET, END_OF_PART = 0x85, 0x0A
TYPE_AT, MACRO_SHEET = 5, 1
ENCRYPTED = "EncryptedPackage"
MACROS = "_VBA_PROJECT_CUR"
FAULTS = (
    xlrd.XLRDError,
    CompDocError,
    xlrd.formula.FormulaError,
    *(AssertionError, struct.error, ValueError, TypeError),
    *(AttributeError, LookupError, UnicodeError, OverflowError, ZeroDivisionError),
    RecursionError,
)
"""What the old format's reader raises when it meets what it does not expect."""


def read_xls(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    """Return the sheets of an OLE container; raise FileUnreadable unless it is a workbook."""
    content = bytes(data)
    check_chains(content)
    container = _container(content)
    streams = {entry.name for entry in container.dirlist if entry.etype}
    if ENCRYPTED in streams:
        raise protected()
    if not streams.intersection(WORKBOOKS):
        raise unknown("a document of another kind (an email or an old Office document)")
    check_name(suffix, FileKind.XLS)
    if MACROS in streams or MACRO_SHEET in set(_sheet_types(container)):
        raise macros()
    book = _open(content)
    if not book.nsheets:
        raise no_sheets()
    check_sheets(book.nsheets, limits)
    return _sheets(book, limits)


def _container(data: bytes) -> CompDoc:
    try:
        return CompDoc(data, logfile=StringIO())
    except FAULTS:
        raise damaged() from None


def _sheet_types(container: CompDoc) -> Iterator[int]:
    """Return the kind of each sheet that is listed; the reader tells of worksheets alone."""
    try:
        stream = next(filter(None, map(container.get_named_stream, WORKBOOKS)), b"")
    except FAULTS:
        raise damaged() from None
    at, code = 0, 0
    while code != END_OF_PART and at + RECORD.size <= len(stream):
        code, length = RECORD.unpack_from(stream, at)
        at += RECORD.size
        if code == LISTED_SHEET and length > TYPE_AT and at + TYPE_AT < len(stream):
            yield stream[at + TYPE_AT]
        at += length


def _open(data: bytes) -> Any:
    try:
        return xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            logfile=StringIO(),
            on_demand=True,
            ragged_rows=True,
        )
    except FAULTS as error:
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise protected() from None
        raise damaged() from None


def _sheets(book: Any, limits: Limits) -> list[Sheet]:
    sheets = []
    cells = filled = text_bytes = 0
    for i in range(book.nsheets):
        try:
            sheet = book.sheet_by_index(i)
        except FAULTS:
            raise damaged_at(i + 1) from None
        check_reach(i + 1, sheet.nrows, sheet.ncols, limits)
        filled += sum(sheet.row_len(row) - _blank(sheet, row) for row in range(sheet.nrows))
        cells += sheet.nrows * sheet.ncols
        check_blanks(i + 1, cells - filled, filled, limits)
        check_filled(i + 1, filled, limits)
        text_bytes += _text_bytes(sheet)
        if text_bytes > limits.text_bytes:
            raise repeated_texts(i + 1)
        marks = Marks()
        columns, kinds = columns_of(_rows(book, sheet, marks), sheet.ncols, marks=marks)
        sheets.append(Sheet(sheet.name, i + 1, columns, kinds, None, _notes(sheet)))
        book.unload_sheet(i)
    return sheets


def _blank(sheet: Any, row: int) -> int:
    types = sheet.row_types(row)
    return int(types.count(xlrd.XL_CELL_EMPTY) + types.count(xlrd.XL_CELL_BLANK))


def _text_bytes(sheet: Any) -> int:
    """Return the bytes of the sheet's texts as UTF-8, at most, each counted where it stands."""
    return sum(
        len(value) * (1 if value.isascii() else LONGEST_CHARACTER)
        for row in range(sheet.nrows)
        for value in sheet.row_values(row)
        if isinstance(value, str)
    )


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
        yield values + [None] * (sheet.ncols - len(values))


def _moment(days: float, datemode: int) -> Any:
    """Return the moment; the number of days itself where it is a time of day or no day there is."""
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
