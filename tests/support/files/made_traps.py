"""Good files, and what makes traps of them."""

import io
import struct
import warnings
import zipfile
import zlib

from tests.support.files.made_files import (
    MAIN,
    number_cell,
    ods,
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


def with_part(name: str, content: str | bytes) -> bytes:
    """A good workbook with one part more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return zipped([*xlsx_parts(rows(CELL)), (name, content)])


def cell(reference: str) -> bytes:
    """A workbook of one row with one cell under that reference."""
    return xlsx(rows(f'<c r="{reference}"><v>1</v></c>'))


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def doctype_in(part: str) -> bytes:
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


def bomb() -> bytes:
    sheet = rows(CELL).encode() + b" " * 200_000_000
    return xlsx(f'<worksheet xmlns="{MAIN}">'.encode() + sheet + b"</worksheet>")


def lying_size() -> bytes:
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


def shared_bytes() -> bytes:
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


def locked_zip() -> bytes:
    data = bytearray(GOOD)
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def broken_content() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"xl/worksheets/s1.xml") + 40
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def repeated_texts() -> bytes:
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 60_001))
    return xlsx(f"<sheetData>{cells}</sheetData>", shared=f"<si><t>{SECRET * 4_600}</t></si>")


def encrypted_xls() -> bytes:
    data = xls((SECRET,))
    start = data.find(b"\x09\x08\x10\x00")
    # The record after the first becomes FILEPASS.
    return data[: start + 20] + b"\x2f\x00" + data[start + 22 :]


def macro_xls() -> bytes:
    data = xls((SECRET,))
    free = "Root Entry".encode("utf-16-le").ljust(64, b"\0")
    at = data.find(free) + 2 * 128
    name = "_VBA_PROJECT_CUR".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, 1, 1)
    return data[:at] + entry + data[at + len(entry) :]


def wide(repeats: int) -> bytes:
    return ods(table(number_cell("1", f'table:number-columns-repeated="{repeats}"')))
