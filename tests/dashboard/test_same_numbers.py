"""One number everywhere: what workbook, PDF and data files print is what was measured."""

import re
import shutil
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from dashboard.audit.copies import check_copies
from dashboard.audit.papers import check_papers
from dashboard.audit.release import read_release
from dashboard.data_files import published_tables, write_data
from dashboard.manifest import write_manifest
from dashboard.model import CellKey, Figure
from dashboard.pdf import write_pdf
from dashboard.pdf_content import QUARTERS
from dashboard.published import KEY
from dashboard.workbook import write_workbook
from tests.dashboard.conftest import QUARTER

HEADER_ROW = 5


@pytest.fixture(scope="module")
def folder(release, tables, published, site, tmp_path_factory) -> Path:
    """A whole release of the newest quarter."""
    folder = tmp_path_factory.mktemp("whole") / QUARTER / "v1"
    shutil.copytree(site, folder / "site")
    write_data(folder / "data", published_tables(tables, published, release))
    write_workbook(release, folder / "workbook.xlsx")
    write_pdf(release, folder / "dashboard.pdf")
    write_manifest(folder, {"quarter": QUARTER}, "c" * 40, tables.receipts)
    return folder


@pytest.fixture(scope="module")
def measured(values, tables, published) -> dict[CellKey, str]:
    """Every cell of measure_values as it must be printed, worked out from the file alone.

    A hidden one is "[c]" instead; which ones are hidden is tested with protection.
    """
    cells = published.values
    hidden = cells.loc[cells["shown"] == "c", KEY].itertuples(index=False, name=None)
    measures = tables.measures.set_index("measure_id")[["kind", "unit"]].to_dict("index")
    columns = [*KEY, "numerator", "denominator", "value", "status"]
    found = {
        CellKey(*row[:6]): printed(measures[row[0]], *row[6:])
        for row in values[columns].itertuples(index=False, name=None)
    }
    return found | {CellKey(*key): "[c]" for key in hidden}


def printed(measure: dict[str, str], top: float, of: float, value: float, status: str) -> str:
    """A number in print: shares and rates whole, all else to one decimal, half away from zero."""
    if status == "missing":
        return "[x]"
    if pd.isna(value):
        return "[z]"
    exact = Fraction(str(value))
    if measure["unit"] == "%":
        both = pd.notna(top) and pd.notna(of)
        exact = (Fraction(top) / Fraction(of) if both else exact) * 100
    places = "1" if measure["unit"] == "%" or measure["kind"] == "rate" else "0.1"
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    text = f"{number.quantize(Decimal(places), ROUND_HALF_UP):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text + ("%" if measure["unit"] == "%" else "")


def figures_of(release) -> list[Figure]:
    tables = [t for topic in release.topics for s in topic.sections for t in s.tables]
    tables += [table for area in release.areas for table in area.tables]
    plans = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    figures = [figure for table in tables for figure in table.figures]
    for measure in (m for aim in plans for row in aim.activities for m in row.measures):
        figures += [figure for figure in (measure.now, measure.before) if figure]
    return figures


def test_every_figure_is_the_measured_one(release, measured):
    figures = figures_of(release)
    assert len(figures) > 1000
    assert {f.key: f.text for f in figures} == {f.key: measured[f.key] for f in figures}


def as_read(value: object, unit: str) -> str:
    """A workbook's cell as it would be printed, without its marks."""
    if isinstance(value, str):
        return re.sub(r" \[[pr]\]", "", value)
    text = f"{value:,}"
    return text + ("%" if unit == "per cent" else "")


def test_the_workbooks_numbers_are_the_measured_ones(folder, release, measured):
    workbook = openpyxl.load_workbook(folder / "workbook.xlsx", read_only=True)
    read = {}
    for sheet in workbook.worksheets:
        heading, *rows = list(sheet.values)[HEADER_ROW - 1 :] or [()]
        if heading[:4] == ("Measure", "Unit", "Table", "Row"):
            for name, unit, table, line, *cells in rows:
                for quarter, cell in zip(heading[4:], cells, strict=True):
                    caption = f"{name} {table}" if table.startswith("by ") else f"{name}, {table}"
                    read[caption, line, quarter] = as_read(cell, unit)
    expected = {
        (table.caption, column, row.label): measured[row.cells[place].key]
        for topic in release.topics
        for section in topic.sections
        for table in section.tables
        for row in table.rows
        for place, column in enumerate(table.columns)
        if isinstance(row.cells[place], Figure)
    }
    assert {key: read[key] for key in expected} == expected
    rest = {text for key, text in read.items() if key not in expected}
    assert rest <= {"[x]", "[z]"}


def test_the_activities_numbers_are_the_measured_ones(folder, release, measured):
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx")["Activity measures"]
    rows = list(sheet.values)[HEADER_ROW:]
    plans = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    wanted = [m for aim in plans for row in aim.activities for m in row.measures]
    assert len(rows) == len(wanted)
    for row, measure in zip(rows, wanted, strict=True):
        _, name, area, window, unit, now, before, *_ = row
        assert (name, area, window) == (measure.measure.name, measure.area_name, measure.window)
        assert as_read(now, unit) == measured[measure.now.key]
        expected = measured[measure.before.key] if measure.before else "[z]"
        assert as_read(before, unit) == expected


def test_the_pdfs_tables_are_the_measured_ones(folder, release, measured):
    pages = PdfReader(folder / "dashboard.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    text = re.sub(r" \[[pr]\]", "", text)
    for section in (section for topic in release.topics for section in topic.sections):
        county, *others = section.tables
        lines = [(row.label, row.cells) for row in county.rows[:QUARTERS]]
        for table in others:
            newest = table.rows[:QUARTERS][::-1]
            lines += [
                (column, [row.cells[place] for row in newest])
                for place, column in enumerate(table.columns)
            ]
        for label, cells in lines:
            told = [measured[c.key] if isinstance(c, Figure) else str(c) for c in cells]
            assert " ".join((label, *told)) in text


def test_nothing_else_is_printed(folder):
    """The auditor, which shares no code with this, reads papers and copies back."""
    released = read_release(folder)
    assert list(check_copies(released)) == []
    assert list(check_papers(released)) == []
