"""The attacker's unknowns: one for each count of a quarter, and for sums over windows.

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

from disclosure.audit.findings import NOTHING_KNOWN, AttackerKnowledge
from disclosure.audit.inference.equations import EXACT, INFINITY, Contradiction, EquationSystem
from disclosure.audit.inference.merging import merge_equals
from disclosure.audit.inference.repeated_tables import RepeatedTables
from disclosure.audit.inference.vintages import VintageHistory
from disclosure.audit.reader.release_reader import (
    MISSING,
    NOT_APPLICABLE,
    CountSeries,
    Occurrence,
    PrintedCell,
    PrintedFigure,
    PublishedMeasure,
    PublishedRelease,
    QuarterCounts,
)
from disclosure.audit.reader.release_windows import window


class Unknowns:
    """The unknowns of all releases; `occurrences` says where each hidden one stands."""

    def __init__(
        self,
        releases: list[PublishedRelease],
        relaxed: frozenset[str] = frozenset(),
        knowledge: AttackerKnowledge = NOTHING_KNOWN,
    ) -> None:
        """Let counts of measures in `relaxed` differ in every release.

        What is not true as `knowledge` has it is no premise.
        """
        self.releases = releases
        self.relaxed = relaxed
        self.knowledge = knowledge
        self.history = VintageHistory(releases, knowledge)
        self.repeated = RepeatedTables(releases, knowledge, relaxed)
        self.system = EquationSystem()
        self.owner: list[str] = []
        self._counts_in: list[QuarterCounts] = []  #: what each unknown is the sum of
        self.occurrences: dict[int, list[Occurrence]] = {}
        #: What some release prints is no secret: only docs/disclosure.md#rule-4 speaks of it.
        self.printed: set[int] = set()
        self.mismatches: dict[str, str] = {}  # measure, first cell that does not agree
        self._counts: dict[tuple[CountSeries, str, int], int | None] = {}
        self._summed: set[int] = set()  #: what the window of a figure sums
        self._asked: dict[tuple[int, CountSeries, str], int | None] = {}
        self._sums: dict[tuple[int, ...], int] = {}
        self._written: set[object] = set()
        self._reach: dict[tuple[int, str], bool] = {}

    @cached_property
    def categories(self) -> dict[tuple[str, str], set[str]]:
        """Every category that any release prints, by measure and breakdown."""
        categories: dict[tuple[str, str], set[str]] = {}
        for release in self.releases:
            for (measure, _, _, breakdown), names in release.tables.items():
                categories.setdefault((measure, breakdown), set()).update(names)
        return categories

    def count(self, release: int, series: CountSeries, quarter: str) -> int | None:
        """Return the unknown of a quarter's count in a release; None where it is 0 for certain."""
        asked = (release, series, quarter)
        if asked not in self._asked:
            self._asked[asked] = self._count(release, series, quarter)
        return self._asked[asked]

    def _count(self, release: int, series: CountSeries, quarter: str) -> int | None:
        vintage = self._vintage(release, series, quarter)
        key = (series, quarter, vintage)
        if key not in self._counts:
            self._counts[key] = self._new_count(release, series, quarter)
            self._require_growth(release, series, quarter, self._counts[key])
        elif vintage != release:
            self._narrow_by_later(release, series, quarter, self._counts[key])
        return self._counts[key]

    def summed_by(self, release: int, cell: PrintedCell, part: str) -> list[int]:
        """Return the unknowns that a cell's window sums in a release."""
        series = cell.series(part)
        counts = (self.count(release, series, q) for q in self._quarters_of(release, cell))
        found = [count for count in counts if count is not None]
        self._summed.update(found)
        return found

    def sum_of(self, counts: list[int], cell: PrintedCell) -> int:
        """Return the unknown that is the sum of others: a single one is itself."""
        if len(counts) == 1:
            return counts[0]
        key = tuple(counts)
        if key not in self._sums:
            parts = tuple(part for count in counts for part in self._counts_in[count])
            self._sums[key] = self._unknown(cell.measure, parts, 0, INFINITY if counts else 0)
            terms = {**dict.fromkeys(counts, 1.0), self._sums[key]: -1.0}
            self.require(terms, 0, 0, cell)
        return self._sums[key]

    def require(self, terms: dict[int, float], low: float, high: float, cell: PrintedCell) -> None:
        """Add a row once; note and leave out one of printed figures that does not hold."""
        key = (frozenset(terms.items()), low, high)
        if key in self._written:
            return
        self._written.add(key)
        if not self._may_hold(terms, low, high):
            return
        if all(self.system.is_fixed(unknown) for unknown in terms):
            known = sum(value * self.system.lower[n] for n, value in terms.items())
            if not low - EXACT <= known <= high + EXACT:
                self._mismatch(cell)
            return
        self.system.require(terms, low, high)

    def narrow(self, unknown: int, low: float, high: float, occurrence: Occurrence) -> None:
        """Cut an unknown's bounds; note and leave out a contradiction of printed figures."""
        if not self._may_hold({unknown: 1.0}, low, high):
            return
        ends = self.system.lower[unknown], self.system.upper[unknown]
        try:
            self.system.narrow(unknown, low, high)
        except Contradiction:
            self.system.lower[unknown], self.system.upper[unknown] = ends
            self._mismatch(occurrence[1])

    def _may_hold(self, terms: dict[int, float], low: float, high: float) -> bool:
        named = [(self._counts_in[unknown], times) for unknown, times in terms.items()]
        return self.knowledge.may_hold(named, low, high)

    def may_sum_to(self, counts: list[int], number: float) -> bool:
        """Tell whether these counts may have a sum; where not, its correction waits."""
        return self._may_hold(dict.fromkeys(counts, 1.0), number, number)

    def settle(self) -> None:
        """Make equal counts one and drop rows of known counts, noting those that do not hold."""
        stands_for = merge_equals(self.system)
        for unknown, occurrences in list(self.occurrences.items()):
            if stands_for[unknown] != unknown:
                self.occurrences.setdefault(stands_for[unknown], []).extend(occurrences)
                del self.occurrences[unknown]
        self.printed = {stands_for[unknown] for unknown in self.printed}
        self._summed = {stands_for[unknown] for unknown in self._summed}
        for key, count in self._counts.items():
            self._counts[key] = None if count is None else stands_for[count]
        self._asked.clear()  # by what stood for them before
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

    def hide(self, unknown: int, occurrence: Occurrence) -> None:
        """Note where this unknown is hidden, with the least value that `[c]` admits there."""
        self.occurrences.setdefault(unknown, []).append(occurrence)
        self.narrow(unknown, self._least(occurrence), INFINITY, occurrence)

    def unpublished(self) -> dict[int, Occurrence]:
        """Return the counts that no table prints, with the release they are of.

        They are of categories, of tables that are published once a year, and of other areas whose
        quarters a window sums.
        """
        unpublished = {}
        for (series, quarter, release), count in self._counts.items():
            if count is None or count in self.occurrences:
                continue
            is_told = series[3] != "all" or count in self._summed
            if not is_told and not self.releases[release].is_listed(series[0], series[2]):
                continue
            if quarter >= self.releases[release].quarters[0]:
                unpublished[count] = (release, self._quarter_cell(series, quarter), series[1])
        return unpublished

    def _quarters_of(self, release: int, cell: PrintedCell) -> tuple[str, ...]:
        """Return the quarters whose counts a window sums; a stock is that of its last day."""
        is_stock = self.releases[release].catalogue[cell.measure].is_stock
        return (cell.quarter,) if is_stock else window(cell.period, cell.quarter)

    def _least(self, occurrence: Occurrence) -> float:
        release, cell, part = occurrence
        measure = self.releases[release].catalogue[cell.measure]
        earlier = (before.figures.get(cell) for before in self.releases[:release])
        if any(figure is not None and figure.is_hidden for figure in earlier):
            return 0
        return 0 if measure.kind == "ratio" and part == "numerator" else 1

    def keep_secret(self, unknown: int, occurrence: Occurrence) -> None:
        """Note where a release prints another number for this unknown, since a correction waits."""
        if occurrence not in self.occurrences.get(unknown, ()):
            self.occurrences.setdefault(unknown, []).append(occurrence)

    def _unknown(
        self, owner: str, counts: QuarterCounts, lower: float, upper: float = INFINITY
    ) -> int:
        self.owner.append(owner)
        self._counts_in.append(counts)
        return self.system.unknown(lower, upper)

    def _vintage(self, release: int, series: CountSeries, quarter: str) -> int:
        if series[0] in self.relaxed:
            return release
        return self.history.vintage(release, series, quarter)

    def _quarter_cell(self, series: CountSeries, quarter: str) -> PrintedCell:
        return PrintedCell(series[0], "quarter", quarter, *series[2:])

    def _new_count(self, release: int, series: CountSeries, quarter: str) -> int | None:
        cell = self._quarter_cell(series, quarter)
        own = ((release, cell, series[1]),)
        figure = self.releases[release].figures.get(cell)
        if figure is None:
            return (
                None
                if self._is_nothing(release, series, quarter)
                else self._unknown(series[0], own, 0)
            )
        if figure.shown in (MISSING, NOT_APPLICABLE):
            return None
        unknown = self._unknown(series[0], own, 0)
        self._take_figure(unknown, (release, figure.cell, series[1]), figure)
        return unknown

    def _take_figure(self, unknown: int, occurrence: Occurrence, figure: PrintedFigure) -> None:
        """Take what a release prints of a quarter's count; a figure that waits says nothing."""
        number = figure.number(occurrence[2])
        if figure.is_hidden:
            self.hide(unknown, occurrence)
        elif number is not None and self.may_sum_to([unknown], number):
            self.narrow(unknown, number, number, occurrence)
            self.printed.add(unknown)

    def _narrow_by_later(
        self, release: int, series: CountSeries, quarter: str, count: int | None
    ) -> None:
        """Take what a later release prints of a count that is the same as before."""
        figure = self.releases[release].figures.get(self._quarter_cell(series, quarter))
        if figure is None or figure.shown in (MISSING, NOT_APPLICABLE):
            return
        occurrence = (release, figure.cell, series[1])
        if count is not None and occurrence not in self.occurrences.get(count, ()):
            self._take_figure(count, occurrence, figure)

    def _require_growth(
        self, release: int, series: CountSeries, quarter: str, count: int | None
    ) -> None:
        """Require a count that grew by late returns alone to be at least what it was."""
        if release == 0 or count is None or series[0] in self.relaxed:
            return
        if not self.history.only_grew(release, series, quarter):
            return
        before = self.count(release - 1, series, quarter)
        if before is not None:
            self.require(
                {count: 1.0, before: -1.0}, 0, INFINITY, self._quarter_cell(series, quarter)
            )

    def _is_nothing(self, release: int, series: CountSeries, quarter: str) -> bool:
        """Return whether a count without a row is 0 for certain."""
        measure, part, area, breakdown, _ = series
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
        """Return whether a window that begins before the first quarter is complete: a register."""
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
