"""A file's bytes as sheets: what runs in the reading process."""

from typing import Any

from sources.files.file_type import (
    OLE,
    ZIPS,
    FileKind,
    check_name,
    check_other_kinds,
    check_suffix,
    kind_of_package,
)
from sources.files.sheet import FileUnreadable, Limits, Sheet
from sources.files.text.delimited import read_delimited
from sources.files.text.encoding import to_utf8
from sources.files.workbooks.ods import read_ods
from sources.files.workbooks.xls import read_xls
from sources.files.workbooks.xlsx import read_xlsx
from sources.files.workbooks.zip_container import Package


def parse(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    """Return the sheets of the file, of which there is at least one with something in it.

    `data` is the file's content, bytes or a memory map; `suffix` the end of its name. Raises
    FileUnreadable.
    """
    sheets = _parse(data, suffix, limits.scaled(len(data)))
    if not any(len(cells) > cells.null_count for sheet in sheets for cells in sheet.columns):
        raise FileUnreadable(
            "The file is empty: it holds nothing but blank cells. Please save the return again "
            "and send it."
        )
    return sheets


def _parse(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    head = data[:1024]
    check_other_kinds(head)
    check_suffix(suffix)
    if head.startswith(ZIPS):
        package = Package(bytes(data), limits)
        kind = kind_of_package(package)
        check_name(suffix, kind)
        return (read_ods if kind is FileKind.ODS else read_xlsx)(package, limits)
    if head.startswith(OLE):
        return read_xls(data, suffix, limits)
    check_name(suffix, FileKind.TEXT)
    return [read_delimited(to_utf8(data), limits)]
