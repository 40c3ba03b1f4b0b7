"""Which numbers of successive releases are the same number.

An attacker lays all releases together. A count that two of them hide is one unknown as long as
nothing printed says that it changed. What says so: another version of the measure's definition (it
is another number, and neither grew out of the other), another status (a return came meanwhile), two
printed figures that differ, or a total that changed by more than its printed parts explain. A
return that came late can only add, so the later count is then at least the earlier. Whoever holds
the numbers of all releases says it exactly (`AttackerKnowledge`).
"""

from __future__ import annotations

from collections.abc import Iterable

from disclosure.audit.findings import NOTHING_KNOWN, AttackerKnowledge
from disclosure.audit.reader.release_reader import (
    MISSING,
    SHOWN,
    CountSeries,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)

LATER = ("missing", "partial", "complete")


class VintageHistory:
    """The vintage of every count of a quarter, over releases in order."""

    def __init__(
        self, releases: list[PublishedRelease], knowledge: AttackerKnowledge = NOTHING_KNOWN
    ) -> None:
        self.releases = releases
        self.knowledge = knowledge
        self._vintages: dict[tuple[CountSeries, str], list[int]] = {}
        self._unexplained: dict[tuple[int, str, str, str, str], bool] = {}

    def vintage(self, release: int, series: CountSeries, quarter: str) -> int:
        """Return the first release whose count here is the same as this release's."""
        vintages = self._vintages.setdefault((series, quarter), [0])
        for later in range(len(vintages), release + 1):
            same = self._is_same(later, series, quarter)
            vintages.append(vintages[later - 1] if same else later)
        return vintages[release]

    def only_grew(self, release: int, series: CountSeries, quarter: str) -> bool:
        """Return whether the count differs from the release before by late returns alone."""
        if self._is_redefined(release, series[0]):
            return False
        before, after = self._pair(release, series, quarter)
        if before is None or after is None or "missing" in (before.status, after.status):
            return False
        return LATER.index(after.status) > LATER.index(before.status)

    def _is_redefined(self, release: int, measure: str) -> bool:
        """Return whether the release before counts by another definition, or not at all."""
        before = self.releases[release - 1].catalogue.get(measure)
        after = self.releases[release].catalogue.get(measure)
        return before is None or after is None or before.version != after.version

    def _pair(
        self, release: int, series: CountSeries, quarter: str
    ) -> tuple[PrintedFigure | None, PrintedFigure | None]:
        """Return the figures that speak for a series: its own, else the county's total."""
        measure, _, area, breakdown, category = series
        own = PrintedCell(measure, "quarter", quarter, area, breakdown, category)
        before, after = self.releases[release - 1], self.releases[release]
        if own in before.figures or own in after.figures:
            return before.figures.get(own), after.figures.get(own)
        total = own._replace(area=after.county, breakdown="all", category="all")
        return before.figures.get(total), after.figures.get(total)

    def _is_same(self, release: int, series: CountSeries, quarter: str) -> bool:
        if self._is_redefined(release, series[0]):
            return False
        told = self.knowledge.is_same(release, (series, quarter))
        if told is not None:
            return told
        before, after = self._pair(release, series, quarter)
        if before is None and after is None:
            return True
        if before is None or after is None or before.status != after.status:
            return False
        part = series[1]
        if before.shown == after.shown == SHOWN:
            return before.texts[part] == after.texts[part]
        county = self.releases[release].county
        if series[2:] == (county, "all", "all"):
            return True
        return self._is_explained(release, series, quarter)

    def _is_explained(self, release: int, series: CountSeries, quarter: str) -> bool:
        """Return whether the total changed by no more than the printed counts beside this one."""
        measure, part, _, breakdown, _ = series
        key = (release, measure, part, breakdown, quarter)
        if key not in self._unexplained:
            self._unexplained[key] = self._total_explained(release, series, quarter)
        return self._unexplained[key]

    def _total_explained(self, release: int, series: CountSeries, quarter: str) -> bool:
        measure, part = series[:2]
        county = self.releases[release].county
        total = PrintedCell(measure, "quarter", quarter, county, "all", "all")
        change = self._change(release, total, part)
        if change is None or change == 0:
            return True
        siblings = [
            self._change(release, cell, part) for cell in self._siblings(release, series, total)
        ]
        return any(part is None for part in siblings) or sum(filter(None, siblings)) == change

    def _siblings(
        self, release: int, series: CountSeries, total: PrintedCell
    ) -> Iterable[PrintedCell]:
        measure, breakdown, now = series[0], series[3], self.releases[release]
        if breakdown == "all":
            return (total._replace(area=area) for area in now.areas_of(measure))
        table = (measure, "quarter", total.quarter, breakdown)
        categories = sorted(
            now.tables.get(table, set()) | self.releases[release - 1].tables.get(table, set())
        )
        return (total._replace(breakdown=breakdown, category=name) for name in categories)

    def _change(self, release: int, cell: PrintedCell, part: str) -> float | None:
        """Return how much a count changed: 0 while hidden and alike, None when it may be any."""
        before = self.releases[release - 1].figures.get(cell)
        after = self.releases[release].figures.get(cell)
        if before is None and after is None:
            return 0
        if before and after and before.is_hidden and after.is_hidden:
            return 0 if before.status == after.status else None
        numbers = [_number(before, part), _number(after, part)]
        return None if None in numbers else (numbers[1] or 0) - (numbers[0] or 0)


def _number(figure: PrintedFigure | None, part: str) -> float | None:
    if figure is None or figure.shown == MISSING:
        return 0
    return None if figure.is_hidden else figure.number(part)
