"""Which kind of file the bytes are, and whether the name says the same."""

import re
from enum import Enum

from sources.files.rejections import macros, macros_by_name
from sources.files.sheet import FileUnreadable
from sources.files.workbooks.zip_container import Package


class FileKind(Enum):
    """The kinds of file that are read."""

    XLSX = "an Excel workbook (xlsx)"
    XLS = "an Excel 97-2003 workbook (xls)"
    ODS = "an OpenDocument spreadsheet (ods)"
    TEXT = "delimited text (csv, tsv or txt)"


SUFFIXES = {
    "xlsx": FileKind.XLSX,
    "xls": FileKind.XLS,
    "ods": FileKind.ODS,
    "csv": FileKind.TEXT,
    "tsv": FileKind.TEXT,
    "txt": FileKind.TEXT,
}

MACRO_SUFFIXES = {"xlsm", "xltm", "xlam", "xla"}

OTHER_SUFFIXES = {
    *("doc", "docm", "docx", "odt", "pdf", "ppt", "pptx", "rtf"),
    *("accdb", "db", "fods", "mdb", "numbers", "ots", "parquet", "xlsb", "xltx"),
    *("eml", "htm", "html", "json", "mht", "msg", "xml"),
    *("bmp", "gif", "jpeg", "jpg", "png", "tif", "tiff"),
    *("7z", "exe", "gz", "rar", "tar", "zip"),
}

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

CONTENT_TYPES = "[Content_Types].xml"
MACRO_CONTENT = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."

OTHER_MAGIC = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF87a": "a picture (GIF)",
    b"GIF89a": "a picture (GIF)",
    b"BM\x00": "a picture",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"BZh91AY": "a compressed file (bzip2)",
    b"\xfd7zXZ": "a compressed file (xz)",
    b"7z\xbc\xaf": "a compressed file (7z)",
    b"Rar!": "a compressed file (rar)",
    b"PAR1\x15": "a Parquet file",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a text document (RTF)",
    b"MZ\x90": "a program",
    b"\x7fELF": "a program",
}

MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|html|head|body|table|meta|style|script|div|!--)", re.I)
MAIL = re.compile(rb"(?:(?:Received|Return-Path|MIME-Version|Message-ID|X-[\w-]+): )", re.I)

ASK = "Please save the return as an Excel workbook (xlsx) or as CSV and send it again."


def suffix_of(name: str) -> str:
    """Return the last suffix of a name, in lower case without its dot; blank when it has none."""
    stem, dot, suffix = name.strip().rpartition(".")
    return suffix.casefold() if dot and stem else ""


def unknown(what: str) -> FileUnreadable:
    """Return the rejection of a file that is no return."""
    return FileUnreadable(f"The file is {what}, not a workbook or a text table. {ASK}")


def check_other_kinds(head: bytes) -> None:
    """Raise FileUnreadable when the first bytes are those of a known kind that is not read."""
    for magic, what in OTHER_MAGIC.items():
        if head.startswith(magic):
            raise unknown(what)
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe")
    if MARKUP.match(plain):
        raise unknown("a web page or XML")
    if MAIL.match(plain):
        raise unknown("an email")


def check_suffix(suffix: str) -> None:
    """Raise FileUnreadable when the name's suffix is that of a known kind that is not read."""
    if suffix in MACRO_SUFFIXES:
        raise macros_by_name(suffix)
    if suffix in OTHER_SUFFIXES:
        raise unknown(f"a .{suffix} file by its name")


def check_name(suffix: str, kind: FileKind) -> None:
    """Raise FileUnreadable when the name's suffix says another kind than the bytes."""
    if SUFFIXES.get(suffix, kind) is not kind:
        raise FileUnreadable(
            f"The file's name ends in .{suffix}, but its content is {kind.value}. Please save "
            "the return under the kind that its name says and send it again."
        )


def kind_of_package(package: Package) -> FileKind:
    """Return the zip's kind; raise FileUnreadable when it is no workbook, or has macros."""
    if "mimetype" in package:
        if package.read("mimetype").strip().startswith(OPEN_DOCUMENT + b"spreadsheet"):
            return FileKind.ODS
        raise unknown("a document of another kind than a spreadsheet")
    if CONTENT_TYPES in package:
        if MACRO_CONTENT.search(package.read(CONTENT_TYPES)):
            raise macros()
        if "xl/workbook.bin" in package:
            raise unknown("a binary workbook (xlsb)")
        if "word/document.xml" not in package and "ppt/presentation.xml" not in package:
            return FileKind.XLSX
        raise unknown("a document of another kind than a spreadsheet")
    raise unknown("a compressed folder (zip)")
