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
    """Yield the cells whose state a later release changed, over releases in order."""
    newest: dict[PrintedCell, PrintedFigure] = {}
    for release in releases:
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


def _shows(figure: PrintedFigure) -> bool:
    return figure.shown == SHOWN and not figure.is_owners
