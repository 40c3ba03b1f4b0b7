"""Published progress: nothing of it may rest on a hidden cell (rule 8), and what it says counts.

A row of progress is checked against the printed cells it must rest on: the measure's window now
and the same window a year before. Whatever it says of a hidden count is a finding, and enters the
system as an equation (a value, a baseline, a change) or an inequality (a rating), so that the
other hidden counts are attacked with it too.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.audit.book import Book
from dashboard.audit.findings import Finding
from dashboard.audit.release import Cell, Figure, Release
from dashboard.audit.system import INFINITY
from dashboard.audit.windows import shift

NUMBERS = ("value", "baseline", "change")
SILENT = ("", "not shown", "awaiting")
TOGETHER = 20  # dashboard.md: below that in both windows together, "too few to tell"
Row = dict[str, str]


def check_progress(release: Release) -> Iterator[Finding]:
    """Rows of progress that rest on hidden cells, or print what no table prints."""
    for row in release.progress:
        now, before = _cells(release, row)
        hidden_now, hidden_before = _is_hidden(release, now), _is_hidden(release, before)
        for message in _faults(release, row, hidden_now, hidden_before):
            yield Finding(release.name, "8", str(now), f"{row.get('activity_id', '')}: {message}")


def _faults(release: Release, row: Row, hidden_now: bool, hidden_before: bool) -> Iterator[str]:
    now, before = _cells(release, row)
    for column, is_hidden in zip(NUMBERS, (hidden_now, hidden_before, True), strict=True):
        if row.get(column) and is_hidden and (hidden_now or hidden_before):
            yield f"its {column} rests on a hidden cell"
    rests_on_hidden = hidden_now or (hidden_before and not _has_target(release, row))
    if rests_on_hidden and row.get("rating", "") not in SILENT:
        yield "its rating rests on a hidden cell"
    if rests_on_hidden and row.get("rating") == "not shown" and row.get("reason"):
        yield "it gives a reason for what is not shown"
    if row.get("value") and not hidden_now and not _is_printed(release, now, row["value"]):
        yield "its value is not the printed one"
    lagged = before in release.figures and not hidden_before
    if row.get("baseline") and lagged and not _is_printed(release, before, row["baseline"]):
        yield "its baseline is not the printed one"
    if row.get("change") and not _follows(row):
        yield "its change is not that of the printed values"


def write_progress(book: Book, number: int) -> None:
    """Adds to the system what progress says of hidden counts."""
    release = book.releases[number]
    for row in release.progress:
        cells = _cells(release, row)
        measure = release.catalogue.get(row["measure_id"])
        if measure is None or row["measure_id"] in book.loose:
            continue
        if measure.kind not in ("count", "stock"):
            continue  # a ratio's rating is no linear statement; check_progress refuses it anyway
        if not any(_is_hidden(release, cell) for cell in cells):
            continue
        if not all(cell in release.figures for cell in cells):
            cells = cells[:1]
        counts = [
            book.sum_of(book.total(number, _line(cell), cell.period, cell.quarter), cell)
            for cell in cells
        ]
        _write_row(book, row, counts, cells[0], measure.get("good"))


def _write_row(book: Book, row: Row, counts: list[int], cell: Cell, good: str) -> None:
    for count, column in zip(counts, NUMBERS, strict=False):
        if row.get(column):
            book.require({count: 1.0}, float(row[column]), float(row[column]), cell)
    if len(counts) < 2 or counts[0] == counts[1]:
        return
    now, before = counts
    if row.get("change"):
        change = float(row["change"])
        book.require({now: 1.0, before: -1.0}, change, change, cell)
    sign = {"high": 1.0, "low": -1.0}.get(good)
    turn = {"on track": 1.0, "at risk": -1.0}.get(row.get("rating", ""))
    if sign and turn and not row.get("target"):
        book.require({now: sign * turn, before: -sign * turn}, 1, INFINITY, cell)
    if "beyond chance" in row.get("reason", ""):
        book.require({now: 1.0, before: 1.0}, TOGETHER, INFINITY, cell)
    elif "too few" in row.get("reason", ""):
        book.require({now: 1.0, before: 1.0}, -INFINITY, TOGETHER - 1, cell)


def _cells(release: Release, row: Row) -> list[Cell]:
    """The cells a row rests on: its window now, and the same a year before."""
    measure = release.catalogue.get(row["measure_id"])
    period = row.get("period_type") or ""
    if not period and measure is not None:
        at_target = _has_target(release, row) and measure.get("target_window")
        period = at_target or measure.get("headline")
    now = Cell(
        row["measure_id"], period or "quarter", row["quarter"], row["area_code"], "all", "all"
    )
    return [now, now._replace(quarter=shift(row["quarter"], -4))]


def _has_target(release: Release, row: Row) -> bool:
    measure = release.catalogue.get(row["measure_id"])
    return bool(row.get("target")) or (
        measure is not None and measure.get("target_area") == row["area_code"]
    )


def _is_hidden(release: Release, cell: Cell) -> bool:
    figure = release.figures.get(cell)
    return figure is not None and figure.is_hidden


def _is_printed(release: Release, cell: Cell, text: str) -> bool:
    """True when the text is the cell's printed value, or its count where it has no value."""
    figure: Figure | None = release.figures.get(cell)
    if figure is None:
        return False
    number = figure.number("value")
    if number is None:
        number = figure.number("numerator")
    return number is not None and abs(float(text) - number) < 1e-9


def _follows(row: Row) -> bool:
    """True when a change is the difference of the printed values, or that in whole per cents."""
    if not row.get("value") or not row.get("baseline"):
        return False
    value, baseline, change = (float(row[column]) for column in NUMBERS)
    if abs(change - (value - baseline)) < 1e-9:
        return True
    return bool(baseline) and abs(change - round((value - baseline) / baseline, 2)) < 1e-9


def _line(cell: Cell) -> tuple[str, str, str, str, str]:
    return (cell.measure, "numerator", cell.area, cell.breakdown, cell.category)
