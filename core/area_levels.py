"""The levels of areas that figures are given for, read from the seed `area_levels`."""

import csv
from dataclasses import dataclass
from functools import cache

from core.project import REFERENCE


@dataclass(frozen=True)
class AreaLevel:
    """A level of areas: its name, and what its areas are called."""

    level: str
    title: str
    singular: str
    has_pages: bool
    is_whole: bool


@cache
def area_levels() -> dict[str, AreaLevel]:
    """Return the levels by name, the smallest areas first."""
    with (REFERENCE / "area_levels.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["position"]))
    return {
        row["level"]: AreaLevel(
            row["level"],
            row["title"],
            row["singular"],
            row["has_pages"] == "true",
            row["is_whole"] == "true",
        )
        for row in rows
    }


@cache
def whole_level() -> str:
    """Return the level whose one area is the whole that the warehouse is for."""
    return next(level.level for level in area_levels().values() if level.is_whole)


@cache
def part_levels() -> tuple[str, ...]:
    """Return the levels whose areas are parts of the whole, the smallest areas first."""
    names = list(area_levels())
    return tuple(names[: names.index(whole_level())])
