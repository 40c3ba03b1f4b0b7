"""What earlier releases have said, and what it means for this one (rule 4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from disclosure.control.inputs.cells import (
    DENOMINATOR,
    KEY,
    NUMERATOR,
    SIDES,
    CountCell,
    RowKey,
    cells_of,
    key_of,
)
from disclosure.control.inputs.linked_tables import Equation
from disclosure.control.optimise.linear_program import LinearProgram

_FAR = 1e7


#: Measure, period, quarter, breakdown, and whether it is the county's: a coarser release has that
#: one without its areas.
TableKey = tuple[str, str, str, str, bool]


def table_of(key: RowKey, county: str) -> TableKey:
    """The table in which the row of this key would stand."""
    measure, period, quarter, area, breakdown, _ = key
    return measure, period, quarter, breakdown, area == county


@dataclass(frozen=True)
class EarlierRow:
    """How a row stood in a release: `shown`, and what was printed of it."""

    shown: str
    numerator: float | None
    denominator: float | None
    value: float | None
    status: str

    def numbers(self, cells: Iterable[CountCell]) -> tuple[int, ...]:
        """The numbers of these cells as printed; nothing printed and nothing hidden is 0."""
        if self.shown != "value":
            return tuple(0 for _ in cells)
        given = {NUMERATOR: self.numerator, DENOMINATOR: self.denominator}
        return tuple(round(given[cell.side] or 0) for cell in cells)

    def numbers_shown(self) -> tuple[float | None, float | None, float | None]:
        """What was printed of it."""
        return self.numerator, self.denominator, self.value


class EarlierRelease:
    """The sensitive tables of one earlier release."""

    def __init__(self, frame: pd.DataFrame, kinds: dict[str, str], county: str) -> None:
        self.last_quarter = str(frame["quarter"].max())
        self._kinds = kinds
        frame = frame[frame["measure_id"].isin(set(kinds))]
        columns = [*KEY, "shown", NUMERATOR, DENOMINATOR, "value", "status"]
        clean = frame[columns].astype(object).where(frame[columns].notna(), None)
        self.rows: dict[RowKey, EarlierRow] = {}
        self._cells: dict[CountCell, int | None] = {}
        self._county = county
        self.tables: set[TableKey] = set()
        for record in clean.itertuples(index=False, name=None):
            key, printed = record[:6], EarlierRow(*record[6:])
            cells = cells_of(key, kinds[key[0]])
            self.rows[key] = printed
            numbers = [None] * len(cells) if printed.shown == "c" else printed.numbers(cells)
            self._cells.update(zip(cells, numbers, strict=True))
            self.tables.add(table_of(key, county))

    def known(self, cell: CountCell) -> int | None:
        """The number that this release told of a cell: 0 for a row that a table does not have."""
        if cell in self._cells:
            return self._cells[cell]
        has_table = table_of(key_of(cell), self._county) in self.tables
        return 0 if has_table and cell.side in (NUMERATOR, DENOMINATOR) else None

    def is_hidden(self, cell: CountCell) -> bool:
        """Whether this release prints `[c]` where the cell stands."""
        return cell in self._cells and self._cells[cell] is None

    def is_counted(self, cell: CountCell) -> bool:
        """Whether the cell is hidden and at least 1: of a hidden ratio, the numerator may be 0."""
        return self.is_hidden(cell) and cell.side == SIDES[self._kinds[cell.measure]][-1]


def equations_told(
    release: EarlierRelease, equations: Iterable[Equation], numbers: dict[CountCell, int]
) -> tuple[list[Equation], list[Equation]]:
    """The equations that an earlier release adds: those that still hold, and those that do not.

    An equation all of whose printed numbers still stand is no news. Where a printed number has been
    revised, the equation as it was printed is news: if the numbers that were hidden then still
    satisfy it, an attacker may take them as unchanged; if not, one of them has changed. So has what
    was hidden, and so at least 1, and is 0 now: that each part of a sum was told to be at least 1
    tells of the sum.
    """
    holding: list[Equation] = []
    broken: list[Equation] = []
    for equation in equations:
        if any(cell.quarter > release.last_quarter for cell in equation):
            continue
        known = {cell: release.known(cell) for cell in equation}
        gone = any(release.is_counted(cell) and not numbers[cell] for cell in equation)
        if not gone and all(
            number is None or number == numbers[cell] for cell, number in known.items()
        ):
            continue
        total = sum(
            times * (numbers[cell] if known[cell] is None else known[cell] or 0)
            for cell, times in equation.items()
        )
        hidden = {cell: times for cell, times in equation.items() if known[cell] is None}
        if hidden:
            (broken if total or gone else holding).append(equation if total or gone else hidden)
    return holding, broken


def intervals_told(
    release: EarlierRelease, equations: list[Equation], about: list[Equation]
) -> dict[CountCell, tuple[float, float]]:
    """What an earlier release alone tells of the hidden numbers in the equations `about`.

    Where a release contradicts itself (a revision was waiting), it tells nothing more than its
    sums, and nothing is handed back for them.
    """
    wanted = {cell for equation in about for cell in equation if release.is_hidden(cell)}
    inside = [
        equation
        for equation in equations
        if all(cell.quarter <= release.last_quarter for cell in equation)
    ]
    of_cell: dict[CountCell, list[int]] = defaultdict(list)
    for index, equation in enumerate(inside):
        for cell in equation:
            if release.known(cell) is None:
                of_cell[cell].append(index)
    told: dict[CountCell, tuple[float, float]] = {}
    for start in sorted(wanted):
        if start not in told:
            cells, chosen = _reach(start, inside, of_cell)
            sums = [inside[index] for index in chosen]
            told.update(_intervals(release, cells, sums, wanted))
    return told


def _reach(
    start: CountCell, equations: list[Equation], of_cell: dict[CountCell, list[int]]
) -> tuple[list[CountCell], list[int]]:
    cells, stack = {start}, [start]
    chosen: set[int] = set()
    while stack:
        for index in of_cell[stack.pop()]:
            if index not in chosen:
                chosen.add(index)
                new = [cell for cell in equations[index] if cell in of_cell and cell not in cells]
                cells.update(new)
                stack.extend(new)
    return sorted(cells), sorted(chosen)


def _intervals(
    release: EarlierRelease,
    cells: list[CountCell],
    equations: list[Equation],
    wanted: set[CountCell],
) -> dict[CountCell, tuple[float, float]]:
    column = {cell: at for at, cell in enumerate(cells)}
    rows: list[int] = []
    columns: list[int] = []
    entries: list[int] = []
    sums = np.zeros(len(equations))
    for row, equation in enumerate(equations):
        for cell, times in equation.items():
            if cell in column:
                rows.append(row)
                columns.append(column[cell])
                entries.append(times)
            else:
                sums[row] -= times * (release.known(cell) or 0)
    matrix = csr_array((entries, (rows, columns)), shape=(len(equations), len(cells)), dtype=float)
    least = np.array([float(release.is_counted(cell)) for cell in cells])
    program = LinearProgram(matrix, sums, least, np.full(len(cells), _FAR))
    told = {}
    for cell in cells:
        if cell not in wanted:
            continue
        down, up = (program.push([column[cell]], sign) for sign in (-1, 1))
        if down is None or up is None:
            return {}
        told[cell] = -down.distance, up.distance
    return told
