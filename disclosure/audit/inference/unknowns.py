"""The attacker's book of unknowns: one for each count of a quarter, and for sums over windows.

What is known of a count of one quarter, from the release's figures:
- printed: known. `[x]` (no return) and 0 of 0 add nothing.
- `[c]`: unknown, at least 1, since zeros are printed. Two kinds may be 0: a ratio's numerator,
  since a ratio is hidden as a whole, and what an earlier release hid, since it stays hidden
  whatever a correction has left of it (the count of that earlier release is at least 1).
- no row: 0 where rows stand only for what counts (a category of a table that is printed, area
  "unknown"), or where the total is 0; else an unpublished count, at least 0.
- before the first quarter: an unpublished count when a window that reaches back is complete (a
  register), else 0.
"""

from __future__ import annotations

from functools import cached_property

from disclosure.audit.inference.equations import EXACT, INFINITY, Contradiction, EquationSystem
from disclosure.audit.inference.merging import merge_equals
from disclosure.audit.inference.vintages import Count, CountSeries, VintageHistory
from disclosure.audit.reader.release_reader import (
    MISSING,
    NOT_APPLICABLE,
    PrintedCell,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.reader.release_windows import window

Occurrence = tuple[int, PrintedCell, str]  # release (by number), cell, part


class Unknowns:
    """The unknowns of all releases; `places` says where each hidden one stands."""

    def __init__(
        self,
        releases: list[PublishedRelease],
        loose: frozenset[str] = frozenset(),
        changed: frozenset[Count] = frozenset(),
        waiting: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Counts in `changed` and of the measures in `loose` may differ in every release.

        Of those in `waiting` the newest release says nothing.
        """
        self.releases = releases
        self.loose = loose
        self.waiting = waiting
        self.history = VintageHistory(releases, changed)
        self.system = EquationSystem()
        self.owner: list[str] = []
        self.places: dict[int, list[Occurrence]] = {}
        self.printed: set[int] = (
            set()
        )  # what some release prints is no secret, only a matter of rule 4
        self.mismatches: dict[str, str] = {}  # measure, first cell that does not agree
        self._counts: dict[tuple[CountSeries, str, int], int | None] = {}
        self._sums: dict[tuple[int, ...], int] = {}
        self._written: set[object] = set()
        self._reach: dict[tuple[int, str], bool] = {}

    @cached_property
    def categories(self) -> dict[tuple[str, str], set[str]]:
        """Every category that any release prints, by measure and breakdown."""
        found: dict[tuple[str, str], set[str]] = {}
        for release in self.releases:
            for (measure, _, _, breakdown), names in release.tables.items():
                found.setdefault((measure, breakdown), set()).update(names)
        return found

    def count(self, release: int, line: CountSeries, quarter: str) -> int | None:
        """The unknown of a quarter's count in a release; None where it is 0 for certain."""
        vintage = self._vintage(release, line, quarter)
        key = (line, quarter, vintage)
        if key not in self._counts:
            self._counts[key] = self._new_count(release, line, quarter)
            self._link(release, line, quarter, self._counts[key])
        elif vintage != release:
            self._learn(release, line, quarter, self._counts[key])
        return self._counts[key]

    def total(self, release: int, line: CountSeries, period: str, quarter: str) -> list[int]:
        """The unknowns that a window sums."""
        quarters = self._summed(release, line[0], period, quarter)
        counts = (self.count(release, line, each) for each in quarters)
        return [count for count in counts if count is not None]

    def sum_of(self, counts: list[int], cell: PrintedCell) -> int:
        """The unknown that is the sum of others: a lone one is itself."""
        if len(counts) == 1:
            return counts[0]
        key = tuple(counts)
        if key not in self._sums:
            self._sums[key] = self._unknown(cell.measure, 0, INFINITY if counts else 0)
            terms = {**dict.fromkeys(counts, 1.0), self._sums[key]: -1.0}
            self.require(terms, 0, 0, cell)
        return self._sums[key]

    def require(self, terms: dict[int, float], low: float, high: float, cell: PrintedCell) -> None:
        """Adds a row once; one of printed figures that does not hold is noted and left out."""
        key = (frozenset(terms.items()), low, high)
        if key in self._written:
            return
        self._written.add(key)
        if all(self.system.is_fixed(unknown) for unknown in terms):
            known = sum(value * self.system.lower[n] for n, value in terms.items())
            if not low - EXACT <= known <= high + EXACT:
                self._mismatch(cell)
            return
        self.system.require(terms, low, high)

    def narrow(self, unknown: int, low: float, high: float, place: Occurrence) -> None:
        """Cuts an unknown's bounds; a contradiction of printed figures is noted and left out."""
        ends = self.system.lower[unknown], self.system.upper[unknown]
        try:
            self.system.narrow(unknown, low, high)
        except Contradiction:
            self.system.lower[unknown], self.system.upper[unknown] = ends
            self._mismatch(place[1])

    def settle(self) -> None:
        """Makes equal counts one and drops rows of known counts, noting those that do not hold."""
        stands_for = merge_equals(self.system)
        for unknown, places in list(self.places.items()):
            if stands_for[unknown] != unknown:
                self.places.setdefault(stands_for[unknown], []).extend(places)
                del self.places[unknown]
        self.printed = {stands_for[unknown] for unknown in self.printed}
        for key, count in self._counts.items():
            self._counts[key] = None if count is None else stands_for[count]
        kept = []
        for row in self.system.rows:
            if not all(self.system.is_fixed(unknown) for unknown, _ in row.terms):
                kept.append(row)
                continue
            known = sum(value * self.system.lower[unknown] for unknown, value in row.terms)
            if not row.low - EXACT <= known <= row.high + EXACT:
                owner = self.owner[row.terms[0][0]]
                self.mismatches.setdefault(owner, owner)
        self.system.rows = kept

    def _mismatch(self, cell: PrintedCell) -> None:
        self.mismatches.setdefault(cell.measure, str(cell))

    def hide(self, unknown: int, place: Occurrence) -> None:
        """Notes that a place hides this unknown, with the least value that `[c]` admits."""
        self.places.setdefault(unknown, []).append(place)
        self.narrow(unknown, self._least(place), INFINITY, place)

    def unpublished(self) -> dict[int, Occurrence]:
        """The counts of categories that no table prints, with the release they are of."""
        found = {}
        for (line, quarter, release), count in self._counts.items():
            if count is None or count in self.places or line[3] == "all":
                continue
            if quarter >= self.releases[release].quarters[0]:
                found[count] = (release, self._cell(line, quarter), line[1])
        return found

    def counts_of(self, unknown: int) -> set[Count]:
        """The counts of a quarter that the places of an unknown are, or are sums of."""
        found: set[Count] = set()
        for number, cell, part in self.places.get(unknown, ()):
            line = cell.line(part)
            quarters = self._summed(number, cell.measure, cell.period, cell.quarter)
            found |= {(line, quarter) for quarter in quarters}
        return found

    def waits(self, place: Occurrence) -> bool:
        """True where the newest release stands as an earlier one did: a correction waits."""
        number, cell, part = place
        return number == len(self.releases) - 1 and (str(cell), part) in self.waiting

    def only_grew_since(self, place: Occurrence) -> bool:
        """True when what stands here has become more by late returns, or is the same to this day.

        Of a count that has changed otherwise, the newest release's number tells nothing.
        """
        number, cell, part = place
        line = cell.line(part)
        quarters = self._summed(number, cell.measure, cell.period, cell.quarter)
        return all(
            self.history.vintage(later, line, quarter) != later
            or self.history.only_grew(later, line, quarter)
            for later in range(number + 1, len(self.releases))
            for quarter in quarters
        )

    def _summed(self, release: int, measure: str, period: str, quarter: str) -> tuple[str, ...]:
        """The quarters whose counts a window sums; a stock is that of its last day."""
        stock = self.releases[release].catalogue[measure].kind == "stock"
        return (quarter,) if stock else window(period, quarter)

    def _least(self, place: Occurrence) -> float:
        number, cell, part = place
        measure = self.releases[number].catalogue[cell.measure]
        before = (release.figures.get(cell) for release in self.releases[:number])
        if any(figure is not None and figure.is_hidden for figure in before):
            return 0
        return 0 if measure.kind == "ratio" and part == "numerator" else 1

    def _unknown(self, owner: str, lower: float, upper: float = INFINITY) -> int:
        self.owner.append(owner)
        return self.system.unknown(lower, upper)

    def _vintage(self, release: int, line: CountSeries, quarter: str) -> int:
        if line[0] in self.loose:
            return release
        return self.history.vintage(release, line, quarter)

    def _cell(self, line: CountSeries, quarter: str) -> PrintedCell:
        return PrintedCell(line[0], "quarter", quarter, *line[2:])

    def _new_count(self, release: int, line: CountSeries, quarter: str) -> int | None:
        cell = self._cell(line, quarter)
        if self.waits((release, cell, line[1])):
            return self._unknown(line[0], 0)
        figure = self.releases[release].figures.get(cell)
        if figure is None:
            return None if self._is_nothing(release, line, quarter) else self._unknown(line[0], 0)
        if figure.shown in (MISSING, NOT_APPLICABLE):
            return None
        number = None if figure.is_hidden else figure.number(line[1])
        if number is not None:
            unknown = self._unknown(line[0], number, number)
            self.printed.add(unknown)
            return unknown
        unknown = self._unknown(line[0], 0)
        if figure.is_hidden:
            self.hide(unknown, (release, figure.cell, line[1]))
        return unknown

    def _learn(self, release: int, line: CountSeries, quarter: str, count: int | None) -> None:
        """Takes what a later release prints of a count that is the same as before."""
        figure = self.releases[release].figures.get(self._cell(line, quarter))
        if figure is None or figure.shown in (MISSING, NOT_APPLICABLE):
            return
        place = (release, figure.cell, line[1])
        if count is None:
            return
        if figure.is_hidden:
            if place not in self.places.get(count, ()):
                self.hide(count, place)
        elif (number := figure.number(line[1])) is not None:
            self.narrow(count, number, number, place)
            self.printed.add(count)

    def _link(self, release: int, line: CountSeries, quarter: str, count: int | None) -> None:
        """A count that grew by late returns alone is at least what it was."""
        if release == 0 or count is None or line[0] in self.loose:
            return
        if not self.history.only_grew(release, line, quarter):
            return
        before = self.count(release - 1, line, quarter)
        if before is not None:
            self.require({count: 1.0, before: -1.0}, 0, INFINITY, self._cell(line, quarter))

    def _is_nothing(self, release: int, line: CountSeries, quarter: str) -> bool:
        """True when a count without a row is 0 for certain."""
        measure, part, area, breakdown, _ = line
        own = self.releases[release]
        if quarter < own.quarters[0]:
            return not self._reaches_back(release, own.catalogue[measure])
        if breakdown != "all" and own.tables.get((measure, "quarter", quarter, breakdown)):
            return True
        total = own.figures.get(PrintedCell(measure, "quarter", quarter, own.county, "all", "all"))
        if total is None:
            return False
        if total.shown in (MISSING, NOT_APPLICABLE):
            return True
        if area == "unknown" and (measure, "quarter", quarter) in own.by_area:
            return True
        return not total.is_hidden and total.number(part) == 0

    def _reaches_back(self, release: int, measure: PublishedMeasure) -> bool:
        """True when a window that begins before the first quarter is complete: a register."""
        key = (release, measure.measure_id)
        if key not in self._reach:
            own = self.releases[release]
            self._reach[key] = any(
                figure.status == "complete"
                and window(cell.period, cell.quarter)[0] < own.quarters[0]
                for cell, figure in own.figures.items()
                if cell.measure == measure.measure_id and cell.area == own.county
            )
        return self._reach[key]
