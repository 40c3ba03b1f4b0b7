"""OpenDocument spreadsheets and old Excel workbooks come back cell by cell, each with its kind."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt

from sources.files import read_file
from tests.support.files.made_files import biff5, number_cell, ods, saved, table, text_cell, xls
from tests.support.files.reading_cells import B, D, E, N, T, U, cells, first, read


def test_open_document() -> None:
    typed = '<table:table-cell office:value-type="{0}" office:{1}-value="{2}"/>'
    sheet = table(
        number_cell("43560")
        + typed.format("percentage", "", "0.92").replace("office:-value", "office:value")
        + typed.format("date", "date", "2019-04-01")
        + typed.format("date", "date", "2019-04-01T10:30:15.6")
        + typed.format("time", "time", "PT10H30M00S")
        + typed.format("boolean", "boolean", "true"),
        '<table:table-cell table:number-columns-repeated="2"/>'
        + text_cell("a<text:s text:c='2'/>b")
        + text_cell("x<text:tab/>y<text:line-break/>z")
        + '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p>'
        "</office:annotation><text:p>one</text:p><text:p>two</text:p></table:table-cell>",
        text_cell("#DIV/0!", 'calcext:value-type="error"')
        + '<table:table-cell table:formula="of:=1"/>'
        + '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="0">'
        "<text:p>#REF!</text:p></table:table-cell>"
        + "<table:table-cell><text:p>no type</text:p></table:table-cell>"
        + number_cell("7", 'table:number-columns-repeated="2"'),
    )
    assert first(ods(sheet), "ods") == [
        [
            ("43560", N),
            ("0.92", N),
            ("2019-04-01T00:00:00", D),
            ("2019-04-01T10:30:16", D),
            ("0.4375", N),
            ("TRUE", B),
        ],
        [None, None, ("a  b", T), ("x\ty\nz", T), ("one\ntwo", T), None],
        [("#DIV/0!", E), ("", U), ("#REF!", E), ("no type", T), ("7", N), ("7", N)],
    ]


def test_what_hides_in_open_document() -> None:
    styles = (
        '<style:style style:name="away" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    row = "<table:table-row {}>" + number_cell("1") + "</table:table-row>"
    hiding = '<table:table-column table:visibility="collapse"/>'
    hiding += row.format("") + row.format('table:visibility="filter"')
    far = row.format("") + '<table:table-row table:visibility="collapse"/>'
    sheets = read(
        ods(
            f'<table:table table:name="a">{hiding}</table:table>'
            f'<table:table table:name="b" table:style-name="away">{far}</table:table>',
            styles,
        ),
        "ods",
    )
    assert [sheet.notes for sheet in sheets] == [
        ("hidden_rows", "hidden_columns", "filtered"),
        ("hidden_sheet",),
    ]


def test_old_workbooks() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("old")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    hour = xlwt.easyxf(num_format_str="hh:mm")
    sheet.write(1, 1, "text")
    sheet.write(1, 2, 43560.0)
    sheet.write(1, 3, date(2019, 4, 1), day)
    sheet.write(1, 4, datetime(2019, 4, 1, 10, 30), day)
    sheet.write(1, 5, 0.4375, hour)
    sheet.write(1, 6, True)
    sheet.row(1).set_cell_error(7, 42)
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    book.add_sheet("away").visibility = 1
    sheets = read(saved(book), "xls")
    assert cells(sheets[0]) == [
        [None] * 8,
        [
            None,
            ("text", T),
            ("43560", N),
            ("2019-04-01T00:00:00", D),
            ("2019-04-01T10:30:00", D),
            ("0.4375", N),
            ("TRUE", B),
            ("#N/A", E),
        ],
    ]
    assert [(s.name, s.notes) for s in sheets] == [
        ("old", ("hidden_rows", "hidden_columns")),
        ("away", ("hidden_sheet",)),
    ]
    assert first(xls((1.5, "x")), "xls") == [[("1.5", N), ("x", T)]]


@pytest.mark.parametrize(
    ("code_page", "encoding", "text"),
    [
        *((1250, "cp1250", "Łódź"), (1251, "cp1251", "Жизнь"), (1253, "cp1253", "Ζωή")),
        *((1254, "cp1254", "Gülşen"), (1257, "cp1257", "Žemė"), (1258, "cp1258", "đồ")),
        *((437, "cp437", "é"), (874, "cp874", "ไทย"), (932, "cp932", "日本")),
        *((10000, "mac_roman", "é"), (10006, "mac_greek", "Ζωή")),
    ],
)
def test_an_older_workbook_in_an_encoding_of_its_day(
    code_page: int, encoding: str, text: str, tmp_path: Path
) -> None:
    written = text.encode(encoding, "ignore")
    path = tmp_path / "r.xls"
    path.write_bytes(biff5(code_page, written))
    (column,) = read_file(path, tmp_path)[0].columns
    assert column.to_pylist() == [written.decode(encoding)]
