"""One number everywhere: what pages, workbook, PDF and data files print is what was measured."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard.outputs.pdf.pdf_content import QUARTERS
from dashboard.release.release_cells import KEY
from dashboard.view_models import CellKey, FigureView, SparklineView
from dashboard.wording.judgement_words import DELIVERY, OUTCOMES
from disclosure.audit.artefacts.allowed_files import check_allowed_files
from disclosure.audit.artefacts.copies import check_copies
from disclosure.audit.artefacts.documents import check_documents
from disclosure.audit.artefacts.html_pages import check_pages
from disclosure.audit.artefacts.taken_files import check_taken_files
from disclosure.audit.reader.number_matching import numbers_in
from disclosure.audit.reader.page_tree import own_text, read_page, whole_text
from disclosure.audit.reader.release_reader import read_release
from tests.support.releases.release_fixtures import QUARTER
from tests.support.words.read_texts import on_one_line

HEADER_ROW = 5
SAID = {
    "[c]": "hidden to protect people",
    "[n]": "not published",
    "[x]": "not available",
    "[z]": "nothing to count",
}


@pytest.fixture(scope="module")
def folder(release_folder) -> Path:
    """A whole release of the newest quarter."""
    return release_folder


@pytest.fixture(scope="module")
def measured(values, tables, published) -> dict[CellKey, str]:
    """Every cell of measure_values as it must be printed, worked out from the file alone.

    A hidden one is "[c]" instead; which ones are hidden is tested with protection.
    """
    cells = published.values
    hidden = cells.loc[cells["shown"] == "c", KEY].itertuples(index=False, name=None)
    measures = tables.measures.set_index("measure_id")[["kind", "unit"]].to_dict("index")
    columns = [*KEY, "numerator", "denominator", "value", "status"]
    first = values["quarter"].min()
    found = {
        CellKey(*row[:6]): printed(measures[row[0]], *row[6:])
        if is_whole(*row[1:3], row[-1], first)
        else "[x]"
        for row in values[columns].itertuples(index=False, name=None)
    }
    return found | {CellKey(*key): "[c]" for key in hidden}


def is_whole(window: str, quarter: str, status: str, first: str) -> bool:
    """Whether a window is a single quarter, or complete and of quarters that are all held."""
    if window == "quarter":
        return True
    year, number = int(quarter[:4]), int(quarter[-1])
    begins = (year, 1) if window == "year_to_date" or number == 4 else (year - 1, number + 1)
    return status == "complete" and begins >= (int(first[:4]), int(first[-1]))


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


def figures_of(release) -> list[FigureView]:
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
    return text + ("%" if unit == "percentage" else "")


def test_the_workbooks_numbers_are_the_measured_ones(folder, release, measured):
    workbook = openpyxl.load_workbook(folder / "workbook.xlsx", read_only=True)
    read = {}
    for sheet in workbook.worksheets:
        heading, *rows = list(sheet.values)[HEADER_ROW - 1 :] or [()]
        if heading[:4] == ("Measure", "Unit", "Coverage", "Series"):
            for name, unit, table, line, *cells in rows:
                for quarter, cell in zip(heading[4:-3], cells[:-3], strict=True):
                    caption = f"{name} {table}" if table.startswith("by ") else f"{name}, {table}"
                    read[caption, line, quarter] = as_read(cell, unit)
    expected = {
        (table.caption, column, row.label): measured[row.cells[place].key]
        for topic in release.topics
        for section in topic.sections
        for table in section.tables
        for row in table.rows
        for place, column in enumerate(table.columns)
        if isinstance(row.cells[place], FigureView)
    }
    assert {key: read[key] for key in expected} == expected
    rest = {text for key, text in read.items() if key not in expected}
    assert rest <= {"[x]", "[z]"}


def test_the_activities_numbers_are_the_measured_ones(folder, release, measured):
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx")["Activity measures"]
    rows = list(sheet.values)[HEADER_ROW:]
    wanted = [m for aim in plans_of(release) for row in aim.activities for m in row.measures]
    assert len(rows) == len(wanted)
    for row, measure in zip(rows, wanted, strict=True):
        _, name, area, window, unit, now, before, *_ = row
        assert (name, area, window) == (measure.measure.name, measure.area_name, measure.window)
        assert as_read(now, unit) == measured[measure.now.key]
        expected = measured[measure.before.key] if measure.before else "[z]"
        assert as_read(before, unit) == expected


@pytest.fixture(scope="module")
def paper(pdf_pages) -> str:
    """The PDF's text on one line, without marks."""
    return re.sub(r" \[[pr]\]", "", on_one_line(pdf_pages))


