"""The numbers of a release by table, with what the relations between them are made from."""

from collections import defaultdict

import pandas as pd

from disclosure.control.inputs.cells import CountCell, CountRow
from disclosure.control.inputs.measure_inputs import (
    ALL,
    UNKNOWN,
    MeasureDefinition,
    county_of,
)

Equation = dict[CountCell, int]
"""Cells with their coefficients; over the true numbers they sum to 0."""
Position = tuple[str, str, str]
"""Area, breakdown and category: where in a table a row stands."""


class LinkedTables:
    """The cells of some rows, and where each measure has rows at all."""

    def __init__(
        self, rows: list[CountRow], measures: dict[str, MeasureDefinition], areas: pd.DataFrame
    ) -> None:
        self.measures = measures
        self.areas = {
            level: tuple(group["area_code"]) for level, group in areas.groupby("level", sort=True)
        }
        self.county = county_of(areas)
        self.numbers: dict[CountCell, int] = {}
        #: Where a side of a measure has rows.
        self.positions: dict[tuple[str, str], set[Position]] = defaultdict(set)
        #: The windows of a measure: period and quarter.
        self.windows: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            for cell, number in zip(row.cells, row.numbers, strict=True):
                self.numbers[cell] = number
                self.positions[cell.measure, cell.side].add(cell[4:])
                self.windows[cell.measure].add((cell.period, cell.quarter))
        self.quarters = sorted({cell.quarter for cell in self.numbers})
        self.first_quarter = min(self.quarters, default="")
        self.present = set(self.windows)
        self.implied: set[CountCell] = set()  #: never printed, and yet counts of people

    def number(self, cell: CountCell) -> int:
        """Return the true number of a cell; 0 where no row has it."""
        return self.numbers.get(cell, 0)

    def covers(self, measure: str, area: str, breakdown: str) -> bool:
        """Tell whether the measure has rows for such an area and breakdown."""
        definition = self.measures[measure]
        if breakdown != ALL:
            return breakdown in definition.breakdowns
        if area == self.county:
            return True
        if area == UNKNOWN:
            return definition.has_areas and definition.kind != "rate"
        return area in self.areas.get(definition.level, ())

    def part_of_whole(self, part: CountCell, whole: list[CountCell], slack: CountCell) -> Equation:
        """Return the equation of a part that is at most a whole; `slack` is the difference."""
        self.numbers[slack] = sum(map(self.number, whole)) - self.number(part)
        return {part: 1, slack: 1} | dict.fromkeys(whole, -1)
