"""Workbooks come back as their programs wrote them, cell by cell, each with its kind."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table

from sources.files.workbooks.cell_columns import number_text
from tests.support.files.made_files import (
    STRICT_MAIN,
    STRICT_RELATIONS,
    rows,
    xlsx,
)
from tests.support.files.reading_cells import B, Cell, D, E, N, T, U, cells, first, read

cell_text = st.text(
    st.characters(
        min_codepoint=32, exclude_characters="\x7f=_\ufffe\uffff", exclude_categories=["Cs"]
    ),
    min_size=1,
    max_size=8,
).filter(lambda text: not text.startswith("#"))
cell_values = st.one_of(
    st.none(),
    cell_text,
    st.integers(-(2**53), 2**53),
    st.floats(-1e300, 1e300).map(lambda value: float(f"{value:.15g}")),
    st.booleans(),
    st.dates(date(1904, 1, 3), date(9999, 12, 30)),
    st.datetimes(datetime(1904, 1, 3), datetime(9999, 12, 30)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)
grids = (
    st.integers(1, 5)
    .flatmap(
        lambda width: st.lists(
            st.lists(cell_values, min_size=width, max_size=width), min_size=1, max_size=5
        )
    )
    .filter(lambda grid: any(value is not None for row in grid for value in row))
)


def expected(value: Any) -> Cell:
    """What a value of Python's own is read back as."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), B
    if isinstance(value, datetime):
        return value.isoformat(), D
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00", D
    if isinstance(value, int | float):
        return number_text(value), N
    return value, T


def trimmed(grid: list[list[Any]]) -> list[list[Any]]:
    """The grid up to its furthest filled cell."""
    height = max(i for i, row in enumerate(grid, 1) if any(v is not None for v in row))
    width = max(j for row in grid for j, v in enumerate(row, 1) if v is not None)
    return [row[:width] for row in grid[:height]]


