"""Published progress: nothing of it may rest on a hidden cell, and what it says counts.

A row of progress is checked against the printed cells it must rest on: the measure's window now
and the same window a year before. Whatever it says of a hidden count is a finding, and enters the
system as an equation (a value, a baseline, a change) or an inequality (a direction, an outcome), so
that the other hidden counts are attacked with it too (docs/disclosure.md#rule-8). How far a task is
(its delivery) rests on no figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.findings import CERTAIN, NOTICE, Finding
from disclosure.audit.inference.equations import EXACT, INFINITY
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.reader.release_reader import (
    COUNTED,
    NOT_APPLICABLE,
    PrintedCell,
    PrintedFigure,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import shift

NUMBERS = ("value", "baseline", "change")
TESTS = ("is_tested", "is_enough", "p_value", "is_significant")
RESTING = (*COUNTED, *NUMBERS, "direction", *TESTS)
UNSAID = ("", "not_shown")  # outcomes that tell nothing
OF_NO_FIGURE = ("not_complete", "starts_too_early", "no_year_before", "definition_changed")
TESTED = ("better", "worse", "changed", "no_significant_change")  # a test of chance decided them
TOO_FEW = "too_few"  # the outcome of a row that holds too little for such a test
LEAST_TOGETHER = 20  # below that in both windows together, it is too few to tell
ProgressRow = dict[str, str]


def check_progress(release: PublishedRelease) -> Iterator[Finding]:
    """Yield rows of progress that rest on hidden cells, or print what no table prints."""
    for row in release.progress:
        now = _cells(release, row)[0]
        for message, severity in _faults(release, row):
            message = f"{row.get('activity_id', '')}: {message}"
            yield Finding(release.name, "8", str(now), message, severity)
    for row in release.statuses:
        name = f"{row['activity_id']} {row['quarter']}"
        says = row.get("activity_outcome", "") not in UNSAID
        if says and any(_is_hidden(release, cell) for cell in _named_cells(row)):
            yield Finding(release.name, "8", name, "its outcome rests on a hidden cell")


def _faults(release: PublishedRelease, row: ProgressRow) -> Iterator[tuple[str, str]]:
    if any(_is_hidden(release, cell) for cell in _rests_on(release, row)):
        for column in RESTING:
            if row.get(column):
                yield f"its {column} rests on a hidden cell", CERTAIN
        for column in ("target", "needed"):
            if row.get(column) and _is_computed(release, row):
                yield f"its {column} rests on a hidden cell", CERTAIN
        if row.get("comparison") and row["comparison"] not in OF_NO_FIGURE:
            # it tells whether there was anything to count, or a figure to compare
            yield "its comparison rests on a hidden cell", CERTAIN
        if row.get("outcome", "") not in UNSAID and not _rests_on_no_figure(row):
            yield "its outcome rests on a hidden cell", CERTAIN
        return
    now, before = _cells(release, row)
    figure = release.figures.get(now)
    for part in COUNTED:
        if row.get(part) and (figure is None or row[part] != _counted(figure, part)):
            yield f"its {part} is not one that the tables print", CERTAIN
    if row.get("value"):
        yield from _unprinted(release, now, row["value"], "value")
    if row.get("baseline") and before in release.figures:
        yield from _unprinted(release, before, row["baseline"], "baseline")
    if row.get("change") and not (row.get("value") and row.get("baseline")):
        yield "its change stands without both its values", CERTAIN


def _is_computed(release: PublishedRelease, row: ProgressRow) -> bool:
    """Return whether a target, or what meets it, is computed from counts: not the plan's own."""
    measure = release.catalogue.get(row["measure_id"])
    return measure is None or measure.kind == "ratio" or measure.get("target_kind") == "reduction"


def _rests_on_no_figure(row: ProgressRow) -> bool:
    """Return whether it says only that returns or days forbid a comparison."""
    return row["outcome"] == "not_comparable" and row.get("comparison") in OF_NO_FIGURE


def _rests_on(release: PublishedRelease, row: ProgressRow) -> list[PrintedCell]:
    """Return the cells a row says it rests on, and those it must rest on whatever it says."""
    now, before = _cells(release, row)
    named = _named_cells(row)
    cells = [now, *named]
    if row.get("baseline") or row.get("change") or (not named and not _has_target(release, row)):
        cells.append(before)
    return cells


def _counted(figure: PrintedFigure, part: str) -> str:
    """Return a printed count; one that is not applicable is 0 of 0."""
    return "0" if figure.shown == NOT_APPLICABLE else figure.texts[part]


