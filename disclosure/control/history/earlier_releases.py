"""What earlier releases printed, and what follows from it for this one (rule 4)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from disclosure.control.inputs.cells import (
    DENOMINATOR,
    HIDDEN,
    KEY,
    NUMERATOR,
    SHOWN,
    SIDES,
    CountCell,
    RowKey,
    cells_of,
    key_of,
)
from disclosure.control.inputs.linked_tables import Equation
from disclosure.control.optimise.linear_program import (
    LinearModel,
    LinearProgram,
    component_labels,
)

_FAR = 1e7  # no count comes near: an end for what is otherwise open

#: Measure, period, quarter, breakdown, and whether it is the county's: a less detailed release
#: has that one without its areas.
TableKey = tuple[str, str, str, str, bool]


def table_of(key: RowKey, county: str) -> TableKey:
    """Return the table in which the row of this key would stand."""
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
        """Return the numbers of these cells as printed; nothing printed and nothing hidden is 0."""
        if self.shown != SHOWN:
            return tuple(0 for _ in cells)
        given = {NUMERATOR: self.numerator, DENOMINATOR: self.denominator}
        return tuple(round(given[cell.side] or 0) for cell in cells)

    def numbers_shown(self) -> tuple[float | None, float | None, float | None]:
        """Return what was printed of it: numerator, denominator and value."""
        return self.numerator, self.denominator, self.value


class EarlierRelease:
    """The sensitive tables of one earlier release.

    `kinds`: those of the measures that it counts as today.
    """

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
            key, row = record[:6], EarlierRow(*record[6:])
            cells = cells_of(key, kinds[key[0]])
            self.rows[key] = row
            numbers = [None] * len(cells) if row.shown == HIDDEN else row.numbers(cells)
            self._cells.update(zip(cells, numbers, strict=True))
            self.tables.add(table_of(key, county))

    def speaks_of(self, equation: Iterable[CountCell]) -> bool:
        """Tell whether the equation is of its quarters, and of measures that it counts as today."""
        return all(
            cell.quarter <= self.last_quarter and cell.measure in self._kinds for cell in equation
        )

    def known(self, cell: CountCell) -> int | None:
        """Return what this release says of a cell: None if hidden, 0 if its table lacks it."""
        if cell in self._cells:
            return self._cells[cell]
        has_table = table_of(key_of(cell), self._county) in self.tables
        return 0 if has_table and cell.side in (NUMERATOR, DENOMINATOR) else None

    def is_hidden(self, cell: CountCell) -> bool:
        """Tell whether this release prints `[c]` where the cell stands."""
        return cell in self._cells and self._cells[cell] is None

    def is_counted(self, cell: CountCell) -> bool:
        """Tell whether the cell is hidden and at least 1: a hidden ratio's numerator may be 0."""
        return self.is_hidden(cell) and cell.side == SIDES[self._kinds[cell.measure]][-1]


def sums_of_release(
    release: EarlierRelease, equations: Iterable[Equation], numbers: dict[CountCell, int]
) -> tuple[list[Equation], list[Equation]]:
    """Return the equations that an earlier release adds: those that still hold, then the others.

    An equation all of whose printed numbers still stand is no news. Where a printed number has been
    revised, the equation as it was printed is news: if the numbers that were hidden then still
    satisfy it, an attacker may take them as unchanged; if not, one of them has changed. So has what
    was hidden, and so at least 1, and is 0 now: that each part of a sum was at least 1 says
    something of the sum.
    """
    holding: list[Equation] = []
    broken: list[Equation] = []
    for equation in equations:
        if not release.speaks_of(equation):
            continue
        known = {cell: release.known(cell) for cell in equation}
        has_gone = any(release.is_counted(cell) and not numbers[cell] for cell in equation)
        if not has_gone and all(
            number is None or number == numbers[cell] for cell, number in known.items()
        ):
            continue
        total = sum(
            times * (numbers[cell] if known[cell] is None else known[cell] or 0)
            for cell, times in equation.items()
        )
        hidden = {cell: times for cell, times in equation.items() if known[cell] is None}
        if not hidden:
            continue
        if total or has_gone:
            broken.append(equation)
        else:
            holding.append(hidden)
    return holding, broken


def intervals_of_release(
    release: EarlierRelease, equations: list[Equation], about: list[Equation]
) -> dict[CountCell, tuple[float, float]]:
    """Return what an earlier release alone leaves for the hidden numbers in the equations `about`.

    Where a release contradicts itself (a revision was waiting), no more follows from it than its
    sums, and nothing is handed back for them.
    """
    wanted = {cell for equation in about for cell in equation if release.is_hidden(cell)}
    if not wanted:
        return {}
    inside = [equation for equation in equations if release.speaks_of(equation)]
    hidden = [[cell for cell in equation if release.known(cell) is None] for equation in inside]
    cells = sorted({cell for part in hidden for cell in part} | wanted)
    column = {cell: number for number, cell in enumerate(cells)}
    incidence = LinearModel()
    for part in hidden:
        incidence.add({column[cell]: 1 for cell in part})
    labels = component_labels(incidence.matrix(len(cells)).T)
    intervals: dict[CountCell, tuple[float, float]] = {}
    for label in dict.fromkeys(labels[[column[cell] for cell in sorted(wanted)]].tolist()):
        members, sums = (np.flatnonzero(part == label) for part in np.split(labels, [len(cells)]))
        component = [cells[member] for member in members]
        intervals |= _intervals(release, component, [inside[number] for number in sums], wanted)
    return intervals


def _intervals(
    release: EarlierRelease,
    cells: list[CountCell],
    equations: list[Equation],
    wanted: set[CountCell],
) -> dict[CountCell, tuple[float, float]]:
    """Return the least and the most of the wanted cells of one component; {} if nothing fits."""
    column = {cell: number for number, cell in enumerate(cells)}
    model = LinearModel()
    sums = np.zeros(len(equations))
    for number, equation in enumerate(equations):
        model.add({column[cell]: times for cell, times in equation.items() if cell in column})
        sums[number] = -sum(
            times * (release.known(cell) or 0)
            for cell, times in equation.items()
            if cell not in column
        )
    least = np.array([float(release.is_counted(cell)) for cell in cells])
    most = np.full(len(cells), _FAR)
    program = LinearProgram(model.matrix(len(cells)), sums, least, most)
    intervals = {}
    for cell in cells:
        if cell not in wanted:
            continue
        down, up = (program.push([column[cell]], sign) for sign in (-1, 1))
        if down is None or up is None:
            return {}
        intervals[cell] = -down.distance, up.distance
    return intervals
