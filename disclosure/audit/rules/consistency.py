"""Rule 4 cell by cell: what was shown stays shown, what was hidden stays hidden."""

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
    """The cells whose state a later release changed, over releases in order."""
    last: dict[PrintedCell, PrintedFigure] = {}
    for release in releases:
        for cell, before in last.items():
            after = release.figures.get(cell)
            if before.shown == SHOWN and after is None:
                message = "shown in an earlier release, left out now"
                yield Finding(release.name, "4", str(cell), message, NOTICE)
            elif before.shown == SHOWN and after is not None and after.is_hidden:
                yield Finding(release.name, "4", str(cell), "shown in an earlier release")
            elif before.shown == HIDDEN and after is not None and _tells(after):
                yield Finding(release.name, "4", str(cell), "hidden in an earlier release")
        last.update(release.figures)


def _tells(figure: PrintedFigure) -> bool:
    return figure.shown == SHOWN and not figure.is_owners
