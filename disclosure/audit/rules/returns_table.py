"""Rows of returns: where a row is a person or a case, how many there are is a hidden figure too."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import numbers_in
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import PublishedRelease, read_rows
from disclosure.audit.rules.public_figures import read_public_figures

ACCEPTED, QUARANTINED = "rows_accepted", "rows_quarantined"
TABLE = "returns"  # the id of the table on a page, which had another name once


def check_returns_table(release: PublishedRelease) -> Iterator[Finding]:
    """Yield printed numbers of rows of people, and numbers of rows that only the page prints.

    That none was quarantined may be said, as any 0 (docs/disclosure.md#rule-2).
    """
    path = release.folder / "data" / "returns.csv"
    if not path.is_file():
        return
    rows = list(read_rows(path))
    of_people = _extracts_of_people(release)
    for row in rows:
        name = f"{row['agency']}: {row['extract']}"
        if row["extract"] in of_people and row[ACCEPTED].isdigit():
            yield Finding(release.name, "2", name, "tells how many rows of people were accepted")
        if row["extract"] in of_people and row[QUARANTINED].strip("0").isdigit():
            yield Finding(release.name, "2", name, "tells how many rows of people were quarantined")
    yield from _page_faults(release, rows)


def tables_of_returns(release: PublishedRelease) -> Iterator[tuple[str, HtmlElement]]:
    """Yield each table of a release's returns, with the name of its page."""
    for name, page in release.pages.items():
        for table in page.iter("table"):
            if table.get("id") == TABLE:
                yield name, table


def _extracts_of_people(release: PublishedRelease) -> set[str]:
    """Return the extracts that a measure of people or of public events rests on."""
    events = {row.measure for row in read_public_figures() if row.is_event}
    return {
        extract
        for measure in release.catalogue.values()
        if measure.sensitive or measure.measure_id in events
        for extract in measure.get("extracts").split(";")
    }


def _page_faults(release: PublishedRelease, rows: list[dict[str, str]]) -> Iterator[Finding]:
    """Yield where a row of the page's table prints other numbers than the file's row."""
    for name, table in tables_of_returns(release):
        for message in _table_faults(table, rows):
            yield Finding(release.name, "11", name, message)


def _table_faults(table: HtmlElement, rows: list[dict[str, str]]) -> Iterator[str]:
    printed_rows = [row for row in table.iter("tr") if next(row.iter("td"), None) is not None]
    if len(printed_rows) != len(rows):
        yield "lists other returns than returns.csv"
        return
    for printed_row, row in zip(printed_rows, rows, strict=True):
        printed = [
            number.replace(",", "")
            for cell in printed_row.iter("td")
            for number in numbers_in(whole_text(cell))
        ]
        if printed != [row[name] for name in (ACCEPTED, QUARANTINED) if row[name].isdigit()]:
            yield f"{row['agency']}: {row['extract']} is not what returns.csv says"
