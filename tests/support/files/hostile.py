"""Every kind of file that no agency should send, each with what becomes of it.

Each is rejected (`FileUnreadable`) with a message that holds `says`. They are written here, byte by
byte, when they are asked for.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.files.amplified import (
    looping_directory,
    looping_short_stream,
    looping_stream,
    looping_tree,
    many_sheets,
    old_long_texts,
    ragged,
    repeated_rows,
    shared_cells,
    shared_texts,
)
from tests.support.files.made_files import (
    biff5,
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
from tests.support.files.made_traps import (
    CELL,
    GOOD,
    GOOD_ODS,
    GOOD_TEXT,
    SECRET,
    bomb,
    broken_content,
    cell,
    doctype_in,
    encrypted_xls,
    locked_zip,
    lying_size,
    macro_xls,
    repeated_texts,
    replaced,
    shared_bytes,
    wide,
    with_part,
)


@dataclass(frozen=True)
class Hostile:
    """A hostile file: the name it is sent under, what it is made by, and what a rejection says."""

    what: str
    name: str
    make: Callable[[], bytes]
    says: str = ""

    def __str__(self) -> str:
        return self.what


REJECTED = [
    Hostile("no bytes", "return.csv", lambda: b"", "empty"),
    Hostile("no bytes, a workbook by name", "return.xlsx", lambda: b"", "empty"),
    Hostile("blank lines alone", "return.csv", lambda: b"\r\n\r\n,,\r\n", "empty"),
    Hostile("blank cells alone", "return.xlsx", lambda: xlsx(rows("")), "empty"),
    # Other kinds
    Hostile("a PDF", "return.pdf", lambda: b"%PDF-1.7\n" + b"\0" * 99, "a PDF"),
    Hostile("a PDF named csv", "return.csv", lambda: b"%PDF-1.7\n1 0 obj", "a PDF"),
    Hostile("a picture", "return.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture"),
    Hostile("an email of Outlook", "return.msg", lambda: ole("__properties_version1.0"), ".msg"),
    Hostile("an email named xls", "return.xls", lambda: ole("__properties_version1.0"), "email"),
    Hostile("an email", "return.txt", lambda: b"MIME-Version: 1.0\r\nSubject: x\r\n", "email"),
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
    Hostile("a protected old workbook", "r.xls", encrypted_xls, "password"),
    Hostile("a protected zip", "r.xlsx", locked_zip, "password"),
    Hostile(
        "a protected OpenDocument",
        "r.ods",
        lambda: ods(table(text_cell("x")), manifest="<manifest:encryption-data/>"),
        "password",
    ),
    # Macros
    Hostile(
        "macros by name",
        "r.xlsm",
        lambda: GOOD,
        "is for workbooks with macros",
    ),
    Hostile("macros", "r.xlsx", lambda: with_part("xl/vbaProject.bin", b"\0"), "macros"),
    Hostile(
        "old macros", "r.xlsx", lambda: with_part("xl/macrosheets/sheet1.xml", "<x/>"), "macros"
    ),
    Hostile(
        "macros by content type",
        "r.xlsx",
        lambda: xlsx(
            rows(CELL), content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        ),
        "macros",
    ),
    Hostile("macros in an old workbook", "r.xls", macro_xls, "macros"),
    Hostile(
        "macros in OpenDocument",
        "r.ods",
        lambda: zipped([*ods_parts(table(text_cell("x"))), ("Basic/Standard/A.xml", "<x/>")]),
        "macros",
    ),
    # Damage and bombs
    Hostile("half a workbook", "r.xlsx", lambda: GOOD[: len(GOOD) // 2], "damaged"),
    Hostile("a workbook with broken content", "r.xlsx", broken_content, "damaged"),
    Hostile("broken XML", "r.xlsx", lambda: xlsx("<sheetData><row>"), "damaged"),
    Hostile("elements without end", "r.xlsx", lambda: xlsx("<a>" * 500_000), "damaged"),
    Hostile("elements within elements", "r.ods", lambda: ods("<a>" * 500_000), "damaged"),
    Hostile("half an old workbook", "r.xls", lambda: xls((SECRET,))[:700], "damaged"),
    Hostile("a zip bomb", "r.xlsx", bomb, "too large"),
    Hostile("a size that lies", "r.xlsx", lying_size, "damaged"),
    Hostile("two parts of the same bytes", "r.xlsx", shared_bytes, "damaged"),
    Hostile(
        "parts without number",
        "r.xlsx",
        lambda: zipped([*xlsx_parts(rows(CELL)), *((f"x/{i}.xml", "") for i in range(10_001))]),
        "too large",
    ),
    Hostile("texts that repeat", "r.xlsx", repeated_texts, "too large"),
    Hostile(
        "texts that repeat in OpenDocument",
        "r.ods",
        lambda: ods(table(text_cell(SECRET * 50_000, 'table:number-columns-repeated="1900"'))),
        "too large",
    ),
    Hostile(
        "a small text in many rows",
        "r.ods",
        lambda: repeated_rows(text_cell("x" * 500), 150_000),
        "repeat without end",
    ),
    Hostile(
        "a text in many cells of many sheets",
        "r.xlsx",
        lambda: xlsx(
            *[rows(*[shared_cells(*[0] * 20)] * 10)] * 40, shared=shared_texts("x" * 9999)
        ),
        "repeat without end",
    ),
    Hostile("a text in many old cells", "r.xls", old_long_texts, "repeat without end"),
    Hostile(
        "numbers in many rows",
        "r.ods",
        lambda: repeated_rows(number_cell("1"), 900_000, 18),
        "filled cells",
    ),
    Hostile(
        "numbers without end",
        "r.xlsx",
        lambda: xlsx(rows(*["<c><v>1</v></c>" * 100] * 4_000)),
        "filled cells",
    ),
    Hostile("sheets without end", "r.xlsx", many_sheets, "1000 sheets"),
    Hostile(
        "tables without end", "r.ods", lambda: ods(table(number_cell("1")) * 1_100), "1000 sheets"
    ),
    Hostile("ragged lines", "r.csv", lambda: ragged(90_000), "most of its 45001 rows"),
    Hostile(
        "ragged lines with quotation marks",
        "r.csv",
        lambda: ragged(90_000) + b'a 6" or 7" nail',
        "most of its",
    ),
    Hostile("a short stream in a circle", "r.xls", looping_short_stream, "damaged"),
    Hostile("a long stream in a circle", "r.xls", looping_stream, "damaged"),
    Hostile("a directory in a circle", "r.xls", looping_directory, "damaged"),
    Hostile("a tree of entries in a circle", "r.xls", looping_tree, "damaged"),
    Hostile("a code page that is none", "r.xls", lambda: biff5(12_345, b"a"), "damaged"),
    Hostile("DTD in a sheet", "r.xlsx", lambda: doctype_in("xl/worksheets/s1.xml"), "DTD"),
    Hostile("DTD in texts", "r.xlsx", lambda: doctype_in("xl/sharedStrings.xml"), "DTD"),
    Hostile("DTD in styles", "r.xlsx", lambda: doctype_in("xl/styles.xml"), "DTD"),
    Hostile("DTD in the list of sheets", "r.xlsx", lambda: doctype_in("xl/workbook.xml"), "DTD"),
    Hostile(
        "a sheet in another encoding",
        "r.xlsx",
        lambda: xlsx(f'<?xml version="1.0"?><worksheet>{rows(CELL)}</worksheet>'.encode("utf-16")),
        "damaged",
    ),
    Hostile(
        "the same part twice", "r.xlsx", lambda: with_part("xl/worksheets/s1.xml", "x"), "same"
    ),
    Hostile(
        "the same part but for case", "r.xlsx", lambda: with_part("XL/workbook.xml", "x"), "same"
    ),
    Hostile("a part outside", "r.xlsx", lambda: with_part("../../etc/x", "x"), "out of the file"),
    Hostile("a folder outside", "r.xlsx", lambda: with_part("../x/", ""), "out of the file"),
    Hostile("a part at the root", "r.xlsx", lambda: with_part("/etc/x", "x"), "out of the file"),
    Hostile(
        "a part beyond a backslash", "r.xlsx", lambda: with_part("..\\x", "x"), "out of the file"
    ),
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
    Hostile("a cell without end", "r.ods", lambda: wide(9_999_999), "so far out"),
    Hostile("a cell with no end at all", "r.ods", lambda: wide(10**30), "damaged at row 1"),
    Hostile(
        "a row without end",
        "r.ods",
        lambda: ods(
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="9999999">'
            f"{number_cell('1') * 3}</table:table-row></table:table>"
        ),
        "so far out",
    ),
    Hostile("a cell beyond Excel", "r.xlsx", lambda: cell("XFE1"), "damaged at row 1"),
    Hostile("a cell in another row", "r.xlsx", lambda: cell("A2"), "damaged at row 1"),
    Hostile("a cell in lower case", "r.xlsx", lambda: cell("a1"), "damaged at row 1"),
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
    Hostile("a NUL", "r.csv", lambda: replaced(GOOD_TEXT, b",1", b"\0,1"), "NUL"),
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