def test_the_pdfs_tables_are_the_measured_ones(paper, release, measured):
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
            told = [measured[c.key] if isinstance(c, FigureView) else str(c) for c in cells]
            assert " ".join((label, *told)) in paper
    for row in (row for area in release.areas for table in area.tables for row in table.rows):
        printed_cells = [c for c in row.cells if not isinstance(c, SparklineView)]
        told = [measured[c.key] if isinstance(c, FigureView) else str(c) for c in printed_cells]
        assert " ".join((f"{row.label}, {row.note}", *told)).rstrip() in paper


def plans_of(release) -> list:
    return [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]


def test_the_pdfs_activities_and_briefs_are_the_measured_ones(paper, release, measured, values):
    parts = counted_parts(values)
    briefed = {id(row) for aim in release.aims for row in aim.activities}
    final = paper.replace(" (provisional)", "").replace(", provisional)", ")")
    checked = 0
    for row in (row for aim in plans_of(release) for row in aim.activities):
        for place, m in enumerate(row.measures):
            now = told_with_parts(m.now, measured, parts)
            before = told_with_parts(m.before, measured, parts) if m.before else "no figure"
            line = f"{m.measure.name} {m.area_name}, {m.window} {now} {before} "
            assert line in paper
            if id(row) in briefed and place < 3:
                now, before = SAID.get(now, now), SAID.get(before, before)
                assert f"{m.measure.name}: {now}, last year {before}" in final
                checked += 1
    assert checked > 30


def counted_parts(values) -> dict[CellKey, tuple[float, float]]:
    """Numerator and denominator of every cell that has both."""
    counted = values[values["numerator"].notna() & values["denominator"].notna()]
    rows = counted[[*KEY, "numerator", "denominator"]].itertuples(index=False, name=None)
    return {CellKey(*row[:6]): (row[6], row[7]) for row in rows}


def told_with_parts(figure, measured, parts) -> str:
    """A figure as the paper tells it: a share with the counts that it is made of."""
    text = measured[figure.key]
    if not text.endswith("%") or figure.key not in parts:
        return text
    top, of = (f"{part:,.1f}".removesuffix(".0") for part in parts[figure.key])
    return f"{text} ({top} of {of})"


def test_a_change_is_the_difference_of_what_is_printed(folder, release):
    """86% and 79% differ by 7 points, whatever their exact shares differ by."""
    page_of = {
        aim.href: read_page((folder / "site" / aim.href).read_text()) for aim in plans_of(release)
    }
    printed_on = {
        href: {
            whole_text(row[0]): [whole_text(cell) for cell in row[1:4]]
            for row in page.iter("tr")
            if len(row) >= 5
        }
        for href, page in page_of.items()
    }
    checked = 0
    for aim in plans_of(release):
        for m in (m for row in aim.activities for m in row.measures if m.change):
            label = f"{m.measure.name} {m.area_name}, {m.window}"
            now, before, change = printed_on[aim.href][label]
            by = printed_number(now) - printed_number(before)
            assert change == m.change
            if by == 0:
                assert change == "the same" or change.startswith("less than ")
            else:
                sign = "+" if by > 0 else "\N{MINUS SIGN}"
                size = f"{abs(by):,.1f}".removesuffix(".0")
                points = " percentage point" + "s" * (size != "1") if m.measure.is_share else ""
                assert change == f"{sign}{size}{points}"
            checked += 1
    assert checked > 20


def printed_number(text: str) -> float:
    """The number that a printed figure begins with."""
    return float(re.match(r"[\d,.]+", text)[0].replace(",", ""))


