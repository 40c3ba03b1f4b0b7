"""The list of revisions: it says of each figure what the releases printed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.findings import Finding
from disclosure.audit.reader.html_tree import parse
from disclosure.audit.reader.number_matching import FigureLookup, numbers_in
from disclosure.audit.reader.release_reader import (
    PARTS,
    VALUE_COLUMNS,
    PrintedCell,
    PublishedRelease,
)

KEY = VALUE_COLUMNS[:6]


def check_revisions(releases: list[PublishedRelease]) -> Iterator[Finding]:
    """Revisions that name a number which no release printed there; over releases in order."""
    readers: list[FigureLookup] = []
    for release in releases:
        readers.append(FigureLookup(release))
        for row in release.revisions:
            cell = PrintedCell(*(row[column] for column in KEY))
            for message in _faults(row, cell, readers):
                yield Finding(release.name, "8", str(cell), message)


def _faults(row: dict[str, str], cell: PrintedCell, readers: list[FigureLookup]) -> Iterator[str]:
    now, before = readers[-1:], readers[:-1]
    if not all(_is_printed(text, cell, now) for text in numbers_in(row["now"])):
        yield "the revision says a number now that is not printed"
    if not all(_is_printed(text, cell, before) for text in numbers_in(row["before"])):
        yield "the revision says a number before that was not printed"
    if set(readers[-1].unexplained(row["reason"], ())) - _in_titles(readers[-1].release):
        yield "the revision's reason says a number"


def _in_titles(release: PublishedRelease) -> set[str]:
    """The numbers in the titles of returns, as the page of data received prints them."""
    path = release.folder / "site" / "data-received.html"
    if not path.is_file():
        return set()
    page = parse(path.read_text(encoding="utf-8"))
    return {number for title in page.all("th") for number in numbers_in(title.text)}


def _is_printed(text: str, cell: PrintedCell, readers: list[FigureLookup]) -> bool:
    figures = ((reader, reader.release.figures.get(cell)) for reader in readers)
    return any(figure and reader.is_printed(text, figure, PARTS) for reader, figure in figures)
