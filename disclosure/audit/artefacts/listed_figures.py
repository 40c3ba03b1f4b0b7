"""The workbook's list of figures: each row is a figure of values.csv, whatever it is called."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from disclosure.audit.reader.number_matching import FigureLookup
from disclosure.audit.reader.release_reader import (
    SHOWN,
    WHOLE,
    PrintedFigure,
    PublishedRelease,
)

LABELS = ("Measure", "Quarter", "Area", "Group")
NUMBERS = ("Figure", "Numerator", "Denominator")
QUARTER = re.compile(r"Q([1-4]) (\d{4}-\d\d)")
Labels = tuple[str, str, str, str]


def listed_faults(rows: list[list[str]], lookup: FigureLookup) -> Iterator[str]:
    """Yield the rows of a sheet with a figure a row that no figure of their labels prints."""
    heading = next((row for row in rows if {*LABELS, *NUMBERS} <= set(row)), None)
    if heading is None:
        return
    named = _figures_by_labels(lookup.release)
    for row in rows[rows.index(heading) + 1 :]:
        cells = dict(zip(heading, row, strict=False))
        figures = named.get(_labels(cells), [])
        if not any(_is_row_of(cells, figure, lookup) for figure in figures):
            yield f"{', '.join(cells[name] for name in LABELS)} is no such figure"


def _labels(cells: dict[str, str]) -> Labels:
    quarter = QUARTER.sub(r"\2-Q\1", cells["Quarter"])
    return cells["Measure"], quarter, cells["Area"], cells["Group"]


def _is_row_of(cells: dict[str, str], figure: PrintedFigure, lookup: FigureLookup) -> bool:
    """Return whether a row prints a figure: its value, and no part of it but its own."""
    text, *parts = (cells[name].replace(",", "") for name in NUMBERS)
    if figure.shown != SHOWN or figure.number("value") is None:
        return text.startswith("[") and all(part.startswith("[") for part in parts)
    is_percentage = cells.get("Unit") == "percentage"
    if text.startswith("[") or not lookup.is_printed(
        text + "%" * is_percentage, figure, ("value",)
    ):
        return False
    own = (figure.number("numerator"), figure.number("denominator"))
    return all(
        part.startswith("[") or (number is not None and float(part) == number)
        for part, number in zip(parts, own, strict=True)
    )


def _figures_by_labels(release: PublishedRelease) -> dict[Labels, list[PrintedFigure]]:
    areas = _names(release.folder / "data" / "areas.csv", "area_code", "area_name")
    groups: dict[tuple[str, str], str] = {}
    path = release.folder / "data" / "categories.csv"
    if path.is_file():
        with path.open(newline="", encoding="utf-8-sig") as file:
            groups |= {(r["breakdown"], r["category"]): r["label"] for r in csv.DictReader(file)}
    groups[WHOLE, WHOLE] = WHOLE
    named: dict[Labels, list[PrintedFigure]] = {}
    for cell, figure in release.figures.items():
        name = release.catalogue[cell.measure].get("name")
        group = groups.get((cell.breakdown, cell.category), cell.category)
        area = areas.get(cell.area, "Area not known")
        named.setdefault((name, cell.quarter, area, group), []).append(figure)
    return named


def _names(path: Path, code: str, name: str) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row[code]: row.get(name) or row[code] for row in csv.DictReader(file)}
