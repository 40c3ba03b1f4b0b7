"""A file's bytes as sheets: what runs in the reading process."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, ZipError

from sources.cells import Limits, Sheet, Unreadable
from sources.reading.calamine import read_columns
from sources.reading.decoding import to_utf8
from sources.reading.delimited import read_delimited
from sources.reading.kinds import EMPTY_ZIP, OLE, ZIP, FileKind, check_name, check_other_kinds
from sources.reading.workbook import Marks
from sources.reading.xls import read_xls


def parse(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    """The sheets of the file whose bytes are `data`; raises Unreadable."""
    head = data[:512]
    if head.startswith((ZIP, EMPTY_ZIP)):
        kind = FileKind.ODS if b"opendocument.spreadsheet" in head else FileKind.XLSX
        check_name(suffix, kind)
        return read_zip(data)
    if head.startswith(OLE):
        check_name(suffix, FileKind.XLS)
        return read_xls(data, limits)
    check_other_kinds(head)
    check_name(suffix, FileKind.TEXT)
    return [read_delimited(to_utf8(data), limits)]


def read_zip(data: Any) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
    except (CalamineError, ZipError):
        raise Unreadable(
            "The workbook is damaged. Please open it, save it again and send it."
        ) from None
    sheets = []
    for position, about in enumerate(book.sheets_metadata, 1):
        columns, kinds = read_columns(book.get_sheet_by_name(about.name), Marks())
        notes = () if about.visible == SheetVisibleEnum.Visible else ("hidden_sheet",)
        sheets.append(Sheet(about.name, position, columns, kinds, None, notes))
    return sheets
