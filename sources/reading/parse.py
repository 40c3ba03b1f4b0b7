"""A file's bytes as sheets: what runs in the reading process."""

from typing import Any

from sources.cells import Limits, Sheet, Unreadable
from sources.reading.decoding import to_utf8
from sources.reading.delimited import read_delimited
from sources.reading.kinds import (
    OLE,
    ZIPS,
    FileKind,
    check_name,
    check_other_kinds,
    check_suffix,
    kind_of_package,
)
from sources.reading.ods import read_ods
from sources.reading.package import Package
from sources.reading.xls import read_xls
from sources.reading.xlsx import read_xlsx


def parse(data: Any, suffix: str, limits: Limits) -> list[Sheet]:
    """The sheets of the file, of which there is at least one with something in it.

    `data` is the file's content, bytes or a memory map; `suffix` the end of its name. Raises
    Unreadable.
    """
    sheets = _parse(data, suffix, limits)
    if not any(len(cells) > cells.null_count for sheet in sheets for cells in sheet.columns):
        raise Unreadable(
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
