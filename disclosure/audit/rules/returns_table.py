"""Rows of returns: where a row is a person or a case, how many there are is a hidden figure too."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from disclosure.audit.findings import Finding
from disclosure.audit.reader.html_tree import parse
from disclosure.audit.reader.number_matching import numbers_in
from disclosure.audit.reader.release_reader import PublishedRelease
from disclosure.audit.rules.public_figures import PUBLIC_EVENTS

COUNTED = ("rows_accepted", "rows_held_out")
PAGE = "data-received.html"


def check_returns_table(release: PublishedRelease) -> Iterator[Finding]:
    """Printed numbers of rows of people, and numbers of rows that only the page prints.

    That none was held out may be said, as any 0.
    """
    path = release.folder / "data" / "returns.csv"
    if not path.is_file():
        return
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    of_people = _of_people(release)
    for row in rows:
        name = f"{row['agency']}: {row['extract']}"
        if row["extract"] in of_people and row["rows_accepted"].isdigit():
            yield Finding(release.name, "2", name, "tells how many rows of people were accepted")
        if row["extract"] in of_people and row["rows_held_out"].strip("0").isdigit():
            yield Finding(release.name, "2", name, "tells how many rows of people were held out")
    yield from _page_faults(release, rows)


def _of_people(release: PublishedRelease) -> set[str]:
    """The extracts that a measure of people or of homicide reviews rests on."""
    return {
        extract
        for measure in release.catalogue.values()
        if measure.sensitive or measure.measure_id in PUBLIC_EVENTS
        for extract in measure.get("extracts").split(";")
    }


def _page_faults(release: PublishedRelease, rows: list[dict[str, str]]) -> Iterator[Finding]:
    """A row of the page's table prints the numbers of the file's row, and no others."""
    path = release.folder / "site" / PAGE
    if not path.is_file():
        return
    page = parse(path.read_text(encoding="utf-8"))
    lines = [line for line in page.all("tr") if any(line.all("td"))]
    if len(lines) != len(rows):
        yield Finding(release.name, "11", PAGE, "lists other returns than returns.csv")
        return
    for line, row in zip(lines, rows, strict=True):
        printed = [
            text.replace(",", "") for cell in line.all("td") for text in numbers_in(cell.text)
        ]
        if printed != [row[name] for name in COUNTED if row[name].isdigit()]:
            message = f"{row['agency']}: {row['extract']} is not what returns.csv says"
            yield Finding(release.name, "11", PAGE, message)