def by_openpyxl(book: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(deadline=None, max_examples=60)
@given(grid=grids, is_1904=st.booleans(), down=st.integers(0, 3), right=st.integers(0, 3))
def test_what_is_written_is_read(
    grid: list[list[Any]], is_1904: bool, down: int, right: int
) -> None:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for i, row in enumerate(grid, 1 + down):
        for j, value in enumerate(row, 1 + right):
            book.active.cell(i, j, value)
    blank: list[list[Any]] = [[None] * (right + len(grid[0]))] * down
    whole = blank + [[None] * right + row for row in grid]
    assert first(by_openpyxl(book)) == [[expected(v) for v in row] for row in trimmed(whole)]


@pytest.mark.parametrize(
    ("value", "number_format", "is_read"),
    [
        (43560, "General", ("43560", N)),
        (43560, "mmm-yy", ("2019-04-05T00:00:00", D)),
        (43560, "[$-809]dd mmmm yyyy;@", ("2019-04-05T00:00:00", D)),
        (43560.5, "dd/mm/yyyy hh:mm", ("2019-04-05T12:00:00", D)),
        (43560.4374999, "dd/mm/yyyy hh:mm", ("2019-04-05T10:30:00", D)),
        (43560, '0 "days"', ("43560", N)),
        (43560, "[Red]#,##0", ("43560", N)),
        (0.92, "0%", ("0.92", N)),
        (1e-7, "0.0E+00", ("0.0000001", N)),
        (1e20, "General", ("100000000000000000000", N)),
        (time(10, 30), "hh:mm", ("0.4375", N)),
        (timedelta(hours=30), "[h]:mm", ("1.25", N)),
        ("=1+1", "General", ("", U)),
        ("#REF!", "General", ("#REF!", E)),
        ("  spaces  ", "General", ("  spaces  ", T)),
        ("two\nlines", "General", ("two\nlines", T)),
    ],
)
def test_kinds_of_cells(value: Any, number_format: str, is_read: Cell) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = value
    book.active["A1"].number_format = number_format
    assert first(by_openpyxl(book)) == [[is_read]]


def test_what_hides_is_read_and_noted() -> None:
    book = openpyxl.Workbook()
    plain = book.active
    plain.append(["a", "b"])
    plain.column_dimensions["H"].hidden = True
    plain.row_dimensions[9].hidden = True
    hiding = book.create_sheet("hiding")
    for row in (["name", "count"], ["x", 1], ["y", 2]):
        hiding.append(row)
    hiding.column_dimensions["A"].hidden = True
    hiding.row_dimensions[2].hidden = True
    hiding.auto_filter.ref = "A1:B3"
    hiding.auto_filter.add_filter_column(0, ["y"])
    book.create_sheet("away").sheet_state = "veryHidden"
    sheets = read(by_openpyxl(book))
    assert [sheet.name for sheet in sheets] == ["Sheet", "hiding", "away"]
    assert [sheet.notes for sheet in sheets] == [
        (),
        ("hidden_rows", "hidden_columns", "filtered"),
        ("hidden_sheet",),
    ]
    assert cells(sheets[1])[1] == [("x", T), ("1", N)]


def test_a_filtered_table_is_noted() -> None:
    book = openpyxl.Workbook()
    for row in (["name", "count"], ["x", 1], ["y", 2]):
        book.active.append(row)
    listed = Table(displayName="T", ref="A1:B3")
    book.active.add_table(listed)
    assert read(by_openpyxl(book))[0].notes == ()
    listed.autoFilter = AutoFilter(ref="A1:B3")
    listed.autoFilter.add_filter_column(0, ["y"])
    assert read(by_openpyxl(book))[0].notes == ("filtered",)


def test_a_chart_keeps_its_place_among_the_sheets() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.create_chartsheet("chart")
    book.create_sheet("last")["A1"] = 2
    assert [(s.name, s.position) for s in read(by_openpyxl(book))] == [("Sheet", 1), ("last", 3)]


def test_what_only_the_look_tells() -> None:
    sheet = rows(
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1</f></c>'
        '<c r="D1" t="str"><f>1</f><v></v></c><c r="E1" t="e"><f>1</f><v>#DIV/0!</v></c>'
        '<c r="G1" t="str"><f>1</f><v>text</v></c>',
        "<c/><c><f>1</f></c>",
    )
    assert first(xlsx(sheet)) == [
        [("2", N), ("", U), ("", U), None, ("#DIV/0!", E), None, ("text", T)],
        [None, ("", U), None, None, None, None, None],
    ]


def test_texts_of_every_make() -> None:
    shared = (
        '<si><r><t xml:space="preserve">rich </t></r><r><t>text</t></r>'
        '<rPh sb="0" eb="1"><t>sound</t></rPh></si>'
        "<si><t/></si><si><t>a_x000D_b &amp; c</t></si>"
    )
    sheet = rows(
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
        '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
        '<c t="d"><v>2019-04-01T10:30:00</v></c><c t="b"><v>1</v></c>'
    )
    assert first(xlsx(sheet, shared=shared)) == [
        [
            ("rich text", T),
            None,
            ("a\rb & c", T),
            ("inline", T),
            ("2019-04-01T10:30:00", D),
            ("TRUE", B),
        ]
    ]


def test_strict_workbooks_and_prefixes_are_read() -> None:
    assert first(xlsx(rows("<c><v>5</v></c>"), main=STRICT_MAIN, relations=STRICT_RELATIONS)) == [
        [("5", N)]
    ]
    prefixed = xlsx(
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row r="2"><x:c r="B2"><x:f>1</x:f></x:c></x:row></x:sheetData>'
        b"</x:worksheet>"
    )
    assert first(prefixed) == [[None, None], [None, ("", U)]]


def test_styled_blank_cells_far_out_count_for_nothing() -> None:
    sheet = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c>'
    sheet += '<c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576"/></row></sheetData>'
    assert first(xlsx(sheet)) == [[("1", N)]]


def test_merged_cells_stand_in_the_first() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C1"] = "title", "next"
    book.active.merge_cells("A1:B2")
    assert first(by_openpyxl(book)) == [[("title", T), None, ("next", T)]]
