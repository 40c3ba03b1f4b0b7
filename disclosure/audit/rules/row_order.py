"""The order of rows: the same everywhere, so that no order tells which hidden count is larger.

An order is told by comparison: areas and categories that two tables put differently, or rows of
values.csv out of the order of their keys, were ordered by something that is not printed
(docs/disclosure.md#rule-8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from lxml.html import HtmlElement

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import WHOLE, PrintedCell, PublishedRelease

#: A list of single figures, in the order of their keys.
REVISIONS = re.compile(r".*/revisions(-\d+)?\.html")
Heading = tuple[str, str]  # a breakdown with one of its categories, or "" with an area


def check_row_order(release: PublishedRelease) -> Iterator[Finding]:
    """Yield rows whose order is not that of the other tables."""
    for before, after in pairwise(release.figures):
        if before > after:
            yield Finding(release.name, "8", "values.csv", f"is not in order at {after}")
            break
    page_of: dict[tuple[Heading, Heading], str] = {}
    for name, page in release.pages.items():
        if REVISIONS.fullmatch(name):
            continue
        for first, second in (pair for table in page.iter("table") for pair in _pairs(table)):
            if first[0] != second[0] or first == second or release.county in (first[1], second[1]):
                continue
            if (second, first) in page_of:
                message = f"{name} orders {first[1]} and {second[1]} otherwise than "
                message += page_of[second, first]
                yield Finding(release.name, "8", "|".join(first), message)
            page_of.setdefault((first, second), name)


def _pairs(table: HtmlElement) -> Iterator[tuple[Heading, Heading]]:
    """Yield each two categories or areas of a table, the first before the other."""
    rows = [_headings(row) for row in table.iter("tr")]
    for row in rows:
        yield from combinations(row, 2)
    # Rows of different quarters are no list of categories, though each may print one alone.
    single = [next(iter(row.items())) for row in rows if len(row) == 1]
    for (first, quarters), (second, others) in combinations(single, 2):
        if quarters & others:
            yield first, second


def _headings(row: HtmlElement) -> dict[Heading, set[str]]:
    """Return the categories or areas whose figures a row prints, in order, with their quarters."""
    headings: dict[Heading, set[str]] = {}
    for element in row.iter():
        key = element.get("data-cell", "").split("|")[:-1]
        if len(key) == len(PrintedCell._fields):
            cell = PrintedCell(*key)
            is_category = cell.category != WHOLE
            heading = (cell.breakdown, cell.category) if is_category else ("", cell.area)
            headings.setdefault(heading, set()).add(cell.quarter)
    return headings
