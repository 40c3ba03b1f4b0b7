"""Indicators of contracts: a target and whether it was met, and no figure of which nobody knows how
many people it is of (docs/disclosure.md#rule-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import number_of, numbers_in
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import (
    SHOWN,
    WHOLE,
    PrintedCell,
    PublishedRelease,
    read_rows,
)

TABLE = "contract_indicators"
COLUMNS = (
    "measure_id", "agency", "quarter", "kpi", "indicator", "better_when", "target", "result",
)  # fmt: skip
RESULTS = {
    "met": "met",
    "not_met": "not met",
    "no_figure": "no figure",
    "no_target": "no target",
}
NOT_LISTED = "not listed"
ON_PAGES = "-indicators"  # how the ids of the pages' tables end
TARGET, RESULT = "Target", "Result"
Row = dict[str, str]


def check_contract_results(release: PublishedRelease) -> Iterator[Finding]:
    """Yield figures of indicators, and results that pages or measures tell otherwise."""
    path = release.folder / "data" / f"{TABLE}.csv"
    rows = list(read_rows(path)) if path.is_file() else []
    for row in rows:
        name = f"{row['agency']}: {row['kpi']}, {row['quarter']}"
        if set(row) != set(COLUMNS):
            yield Finding(release.name, "2", name, "tells more of an indicator than its result")
        elif row["result"] not in RESULTS or row["better_when"] not in ("high", "low"):
            yield Finding(release.name, "11", name, "has a result that there is not")
    yield from _counted_otherwise(release, rows)
    of_quarter = {
        f"{row['kpi']} {row['indicator']}": row for row in rows if row["quarter"] == release.quarter
    }
    for name, page in release.pages.items():
        for table in page.iter("table"):
            if table.get("id", "").endswith(ON_PAGES):
                for message in _table_faults(table, of_quarter):
                    yield Finding(release.name, "11", name, message)


def _counted_otherwise(release: PublishedRelease, rows: list[Row]) -> Iterator[Finding]:
    """Yield quarters in which a measure counts other results than the list holds."""
    results: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        results.setdefault((row["measure_id"], row["quarter"]), Counter())[row["result"]] += 1
    for (measure, quarter), counted in results.items():
        cell = PrintedCell(measure, "quarter", quarter, release.county, WHOLE, WHOLE)
        figure = release.figures.get(cell)
        if figure is None or figure.shown != SHOWN:
            continue
        told = (figure.number("numerator"), figure.number("denominator"))
        if None not in told and told != (counted["met"], counted["met"] + counted["not_met"]):
            yield Finding(release.name, "11", str(cell), f"is not what {TABLE}.csv counts")


def _table_faults(table: HtmlElement, rows: dict[str, Row]) -> Iterator[str]:
    """Yield where a page's table says more of an indicator than its target and its results."""
    heading, *lines = table.iter("tr")
    columns = [whole_text(cell) for cell in heading][1:]
    for line in lines:
        label, *cells = (whole_text(cell) for cell in line)
        row = rows.get(label)
        if row is None:
            yield f"lists an indicator that {TABLE}.csv does not, {label[:30]!r}"
            continue
        for column, text in zip(columns, cells, strict=True):
            numbers = [number_of(number) for number in numbers_in(text)]
            if column == TARGET:
                if numbers != ([float(row["target"])] if row["target"] else []):
                    yield f"{label}: its target is another"
            elif text not in (*RESULTS.values(), NOT_LISTED):
                yield f"{label}: says {text[:30]!r}, which is no result"
            elif column == RESULT and text != RESULTS.get(row["result"]):
                yield f"{label}: its result is another"
