"""The order of rows: the same everywhere, so that no order tells which hidden count is larger.

An order is told by comparison: areas and categories that two tables put differently, or rows of
values.csv out of the order of their keys, were ordered by something that is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from disclosure.audit.findings import Finding
from disclosure.audit.reader.html_tree import Element, parse
from disclosure.audit.reader.release_reader import PrintedCell, PublishedRelease

REVISIONS = re.compile(r"revisions(-\d+)?\.html")
Line = tuple[str, str]  # a breakdown with one of its categories, or "" with an area


def check_row_order(release: PublishedRelease) -> Iterator[Finding]:
    """Rows whose order is not that of the other tables."""
    for before, after in pairwise(release.figures):
        if before > after:
            yield Finding(release.name, "8", "values.csv", f"is not in order at {after}")
            break
    told: dict[tuple[Line, Line], str] = {}
    for path in sorted((release.folder / "site").rglob("*.html")):
        name = path.relative_to(release.folder).as_posix()
        if REVISIONS.fullmatch(path.name):  # a list of single figures, in the order of their keys
            continue
        for table in parse(path.read_text(encoding="utf-8")).all("table"):
            for one, other in _pairs(table):
                if one[0] != other[0] or one == other or release.county in (one[1], other[1]):
                    continue
                if (other, one) in told:
                    message = f"{name} orders {one[1]} and {other[1]} otherwise than "
                    yield Finding(release.name, "8", "|".join(one), message + told[other, one])
                told.setdefault((one, other), name)


def _pairs(table: Element) -> Iterator[tuple[Line, Line]]:
    """Each two categories or areas of a table, the first before the other."""
    rows = [_cells(row) for row in table.all("tr")]
    for row in rows:
        yield from combinations(row, 2)
    # Rows of different quarters are no list of categories, though each may print one alone.
    single = [next(iter(row.items())) for row in rows if len(row) == 1]
    for (one, quarters), (other, others) in combinations(single, 2):
        if quarters & others:
            yield one, other


def _cells(row: Element) -> dict[Line, set[str]]:
    """The categories or areas whose figures a row prints, in order, each with its quarters."""
    found: dict[Line, set[str]] = {}
    for element in row.walk():
        key = element.attributes.get("data-cell", "").split("|")[:-1]
        if len(key) == len(PrintedCell._fields):
            cell = PrintedCell(*key)
            line = (cell.breakdown, cell.category) if cell.category != "all" else ("", cell.area)
            found.setdefault(line, set()).add(cell.quarter)
    return found
