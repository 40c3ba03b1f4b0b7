"""What was shown stays shown, what was hidden stays hidden (docs/disclosure.md#rule-4)."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.findings import NOTICE, Finding
from disclosure.audit.reader.release_reader import (
    HIDDEN,
    SHOWN,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)


def check_consistency(releases: list[PublishedRelease]) -> Iterator[Finding]:
    """Yield the cells whose state a later release changed, over releases in order.

    A measure whose definition changed counts something else: what was shown of it binds no more.
    What was hidden stays hidden even so, since part of it may be counted as before.
    """
    newest: dict[PrintedCell, PrintedFigure] = {}
    versions: dict[str, int] = {}
    for release in releases:
        newest = {
            cell: figure
            for cell, figure in newest.items()
            if figure.is_hidden or _version(release, cell) == versions[cell.measure]
        }
        for cell, before in newest.items():
            after = release.figures.get(cell)
            if before.shown == SHOWN and after is None:
                message = "shown in an earlier release, left out now"
                yield Finding(release.name, "4", str(cell), message, NOTICE)
            elif before.shown == SHOWN and after is not None and after.is_hidden:
                yield Finding(release.name, "4", str(cell), "shown in an earlier release")
            elif before.shown == HIDDEN and after is not None and _shows(after):
                yield Finding(release.name, "4", str(cell), "hidden in an earlier release")
        newest.update(release.figures)
        versions.update({name: measure.version for name, measure in release.catalogue.items()})


def _version(release: PublishedRelease, cell: PrintedCell) -> int | None:
    measure = release.catalogue.get(cell.measure)
    return None if measure is None else measure.version


def _shows(figure: PrintedFigure) -> bool:
    return figure.shown == SHOWN and not figure.is_owners
