"""A longer window is printed only when it is held in full (docs/progress.md#what-may-be-shown).

None of its quarters may lie before the first of the release: from two such windows a small number
of a quarter that is not published could be computed. And it must be complete: a part of a year
reads as a low year.
"""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.findings import Finding
from disclosure.audit.reader.release_reader import SHOWN, PublishedRelease
from disclosure.audit.reader.release_windows import window

RULE = "windows"


def check_whole_windows(release: PublishedRelease) -> Iterator[Finding]:
    """Yield the longer windows that a release prints though it does not hold them in full."""
    first = release.quarters[0]
    for cell, figure in release.figures.items():
        if cell.period == "quarter" or figure.shown != SHOWN:
            continue
        if window(cell.period, cell.quarter)[0] < first:
            yield Finding(release.name, RULE, str(cell), "it begins before the first quarter held")
        elif figure.status != "complete":
            yield Finding(release.name, RULE, str(cell), "not all of its returns have come")
