"""Rule 9: figures that were public before. What is marked as such must be able to be.

A release marks them in values.csv (`public`). A figure of people may be public when its measure
rests on a table that its owner publishes; a sum only when all that it sums is. Homicide reviews are
public events, but not in every window and area.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import (
    HIDDEN,
    SHOWN,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import window

FACTS = Path(__file__).with_suffix(".csv")
"""The auditor's own view of what is public: measure, owner or event, windows, county alone."""

with FACTS.open(newline="", encoding="utf-8") as _file:
    _FACTS = list(csv.DictReader(_file))

OWNERS = frozenset(row["measure_id"] for row in _FACTS if row["public_as"] == "owner")
PUBLIC_EVENTS = {
    row["measure_id"]: (tuple(row["windows"].split(";")), row["county_only"] == "true")
    for row in _FACTS
    if row["public_as"] == "event"
}


def check_public_figures(release: PublishedRelease) -> Iterator[Finding]:
    """Figures marked as public that cannot be, and counts of reviews that are not public events."""
    for cell, figure in release.figures.items():
        if cell.measure not in release.catalogue:
            continue
        for message in _faults(release, figure):
            yield Finding(release.name, "9", str(cell), message)


def _faults(release: PublishedRelease, figure: PrintedFigure) -> Iterator[str]:
    cell = figure.cell
    if cell.measure in PUBLIC_EVENTS:
        periods, county_alone = PUBLIC_EVENTS[cell.measure]
        if cell.period not in periods or (county_alone and cell.area != release.county):
            yield "a count of homicide reviews that is no public event"
        return
    if not figure.is_owners:
        return
    if figure.shown != SHOWN:
        yield "marked as public, and not shown"
    if cell.measure not in OWNERS:
        yield "marked as public, and nobody else publishes its measure"
        return
    for part in _parts(release, cell):
        beside = release.figures.get(part)
        if beside is None or beside.shown not in (SHOWN, HIDDEN) or beside.is_owners:
            continue
        yield f"marked as public, and it sums {part}, which is not"


def _parts(release: PublishedRelease, cell: PrintedCell) -> Iterator[PrintedCell]:
    """The cells that a cell sums: its areas, and the quarters of its window."""
    if cell.area == release.county:
        yield from (cell._replace(area=area) for area in release.areas_of(cell.measure))
    if cell.period != "quarter":
        quarters = window(cell.period, cell.quarter)
        yield from (cell._replace(period="quarter", quarter=each) for each in quarters)
