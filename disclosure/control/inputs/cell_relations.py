"""How the cells of the published tables hang together: sums that anyone can write down.

Every relation is an equation `sum of coefficient x cell = 0` over the true numbers. "At most" is an
equation too, with the rest as a cell of its own that is never published. An equation that the true
numbers do not satisfy (a discharge dated before its nomination, a figure known on one side only) is
left out: it would give an attacker wrong answers, not better ones.
"""

from collections import defaultdict
from collections.abc import Iterator
from operator import mul

import pandas as pd

from core.quarter import Quarter
from core.windows import QUARTER, ROLLING_YEAR, YEAR_TO_DATE
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    SIDES,
    CountCell,
    read_public_counts,
)
from disclosure.control.inputs.cross_measure import (
    families,
    flows,
    linked,
    read_measure_links,
    read_stocks,
)
from disclosure.control.inputs.linked_tables import Equation, LinkedTables
from disclosure.control.inputs.measure_inputs import (
    ALL,
    UNKNOWN,
    MeasureDefinition,
    window,
)

REST = "rest"  #: the side of a ratio's denominator that is not in its numerator
AHEAD = "ahead"  #: the side of sums that a later release will print
ADDITIVE = ("count", "ratio", "median")


class CellRelations:
    """All equations over the cells of the tables; the cells that they add stand there too."""

    def __init__(self, tables: LinkedTables, between: pd.DataFrame) -> None:
        """`between`: which measures are the same as, or a part of, others."""
        self.tables = tables
        self.links = read_measure_links(tables, between)
        self.stocks = read_stocks(between)
        self.public_counts = read_public_counts(between)
        self._name_categories()
        self._families = families(self.links, self.stocks)
        self.equations: list[Equation] = []
        self.left_out = 0
        for equation in self._all():
            self._keep(equation)
        self.of_cell: dict[CountCell, list[Equation]] = defaultdict(list)
        for equation in self.equations:
            for cell in equation:
                self.of_cell[cell].append(equation)
        #: The true numbers of all cells.
        self.numbers = {cell: 0 for equation in self.equations for cell in equation}
        self.numbers |= tables.numbers

    def family(self, measure: str) -> str:
        """The first measure, by name, of those that hang together with this one."""
        return self._families.get(measure, measure)

    def _name_categories(self) -> None:
        """Categories that links name have their place in every sum, even where none is counted."""
        for link in self.links:
            if link.of_breakdown != ALL and link.of_measure in self.tables.present:
                places = self.tables.places[link.of_measure, link.of_side]
                start = self.tables.county, link.of_breakdown
                places.update((*start, name) for name in link.of_categories)

    def _keep(self, equation: Equation) -> None:
        numbers = [self.tables.number(cell) for cell in equation]
        if min(numbers) < 0 or sum(map(mul, equation.values(), numbers)):
            self.left_out += 1
        elif len(equation) > 1:
            self.equations.append(equation)

    def _all(self) -> Iterator[Equation]:
        for measure in sorted(self.tables.present):
            known = self.tables.measures[measure]
            if known.kind in ADDITIVE:
                yield from self._windows(known)
            if known.kind == "stock":
                yield from self._repeats(known)
            if known.kind in (*ADDITIVE, "stock"):
                yield from self._areas(known)
                yield from self._categories(known)
            if known.kind == "ratio":
                yield from self._rests(known)
        yield from linked(self.tables, self.links)
        yield from flows(self.tables, self.stocks)

    def _cells(self, measure: str, side: str) -> Iterator[tuple[str, str, str, str, str]]:
        for period, quarter in sorted(self.tables.windows[measure]):
            for area, breakdown, category in sorted(self.tables.places[measure, side]):
                yield period, quarter, area, breakdown, category

    def _areas(self, known: MeasureDefinition) -> Iterator[Equation]:
        if known.level == "county":
            return
        parts = (*self.tables.areas[known.level], UNKNOWN)
        for period, quarter in sorted(self.tables.windows[known.measure]):
            for side in SIDES[known.kind]:
                equation = {
                    CountCell(known.measure, side, period, quarter, area, ALL, ALL): 1
                    for area in parts
                }
                equation[
                    CountCell(known.measure, side, period, quarter, self.tables.county, ALL, ALL)
                ] = -1
                yield equation

    def _categories(self, known: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            by: dict[str, list[str]] = defaultdict(list)
            for _, breakdown, category in sorted(self.tables.places[known.measure, side]):
                by[breakdown].append(category)
            for breakdown in sorted(set(by) - {ALL}):
                for period, quarter in sorted(self.tables.windows[known.measure]):
                    start = (known.measure, side, period, quarter, self.tables.county)
                    equation = {
                        CountCell(*start, breakdown, category): 1 for category in by[breakdown]
                    }
                    equation[CountCell(*start, ALL, ALL)] = -1
                    yield equation

    def _repeats(self, known: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            for period, quarter, *place in self._cells(known.measure, side):
                if period != QUARTER:
                    yield {
                        CountCell(known.measure, side, QUARTER, quarter, *place): 1,
                        CountCell(known.measure, side, period, quarter, *place): -1,
                    }

    def _windows(self, known: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            places = sorted(self.tables.places[known.measure, side])
            before = self._before(known.measure, side, places)
            for quarter in self.tables.quarters:
                for period in (YEAR_TO_DATE, ROLLING_YEAR):
                    for place in places:
                        equation = {
                            CountCell(known.measure, side, QUARTER, part, *place): 1
                            for part in window(period, quarter)
                            if part >= self.tables.quarters[0] or before
                        }
                        equation[CountCell(known.measure, side, period, quarter, *place)] = -1
                        yield equation
            yield from self._ahead(known.measure, side, places)

    def _ahead(
        self, measure: str, side: str, places: list[tuple[str, str, str]]
    ) -> Iterator[Equation]:
        """The last two and three quarters together: the rolling year to come, if nothing comes."""
        for reach in (2, 3):
            quarters = self.tables.quarters[-reach:]
            for place in places:
                parts = [CountCell(measure, side, QUARTER, part, *place) for part in quarters]
                total = sum(map(self.tables.number, parts))
                if total and len(parts) == reach:
                    whole = CountCell(measure, AHEAD, f"{reach} {side}", quarters[-1], *place)
                    self.tables.numbers[whole] = total
                    self.tables.implied.add(whole)
                    yield dict.fromkeys(parts, 1) | {whole: -1}

    def _before(self, measure: str, side: str, places: list[tuple[str, str, str]]) -> bool:
        """Whether windows reach back to quarters that are not published; adds their numbers.

        A register speaks of any time before its first quarter, a quarterly return does not.
        """
        before: dict[CountCell, int] = {}
        first = Quarter.parse(self.tables.quarters[0])
        for place in places:
            # What the rolling years of the first three quarters count of 3, 2 and 1 such quarters.
            excess = []
            for quarter in self.tables.quarters[:3]:
                parts = [part for part in window(ROLLING_YEAR, quarter) if part >= str(first)]
                inside = sum(self._at(measure, side, QUARTER, part, place) for part in parts)
                excess.append(self._at(measure, side, ROLLING_YEAR, quarter, place) - inside)
            excess.extend([0] * (3 - len(excess)))
            excess.append(0)
            for back in (3, 2, 1):
                number = excess[3 - back] - excess[4 - back]
                cell = CountCell(measure, side, QUARTER, str(first.plus(-back)), *place)
                before[cell] = max(number, 0)
        if not any(before.values()):
            return False
        self.tables.numbers |= before
        self.tables.windows[measure] |= {(cell.period, cell.quarter) for cell in before}
        if len(self.tables.quarters) >= 3:
            self.tables.implied |= before.keys()
        return True

    def _at(
        self, measure: str, side: str, period: str, quarter: str, place: tuple[str, str, str]
    ) -> int:
        return self.tables.numbers.get(CountCell(measure, side, period, quarter, *place), 0)

    def _rests(self, known: MeasureDefinition) -> Iterator[Equation]:
        for place in self._cells(known.measure, NUMERATOR):
            part, whole = (
                CountCell(known.measure, side, *place) for side in (NUMERATOR, DENOMINATOR)
            )
            rest = CountCell(known.measure, REST, *place)
            self.tables.implied.add(rest)
            yield self.tables.with_slack(part, [whole], rest)
