"""Indicators of contracts: a checked name, a target, whether it was met.

No figure is told, of which nobody knows how many people it is of, and no target that few meet
(docs/disclosure.md#indicators-of-contracts).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
    "not_published": "not published",
}
CHECKED = Path(__file__).parents[3] / "seeds" / "reference" / "indicator_measures.csv"
REFERENCE = re.compile(r"[A-Za-z]{0,5}[ .-]?\d{1,3}[a-z]?|no\. \d+")
NO_PEOPLE = ("share", "amount")  # what a figure may be whose target tells no number of people
FEW = 10
NOT_LISTED = "not listed"
ON_PAGES = "-indicators"  # how the ids of the pages' tables end
TARGET, RESULT = "Target", "Result"
Row = dict[str, str]


def check_contract_results(release: PublishedRelease) -> Iterator[Finding]:
    """Yield figures of indicators, and results that pages or measures tell otherwise."""
    path = release.folder / "data" / f"{TABLE}.csv"
    rows = list(read_rows(path)) if path.is_file() else []
    for row in rows:
        reference = row["kpi"] if REFERENCE.fullmatch(row["kpi"]) else "an indicator"
        name = f"{row['agency']}: {reference}, {row['quarter']}"
        if set(row) != set(COLUMNS):
            yield Finding(release.name, "2", name, "tells more of an indicator than its result")
        elif row["result"] not in RESULTS or row["better_when"] not in ("high", "low"):
            yield Finding(release.name, "11", name, "has a result that there is not")
        else:
            yield from (Finding(release.name, rule, name, said) for rule, said in _told(row))
    yield from _counted_otherwise(release, rows)
    of_quarter = {
        f"{row['kpi']} {row['indicator']}".strip(): row
        for row in rows
        if row["quarter"] == release.quarter
    }
    for name, page in release.pages.items():
        for table in page.iter("table"):
            if table.get("id", "").endswith(ON_PAGES):
                for message in _table_faults(table, of_quarter):
                    yield Finding(release.name, "11", name, message)


def _told(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the rule and the fault of a row that tells free text, or how few people there are."""
    checked = _checked_names()
    figure = checked.get(row["indicator"].casefold(), "")
    if (row["indicator"] and not figure) or not REFERENCE.fullmatch(row["kpi"]):
        yield "10", "has a name that nobody has checked"
    is_withheld = row["result"] == "not_published"
    if figure not in NO_PEOPLE and row["target"] and float(row["target"]) < FEW:
        yield "2", "tells of a number of people by its target"
    if is_withheld and row["target"]:
        yield "2", "tells a target whose result is not published"


@cache
def _checked_names() -> dict[str, str]:
    """Return the names that may be printed, in small letters, and what their figures are."""
    with CHECKED.open(encoding="utf-8", newline="") as file:
        return {row["indicator"].casefold(): row["figure"] for row in csv.DictReader(file)}


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
        known = (counted["met"], counted["met"] + counted["not_met"])
        most = [number + counted["not_published"] for number in known]
        if None not in told and not all(map(_is_between, known, told, most)):
            yield Finding(release.name, "11", str(cell), f"is not what {TABLE}.csv counts")


def _is_between(least: float, number: float | None, most: float) -> bool:
    return number is not None and least <= number <= most


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
