"""Tables that the county publishes once a year are published so, and stay so.

docs/disclosure.md#rule-7. Each release's catalogue lists them in `published_yearly`; releases that
were made before it did list none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from disclosure.audit.findings import UNPUBLISHED, Finding
from disclosure.audit.reader.release_reader import (
    AREAS,
    COUNTY,
    LISTED,
    WHOLE,
    PrintedCell,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.rules.cell_rules import PEOPLE
from disclosure.audit.rules.public_figures import read_public_figures


class YearlyTable(NamedTuple):
    """A table as the catalogue lists it; another definition makes it another one."""

    measure: str
    version: int
    table: str


class PrintedTable(NamedTuple):
    """The rows of a table in one window: of the county, of its areas, or of a breakdown."""

    table: YearlyTable
    period: str
    quarter: str


def check_yearly_tables(releases: list[PublishedRelease]) -> Iterator[Finding]:
    """Yield, over releases in order, what stands in a listed table and is of no financial year.

    What an earlier release printed may stay. What an earlier release listed must be listed.
    """
    printed: set[PrintedTable] = set()
    listed: dict[YearlyTable, str] = {}
    for release in releases:
        yearly = {
            YearlyTable(name, measure.version, table)
            for name, measure in release.catalogue.items()
            for table in filter(None, measure.get(LISTED).split(";"))
        }
        for before, since in listed.items():
            if not _is_listed(before, yearly) and _may_be_listed(before, release):
                cell = f"{before.measure}|{before.table}"
                message = f"published once a year in {since}, and no longer listed"
                yield Finding(release.name, UNPUBLISHED, cell, message)
        listed = dict.fromkeys(yearly, release.name) | listed
        now = {
            PrintedTable(YearlyTable(measure, release.catalogue[measure].version, name), *when)
            for measure, name, *when in _tables(release)
            if measure in release.catalogue
        }
        wrong = {
            (each.table.measure, each.table.table, each.period, each.quarter)
            for each in now - printed
            if _is_listed(each.table, yearly) and not _is_of_a_year(each)
        }
        for figure in release.figures if wrong else ():
            if _table_of(figure, release.county) in wrong:
                message = "of a table that is published once a year"
                yield Finding(release.name, UNPUBLISHED, str(figure), message)
        printed |= now


def _tables(release: PublishedRelease) -> set[tuple[str, str, str, str]]:
    """Return the tables that a release prints: measure, name, window and quarter."""
    return {_table_of(figure, release.county) for figure in release.figures}


def _table_of(cell: PrintedCell, county: str) -> tuple[str, str, str, str]:
    name = cell.breakdown
    if name == WHOLE:
        name = COUNTY if cell.area == county else AREAS
    return cell.measure, name, cell.period, cell.quarter


def _is_listed(table: YearlyTable, yearly: set[YearlyTable]) -> bool:
    return table in yearly or table._replace(table=COUNTY) in yearly


def _is_of_a_year(table: PrintedTable) -> bool:
    """Tell whether figures are of the four quarters from April to March."""
    return table.period != "quarter" and table.quarter.endswith("Q4")


def _may_be_listed(table: YearlyTable, release: PublishedRelease) -> bool:
    """Tell whether a release still has this table of this definition, and has it hidden at all."""
    measure = release.catalogue.get(table.measure)
    if measure is None or measure.version != table.version or not _is_hidden(measure):
        return False
    if table.table == AREAS:
        return measure.areas != COUNTY
    return table.table == COUNTY or table.table in {*measure.breakdowns}.difference(PEOPLE)


def _is_hidden(measure: PublishedMeasure) -> bool:
    """Tell whether small numbers of a measure are hidden for each quarter by itself."""
    events = {row.measure for row in read_public_figures() if row.is_event}
    return measure.sensitive and not measure.is_stock and measure.measure_id not in events
