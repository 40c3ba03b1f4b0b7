"""The workbook: a table a sheet, marked and explained, numbers as numbers, the same bytes."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from dashboard.outputs.data.data_files import harmless
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.view_models import FigureView
from tests.support.releases.release_fixtures import WATERMARK
from tests.support.words.plain_english import all_faults
from tests.support.words.read_texts import workbook_texts

HEADER_ROW = 5
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@pytest.fixture(scope="module")
def file(release, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "workbook.xlsx"
    write_workbook(release, path)
    return path


@pytest.fixture(scope="module")
def workbook(file) -> Workbook:
    return openpyxl.load_workbook(file)


@pytest.fixture(scope="module")
def sheets(workbook) -> dict:
    """Every sheet that holds a table of the release."""
    return {sheet.title: sheet for sheet in workbook if sheet.title not in ("Cover", "Contents")}


def test_it_is_in_plain_english(file):
    assert all_faults(workbook_texts(file)) == []


def test_it_opens_with_a_cover_contents_and_notes(workbook):
    assert workbook.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert {"Activities", "Activity measures", "Training", "MARAC"} <= set(workbook.sheetnames)


def test_contents_name_every_sheet_and_lead_to_it(workbook, sheets):
    contents = workbook["Contents"]
    links = {
        cell.value: cell.hyperlink.location
        for (cell,) in contents.iter_rows(min_row=4, max_col=1)
        if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in sheets}
    assert not [name for name in sheets if "'" in name]


def test_shorthand_and_words_are_explained(sheets, release):
    told = dict(list(sheets["Notes"].values)[HEADER_ROW:])
    explained = {term.term: term.meaning for term in release.shorthand}
    explained |= {f"Delivery: {term.term}": term.meaning for term in release.delivery_words}
    explained |= {f"Outcome: {term.term}": term.meaning for term in release.outcome_words}
    assert told == explained | {"Significant": release.test_named}


def test_it_keeps_the_rules_of_excels_own_reader(file, workbook):
    """What Excel would otherwise repair: XML, names of sheets and tables, references, headers."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert all(ET.fromstring(part) is not None for part in parts.values())
    names = [sheet.title.casefold() for sheet in workbook]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    tables = [table for sheet in workbook for table in sheet.tables.values()]
    assert len({table.name.casefold() for table in tables}) == len(tables)
    assert len({table.id for table in tables}) == len(tables)
    assert all(re.fullmatch(r"[a-z_][a-z0-9_.]{0,254}", table.name) for table in tables)
    for sheet in workbook:
        assert not sheet.merged_cells.ranges
        for table in sheet.tables.values():
            headings = [cell.value for cell in sheet[table.ref][0]]
            assert headings == [column.name for column in table.tableColumns]
            assert len({heading.casefold() for heading in headings}) == len(headings)
            assert table.autoFilter is None or table.autoFilter.ref == table.ref
    texts = [v for sheet in workbook for row in sheet.values for v in row if isinstance(v, str)]
    assert not [text for text in texts if len(text) > 32767 or CONTROL.search(text)]


def test_each_sheet_holds_one_marked_table_without_gaps(sheets):
    for sheet in sheets.values():
        (table,) = sheet.tables.values()
        assert table.ref == f"A{HEADER_ROW}:{sheet.dimensions.split(':')[1]}"
        assert not sheet.merged_cells.ranges
        rows = list(sheet.iter_rows(min_row=HEADER_ROW, values_only=True))
        assert all(cell is not None for row in rows for cell in row)
        assert len(set(rows[0])) == len(rows[0])
        assert all(isinstance(cell, str) for cell in rows[0])


def test_a_draft_is_marked_on_every_sheet(workbook):
    for sheet in workbook:
        lines = [row[0] for row in sheet.iter_rows(max_row=4, max_col=1, values_only=True)]
        assert WATERMARK in lines
        assert sheet.oddHeader.right.text.endswith(WATERMARK)


def test_it_prints_across_one_page_with_repeated_headers(workbook, sheets):
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    for sheet in sheets.values():
        assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_long_texts_wrap_within_their_cells(sheets):
    for sheet in sheets.values():
        for row in sheet.iter_rows(min_row=HEADER_ROW):
            for cell in row:
                width = next(
                    column.width
                    for column in sheet.column_dimensions.values()
                    if column.min <= cell.column <= column.max
                )
                lines = sheet.row_dimensions[cell.row].height / 15
                assert len(str(cell.value)) <= width * lines * 1.1
                assert cell.alignment.wrap_text
                assert width <= 100


def test_a_column_is_set_as_one_and_touches_no_other(sheets):
    """Figures stand to the right under their heading, whatever shorthand is among them."""
    for sheet in sheets.values():
        for column in sheet.iter_cols(min_row=HEADER_ROW):
            looks = {(cell.alignment.horizontal, cell.alignment.indent) for cell in column}
            has_figures = any(isinstance(cell.value, int | float) for cell in column)
            assert len(looks) == 1, (sheet.title, column[0].value)
            side, indent = looks.pop()
            assert indent == 1
            assert side == "right" or not has_figures


def test_counts_of_rows_are_numbers(sheets):
    headings, *rows = list(sheets["Returns"].values)[HEADER_ROW - 1 :]
    counted = [row[headings.index("Rows counted")] for row in rows]
    assert any(isinstance(cell, int) for cell in counted)
    assert all(isinstance(cell, int) or not cell[0].isdigit() for cell in counted)


