"""Which tables a release repeats from the one before: they say nothing that was not said there.

A table is that of a measure and of the quarter with which its windows end. It is repeated where all
figures are the same, and so are the counts of the quarters that they sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from disclosure.audit.findings import AttackerKnowledge
from disclosure.audit.reader.release_reader import PublishedRelease
from disclosure.audit.reader.release_windows import shift

LATER_WINDOWS = range(4)  # a count is summed by windows that end with its quarter, or up to 3 later
MeasureQuarter = tuple[str, str]


class RepeatedTables:
    """What each release repeats; what is told of measures in `relaxed` never counts as the same."""

    def __init__(
        self,
        releases: Sequence[PublishedRelease],
        knowledge: AttackerKnowledge,
        relaxed: Collection[str],
    ) -> None:
        self._releases = releases
        self._relaxed = relaxed
        self._changed: list[set[MeasureQuarter]] = [set()]
        for number, (before, now) in enumerate(pairwise(releases), start=1):
            changed = {*_differing(before, now), *knowledge.changed(number)}
            self._changed.append(set(_windows_of(changed)))

    def repeats(self, release: int, measure: str, quarter: str) -> bool:
        """Tell whether a release repeats the tables of a measure that end with this quarter."""
        if release == 0 or measure in self._relaxed or (measure, quarter) in self._changed[release]:
            return False
        before, now = self._releases[release - 1], self._releases[release]
        if quarter not in before.held or measure not in before.catalogue:
            return False
        same = before.catalogue[measure].row == now.catalogue[measure].row
        return same and before.levels == now.levels


def _differing(before: PublishedRelease, now: PublishedRelease) -> Iterator[MeasureQuarter]:
    for cell, figure in now.figures.items():
        other = before.figures.get(cell)
        if other is not figure and other != figure:
            yield cell.measure, cell.quarter
    for cell in before.figures.keys() - now.figures.keys():
        yield cell.measure, cell.quarter


def _windows_of(counts: Iterable[MeasureQuarter]) -> Iterator[MeasureQuarter]:
    for measure, quarter in counts:
        for later in LATER_WINDOWS:
            yield measure, shift(quarter, later)
