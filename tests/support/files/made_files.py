"""Files written part by part, for what no honest program would write."""

import io
import struct
import zipfile
from collections.abc import Iterable

import xlwt
from xlwt.CompoundDoc import XlsDoc

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

Part = tuple[str, str | bytes]


def zipped(parts: Iterable[Part]) -> bytes:
    """A zip of the parts, in order, with names as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx_parts(
    *sheets: str | bytes,
    shared: str = "",
    styles: str = "",
    properties: str = "",
    states: tuple[str, ...] = (),
    kind: str = "worksheet",
    main: str = MAIN,
    relations: str = RELATIONS,
    content_type: str = "application/xml",
) -> list[Part]:
    """The parts of a workbook; each of `sheets` is what stands within the worksheet element.

    A sheet given as bytes is the whole part as it stands.
    """
    listed = targets = ""
    parts: list[Part] = []
    for number, sheet in enumerate(sheets, 1):
        state = f' state="{states[number - 1]}"' if number <= len(states) else ""
        listed += f'<sheet name="Sheet{number}" sheetId="{number}"{state} r:id="rId{number}"/>'
        targets += _relationship(f"rId{number}", f"{relations}/{kind}", f"worksheets/s{number}.xml")
        whole = (
            sheet
            if isinstance(sheet, bytes)
            else f'{DECLARATION}<worksheet xmlns="{main}">{sheet}</worksheet>'
        )
        parts.append((f"xl/worksheets/s{number}.xml", whole))
    if shared:
        targets += _relationship("rIdS", f"{relations}/sharedStrings", "sharedStrings.xml")
        parts.append(("xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>'))
    if styles:
        targets += _relationship("rIdT", f"{relations}/styles", "styles.xml")
        parts.append(("xl/styles.xml", f'<styleSheet xmlns="{main}">{styles}</styleSheet>'))
    office = _relationship("rId1", f"{relations}/officeDocument", "xl/workbook.xml")
    return [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="xml" ContentType="{content_type}"/></Types>',
        ),
        ("_rels/.rels", _relationships(office)),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}">{properties}'
            f"<sheets>{listed}</sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", _relationships(targets)),
        *parts,
    ]


def _relationship(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'


def _relationships(content: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'


def xlsx(*sheets: str | bytes, **how: str | tuple[str, ...]) -> bytes:
    """A workbook made of `xlsx_parts`."""
    return zipped(xlsx_parts(*sheets, **how))  # type: ignore[arg-type]


def rows(*rows_of_cells: str) -> str:
    """Sheet data of rows 1, 2, …, each given as its cells' XML."""
    content = "".join(f'<row r="{i}">{cells}</row>' for i, cells in enumerate(rows_of_cells, 1))
    return f"<sheetData>{content}</sheetData>"


def ods_parts(tables: str, styles: str = "", manifest: str = "") -> list[Part]:
    """The parts of an OpenDocument spreadsheet; `tables` are its table elements."""
    names = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in names)
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return [
        ("mimetype", kind),
        (
            "content.xml",
            f"{DECLARATION}<office:document-content {spaces} {calc}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        ),
        (
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            f"{manifest}</manifest:manifest>",
        ),
    ]


def ods(tables: str, styles: str = "", manifest: str = "") -> bytes:
    """A spreadsheet made of `ods_parts`."""
    return zipped(ods_parts(tables, styles, manifest))


def table(*rows_of_cells: str, name: str = "Sheet1", attributes: str = "") -> str:
    """A table element of rows, each given as its cells' XML."""
    content = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows_of_cells)
    return f'<table:table table:name="{name}" {attributes}>{content}</table:table>'


def text_cell(text: str, attributes: str = "") -> str:
    """An OpenDocument cell of text."""
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def number_cell(number: str, attributes: str = "") -> str:
    """An OpenDocument cell of a number."""
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}" {attributes}>'
        f"<text:p>{number}</text:p></table:table-cell>"
    )


def xls(*rows_of_values: tuple[object, ...]) -> bytes:
    """An Excel 97-2003 workbook of one sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for i, values in enumerate(rows_of_values):
        for j, value in enumerate(values):
            sheet.write(i, j, value)
    return saved(book)


def saved(book: xlwt.Workbook) -> bytes:
    """The bytes of an Excel 97-2003 workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ole(stream: str, content: bytes = b"\0" * 4096) -> bytes:
    """An OLE container of one stream, as encrypted workbooks and e-mails are."""
    document = XlsDoc()
    out = io.BytesIO()
    document.save(out, content)
    name = "Workbook".encode("utf-16-le")
    return out.getvalue().replace(
        name.ljust(64, b"\0") + bytes([len(name) + 2, 0]),
        stream.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(stream) + 2, 0]),
    )


def biff5(code_page: int, *texts: bytes) -> bytes:
    """An Excel 5.0/95 workbook of one column of texts, in the encoding of a code page."""
    record = lambda code, content: struct.pack("<HH", code, len(content)) + content  # noqa: E731
    name = b"Sheet1"
    begin = record(0x0809, struct.pack("<4H", 0x0500, 0x0005, 0, 0)) + record(
        0x0042, struct.pack("<H", code_page)
    )
    end = record(0x000A, b"")
    listed = len(begin) + 4 + 7 + len(name) + len(end)
    sheet = record(0x0085, struct.pack("<IHB", listed, 0, len(name)) + name)
    cells = b"".join(
        record(0x0204, struct.pack("<4H", row, 0, 0, len(text)) + text)
        for row, text in enumerate(texts)
    )
    content = begin + sheet + end
    content += record(0x0809, struct.pack("<4H", 0x0500, 0x0010, 0, 0)) + cells + end
    return ole("Book", content.ljust(4096, b"\0"))
