"""What earlier releases printed, and the numbers behind them (docs/disclosure.md#rule-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from core.windows import QUARTER
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

PRINTED_SIDES = (NUMERATOR, DENOMINATOR)
#: Measure, period, quarter, breakdown, and whether it is the county's: a less detailed release
#: has that one without its areas.
TableKey = tuple[str, str, str, str, bool]


def table_of(key: RowKey, county: str) -> TableKey:
    """Return the table in which the row of this key would stand."""
    measure, period, quarter, area, breakdown, _ = key
    return measure, period, quarter, breakdown, area == county


@dataclass(frozen=True)
class EarlierValues:
    """The values of an earlier release as it printed them, and the numbers behind them.

    `values`: with the version of the definition that each row counts by. `own_numbers`: numerator
    and denominator by key, also of rows that it did not print; None where nobody kept them, then
    today's numbers stand in.
    """

    values: pd.DataFrame
    own_numbers: pd.DataFrame | None = None


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

    def __init__(self, earlier: EarlierValues, kinds: dict[str, str], county: str) -> None:
        frame = earlier.values
        self.last_quarter = str(frame["quarter"].max())
        self._kinds = kinds
        self._own = None if earlier.own_numbers is None else own_cells(earlier.own_numbers, kinds)
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
        #: Tables of which something was counted, and that it does not have.
        self.left_out = {table_of(key_of(cell), county) for cell in self._own or ()} - self.tables

    def speaks_of(self, equation: Iterable[CountCell]) -> bool:
        """Tell whether the equation is of its quarters, and of measures that it counts as today."""
        return all(
            cell.quarter <= self.last_quarter and cell.measure in self._kinds for cell in equation
        )

    def known(self, cell: CountCell) -> int | None:
        """Return what this release says of its own number of a cell; None where it says nothing.

        A figure whose correction waits says nothing of it (docs/disclosure.md#lemma-5).
        """
        printed = self.printed(cell)
        return printed if self._own is None or printed == self._own.get(cell, 0) else None

    def printed(self, cell: CountCell) -> int | None:
        """Return what this release prints of a cell: None if hidden, 0 if its table lacks it."""
        if cell in self._cells:
            return self._cells[cell]
        has_table = table_of(key_of(cell), self._county) in self.tables
        return 0 if has_table and cell.side in (NUMERATOR, DENOMINATOR) else None

    def _has_place_for(self, cell: CountCell) -> bool:
        """Tell whether the cell is of a quarter, or of a longer window that this release prints."""
        return cell.period == QUARTER or table_of(key_of(cell), self._county) in self.tables

    def is_hidden(self, cell: CountCell) -> bool:
        """Tell whether this release prints `[c]` where the cell stands."""
        return cell in self._cells and self._cells[cell] is None

    def is_counted(self, cell: CountCell) -> bool:
        """Tell whether the cell is hidden and at least 1: a hidden ratio's numerator may be 0."""
        return self.is_hidden(cell) and cell.side == SIDES[self._kinds[cell.measure]][-1]

    def changed(self, today: Mapping[CountCell, int], first: str) -> dict[CountCell, int]:
        """Return the cells whose number in this release is not today's, with that number.

        `first`: the first quarter; nobody keeps numbers of those before it. Where nobody kept the
        numbers behind a release, what it prints is true, and of the rest today's numbers stand in.
        """
        own = today if self._own is None else self._own
        changed = {}
        for cell in sorted(today.keys() | own.keys() | self._cells.keys()):
            if cell.side not in PRINTED_SIDES or cell.quarter < first:
                continue
            if not self.speaks_of((cell,)) or not self._has_place_for(cell):
                continue
            printed = self.printed(cell) if self._own is None else None
            number = own.get(cell, 0) if printed is None else printed
            if number != today.get(cell, 0):
                changed[cell] = number
        return changed


def own_cells(own_numbers: pd.DataFrame, kinds: dict[str, str]) -> dict[CountCell, int]:
    """Return the numbers of the cells of these rows, those that are not 0."""
    frame = own_numbers[own_numbers["measure_id"].isin(set(kinds))]
    keys = frame[KEY].itertuples(index=False, name=None)
    numbers = {}
    for key, *sides in zip(keys, frame[NUMERATOR], frame[DENOMINATOR], strict=True):
        given = dict(zip(PRINTED_SIDES, sides, strict=True))
        for cell in cells_of(key, kinds[key[0]]):
            number = given[cell.side]
            if number is not None and number == number and number:
                numbers[cell] = round(number)
    return numbers
