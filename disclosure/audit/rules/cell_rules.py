"""What a release prints that it must not, cell by cell, and rows of no table.

docs/disclosure.md#rule-1, docs/disclosure.md#rule-5, docs/disclosure.md#rule-7,
docs/disclosure.md#rule-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import (
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    OWNER,
    SHOWN,
    WHOLE,
    PrintedCell,
    PrintedFigure,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import PERIODS

PEOPLE = ("ethnicity_group", "gender", "age_band", "disability")
LEAST_BASE = 10  # no percentage of fewer, no median of fewer (docs/disclosure.md#rule-5)
DIGIT = re.compile(r"\d")


def check_cells(
    release: PublishedRelease, threshold: int = 5, before: PublishedRelease | None = None
) -> Iterator[Finding]:
    """Yield every cell's own faults, without any arithmetic between cells.

    `before`: a release whose cells are checked too; what is the same there is not said again.
    """
    for cell in release.repeated:
        yield _finding(release, "frame", cell, "printed twice")
    checked = _checked_as_here(release, before) if before else set()
    for cell, figure in release.figures.items():
        if cell.measure in checked and before and before.figures.get(cell) is figure:
            continue
        measure = release.catalogue.get(cell.measure)
        if measure is None:
            yield _finding(release, "frame", cell, "a measure that the catalogue does not have")
            continue
        for rule, message in _frame_faults(release, cell, measure):
            yield _finding(release, rule, cell, message)
        for rule, message in _number_faults(figure, measure, threshold):
            yield _finding(release, rule, cell, message)


def _checked_as_here(release: PublishedRelease, before: PublishedRelease) -> set[str]:
    """Return the measures that another release describes as this one does."""
    if before.levels != release.levels:
        return set()
    own, others = release.catalogue, before.catalogue
    return {name for name in own.keys() & others.keys() if own[name].row == others[name].row}


def _frame_faults(
    release: PublishedRelease, cell: PrintedCell, measure: PublishedMeasure
) -> Iterator[tuple[str, str]]:
    """Yield what no table of the frame has: a total of the reader's own making tells parts."""
    areas = {release.county, *release.areas_of(cell.measure)}
    if cell.area not in areas:
        yield "frame", "an area that the measure does not have"
    if cell.period not in PERIODS:
        yield "frame", "a window that is not one of the three"
    if (cell.breakdown == WHOLE) != (cell.category == WHOLE):
        yield "frame", "a total within a breakdown"
    if cell.breakdown != WHOLE and cell.breakdown not in measure.breakdowns:
        yield "frame", "a breakdown that the measure does not have"
    if cell.breakdown != WHOLE and cell.area != release.county:
        yield "frame", "a breakdown of an area below the county"
    if cell.breakdown in PEOPLE and measure.sensitive:
        yearly = cell.quarter.endswith("Q4") and cell.period != "quarter"
        if not yearly:
            yield "7", "a breakdown of people other than for a financial year"


def _number_faults(
    figure: PrintedFigure, measure: PublishedMeasure, threshold: int
) -> Iterator[tuple[str, str]]:
    if figure.shown not in (SHOWN, HIDDEN, MISSING, NOT_APPLICABLE):
        yield "frame", "neither shown, hidden, missing nor not applicable"
    if figure.shown != SHOWN:
        worded = ("status", "shown", OWNER)
        others = (text for column, text in figure.texts.items() if column not in worded)
        if any(DIGIT.search(text) for text in others):
            yield "11", "a number where none is shown"
        return
    if not measure.sensitive:
        return
    for part in measure.parts:
        number = figure.number(part)
        if number is not None and 0 < number < threshold and not figure.is_owners:
            yield "1", f"the {part} is a count of 1 to {threshold - 1}"
    for message in _derived_faults(figure, measure):
        yield "5", message


def _derived_faults(figure: PrintedFigure, measure: PublishedMeasure) -> Iterator[str]:
    """Yield the faults of a percentage, rate or median."""
    value, base = figure.number("value"), figure.number("denominator")
    if value is None or measure.kind not in ("ratio", "rate", "median"):
        return
    if any(figure.number(part) is None for part in measure.parts) or base is None:
        yield f"a {measure.kind} whose parts are not printed"
        return
    if measure.kind in ("ratio", "median") and base < LEAST_BASE:
        yield f"a {measure.kind} of fewer than {LEAST_BASE}"
    if measure.kind != "ratio":
        return
    if round(value * 100, 6) != round(value * 100):
        yield "a percentage with decimals"
    above = figure.number("numerator")
    if above is not None and base and abs(value - above / base) > 0.0051:
        yield "a percentage that its parts do not give"


def _finding(release: PublishedRelease, rule: str, cell: PrintedCell, message: str) -> Finding:
    return Finding(release.name, rule, str(cell), message)
