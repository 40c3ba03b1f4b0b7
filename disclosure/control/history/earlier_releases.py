"""What earlier releases printed, and the numbers behind them (docs/disclosure.md#rule-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
KEPT_ROWS = 1 << 18  #: so many rows are kept, for releases to share
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
        records = zip(*(_plain(frame[column]) for column in columns), strict=True)
        self.rows: dict[RowKey, EarlierRow] = dict(map(_read_row, records))
        self._county = county
        self.tables = {table_of(key, county) for key in self.rows}
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
        row = self._row_of(cell)
        if row is not None:
            return None if row.shown == HIDDEN else row.numbers((cell,))[0]
        has_table = table_of(key_of(cell), self._county) in self.tables
        return 0 if has_table and cell.side in (NUMERATOR, DENOMINATOR) else None

    def _row_of(self, cell: CountCell) -> EarlierRow | None:
        """Return the row that tells or hides a cell."""
        has_side = cell.measure in self._kinds and cell.side in SIDES[self._kinds[cell.measure]]
        return self.rows.get(key_of(cell)) if has_side else None

    def _has_place_for(self, cell: CountCell) -> bool:
        """Tell whether the cell is of a quarter, or of a longer window that this release prints."""
        return cell.period == QUARTER or table_of(key_of(cell), self._county) in self.tables

    def is_hidden(self, cell: CountCell) -> bool:
        """Tell whether this release prints `[c]` where the cell stands."""
        row = self._row_of(cell)
        return row is not None and row.shown == HIDDEN

    def is_counted(self, cell: CountCell) -> bool:
        """Tell whether the cell is hidden and at least 1: a hidden ratio's numerator may be 0."""
        return self.is_hidden(cell) and cell.side == SIDES[self._kinds[cell.measure]][-1]

    def changed(self, today: Mapping[CountCell, int], first: str) -> dict[CountCell, int]:
        """Return the cells whose number in this release is not today's, with that number.

        `today`: the counts that are not 0. `first`: the first quarter; nobody keeps numbers of what
        is before. Where nobody kept the numbers behind a release, what it prints is true, and of
        the rest today's numbers stand in.
        """
        numbers = self._own
        if numbers is None:
            told = {cell for key in self.rows for cell in cells_of(key, self._kinds[key[0]])}
            then = {cell: self.printed(cell) for cell in told | today.keys()}
            numbers = {
                cell: today.get(cell, 0) if printed is None else printed
                for cell, printed in then.items()
            }
        differing = {cell for cell, _ in numbers.items() ^ today.items()}
        changed = {cell for cell in differing if numbers.get(cell, 0) != today.get(cell, 0)}
        return {
            cell: numbers.get(cell, 0)
            for cell in sorted(changed)
            if cell.quarter >= first and self.speaks_of((cell,)) and self._has_place_for(cell)
        }


@lru_cache(maxsize=KEPT_ROWS)
def _read_row(record: tuple[Any, ...]) -> tuple[RowKey, EarlierRow]:
    """Return the row of a record with its key; rows that releases repeat are one in memory."""
    return record[:6], EarlierRow(*record[6:])


def _plain(column: pd.Series) -> list[Any]:
    """Return the values of a column, None where there is none."""
    values: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    return values


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
