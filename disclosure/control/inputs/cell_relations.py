"""How the cells of the published tables depend on each other: sums that anyone can write down.

Every relation is an equation `sum of coefficient x cell = 0` over the true numbers. "At most" is an
equation too, with the rest as a cell of its own that is never published. An equation that the true
numbers do not satisfy (a discharge dated before its nomination, a figure known on one side only) is
left out: it would give an attacker wrong answers, not better ones.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import compress, pairwise
from operator import mul

import pandas as pd
from scipy.cluster.hierarchy import DisjointSet

from core.quarter import Quarter
from core.windows import QUARTER, ROLLING_YEAR, YEAR_TO_DATE
from disclosure.control.inputs.cells import DENOMINATOR, NUMERATOR, SIDES, CountCell
from disclosure.control.inputs.cross_measure import (
    FOLLOWS,
    flow_equations,
    link_equations,
    measure_families,
    read_measure_links,
    read_stock_flows,
)
from disclosure.control.inputs.linked_tables import Equation, LinkedTables, Position
from disclosure.control.inputs.measure_inputs import (
    ALL,
    UNKNOWN,
    MeasureDefinition,
    quarters_of,
)

REST = "rest"  #: the side of a ratio's denominator that is not in its numerator
AHEAD = "ahead"  #: the side of sums that a later release will print
ADDITIVE = ("count", "ratio", "median")


class CellRelations:
    """All equations over the cells of the tables; the cells that they add are added there too."""

    def __init__(
        self,
        tables: LinkedTables,
        relations: pd.DataFrame,
        is_told: Callable[[CountCell], bool] = lambda _: True,
    ) -> None:
        """`relations`: the seed measure_relations; `is_told`: whether any release may have
        the table of a cell.
        """
        self.tables = tables
        self._is_told = is_told
        self.links = read_measure_links(tables, relations)
        self.flows = read_stock_flows(relations)
        #: Measures whose figures are held to those of the quarter before.
        self.across_quarters = {flow.stock for flow in self.flows}
        self.across_quarters |= {link.measure for link in self.links if link.relation == FOLLOWS}
        self._name_categories()
        self._families = measure_families(self.links, self.flows)
        #: All equations, and which of them the true numbers satisfy.
        candidates = [equation for equation in self._all() if len(equation) > 1]
        self.candidates = self._that_say_something(candidates)
        self._holds = [self._is_satisfied(equation) for equation in self.candidates]
        self.equations = list(compress(self.candidates, self._holds))
        self._equal = self._read_equal()
        #: The positions, among the candidates, of the equations that a cell stands in.
        self.positions_of: dict[CountCell, list[int]] = defaultdict(list)
        for position, equation in enumerate(self.candidates):
            for cell in equation:
                self.positions_of[cell].append(position)
        #: The true numbers of all cells.
        self.numbers = {cell: 0 for equation in self.equations for cell in equation}
        self.numbers |= tables.numbers
        #: Those that count somebody and that a table could print.
        self.counts = {
            cell: number
            for cell, number in self.numbers.items()
            if number and cell.side in (NUMERATOR, DENOMINATOR)
        }

    def family(self, measure: str) -> str:
        """Return the first measure, by name, of those that this one depends on directly or not."""
        return self._families.get(measure, measure)

    def _that_say_something(self, equations: list[Equation]) -> list[Equation]:
        """Return the equations without those that speak of windows that no release prints.

        What holds between such windows holds between their quarters. Then a window that nothing
        else speaks of is only what its quarters are called together.
        """
        cells = {cell for equation in equations for cell in equation}
        unprinted = {
            cell
            for cell in cells
            if cell.period in (YEAR_TO_DATE, ROLLING_YEAR) and not self._is_told(cell)
        }
        equations = [each for each in equations if not unprinted.issuperset(each)]
        while True:
            times = Counter(cell for each in equations for cell in each if cell in unprinted)
            names = {cell for cell in unprinted if times[cell] == 1}
            kept = [each for each in equations if not _only_names(each, names)]
            if len(kept) == len(equations):
                return kept
            equations = kept

    def _name_categories(self) -> None:
        """Add the categories that links name to every sum, even where none is counted."""
        for link in self.links:
            if link.of_breakdown != ALL and link.of_measure in self.tables.present:
                positions = self.tables.positions[link.of_measure, link.of_side]
                start = self.tables.county, link.of_breakdown
                positions.update((*start, name) for name in link.of_categories)

    def equations_of(self, cell: CountCell) -> list[Equation]:
        """Return the equations that a cell stands in."""
        positions = self.positions_of.get(cell, ())
        return [self.candidates[position] for position in positions if self._holds[position]]

    def always_equal(self, cell: CountCell) -> CountCell:
        """Return the cell that stands for all that show this number by definition, by name."""
        return self._equal.get(cell, cell)

    def _read_equal(self) -> dict[CountCell, CountCell]:
        """Return the cells that windows repeat, each with the first by name that shows the same."""
        together: DisjointSet = DisjointSet()
        for equation in self.candidates:
            first, *others = sorted(equation)
            is_repeated = len(others) == 1 and others[0].measure == first.measure
            if is_repeated and sum(equation.values()) == 0 and others[0].side == first.side:
                for cell in equation:
                    together.add(cell)
                together.merge(first, others[0])
        return {cell: min(group) for group in together.subsets() for cell in group}

    def _is_satisfied(self, equation: Equation) -> bool:
        numbers = [self.tables.number(cell) for cell in equation]
        return min(numbers) >= 0 and not sum(map(mul, equation.values(), numbers))

    def _all(self) -> Iterator[Equation]:
        for measure in sorted(self.tables.present):
            definition = self.tables.measures[measure]
            if definition.is_stock:
                yield from self._repeats(definition)
            elif definition.kind in ADDITIVE:
                yield from self._windows(definition)
            if definition.kind in (*ADDITIVE, "stock"):
                yield from self._areas(definition)
                yield from self._categories(definition)
            if definition.kind == "ratio":
                yield from self._rests(definition)
        yield from link_equations(self.tables, self.links)
        yield from flow_equations(self.tables, self.flows)

    def _cells(self, measure: str, side: str) -> Iterator[tuple[str, str, str, str, str]]:
        for period, quarter in sorted(self.tables.windows[measure]):
            for area, breakdown, category in sorted(self.tables.positions[measure, side]):
                yield period, quarter, area, breakdown, category

    def _areas(self, definition: MeasureDefinition) -> Iterator[Equation]:
        if not definition.has_areas:
            return
        parts = (*self.tables.areas[definition.level], UNKNOWN)
        for period, quarter in sorted(self.tables.windows[definition.measure]):
            for side in SIDES[definition.kind]:
                equation = {
                    CountCell(definition.measure, side, period, quarter, area, ALL, ALL): 1
                    for area in parts
                }
                equation[
                    CountCell(
                        definition.measure, side, period, quarter, self.tables.county, ALL, ALL
                    )
                ] = -1
                yield from self._unless_of_quarters(equation, period)

    def _categories(self, definition: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[definition.kind]:
            by: dict[str, list[str]] = defaultdict(list)
            for _, breakdown, category in sorted(self.tables.positions[definition.measure, side]):
                by[breakdown].append(category)
            for breakdown in sorted(set(by) - {ALL}):
                for period, quarter in sorted(self.tables.windows[definition.measure]):
                    start = (definition.measure, side, period, quarter, self.tables.county)
                    equation = {
                        CountCell(*start, breakdown, category): 1 for category in by[breakdown]
                    }
                    equation[CountCell(*start, ALL, ALL)] = -1
                    yield from self._unless_of_quarters(equation, period)

    def _unless_of_quarters(self, equation: Equation, period: str) -> Iterator[Equation]:
        """Yield a sum of areas or categories, unless it is that of its quarters and not printed."""
        parts = [cell for cell, times in equation.items() if times > 0]
        if period == QUARTER or any(map(self._is_told, parts)):
            yield equation

    def _repeats(self, definition: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[definition.kind]:
            for period, quarter, *position in self._cells(definition.measure, side):
                if period != QUARTER:
                    yield {
                        CountCell(definition.measure, side, QUARTER, quarter, *position): 1,
                        CountCell(definition.measure, side, period, quarter, *position): -1,
                    }

    def _windows(self, definition: MeasureDefinition) -> Iterator[Equation]:
        for side in SIDES[definition.kind]:
            positions = sorted(self.tables.positions[definition.measure, side])
            has_earlier = self._add_earlier_quarters(definition.measure, side, positions)
            for quarter in self.tables.quarters:
                for period in (YEAR_TO_DATE, ROLLING_YEAR):
                    for position in positions:
                        equation = {
                            CountCell(definition.measure, side, QUARTER, part, *position): 1
                            for part in quarters_of(period, quarter)
                            if part >= self.tables.quarters[0] or has_earlier
                        }
                        equation[
                            CountCell(definition.measure, side, period, quarter, *position)
                        ] = -1
                        yield equation
            yield from self._ahead(definition.measure, side, positions)

    def _ahead(self, measure: str, side: str, positions: list[Position]) -> Iterator[Equation]:
        """Yield the last two and three quarters together.

        They are the rolling years to come, if nothing comes.
        """
        for reach in (2, 3):
            quarters = self.tables.quarters[-reach:]
            end = str(Quarter.parse(quarters[-1]).plus(4 - reach))
            for position in positions:
                if not self._is_told(CountCell(measure, side, ROLLING_YEAR, end, *position)):
                    continue
                parts = [CountCell(measure, side, QUARTER, part, *position) for part in quarters]
                total = sum(map(self.tables.number, parts))
                if total and len(parts) == reach:
                    whole = CountCell(measure, AHEAD, f"{reach} {side}", quarters[-1], *position)
                    self.tables.numbers[whole] = total
                    self.tables.implied.add(whole)
                    yield dict.fromkeys(parts, 1) | {whole: -1}

    def _add_earlier_quarters(self, measure: str, side: str, positions: list[Position]) -> bool:
        """Add the numbers of quarters before the first; tell whether windows reach back to any.

        A register speaks of any time before its first quarter, a quarterly return does not.
        """
        numbers: dict[CountCell, int] = {}
        first = Quarter.parse(self.tables.quarters[0])
        for position in positions:
            # The rolling years of the first three quarters count 3, 2 and 1 earlier quarters: what
            # two that follow each other count more is one quarter.
            excess = [
                self._counted_before(measure, side, quarter, position)
                for quarter in self.tables.quarters[:3]
            ]
            excess += [0] * (4 - len(excess))
            for back, (longer, shorter) in zip((3, 2, 1), pairwise(excess), strict=True):
                cell = CountCell(measure, side, QUARTER, str(first.plus(-back)), *position)
                numbers[cell] = max(longer - shorter, 0)
        if not any(numbers.values()):
            return False
        self.tables.numbers |= numbers
        self.tables.windows[measure] |= {(cell.period, cell.quarter) for cell in numbers}
        if len(self.tables.quarters) >= 3:
            self.tables.implied |= numbers.keys()
        return True

    def _counted_before(self, measure: str, side: str, quarter: str, position: Position) -> int:
        """Return what the rolling year of a quarter counts of quarters before the first."""
        total = CountCell(measure, side, ROLLING_YEAR, quarter, *position)
        parts = [
            total._replace(period=QUARTER, quarter=part)
            for part in quarters_of(ROLLING_YEAR, quarter)
            if part >= self.tables.quarters[0]
        ]
        return self.tables.number(total) - sum(map(self.tables.number, parts))

    def _rests(self, definition: MeasureDefinition) -> Iterator[Equation]:
        for position in self._cells(definition.measure, NUMERATOR):
            part, whole = (
                CountCell(definition.measure, side, *position) for side in (NUMERATOR, DENOMINATOR)
            )
            rest = CountCell(definition.measure, REST, *position)
            self.tables.implied.add(rest)
            yield self.tables.part_of_whole(part, [whole], rest)


def _only_names(equation: Equation, names: Collection[CountCell]) -> bool:
    """Tell whether an equation says no more than what one of these cells is the sum of."""
    signs = [times > 0 for times in equation.values()]
    return any(cell in names and signs.count(times > 0) == 1 for cell, times in equation.items())
