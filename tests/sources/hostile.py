"""Every kind of file that no agency should send, each with what becomes of it.

Each is refused (`Unreadable`) with a message that holds `says`. They are written here, byte by
byte, when they are asked for.
"""

import gzip
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from made_files import (
    MAIN,
    number_cell,
    ods,
    ods_parts,
    ole,
    rows,
    table,
    text_cell,
    xls,
    xlsx,
    xlsx_parts,
    zipped,
)

SECRET = "Zebedee"
"""Stands in cells; no message may ever quote it."""

CELL = f'<c r="A1" t="inlineStr"><is><t>{SECRET}</t></is></c>'
GOOD = xlsx(rows(CELL))
GOOD_ODS = ods(table(text_cell(SECRET)))
GOOD_TEXT = f"name,count\n{SECRET},1\n".encode()


@dataclass(frozen=True)
class Hostile:
    """A hostile file: the name it is sent under, what it is made by, and what a refusal says."""

    what: str
    name: str
    make: Callable[[], bytes]
    says: str = ""

    def __str__(self) -> str:
        return self.what


def _with(name: str, content: str | bytes) -> bytes:
    """A good workbook with one part more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return zipped([*xlsx_parts(rows(CELL)), (name, content)])


def _cell(reference: str) -> bytes:
    """A workbook of one row with one cell under that reference."""
    return xlsx(rows(f'<c r="{reference}"><v>1</v></c>'))


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def _doctype_in(part: str) -> bytes:
    trap = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    parts = [
        (name, trap + content if name == part and isinstance(content, str) else content)
        for name, content in xlsx_parts(
            f'<worksheet xmlns="{MAIN}">{rows(CELL)}</worksheet>'.encode(),
            shared="<si><t>x</t></si>",
            styles="<cellXfs/>",
        )
    ]
    return zipped(
        (name, trap.encode() + content if name == part and isinstance(content, bytes) else content)
        for name, content in parts
    )


def _bomb() -> bytes:
    sheet = rows(CELL).encode() + b" " * 200_000_000
    return xlsx(f'<worksheet xmlns="{MAIN}">'.encode() + sheet + b"</worksheet>")


def _lying_size() -> bytes:
    """A part whose directory entry says that it is far smaller than what it unpacks to."""
    data = bytearray(xlsx(rows(CELL + "<!--" + "x" * 5_000_000 + "-->")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/s1.xml")
        content = archive.read(entry)[:100]
    for signature, check_at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        name_at = 30 if signature == b"PK\x03\x04" else 46
        at = data.find(signature)
        while data[at + name_at : at + name_at + len(entry.filename)] != entry.filename.encode():
            at = data.find(signature, at + 1)
        struct.pack_into("<I", data, at + check_at, zlib.crc32(content))
        struct.pack_into("<I", data, at + check_at + 8, len(content))
    return bytes(data)


def _shared_bytes() -> bytes:
    """A zip two of whose parts are the same bytes, as the smallest bombs have them."""
    first, second = "xl/worksheets/s1.xml", "xl/worksheets/s2.xml"
    data = bytearray(xlsx(rows(CELL), rows(CELL)))
    places = {}
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        places[data[at + 46 : at + 46 + length].decode()] = at
        at = data.find(b"PK\x01\x02", at + 1)
    data[places[second] + 42 : places[second] + 46] = data[places[first] + 42 : places[first] + 46]
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(GOOD)
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _broken_content() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"xl/worksheets/s1.xml") + 40
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def _repeated_texts() -> bytes:
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 60_001))
    return xlsx(f"<sheetData>{cells}</sheetData>", shared=f"<si><t>{SECRET * 4_600}</t></si>")


def _encrypted_xls() -> bytes:
    data = xls((SECRET,))
    start = data.find(b"\x09\x08\x10\x00")
    # The record after the first becomes FILEPASS.
    return data[: start + 20] + b"\x2f\x00" + data[start + 22 :]


def _macro_xls() -> bytes:
    data = xls((SECRET,))
    free = "Root Entry".encode("utf-16-le").ljust(64, b"\0")
    at = data.find(free) + 2 * 128
    name = "_VBA_PROJECT_CUR".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, 1, 1)
    return data[:at] + entry + data[at + len(entry) :]


def _wide(repeats: int) -> bytes:
    return ods(table(number_cell("1", f'table:number-columns-repeated="{repeats}"')))


REFUSED = [
    Hostile("no bytes", "return.csv", lambda: b"", "empty"),
    Hostile("no bytes, a workbook by name", "return.xlsx", lambda: b"", "empty"),
    Hostile("blank lines alone", "return.csv", lambda: b"\r\n\r\n,,\r\n", "empty"),
    Hostile("blank cells alone", "return.xlsx", lambda: xlsx(rows("")), "empty"),
    # Other kinds
    Hostile("a PDF", "return.pdf", lambda: b"%PDF-1.7\n" + b"\0" * 99, "a PDF"),
    Hostile("a PDF named csv", "return.csv", lambda: b"%PDF-1.7\n1 0 obj", "a PDF"),
    Hostile("a picture", "return.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture"),
    Hostile("an e-mail of Outlook", "return.msg", lambda: ole("__properties_version1.0"), ".msg"),
    Hostile("an e-mail named xls", "return.xls", lambda: ole("__properties_version1.0"), "e-mail"),
    Hostile("an e-mail", "return.txt", lambda: b"MIME-Version: 1.0\r\nSubject: x\r\n", "e-mail"),
    Hostile("a web page named xls", "r.xls", lambda: b"<html><table><td>1</table>", "web page"),
    Hostile("a web page with a mark", "r.xls", lambda: b"\xef\xbb\xbf <!DOCTYPE html>", "web page"),
    Hostile("XML named csv", "r.csv", lambda: b'<?xml version="1.0"?><Workbook/>', "XML"),
    Hostile("a compressed text", "return.csv", lambda: gzip.compress(GOOD_TEXT), "gzip"),
    Hostile("a compressed folder", "r.xlsx", lambda: zipped([("a.csv", "a,b")]), "(zip)"),
    Hostile(
        "a letter named xlsx",
        "r.xlsx",
        lambda: zipped([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]),
        "another kind",
    ),
    Hostile(
        "a binary workbook",
        "r.xlsx",
        lambda: zipped([("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", b"\0")]),
        "xlsb",
    ),
    # Names that say another kind
    Hostile("a workbook named csv", "return.csv", lambda: GOOD, "name ends in .csv"),
    Hostile("a workbook named xls", "return.xls", lambda: GOOD, "name ends in .xls"),
    Hostile("a workbook named ods", "return.ODS", lambda: GOOD, "name ends in .ods"),
    Hostile("text named xlsx", "return.XLSX", lambda: GOOD_TEXT, "name ends in .xlsx"),
    Hostile("text named pdf", "return.pdf", lambda: GOOD_TEXT, ".pdf"),
    Hostile("an old workbook named xlsx", "r.xlsx", lambda: xls((SECRET,)), "name ends in .xlsx"),
    Hostile("OpenDocument named xlsx", "r.xlsx", lambda: GOOD_ODS, "name ends in .xlsx"),
    # Passwords
    Hostile("a protected workbook", "r.xlsx", lambda: ole("EncryptedPackage"), "password"),
    Hostile("a protected old workbook", "r.xls", _encrypted_xls, "password"),
    Hostile("a protected zip", "r.xlsx", _locked_zip, "password"),
    Hostile(
        "a protected OpenDocument",
        "r.ods",
        lambda: ods(table(text_cell("x")), manifest="<manifest:encryption-data/>"),
        "password",
    ),
    # Macros
    Hostile("macros by name", "r.xlsm", lambda: GOOD, "macros"),
    Hostile("macros", "r.xlsx", lambda: _with("xl/vbaProject.bin", b"\0"), "macros"),
    Hostile("old macros", "r.xlsx", lambda: _with("xl/macrosheets/sheet1.xml", "<x/>"), "macros"),
    Hostile(
        "macros by content type",
        "r.xlsx",
        lambda: xlsx(
            rows(CELL), content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        ),
        "macros",
    ),
    Hostile("macros in an old workbook", "r.xls", _macro_xls, "macros"),
    Hostile(
        "macros in OpenDocument",
        "r.ods",
        lambda: zipped([*ods_parts(table(text_cell("x"))), ("Basic/Standard/A.xml", "<x/>")]),
        "macros",
    ),
    # Damage and bombs
    Hostile("half a workbook", "r.xlsx", lambda: GOOD[: len(GOOD) // 2], "damaged"),
    Hostile("a workbook with broken content", "r.xlsx", _broken_content, "damaged"),
    Hostile("broken XML", "r.xlsx", lambda: xlsx("<sheetData><row>"), "damaged"),
    Hostile("half an old workbook", "r.xls", lambda: xls((SECRET,))[:700], "damaged"),
    Hostile("a zip bomb", "r.xlsx", _bomb, "too large"),
    Hostile("a size that lies", "r.xlsx", _lying_size, "damaged"),
    Hostile("two parts of the same bytes", "r.xlsx", _shared_bytes, "damaged"),
    Hostile(
        "parts without number",
        "r.xlsx",
        lambda: zipped([*xlsx_parts(rows(CELL)), *((f"x/{i}.xml", "") for i in range(10_001))]),
        "too large",
    ),
    Hostile("texts that repeat", "r.xlsx", _repeated_texts, "too large"),
    Hostile(
        "texts that repeat in OpenDocument",
        "r.ods",
        lambda: ods(table(text_cell(SECRET * 50_000, 'table:number-columns-repeated="1900"'))),
        "too large",
    ),
    Hostile("DTD in a sheet", "r.xlsx", lambda: _doctype_in("xl/worksheets/s1.xml"), "DTD"),
    Hostile("DTD in texts", "r.xlsx", lambda: _doctype_in("xl/sharedStrings.xml"), "DTD"),
    Hostile("DTD in styles", "r.xlsx", lambda: _doctype_in("xl/styles.xml"), "DTD"),
    Hostile("DTD in the list of sheets", "r.xlsx", lambda: _doctype_in("xl/workbook.xml"), "DTD"),
    Hostile(
        "a sheet in another encoding",
        "r.xlsx",
        lambda: xlsx(f'<?xml version="1.0"?><worksheet>{rows(CELL)}</worksheet>'.encode("utf-16")),
        "damaged",
    ),
    Hostile("the same part twice", "r.xlsx", lambda: _with("xl/worksheets/s1.xml", "x"), "same"),
    Hostile("the same part but for case", "r.xlsx", lambda: _with("XL/workbook.xml", "x"), "same"),
    Hostile("a part outside", "r.xlsx", lambda: _with("../../etc/x", "x"), "out of the file"),
    Hostile("a part at the root", "r.xlsx", lambda: _with("/etc/x", "x"), "out of the file"),
    Hostile("a part beyond a backslash", "r.xlsx", lambda: _with("..\\x", "x"), "out of the file"),
    # Sheets
    Hostile("no sheet", "r.xlsx", lambda: xlsx(), "no sheet"),
    Hostile("a chart alone", "r.xlsx", lambda: xlsx("", kind="chartsheet"), "no sheet"),
    Hostile("no table", "r.ods", lambda: ods(""), "no sheet"),
    Hostile(
        "a cell far out",
        "r.xlsx",
        lambda: xlsx(
            f'<sheetData><row r="1">{CELL}</row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "so far out",
    ),
    Hostile("a cell without end", "r.ods", lambda: _wide(9_999_999), "so far out"),
    Hostile("a cell with no end at all", "r.ods", lambda: _wide(10**30), "damaged at row 1"),
    Hostile(
        "a row without end",
        "r.ods",
        lambda: ods(
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="9999999">'
            f"{number_cell('1') * 3}</table:table-row></table:table>"
        ),
        "so far out",
    ),
    Hostile("a cell beyond Excel", "r.xlsx", lambda: _cell("XFE1"), "damaged at row 1"),
    Hostile("a cell in another row", "r.xlsx", lambda: _cell("A2"), "damaged at row 1"),
    Hostile("a cell in lower case", "r.xlsx", lambda: _cell("a1"), "damaged at row 1"),
    Hostile("the same cell twice", "r.xlsx", lambda: xlsx(rows(CELL + CELL)), "damaged at row 1"),
    Hostile(
        "the same row twice",
        "r.xlsx",
        lambda: xlsx(f'<sheetData><row r="1">{CELL}</row><row r="1"/></sheetData>'),
        "damaged at row 1",
    ),
    Hostile(
        "two values in a cell",
        "r.xlsx",
        lambda: xlsx(rows('<c r="A1"><v>1</v><v>2</v></c>')),
        "damaged at row 1",
    ),
    Hostile("an endless number", "r.xlsx", lambda: xlsx(rows("<c><v>1e999</v></c>")), "damaged"),
    Hostile("a text that is not there", "r.xlsx", lambda: xlsx(rows('<c t="s"><v>7</v></c>')), ""),
    # Text
    Hostile("a NUL", "r.csv", lambda: _replaced(GOOD_TEXT, b",1", b"\0,1"), "NUL"),
    Hostile(
        "UTF-16 without its mark", "r.csv", lambda: GOOD_TEXT.decode().encode("utf-16-le"), "NUL"
    ),
    Hostile(
        "half a character", "r.csv", lambda: GOOD_TEXT.decode().encode("utf-16")[:-1], "no text"
    ),
    Hostile("a NUL in UTF-16", "r.csv", lambda: "a,b\0\n1,2".encode("utf-16"), "NUL"),
    Hostile(
        "two encodings",
        "r.csv",
        lambda: "a,Zoë\n".encode() + "b,Zoë\n".encode("cp1252"),
        "mixes two encodings",
    ),
    Hostile(
        "a UTF-8 mark before something else",
        "r.csv",
        lambda: b"\xef\xbb\xbf" + "a,Zoë\n".encode("cp1252"),
        "mixes two encodings",
    ),
    Hostile("no letters", "r.csv", lambda: b"a,\x81\x8d\n", "no text"),
    Hostile("an unclosed quote", "r.csv", lambda: GOOD_TEXT + f'"{SECRET},2\n'.encode(), "Row 3"),
    Hostile("a quote that closes early", "r.csv", lambda: GOOD_TEXT + b'"a"b,2\n', "Row 3"),
    Hostile("fields without end", "r.csv", lambda: GOOD_TEXT + b"," * 20_000, "2000 fields"),
    Hostile(
        "a wide row above many narrow ones",
        "r.csv",
        lambda: b"," * 1_900 + b"\na" * 2_000_000,
        "100000000 cells",
    ),
]