def test_no_cell_starts_a_formula(workbook, file):
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert (
                    cell.value is None
                    or harmless(str(cell.value)) == str(cell.value)
                    or (cell.data_type == "n")
                )
    with ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f" in archive.read(name) for name in sheets)


def test_a_text_of_a_lead_is_never_a_formula_or_a_link(release, tmp_path):
    from dataclasses import replace

    aim = release.aims[0]
    row = replace(aim.activities[0], summary='=HYPERLINK("http://x","y")')
    other = replace(aim.activities[1], summary="[see](http://example.org) @all")
    changed = replace(aim, activities=(row, other, *aim.activities[2:]))
    write_workbook(replace(release, aims=(changed, *release.aims[1:])), tmp_path / "w.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx")["Activities"]
    said = [cells[-1] for cells in list(sheet.iter_rows())[HEADER_ROW : HEADER_ROW + 2]]
    assert [cell.data_type for cell in said] == ["s", "s"]
    assert said[0].value == "'" + row.summary
    assert said[1].value == "[see] (http://example.org) @all"
    assert said[1].hyperlink is None


def test_every_figure_is_a_number_and_its_mark_stands_beside_it(sheets, release):
    """Each topic's sheet says what its page says, cell by cell."""
    for topic in release.topics:
        title = topic.title.replace("'", "\u2019").replace(":", "")
        sheet = sheets[max((name for name in sheets if title.startswith(name)), key=len)]
        heading, *rows = sheet.iter_rows(min_row=HEADER_ROW, values_only=True)
        read = {
            (", ".join((row[0], row[2])).replace(", by ", " by "), row[3], quarter): value
            for row in rows
            for quarter, value in zip(heading[4:-3], row[4:-3], strict=True)
        }
        assert heading[-3:] == ("Provisional", "Revised", "Line")
        expected = {
            (table.caption, column, line.label): printed(line.cells[place])
            for section in topic.sections
            for table in section.tables
            for place, column in enumerate(table.columns)
            for line in table.rows
        }
        assert {key: read[key] for key in expected} == expected
        assert {value for key, value in read.items() if key not in expected} <= {"[z]"}
        cells = [
            (line.label, line.cells[place])
            for section in topic.sections
            for table in section.tables
            for place in range(len(table.columns))
            for line in table.rows
        ]
        for mark, column in (("[p]", -3), ("[r]", -2)):
            wanted = [label for label, cell in cells
                      if isinstance(cell, FigureView) and mark in cell.marks]  # fmt: skip
            told = [text for row in rows for text in row[column].split("; ") if text != "none"]
            assert sorted(told) == sorted(wanted)


def test_the_list_has_a_row_for_each_figure_of_the_pages(sheets, release):
    heading, *rows = sheets["Figures"].iter_rows(min_row=HEADER_ROW, values_only=True)
    figures = {
        figure
        for topic in release.topics
        for section in topic.sections
        for table in section.tables
        for figure in table.figures
    }
    assert len(rows) == len(figures)
    listed = [dict(zip(heading, row, strict=True)) for row in rows]
    assert len({tuple(row[name] for name in heading[:8]) for row in listed}) > 0.9 * len(rows)
    for row in listed:
        assert isinstance(row["Figure"], int | float) or re.fullmatch(r"\[[cnxz]\]", row["Figure"])
    shares = [row for row in listed if row["Unit"] == "percentage" and
              isinstance(row["Numerator"], int | float)]  # fmt: skip
    assert len(shares) > 100
    for row in shares:
        assert abs(row["Figure"] - 100 * row["Numerator"] / row["Denominator"]) <= 0.5 + 1e-9


def test_a_line_draws_figures_alone_from_the_latest_to_the_first_gap(file, sheets):
    """A spreadsheet draws a text as 0, so no line has one among its cells."""
    drawn = 0
    with ZipFile(file) as archive:
        for place, name in enumerate(openpyxl.load_workbook(file).sheetnames, 1):
            text = archive.read(f"xl/worksheets/sheet{place}.xml").decode()
            for cells in re.findall(r"<xm:f>'[^']*'!([A-Z0-9:]+)<", text):
                (row,) = sheets[name][cells]
                assert row[0].column == 5
                assert all(isinstance(cell.value, int | float) for cell in row)
                drawn += 1
    assert drawn > 50


def printed(cell: object) -> object:
    """A cell of a page's table as the workbook is to hold it."""
    if not isinstance(cell, FigureView):
        return cell
    if not cell.is_shown:
        return cell.text
    return float(cell.text.rstrip("%").replace(",", ""))


def test_the_same_release_gives_the_same_bytes(release, file, tmp_path):
    write_workbook(release, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_its_properties_say_what_it_is_and_no_day_of_making(workbook, release):
    properties = workbook.properties
    assert release.edition.words in properties.title
    assert properties.creator == "Oxfordshire domestic abuse partnership"
    assert properties.description == WATERMARK
    assert properties.created.year == 2000


@pytest.mark.long
def test_libreoffice_opens_it(file, sheets, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no LibreOffice on this machine")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path, file]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    command[3:5] = ["--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command[:-1], tmp_path / "workbook.ods"], check=True, timeout=300)
    again = openpyxl.load_workbook(tmp_path / "workbook.xlsx")
    for name, sheet in sheets.items():
        rows = [row[: sheet.max_column] for row in again[name].values][: sheet.max_row]
        assert rows == list(sheet.values)
