"""A release as its readers get it: the published data files, read back as text and numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from lxml.html import HtmlElement

from disclosure.audit.reader.page_tree import read_page

#: A column of values.csv: true where the figure was public before (docs/disclosure.md#rule-9).
OWNER = "public"
PARTS = ("numerator", "denominator", "value")
COUNTED = ("numerator", "denominator")
HIDDEN, SHOWN, MISSING, NOT_APPLICABLE = "c", "value", "x", "z"
WHOLE = "all"  # breakdown and category of a figure that is not broken down
#: The column of the catalogue that lists tables published once a year: all of a measure, the table
#: of its areas, or a breakdown by its name.
LISTED = "published_yearly"
COUNTY, AREAS = "county", "areas"
#: Columns that earlier releases called otherwise.
RENAMED = {
    "good": "polarity",
    "headline": "default_window",
    "rows_held_out": "rows_quarantined",
}
KEPT_LINES = 1 << 18  #: so many lines of values.csv are kept, for releases to share
KEY = ("measure_id", "period_type", "quarter", "area_code", "breakdown", "category")
VALUE_COLUMNS = (*KEY, "numerator", "denominator", "value", "status", "shown")
CountSeries = tuple[str, str, str, str, str]  # measure, part, area, breakdown, category


class PrintedCell(NamedTuple):
    """The key of a published figure; `breakdown` and `category` are "all" where there is none."""

    measure: str
    period: str
    quarter: str
    area: str
    breakdown: str
    category: str

    def __str__(self) -> str:
        return "|".join(self)

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> PrintedCell:
        """Return the key of a row of values.csv, or of any table with its key columns."""
        return cls(*(row[column] for column in KEY))

    def series(self, part: str) -> CountSeries:
        """Return what the cell counts, whenever it is."""
        return self.measure, part, self.area, self.breakdown, self.category


Count = tuple[CountSeries, str]  # of this quarter
Occurrence = tuple[int, PrintedCell, str]  # a number's release (by position), cell and part
QuarterCounts = tuple[Occurrence, ...]  # counts of quarters that a number is the sum of


@dataclass(frozen=True)
class PrintedFigure:
    """What a release prints at a cell; `texts` are the bytes of every column beside the key."""

    cell: PrintedCell
    texts: dict[str, str]
    status: str
    shown: str

    def number(self, part: str) -> float | None:
        """Return the printed number of a part, None where nothing is printed."""
        return float(self.texts[part]) if self.texts[part] else None

    @property
    def is_owners(self) -> bool:
        """Whether its owner has published the figure already (docs/disclosure.md#rule-9)."""
        return self.texts.get(OWNER, "").lower() == "true"

    @property
    def is_hidden(self) -> bool:
        """Whether the figure is printed as `[c]`."""
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
        """Return a further column of the catalogue, "" where it has none."""
        return self.row.get(column, "")

    @property
    def version(self) -> int:
        """The version of its definition, 1 in releases made before the catalogue said so."""
        return int(self.get("definition_version") or 1)

    @property
    def is_stock(self) -> bool:
        """Whether it is as at the quarter's last day, so that other windows repeat it.

        Releases made before the catalogue said so had no other stocks than those of this kind.
        """
        return self.get("is_stock").lower() == "true" or self.kind == "stock"

    @property
    def parts(self) -> tuple[str, ...]:
        """The counts a row of this measure consists of."""
        by_kind = {"ratio": COUNTED, "median": ("denominator",)}
        return by_kind.get(self.kind, ("numerator",))


@dataclass(frozen=True)
class PublishedRelease:
    """One release: its figures by cell, catalogue, levels of areas, rows of further tables.

    `repeated`: the cells that values.csv prints more than once.
    """

    folder: Path
    quarter: str
    figures: dict[PrintedCell, PrintedFigure]
    repeated: tuple[PrintedCell, ...]
    catalogue: dict[str, PublishedMeasure]
    levels: dict[str, str]
    progress: list[dict[str, str]] = field(default_factory=list)
    statuses: list[dict[str, str]] = field(default_factory=list)  # of activities
    revisions: list[dict[str, str]] = field(default_factory=list)
    definition_changes: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Quarter and version, as the folders are named."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def pages(self) -> dict[str, HtmlElement]:
        """The trees of the site's pages by their paths within the release, in order."""
        return {
            path.relative_to(self.folder).as_posix(): read_page(path.read_text(encoding="utf-8"))
            for path in sorted((self.folder / "site").rglob("*.html"))
        }

    @cached_property
    def quarters(self) -> list[str]:
        """Every quarter that a figure speaks of, in order."""
        return sorted({cell.quarter for cell in self.figures})

    @cached_property
    def held(self) -> frozenset[str]:
        """The same, to look one up."""
        return frozenset(self.quarters)

    @cached_property
    def county(self) -> str:
        """The code of the county, the area of every measure's total."""
        return next(area for area, level in self.levels.items() if level == "county")

    @cached_property
    def tables(self) -> dict[tuple[str, str, str, str], set[str]]:
        """The categories printed, by (measure, period, quarter, breakdown)."""
        categories: dict[tuple[str, str, str, str], set[str]] = {}
        for cell in self.figures:
            table = (cell.measure, cell.period, cell.quarter, cell.breakdown)
            categories.setdefault(table, set()).add(cell.category)
        return categories

    @cached_property
    def tables_of(self) -> dict[str, dict[tuple[str, str, str], set[str]]]:
        """The same by measure: for each period, quarter and breakdown the categories printed."""
        tables: dict[str, dict[tuple[str, str, str], set[str]]] = {}
        for (measure, *rest), names in self.tables.items():
            tables.setdefault(measure, {})[rest[0], rest[1], rest[2]] = names
        return tables

    @cached_property
    def by_area(self) -> set[tuple[str, str, str]]:
        """The (measure, period, quarter) whose table has rows of areas within the county."""
        whole = (cell for cell in self.figures if cell.breakdown == WHOLE)
        return {(c.measure, c.period, c.quarter) for c in whole if c.area != self.county}

    def speaks_of(self, cell: PrintedCell) -> bool:
        """Return whether a row tells the cell's number, or its absence from a table does: 0."""
        if cell in self.figures:
            return True
        if cell.breakdown == WHOLE and cell.area != self.county:
            return cell[:3] in self.by_area
        return (*cell[:3], cell.breakdown) in self.tables

    def is_listed(self, measure: str, area: str) -> bool:
        """Return whether the catalogue lists the table of an area as published once a year."""
        listed = self.catalogue[measure].get(LISTED).split(";")
        return COUNTY in listed or (area != self.county and AREAS in listed)

    def areas_of(self, measure: str) -> list[str]:
        """Return the areas that add up to the county for a measure, "unknown" last, or none."""
        level = self.catalogue[measure].areas
        if level == "county":
            return []
        return [*(area for area, own in self.levels.items() if own == level), "unknown"]


def read_release(folder: Path) -> PublishedRelease:
    """Return the release in a folder; raise OSError or KeyError where a file or column lacks."""
    data = folder / "data"
    figures: dict[PrintedCell, PrintedFigure] = {}
    repeated = []
    with (data / "values.csv").open(newline="", encoding="utf-8-sig") as file:
        names, *lines = map(tuple, csv.reader(file))
    for line in filter(None, lines):
        figure = _figure(names, line)
        if figure.cell in figures:
            repeated.append(figure.cell)
        figures[figure.cell] = figure
    return PublishedRelease(
        folder=folder,
        quarter=folder.parent.name,
        figures=figures,
        repeated=tuple(repeated),
        catalogue={row["measure_id"]: _measure(row) for row in read_rows(data / "measures.csv")},
        levels={row["area_code"]: row["level"] for row in read_rows(data / "areas.csv")},
        progress=_rows_if_any(data / "progress.csv"),
        statuses=_rows_if_any(data / "activity_status.csv"),
        revisions=_rows_if_any(data / "revisions.csv"),
        definition_changes=_rows_if_any(data / "definition_changes.csv"),
    )


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file by column, those of earlier releases by their names of today."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield {RENAMED.get(column, column): text for column, text in row.items()}


@lru_cache(maxsize=KEPT_LINES)
def _figure(names: tuple[str, ...], line: tuple[str, ...]) -> PrintedFigure:
    """Return the figure of a line of values.csv; lines that releases repeat are one in memory."""
    row = dict(zip_longest((RENAMED.get(name, name) for name in names), line))
    texts = {column: text for column, text in row.items() if column not in KEY}
    return PrintedFigure(PrintedCell.of_row(row), texts, row["status"], row["shown"])


def _rows_if_any(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table that a release may do without."""
    return list(read_rows(path)) if path.is_file() else []


def _measure(row: dict[str, str]) -> PublishedMeasure:
    return PublishedMeasure(
        measure_id=row["measure_id"],
        kind=row["kind"],
        areas=row["areas"],
        breakdowns=tuple(name for name in row["breakdowns"].split(";") if name),
        sensitive=row["sensitive"].lower() == "true",
        row=row,
    )
