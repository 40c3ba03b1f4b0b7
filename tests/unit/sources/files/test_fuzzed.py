"""A workbook damaged at random is read as a plain reading has it, or rejected."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from sources.files import read_file
from sources.files.sandbox.client import READING_PROCESS
from sources.files.sheet import FileUnreadable, Kind, Limits, Sheet
from tests.support.files.made_files import number_cell, ods, table, text_cell, zipped
from tests.support.files.plain_reading import Cells, ods_cells, xlsx_cells

PIECES = [
    *(
        b"<!-- x -->",
        b"<![CDATA[9]]>",
        b"&#49;",
        b"<?x y?>",
        b"&amp;",
        b"-",
        b".",
        b"E5",
        b" ",
        b"9",
    ),
    *(b' t="s"', b' t="str"', b' r="A1"', b"<c/>", b"<row/>", b"</c>", b"</row>", b"<v>1</v>"),
    *(b"<f>1</f>", b"<is><t>q</t></is>", b"<x/>", b"\xff", b'"', b"\n", b"</sheetData>"),
    *(b"<text:p>q</text:p>", b"<text:s/>", b"<text:span>z</text:span>", b' office:value="5"'),
    *(b"<table:table-cell/>", b"<table:table-row/>", b' table:number-columns-repeated="3"'),
]


def workbook() -> bytes:
    """A workbook with cells of every kind."""
    book = openpyxl.Workbook()
    for number in range(1, 9):
        moment = datetime(2019, 4, number, 10, 30)
        book.active.append(
            [f"text {number}", number, number / 8, -number, moment, None, number > 3]
        )
    book.create_sheet("more").append(["a & b", " spaces ", 43_560])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document() -> bytes:
    """An OpenDocument spreadsheet with cells of several kinds."""
    day = '<table:table-cell office:value-type="date" office:date-value="2019-04-01"/>'
    row = text_cell("a<text:s/>b") + number_cell("7") + day + number_cell("0.5")
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    return ods(table(*[row, blank + row, row + blank + text_cell("x &amp; y")] * 3))


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """The workbook with one part's XML changed in a place or two."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([each for each in parts if "sheet" in each.lower() or "content" in each])
    data = bytearray(parts[name])
    for _ in range(chance.randint(1, 2)):
        at, length = chance.randrange(len(data)), chance.choice([1, 2, 5, 20, 60])
        after = data.find(b">", at) + 1
        match chance.randrange(6):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at:at] = chance.choice(PIECES)
            case 4:
                data[after:after] = chance.choice(PIECES)
            case _:
                digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
                data[chance.choice(digits)] = chance.choice(b"0123456789-.Ee+ x")
    parts[name] = bytes(data)
    return zipped(parts.items())


def cells(sheet: Sheet) -> Cells:
    """The sheet's cells as the plain reading has them; dates as days since 1900."""
    assert sheet.kinds is not None
    found: Cells = {}
    for column, (texts, kinds) in enumerate(zip(sheet.columns, sheet.kinds, strict=True), 1):
        pairs = zip(texts.to_pylist(), kinds.to_pylist(), strict=True)
        for row, (text, kind) in enumerate(pairs, 1):
            if text:
                found[row, column] = text if kind != Kind.NUMBER else float(text)
                if kind == Kind.BOOLEAN:
                    found[row, column] = float(text == "TRUE")
    return found


def is_same(ours: str | float | None, plain: str | float | None) -> bool:
    """Whether both readings say the same, as far as spaces and the writing of dates go."""
    if isinstance(ours, str) and isinstance(plain, float):
        try:  # a number under a date's format
            days = (datetime.fromisoformat(ours) - datetime(1899, 12, 30)) / timedelta(days=1)
        except ValueError:
            return False
        return abs(days - plain) < 1e-5 or (plain < 61 and abs(days - plain) <= 1.00001)
    if isinstance(ours, str) and isinstance(plain, str):
        return " ".join(ours.split()) in (" ".join(plain.split()), f"{plain}T00:00:00")
    return ours == plain


def compare(whole: bytes, suffix: str, plain: Callable, times: int, tmp_path: Path) -> None:
    """Damage the workbook so many times; each is rejected, or both readings agree."""
    chance = random.Random(times)
    path = tmp_path / f"damaged.{suffix}"
    read = 0
    for number in range(times):
        data = damaged(whole, chance)
        path.write_bytes(data)
        try:
            sheets = read_file(path, tmp_path)
        except FileUnreadable:
            continue
        try:
            expected = plain(data)
        except Exception:  # noqa: BLE001 - the plain reading gives up earlier
            continue
        read += 1
        assert len(sheets) == len(expected), number
        for sheet, other in zip(sheets, expected, strict=True):
            ours = cells(sheet)
            for place in {*ours, *other}:
                assert is_same(ours.get(place), other.get(place)), (number, place)
    assert read > times // 20


WHOLE = pytest.mark.parametrize(
    ("whole", "suffix", "plain"),
    [(workbook(), "xlsx", xlsx_cells), (document(), "ods", ods_cells)],
    ids=["xlsx", "ods"],
)


@WHOLE
def test_damage(whole: bytes, suffix: str, plain: Callable, tmp_path: Path) -> None:
    compare(whole, suffix, plain, 150, tmp_path)


@pytest.mark.long
@WHOLE
def test_damage_at_length(whole: bytes, suffix: str, plain: Callable, tmp_path: Path) -> None:
    compare(whole, suffix, plain, 6_000, tmp_path)


def test_the_reading_process_is_the_same_one(tmp_path: Path) -> None:
    """No damage brought it down, or it would have been started anew."""
    path = tmp_path / "good.xlsx"
    path.write_bytes(workbook())
    read_file(path, tmp_path, Limits())
    process = READING_PROCESS._process
    compare(workbook(), "xlsx", xlsx_cells, 40, tmp_path)
    assert READING_PROCESS._process is process
