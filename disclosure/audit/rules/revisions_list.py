"""The lists of what changed: they say what the releases printed and defined, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import FigureLookup, numbers_in
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import PARTS, PrintedCell, PublishedRelease
from disclosure.audit.rules.returns_table import tables_of_returns


def check_revisions(releases: list[PublishedRelease]) -> Iterator[Finding]:
    """Yield revisions that name a number which no release printed there.

    And changes of a definition that quote what no release has. `releases`: in order of publication
    (docs/disclosure.md#rule-8).
    """
    for number, release in enumerate(releases):
        for row in release.definition_changes:
            for message in _definition_faults(row, releases[: number + 1]):
                yield Finding(release.name, "8", row["measure_id"], message)
    lookups: list[FigureLookup] = []
    for release in releases:
        lookups.append(FigureLookup(release))
        for row in release.revisions:
            cell = PrintedCell.of_row(row)
            for message in _faults(row, cell, lookups):
                yield Finding(release.name, "8", str(cell), message)


def _definition_faults(row: dict[str, str], releases: list[PublishedRelease]) -> Iterator[str]:
    definitions = [
        {"", release.catalogue[row["measure_id"]].get("definition")}
        for release in releases
        if row["measure_id"] in release.catalogue
    ]
    if row["before"] not in set().union({""}, *definitions):
        yield "the change of its definition quotes one before that no release has"
    own = releases[-1].catalogue.get(row["measure_id"])
    if row["now"] != (own.get("definition") if own else ""):
        yield "the change of its definition quotes another one than the release has"
    if numbers_in(row["change"]):
        yield "the change of its definition says a number"


def _faults(row: dict[str, str], cell: PrintedCell, lookups: list[FigureLookup]) -> Iterator[str]:
    now, before = lookups[-1:], lookups[:-1]
    if not all(_is_printed(number, cell, now) for number in numbers_in(row["now"])):
        yield "the revision says a number now that is not printed"
    if not all(_is_printed(number, cell, before) for number in numbers_in(row["before"])):
        yield "the revision says a number before that was not printed"
    if set(lookups[-1].unexplained(row["reason"], ())) - _in_titles(lookups[-1].release):
        yield "the revision's reason says a number"


def _in_titles(release: PublishedRelease) -> set[str]:
    """Return the numbers in the titles of returns, as the table of returns prints them."""
    titles = (title for _, table in tables_of_returns(release) for title in table.iter("th"))
    return {number for title in titles for number in numbers_in(whole_text(title))}


def _is_printed(number: str, cell: PrintedCell, lookups: list[FigureLookup]) -> bool:
    figures = ((lookup, lookup.release.figures.get(cell)) for lookup in lookups)
    return any(figure and lookup.is_printed(number, figure, PARTS) for lookup, figure in figures)
