"""Rows of returns: where a row is a case, the rows accepted are a count of cases."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from dashboard.audit.findings import NOTICE, Finding
from dashboard.audit.release import Cell, Release

ROWS_ARE = {
    "da_incidents": ("incidents_recorded", "numerator"),
    "marac_cases": ("marac_cases", "numerator"),
    "pathway_referrals": ("pathway_referrals", "numerator"),
    "school_notifications": ("school_notifications_within_one_day_rate", "denominator"),
}  # extracts of which a measure counts all rows of the quarter


def check_received(release: Release, threshold: int = 5) -> Iterator[Finding]:
    """Printed numbers of rows that give a hidden count away, or that are small themselves."""
    path = release.folder / "data" / "returns.csv"
    if not path.is_file():
        return
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        extract = _folded(row["agency_and_return"].rpartition(":")[2])
        for name, (measure, part) in ROWS_ARE.items():
            if _folded(name) == extract:
                cell = Cell(measure, "quarter", release.quarter, release.county, "all", "all")
                yield from _faults(release, row, cell, part, threshold)


def _faults(
    release: Release, row: dict[str, str], cell: Cell, part: str, threshold: int
) -> Iterator[Finding]:
    figure = release.figures.get(cell)
    accepted, held_out = row["rows_accepted"], row["rows_held_out"]
    if accepted.isdigit() and figure is not None and figure.is_hidden:
        message = f"{row['agency_and_return']}: the rows accepted are this hidden count"
        yield Finding(release.name, "2", str(cell), message, part=part)
    if held_out.isdigit() and 0 < int(held_out) < threshold:
        message = f"{row['agency_and_return']}: a small number of cases held out"
        yield Finding(release.name, "1", str(cell), message, NOTICE)


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