def test_every_sentence_of_the_pages_says_measured_numbers(folder, release, measured, values):
    """Headlines, what charts show, reasons and text alternatives, read back from the pages."""
    parts = counted_parts(values)
    targets = {
        m.measure_id: m.target_value * (100 if m.is_share else 1)
        for m in release.measures
        if m.target_value
    }
    benchmarks = {b.rstrip("%") for b in benchmarks_of(release)}
    checked = 0
    for path in sorted((folder / "site").rglob("*.html")):
        for element in read_page(path.read_text()).iter():
            marks = element.get("data-cells")
            if not marks or "*" in marks.replace("|*;", ";").removesuffix("|*"):
                continue
            keys = [CellKey(*mark.split("|")[:6]) for mark in marks.split(";")]
            allowed = {measured[key].rstrip("%") for key in keys if key in measured}
            allowed |= {f"{part:g}" for key in keys for part in parts.get(key, ())}
            allowed |= {f"{targets[k.measure_id]:g}" for k in keys if k.measure_id in targets}
            text = " ".join(own_text(each) for each in element.iter() if each.tag != "text")
            for number in numbers_in(without_names(text, release)):
                checked += 1
                plain = number.rstrip("% ").replace(",", "")
                if (
                    element.tag == "dd"
                    or next(element.iterancestors("dd"), None) is not None
                    or element.get("class") in ("reason", "interval")
                ):
                    continue  # a rule's own numbers, and intervals, are tested with what makes them
                known = {each.replace(",", "") for each in allowed | benchmarks}
                assert plain in known, (path.name, number, text)
    assert checked > 300


def benchmarks_of(release) -> set[str]:
    """The numbers of other bodies that charts draw a line at."""
    lines = [line for chart in release.charts for line in chart.lines]
    return {line.label.split()[-1] for line in lines if line.kind == "benchmark"}


def without_names(text: str, release) -> str:
    """A text without the names of measures and categories that hold a number themselves."""
    names = {m.name for m in release.measures}
    names |= {column for t in release.topics for s in t.sections for table in s.tables
              for column in table.columns}  # fmt: skip
    for name in sorted(names, key=len, reverse=True):
        if any(map(str.isdigit, name)):
            text = text.replace(name, "")
    return text


def test_every_chart_names_each_of_its_bars_and_its_latest_figure(folder, release, measured):
    for topic in release.topics:
        page = read_page((folder / "site" / topic.href).read_text())
        figures = {each.attrib["id"]: each for each in page.iter("figure")}
        for chart in (chart for section in topic.sections for chart in section.charts):
            if not chart.is_drawn:
                assert chart.id not in figures
                continue
            texts = [whole_text(each) for each in figures[chart.id].iter("text")]
            points = chart.points if chart.kind == "bars" else chart.points[-1:]
            for point in points:
                assert measured[point.figure.key] in texts
            title = whole_text(next(figures[chart.id].iter("title")))
            alternative = whole_text(next(figures[chart.id].iter("desc")))
            assert (title, alternative) == (chart.title, chart.description.text)


@pytest.mark.parametrize(
    ("judgement", "column", "words"),
    [("delivery", "delivery", DELIVERY), ("outcome", "activity_outcome", OUTCOMES)],
)
def test_the_overview_counts_the_statuses_of_the_current_plan(
    judgement, column, words, folder, release, tables
):
    statuses = tables.statuses[tables.statuses["quarter"] == QUARTER]
    current = {row.link.activity_id for aim in release.aims for row in aim.activities}
    counts = statuses[statuses["activity_id"].isin(current)][column].value_counts()
    page = read_page((folder / "site" / "index.html").read_text())
    totals = next(e for e in page.iter("ul") if e.get("class") == f"totals {judgement}")
    items = [whole_text(li).split() for li in totals.iter("li")]
    told = {" ".join(words): int(number) for number, *words in items}
    assert told == {words[code].word: count for code, count in counts.items()}
    assert sum(told.values()) == len(current)


def test_nothing_else_is_printed(folder):
    """The auditor, which shares no code with this, reads papers and copies back."""
    released = read_release(folder)
    assert list(check_copies(released)) == []
    assert list(check_documents(released)) == []
    assert list(check_pages(released)) == []
    assert list(check_taken_files(released)) == []
    assert list(check_allowed_files(released)) == []
