"""Figures that were public before (docs/disclosure.md#rule-9): what may be marked as such.

A release marks them in values.csv (`public`). `public_figures.csv` is the auditor's own list of
what can be public, apart from the catalogue: measures that rest on a table which its owner
publishes (a sum only when all that it sums is), and public events, which are never marked but
counted in some windows and areas only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import (
    HIDDEN,
    SHOWN,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
    read_rows,
)
from disclosure.audit.reader.release_windows import window

FILE = Path(__file__).with_name("public_figures.csv")
EVENT, OWNER = "event", "owner"


@dataclass(frozen=True)
class PublicFigures:
    """A measure whose figures may be public; of events, in which windows and areas they are."""

    measure: str
    is_event: bool
    windows: tuple[str, ...]
    county_alone: bool

    def is_public(self, cell: PrintedCell, county: str) -> bool:
        """Return whether a count of events is public in its window and area."""
        return cell.period in self.windows and not (self.county_alone and cell.area != county)


@cache
def read_public_figures(path: Path = FILE) -> tuple[PublicFigures, ...]:
    """Return the rows of the auditor's list; raise ValueError for a row that says neither kind."""
    return tuple(map(_public_figures, read_rows(path)))


def _public_figures(row: dict[str, str]) -> PublicFigures:
    if row["public_as"] not in (EVENT, OWNER):
        raise ValueError(f"not a kind of public figure: {row['public_as']!r}")
    return PublicFigures(
        measure=row["measure_id"],
        is_event=row["public_as"] == EVENT,
        windows=tuple(row["windows"].split(";")),
        county_alone=row["county_only"] == "true",
    )


def check_public_figures(release: PublishedRelease) -> Iterator[Finding]:
    """Yield figures marked as public that cannot be, and counts that are no public events."""
    public = {row.measure: row for row in read_public_figures()}
    for cell, figure in release.figures.items():
        if cell.measure not in release.catalogue:
            continue
        for message in _faults(release, figure, public.get(cell.measure)):
            yield Finding(release.name, "9", str(cell), message)


def _faults(
    release: PublishedRelease, figure: PrintedFigure, public: PublicFigures | None
) -> Iterator[str]:
    cell = figure.cell
    if public is not None and public.is_event:
        if not public.is_public(cell, release.county):
            yield "a count of homicide reviews that is no public event"
        return
    if not figure.is_owners:
        return
    if figure.shown != SHOWN:
        yield "marked as public, and not shown"
    if public is None:
        yield "marked as public, and nobody else publishes its measure"
        return
    for part in _parts(release, cell):
        printed = release.figures.get(part)
        if printed is None or printed.shown not in (SHOWN, HIDDEN) or printed.is_owners:
            continue
        yield f"marked as public, and it sums {part}, which is not"


def _parts(release: PublishedRelease, cell: PrintedCell) -> Iterator[PrintedCell]:
    """Yield the cells that a cell sums: its areas, and the quarters of its window."""
    if cell.area == release.county:
        yield from (cell._replace(area=area) for area in release.areas_of(cell.measure))
    if cell.period != "quarter":
        quarters = window(cell.period, cell.quarter)
        yield from (cell._replace(period="quarter", quarter=quarter) for quarter in quarters)
