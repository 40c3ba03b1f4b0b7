"""How the cells of the published tables hang together: sums that anyone can write down.

Every relation is an equation `sum of coefficient x cell = 0` over the true numbers. "At most" is an
equation too, with the rest as a cell of its own that is never published. An equation that the true
numbers do not satisfy (a discharge dated before its nomination, a figure known on one side only) is
left out: it would give an attacker wrong answers, not better ones.
"""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from dashboard.disclosure.cells import DENOMINATOR, NUMERATOR, PEOPLE, SIDES, Cell, Row
from dashboard.disclosure.measures import (
    QUARTER,
    ROLLING_YEAR,
    YEAR_TO_DATE,
    Measure,
    window,
)
from dashboard.quarters import Quarter

REST = "rest"  #: the side of a ratio's denominator that is not in its numerator
SLACK = "slack of "  #: how much smaller a part is than its whole
ALL = "all"
UNKNOWN = "unknown"
ADDITIVE = ("count", "ratio", "median")
#: A stock now is the stock a quarter ago, and those who came, without those who went.
FLOWS = (("matac_cohort", "matac_nominations", "matac_discharges"),)
#: Who waits now waited a quarter ago or came since, and is none of those who started.
QUEUES = (("bbr_waiting", "bbr_requirements", "bbr_starters"),)

Equation = dict[Cell, int]


