"""A release as its readers get it: the published data files, read back as text and numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

OWNER = "public"  # a column of values.csv: true where the figure was public before (rule 9)
PARTS = ("numerator", "denominator", "value")
COUNTED = ("numerator", "denominator")
HIDDEN, SHOWN, MISSING, NOT_APPLICABLE = "c", "value", "x", "z"
VALUE_COLUMNS = (
    "measure_id", "period_type", "quarter", "area_code", "breakdown", "category",
    "numerator", "denominator", "value", "status", "shown",
)  # fmt: skip


class PrintedCell(NamedTuple):
    """The place of a published figure; `breakdown` and `category` are "all" where there is none."""

    measure: str
    period: str
    quarter: str
    area: str
    breakdown: str
    category: str

    def __str__(self) -> str:
        return "|".join(self)

    def line(self, part: str) -> tuple[str, str, str, str, str]:
        """The measure, part, area, breakdown and category: what it counts, whenever it is."""
        return self.measure, part, self.area, self.breakdown, self.category


@dataclass(frozen=True)
class PrintedFigure:
    """What a release prints at a cell; `texts` are the bytes of every column beside the key."""

    cell: PrintedCell
    texts: dict[str, str]
    status: str
    shown: str

    def number(self, part: str) -> float | None:
        """The printed number of a part, None where nothing is printed."""
        return float(self.texts[part]) if self.texts[part] else None

    @property
    def is_owners(self) -> bool:
        """True for a figure that its owner has published already (rule 9)."""
        return self.texts.get(OWNER, "").lower() == "true"

    @property
    def is_hidden(self) -> bool:
        """True for `[c]`."""
        return self.shown == HIDDEN


@dataclass(frozen=True)
class PublishedMeasure:
    """A row of the published catalogue."""

    measure_id: str
    kind: str
    areas: str
    breakdowns: tuple[str, ...]
    sensitive: bool
    row: dict[str, str]

    def get(self, column: str) -> str:
        """A further column of the catalogue, "" where it has none."""
        return self.row.get(column, "")

    @property
    def parts(self) -> tuple[str, ...]:
        """The counts a row of this measure consists of."""
        by_kind = {"ratio": COUNTED, "median": ("denominator",)}
        return by_kind.get(self.kind, ("numerator",))


@dataclass(frozen=True)
class PublishedRelease:
    """One release: its figures by cell, catalogue, levels of areas, rows of further tables."""

    folder: Path
    quarter: str
    figures: dict[PrintedCell, PrintedFigure]
    repeated: tuple[PrintedCell, ...]
    catalogue: dict[str, PublishedMeasure]
    levels: dict[str, str]
    progress: list[dict[str, str]] = field(default_factory=list)
    statuses: list[dict[str, str]] = field(default_factory=list)  # of activities
    revisions: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Quarter and version, as the folders are named."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def quarters(self) -> list[str]:
        """Every quarter that a figure speaks of, in order."""
        return sorted({cell.quarter for cell in self.figures})

    @cached_property
    def county(self) -> str:
        """The code of the county, the area of every measure's total."""
        return next(area for area, level in self.levels.items() if level == "county")

    @cached_property
    def tables(self) -> dict[tuple[str, str, str, str], set[str]]:
        """The categories printed, by (measure, period, quarter, breakdown)."""
        found: dict[tuple[str, str, str, str], set[str]] = {}
        for cell in self.figures:
            table = (cell.measure, cell.period, cell.quarter, cell.breakdown)
            found.setdefault(table, set()).add(cell.category)
        return found

    @cached_property
    def by_area(self) -> set[tuple[str, str, str]]:
        """The (measure, period, quarter) whose table has rows of areas within the county."""
        whole = (cell for cell in self.figures if cell.breakdown == "all")
        return {(c.measure, c.period, c.quarter) for c in whole if c.area != self.county}

    def speaks_of(self, cell: PrintedCell) -> bool:
        """True where a row tells the cell's number, or its absence from a table does: it is 0."""
        if cell in self.figures:
            return True
        if cell.breakdown == "all" and cell.area != self.county:
            return cell[:3] in self.by_area
        return (*cell[:3], cell.breakdown) in self.tables

    def areas_of(self, measure: str) -> list[str]:
        """The areas that add up to the county for a measure, "unknown" last; may be none."""
        level = self.catalogue[measure].areas
        if level == "county":
            return []
        return [*(area for area, own in self.levels.items() if own == level), "unknown"]


def read_release(folder: Path) -> PublishedRelease:
    """The release in a folder; raises OSError or KeyError where a file or column is missing."""
    data = folder / "data"
    lines = list(_rows(data / "values.csv"))
    figures: dict[PrintedCell, PrintedFigure] = {}
    repeated = []
    for line in lines:
        cell = PrintedCell(*(line[column] for column in VALUE_COLUMNS[:6]))
        if cell in figures:
            repeated.append(cell)
        texts = {column: line[column] for column in line if column not in VALUE_COLUMNS[:6]}
        figures[cell] = PrintedFigure(cell, texts, line["status"], line["shown"])
    return PublishedRelease(
        folder=folder,
        quarter=folder.parent.name,
        figures=figures,
        repeated=tuple(repeated),
        catalogue={row["measure_id"]: _measure(row) for row in _rows(data / "measures.csv")},
        levels={row["area_code"]: row["level"] for row in _rows(data / "areas.csv")},
        progress=list(_rows_of(data, "progress")),
        statuses=list(_rows_of(data, "activity_status")),
        revisions=list(_rows_of(data, "revisions")),
    )


def _rows_of(data: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table that a release may do without."""
    path = data / f"{name}.csv"
    return _rows(path) if path.is_file() else iter(())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def _measure(row: dict[str, str]) -> PublishedMeasure:
    return PublishedMeasure(
        measure_id=row["measure_id"],
        kind=row["kind"],
        areas=row["areas"],
        breakdowns=tuple(name for name in row["breakdowns"].split(";") if name),
        sensitive=row["sensitive"].lower() == "true",
        row=row,
    )
