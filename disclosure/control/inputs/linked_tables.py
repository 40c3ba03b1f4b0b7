"""The numbers of a release by table, with what the relations between them are built from."""

from collections import defaultdict

import pandas as pd

from disclosure.control.inputs.cells import CountCell, TableRow
from disclosure.control.inputs.measure_inputs import ALL, UNKNOWN, MeasureDefinition

Equation = dict[CountCell, int]


class LinkedTables:
    """The cells of some rows, and where each measure has rows at all."""

    def __init__(
        self, rows: list[TableRow], measures: dict[str, MeasureDefinition], areas: pd.DataFrame
    ) -> None:
        self.measures = measures
        self.areas = {
            level: tuple(group["area_code"]) for level, group in areas.groupby("level", sort=True)
        }
        self.county = self.areas["county"][0]
        self.numbers: dict[CountCell, int] = {}
        self.places: dict[tuple[str, str], set[tuple[str, str, str]]] = defaultdict(set)
        self.windows: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            for cell, number in zip(row.cells, row.numbers, strict=True):
                self.numbers[cell] = number
                self.places[cell.measure, cell.side].add(cell[4:])
                self.windows[cell.measure].add((cell.period, cell.quarter))
        self.quarters = sorted({cell.quarter for cell in self.numbers})
        self.first_quarter = min(self.quarters, default="")
        self.present = set(self.windows)
        self.implied: set[CountCell] = set()  #: never printed, and yet counts of people

    def number(self, cell: CountCell) -> int:
        """The true number of a cell; 0 where no row has it."""
        return self.numbers.get(cell, 0)

    def covers(self, measure: str, area: str, breakdown: str) -> bool:
        """Whether the measure has rows for such a place."""
        known = self.measures[measure]
        if breakdown != ALL:
            return breakdown in known.breakdowns
        if area == self.county:
            return True
        if area == UNKNOWN:
            return known.level != "county" and known.kind != "rate"
        return area in self.areas.get(known.level, ())

    def with_slack(self, part: CountCell, whole: list[CountCell], slack: CountCell) -> Equation:
        """The equation of a part that is at most a whole; `slack` is the difference."""
        self.numbers[slack] = sum(map(self.number, whole)) - self.number(part)
        return {part: 1, slack: 1} | dict.fromkeys(whole, -1)