class Relations:
    """All equations over the cells of the rows, with the numbers of the cells they add."""

    def __init__(
        self,
        rows: list[Row],
        measures: dict[str, Measure],
        areas: pd.DataFrame,
        between: pd.DataFrame,
    ) -> None:
        self.measures = measures
        self.between = between.astype(str).to_dict("records")
        self.areas = {
            level: tuple(group["area_code"]) for level, group in areas.groupby("level", sort=True)
        }
        self.county = self.areas["county"][0]
        self.numbers: dict[Cell, int] = {}
        self.tables: dict[tuple[str, str], set[tuple[str, str, str]]] = defaultdict(set)
        self.windows: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            for cell, number in zip(row.cells, row.numbers, strict=True):
                self.numbers[cell] = number
                self.tables[cell.measure, cell.side].add(cell[4:])
                self.windows[cell.measure].add((cell.period, cell.quarter))
        self.quarters = sorted({cell.quarter for cell in self.numbers})
        self.first_quarter = min(self.quarters, default="")
        self.present = set(self.windows)
        self.implied: set[Cell] = set()  #: never printed, and yet counts of people
        self.equations: list[Equation] = []
        self.left_out = 0
        for equation in self._all():
            self._keep(equation)

    def family(self, measure: str) -> set[str]:
        """The measures that hang together with this one, itself included."""
        pairs = [(row["measure_id"], row["of_measure_id"]) for row in self.between]
        pairs += [
            (known.measure, known.part_of) for known in self.measures.values() if known.part_of
        ]
        pairs += [(stock, other) for stock, *others in (*FLOWS, *QUEUES) for other in others]
        family, grown = {measure}, True
        while grown:
            new = {name for pair in pairs if family & {*pair} for name in pair} - family
            family |= new
            grown = bool(new)
        return family

    def _keep(self, equation: Equation) -> None:
        total = sum(times * self.numbers.get(cell, 0) for cell, times in equation.items())
        if total:
            self.left_out += 1
        elif len(equation) > 1:
            self.equations.append(equation)

    def _all(self) -> Iterator[Equation]:
        for measure in sorted(self.present):
            known = self.measures[measure]
            if known.kind in ADDITIVE:
                yield from self._windows(known)
            if known.kind == "stock":
                yield from self._repeats(known)
            if known.kind in (*ADDITIVE, "stock"):
                yield from self._areas(known)
                yield from self._categories(known)
            if known.kind == "ratio":
                yield from self._rests(known)
            if known.part_of in self.present:
                whole = self.measures[known.part_of]
                yield from self._between(
                    measure, known.outer, whole.measure, whole.outer, ALL, ALL, part=True
                )
        for row in self.between:
            if row["measure_id"] in self.present and row["of_measure_id"] in self.present:
                yield from self._between(
                    row["measure_id"],
                    row["side"],
                    row["of_measure_id"],
                    row["of_side"],
                    row["of_breakdown"],
                    row["of_category"],
                    part=row["relation"] == "part",
                )
        yield from self._flows()

    def _cells(self, measure: str, side: str) -> Iterator[tuple[str, str, str, str, str]]:
        for period, quarter in sorted(self.windows[measure]):
            for area, breakdown, category in sorted(self.tables[measure, side]):
                yield period, quarter, area, breakdown, category

    def _areas(self, known: Measure) -> Iterator[Equation]:
        if known.level == "county":
            return
        parts = (*self.areas[known.level], UNKNOWN)
        for period, quarter in sorted(self.windows[known.measure]):
            for side in SIDES[known.kind]:
                equation = {
                    Cell(known.measure, side, period, quarter, area, ALL, ALL): 1 for area in parts
                }
                equation[Cell(known.measure, side, period, quarter, self.county, ALL, ALL)] = -1
                yield equation

    def _categories(self, known: Measure) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            by: dict[str, list[str]] = defaultdict(list)
            for _, breakdown, category in sorted(self.tables[known.measure, side]):
                by[breakdown].append(category)
            for breakdown in sorted(set(by) - {ALL}):
                for period, quarter in sorted(self.windows[known.measure]):
                    start = (known.measure, side, period, quarter, self.county)
                    equation = {Cell(*start, breakdown, category): 1 for category in by[breakdown]}
                    equation[Cell(*start, ALL, ALL)] = -1
                    yield equation

    def _repeats(self, known: Measure) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            for period, quarter, *place in self._cells(known.measure, side):
                if period != QUARTER:
                    yield {
                        Cell(known.measure, side, QUARTER, quarter, *place): 1,
                        Cell(known.measure, side, period, quarter, *place): -1,
                    }

    def _windows(self, known: Measure) -> Iterator[Equation]:
        for side in SIDES[known.kind]:
            places = sorted(self.tables[known.measure, side])
            before = self._before(known.measure, side, places)
            for quarter in self.quarters:
                for period in (YEAR_TO_DATE, ROLLING_YEAR):
                    for place in places:
                        equation = {
                            Cell(known.measure, side, QUARTER, part, *place): 1
                            for part in window(period, quarter)
                            if part >= self.quarters[0] or before
                        }
                        equation[Cell(known.measure, side, period, quarter, *place)] = -1
                        yield equation

    def _before(self, measure: str, side: str, places: list[tuple[str, str, str]]) -> bool:
        """Whether windows reach back to quarters that are not published; adds their numbers.

        A register speaks of any time before its first quarter, a quarterly return does not.
        """
        before: dict[Cell, int] = {}
        first = Quarter.parse(self.quarters[0])
        for place in places:
            # What the rolling years of the first three quarters count of 3, 2 and 1 such quarters.
            excess = []
            for quarter in self.quarters[:3]:
                parts = [part for part in window(ROLLING_YEAR, quarter) if part >= str(first)]
                inside = sum(self._at(measure, side, QUARTER, part, place) for part in parts)
                excess.append(self._at(measure, side, ROLLING_YEAR, quarter, place) - inside)
            excess.extend([0] * (3 - len(excess)))
            excess.append(0)
            for back in (3, 2, 1):
                number = excess[3 - back] - excess[4 - back]
                cell = Cell(measure, side, QUARTER, str(first.plus(-back)), *place)
                before[cell] = max(number, 0)
        if not any(before.values()):
            return False
        self.numbers |= before
        self.windows[measure] |= {(cell.period, cell.quarter) for cell in before}
        if len(self.quarters) >= 3:
            self.implied |= before.keys()
        return True

    def _at(
        self, measure: str, side: str, period: str, quarter: str, place: tuple[str, str, str]
    ) -> int:
        return self.numbers.get(Cell(measure, side, period, quarter, *place), 0)

    def _rests(self, known: Measure) -> Iterator[Equation]:
        for place in self._cells(known.measure, NUMERATOR):
            part, whole = (Cell(known.measure, side, *place) for side in (NUMERATOR, DENOMINATOR))
            rest = Cell(known.measure, REST, *place)
            equation = self._with_slack(part, [whole], rest)
            if self.numbers.get(rest, 0) >= 0:
                self.implied.add(rest)
                yield equation

    def _with_slack(self, part: Cell, whole: list[Cell], slack: Cell) -> Equation:
        total = sum(self.numbers.get(cell, 0) for cell in whole)
        self.numbers[slack] = total - self.numbers.get(part, 0)
        return {part: 1, slack: 1} | dict.fromkeys(whole, -1)

    def _between(
        self,
        measure: str,
        side: str,
        of_measure: str,
        of_side: str,
        of_breakdown: str,
        of_category: str,
        *,
        part: bool,
    ) -> Iterator[Equation]:
        """`measure` is the same as (or a part of) some categories of another, place by place."""
        there = self.tables[of_measure, of_side]
        here = self.tables[measure, side]
        for period, quarter in sorted(self.windows[measure] & self.windows[of_measure]):
            for area, breakdown, category in sorted(here | there):
                if of_breakdown != ALL and (area, breakdown) != (self.county, ALL):
                    continue
                if not (
                    self._covers(measure, area, breakdown)
                    and self._covers(of_measure, area, breakdown)
                ):
                    continue
                cell = Cell(measure, side, period, quarter, area, breakdown, category)
                start = (of_measure, of_side, period, quarter, area)
                names = [category] if of_breakdown == ALL else of_category.split(";")
                by = breakdown if of_breakdown == ALL else of_breakdown
                whole = [Cell(*start, by, name) for name in names]
                if not part:
                    yield {cell: 1} | dict.fromkeys(whole, -1)
                    continue
                slack = cell._replace(side=f"{SLACK}{side} in {of_measure} {of_side}")
                equation = self._with_slack(cell, whole, slack)
                if self.numbers[slack] >= 0:
                    yield equation
                else:
                    self.left_out += 1

    def _covers(self, measure: str, area: str, breakdown: str) -> bool:
        known = self.measures[measure]
        if breakdown != ALL:
            return breakdown in known.breakdowns
        if area == self.county:
            return True
        if area == UNKNOWN:
            return known.level != "county" and known.kind != "rate"
        return area in self.areas.get(known.level, ())

    def _flows(self) -> Iterator[Equation]:
        for then, now in zip(self.quarters, self.quarters[1:], strict=False):
            for stock, came, went in (*FLOWS, *QUEUES):
                if not {stock, came, went} <= self.present:
                    continue
                for place in sorted(self.tables[stock, NUMERATOR]):
                    cells = [
                        Cell(measure, NUMERATOR, QUARTER, quarter, *place)
                        for measure, quarter in (
                            (stock, then),
                            (came, now),
                            (went, now),
                            (stock, now),
                        )
                    ]
                    equation = dict(zip(cells, (1, 1, -1, -1), strict=True))
                    if (stock, came, went) in QUEUES:
                        others = cells[-1]._replace(side=f"{SLACK}queue")
                        rest = sum(times * self.numbers.get(c, 0) for c, times in equation.items())
                        self.numbers[others] = rest
                        equation[others] = -1
                        if rest < 0:
                            self.left_out += 1
                            continue
                    yield equation


def is_people(cell: Cell) -> bool:
    """Whether the cell belongs to a breakdown of people (rule 7)."""
    return cell.breakdown in PEOPLE