def _named_cells(row: ProgressRow) -> list[PrintedCell]:
    """Return the cells that a row names as those it rests on."""
    names = [name.split("/") for name in row.get("rests_on", "").split(";")]
    return [
        PrintedCell(m, p, q, a, "all", "all") for m, p, q, a in (n for n in names if len(n) == 4)
    ]


def _unprinted(
    release: PublishedRelease, cell: PrintedCell, text: str, what: str
) -> Iterator[tuple[str, str]]:
    """Yield a number that no table prints; as a notice where its parts are printed."""
    figure = release.figures.get(cell)
    printed = figure.number("value") if figure else None
    parts = [figure.number(part) for part in COUNTED] if figure else [None]
    if printed is None:
        printed = parts[0]
    number = _number(text)
    if number is None or printed is None:
        yield f"its {what} is not one that the tables print", CERTAIN
    elif abs(number - printed) > EXACT:
        both = parts[0] is not None and bool(parts[-1])
        same = both and abs(number - (parts[0] or 0) / (parts[-1] or 1)) < EXACT
        yield f"its {what} is not printed in the same form", NOTICE if same else CERTAIN


def add_progress(unknowns: Unknowns, number: int) -> None:
    """Add to the system what progress says of hidden counts."""
    release = unknowns.releases[number]
    for row in release.progress:
        cells = _cells(release, row)
        measure = release.catalogue.get(row["measure_id"])
        if measure is None or row["measure_id"] in unknowns.relaxed:
            continue
        if measure.kind not in ("count", "stock"):
            continue  # a ratio's rating is no linear statement; check_progress refuses it anyway
        if not any(_is_hidden(release, cell) for cell in cells):
            continue
        if not all(cell in release.figures for cell in cells):
            cells = cells[:1]
        counts = [
            unknowns.sum_of(unknowns.summed_by(number, cell, "numerator"), cell) for cell in cells
        ]
        _add_row(unknowns, row, counts, cells[0], measure)


def _add_row(
    unknowns: Unknowns,
    row: ProgressRow,
    counts: list[int],
    cell: PrintedCell,
    measure: PublishedMeasure,
) -> None:
    for count, column in zip(counts, NUMBERS, strict=False):
        number = _number(row.get(column, ""))
        if number is not None:
            unknowns.require({count: 1.0}, number, number, cell)
    if len(counts) < 2 or counts[0] == counts[1]:
        return
    now, before = counts
    change = _number(row.get("change", ""))
    if change is not None:
        unknowns.require({now: 1.0, before: -1.0}, change, change, cell)
    outcome = row.get("outcome", "")
    turn = {"higher": 1.0, "lower": -1.0}.get(row.get("direction", "")) or _turn(outcome, measure)
    if turn:
        unknowns.require({now: turn, before: -turn}, 1, INFINITY, cell)
    if outcome in TESTED:
        unknowns.require({now: 1.0, before: 1.0}, LEAST_TOGETHER, INFINITY, cell)
    elif outcome == TOO_FEW:
        unknowns.require({now: 1.0, before: 1.0}, -INFINITY, LEAST_TOGETHER - 1, cell)


def _turn(outcome: str, measure: PublishedMeasure) -> float:
    """Return 1 where an outcome tells that a count rose, -1 where it fell, 0 where neither."""
    better = {"high": 1.0, "low": -1.0}.get(measure.get("polarity"), 0.0)
    wanted = {"increase": 1.0, "reduce": -1.0}.get(measure.get("plan_wants"), 0.0)
    turns = {"better": better, "worse": -better, "wanted_met": wanted, "wanted_not_met": -wanted}
    return turns.get(outcome, 0.0)


def _cells(release: PublishedRelease, row: ProgressRow) -> list[PrintedCell]:
    """Return the cells a row rests on: its window now, and the same a year before."""
    measure = release.catalogue.get(row["measure_id"])
    period = row.get("period_type") or ""
    if not period and measure is not None:
        at_target = _has_target(release, row) and measure.get("target_window")
        period = at_target or measure.get("default_window")
    now = PrintedCell(
        row["measure_id"], period or "quarter", row["quarter"], row["area_code"], "all", "all"
    )
    return [now, now._replace(quarter=shift(row["quarter"], -4))]


def _has_target(release: PublishedRelease, row: ProgressRow) -> bool:
    measure = release.catalogue.get(row["measure_id"])
    return bool(row.get("target")) or (
        measure is not None and measure.get("target_area") == row["area_code"]
    )


def _is_hidden(release: PublishedRelease, cell: PrintedCell) -> bool:
    figure = release.figures.get(cell)
    return figure is not None and figure.is_hidden


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
