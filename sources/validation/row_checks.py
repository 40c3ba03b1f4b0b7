"""What becomes of the rows of a return: their typed values, their findings, which are held out."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.contract.code_lists import CodeLists
from sources.contract.landed_schemas import FINDINGS
from sources.contract.schema import Column, Contract
from sources.matching.layouts import RawReturn, Spread
from sources.matching.reporting_period import Period, outside, refuse_wrong_period
from sources.values.column_cleaning import Cleaned, Fault, clean

FINDING_FIELDS = ["sheet", "row_number", "column_name", "code", "message"]

_SHORT_LIST = 20
"""A list of so many codes is named whole where a word is not on it."""

_FOUND = pa.schema(
    [(one.name, one.type) for one in FINDINGS if one.name in FINDING_FIELDS]
    + [("quote", pa.string()), ("is_held_out", pa.bool_())]
)

_NOT_READ = {
    "date": "is not a date",
    "datetime": "is not a date",
    "integer": "is not a whole number",
    "number": "is not a number",
    "yes_no": "is not yes or no",
}


@dataclass(frozen=True)
class ValidatedReturn:
    """The rows of one return with what was found in them.

    `sheet_names` and `headings` are, by sheet, as they were written. `values` are the landed
    columns, one entry a row (identifiers still as they were sent);
    `findings` has the landed fields, and for the agency's receipt `quote` (the cell as it stood)
    and `is_held_out`.
    """

    contract: Contract
    period: Period
    sheet_names: Mapping[int, str | None]
    headings: Mapping[int, Mapping[str, str]]
    sheets: np.ndarray
    row_numbers: np.ndarray
    values: dict[str, pa.Array]
    is_held_out: np.ndarray
    findings: pa.Table

    @property
    def rows_read(self) -> int:
        return len(self.is_held_out)

    @property
    def rows_held_out(self) -> int:
        return int(self.is_held_out.sum())


def judge(
    raws: Sequence[RawReturn], period: Period, codes: CodeLists, received_at: datetime
) -> ValidatedReturn:
    """The rows of the sheets that make one return, in their order, judged together.

    Raises FileRejected (`wrong_period`).
    """
    rows = _Rows(raws, codes)
    contract = rows.contract
    dates = rows.cleaned[contract.period].values if contract.period else None
    refuse_wrong_period(period, dates, received_at)
    for name in rows.cleaned:
        rows.find_faults(contract.columns[name])
    if contract.period and dates is not None:
        where = np.flatnonzero(outside(period, dates))
        bound = f"outside {period}" if period.quarter else f"after the as-at date {period}"
        rows.find(where, contract.period, "outside_period", f"lies {bound}", holds_out=True)
    rows.find_odd_orders()
    if raws[0].spread is not None:
        rows.spread()
    rows.find_duplicates()
    return ValidatedReturn(
        contract,
        period,
        {raw.sheet: raw.sheet_name for raw in raws},
        {raw.sheet: raw.headings for raw in raws},
        rows.sheets[rows.base],
        rows.row_numbers[rows.base],
        rows.landed_values(),
        rows.is_held_out,
        rows.findings(),
    )


class _Rows:
    """The data rows of a return while they are judged.

    `base` says which sheet row a row comes from: itself, until a crosstab is spread.
    """

    def __init__(self, raws: Sequence[RawReturn], codes: CodeLists) -> None:
        self.contract = raws[0].contract
        self.raws, self.codes = raws, codes
        counts = [len(raw.row_numbers) for raw in raws]
        self.sheets = np.repeat(np.array([raw.sheet for raw in raws], np.int32), counts)
        self.row_numbers = np.concatenate([raw.row_numbers for raw in raws]).astype(np.int64)
        self.base = np.arange(len(self.row_numbers))
        self.is_held_out = np.zeros(len(self.base), bool)
        self.cells: dict[str, pa.Array] = {}
        self.cleaned: dict[str, Cleaned] = {}
        self.found: list[pa.Table] = []
        self._clean(raws, [name for name in self.contract.columns if not _is_spread(raws, name)])

    def _clean(self, parts: Sequence[RawReturn | Spread], names: Sequence[str]) -> None:
        """Cleans these columns of the parts, two at a time: Arrow does most of it, lock-free."""
        counts = [part.row_count for part in parts]

        def cleaned(name: str) -> tuple[pa.Array, Cleaned]:
            cells = _joined([part.cells.get(name) for part in parts], counts, pa.string())
            kinds = [part.kinds.get(name) for part in parts]
            known = _joined(kinds, counts, pa.int8()).fill_null(0) if any(kinds) else None
            return cells, clean(self.contract.columns[name], cells, known, self.codes)

        with ThreadPoolExecutor(max_workers=2) as pool:
            for name, (cells, values) in zip(names, pool.map(cleaned, names), strict=True):
                self.cells[name], self.cleaned[name] = cells, values

    def find(
        self,
        where: np.ndarray,
        column: str | None,
        code: str,
        message: str | pa.Array,
        *,
        holds_out: bool,
    ) -> None:
        """Notes a finding in each of the rows, and holds them out where it must."""
        if not len(where):
            return
        count = len(where)
        if holds_out:
            self.is_held_out[where] = True
        quote = self.cells[column].take(pa.array(where)) if column else pa.nulls(count, pa.string())
        self.found.append(
            pa.table(
                {
                    "base": self.base[where],
                    "sheet": self.sheets[self.base[where]],
                    "row_number": self._row_numbers(column)[self.base[where]],
                    "column_name": pa.repeat(pa.scalar(column, pa.string()), count),
                    "code": pa.repeat(code, count),
                    "message": pa.repeat(message, count) if isinstance(message, str) else message,
                    "quote": quote,
                    "is_held_out": pa.repeat(holds_out, count),
                }
            )
        )

    def _row_numbers(self, column: str | None) -> np.ndarray:
        """Where a column's cells stand: in their row, but for a form."""
        if column is None or not any(raw.cell_rows for raw in self.raws):
            return self.row_numbers
        return np.concatenate(
            [
                np.full(len(raw.row_numbers), raw.cell_rows[column])
                if column in raw.cell_rows
                else raw.row_numbers
                for raw in self.raws
            ]
        )

    def find_faults(self, column: Column) -> None:
        """Finds the cells that are blank, cannot be read, or hold an unknown word."""
        fault = self.cleaned[column.name].fault
        if not fault.any():
            return
        if column.needed:
            blank = np.flatnonzero(fault == Fault.BLANK)
            self.find(blank, column.name, "missing", "is blank and is needed", holds_out=True)
        not_read = "is not a whole age of 0 to 120 years"
        if column.privacy != "band":
            not_read = _NOT_READ.get(column.type, "is an error value")
        for kind, code, message in (
            (Fault.UNREADABLE, "unreadable_value", not_read),
            (Fault.UNRECOGNISED, "unrecognised_word", self._no_word(column)),
        ):
            where = np.flatnonzero(fault == kind)
            self.find(where, column.name, code, message, holds_out=column.needed)

    def _no_word(self, column: Column) -> str:
        """That a word is not on the column's list, with the list where it is short."""
        message = f"is not a word of the list {column.list}"
        labels = self.codes.codes(column.list).values() if column.list else ()
        return f"{message} ({', '.join(labels)})" if len(labels) <= _SHORT_LIST else message

    def find_odd_orders(self) -> None:
        """Finds the rows of which a date is before one that it must follow."""
        for pair in self.contract.order:
            unit = pa.date32() if pair.by == "day" else pa.timestamp("us")
            first, then = (
                self.cleaned[name].values.cast(unit, safe=False) for name in (pair.first, pair.then)
            )
            odd = pc.less(then, first).fill_null(False).to_numpy(zero_copy_only=False)
            message = f"is before {pair.first}"
            self.find(np.flatnonzero(odd), pair.then, "odd_order", message, holds_out=False)

    def spread(self) -> None:
        """Makes each filled cell of a crosstab a row, with the values and fate of its own row."""
        spreads = [raw.spread for raw in self.raws if raw.spread is not None]
        starts = np.cumsum([0, *(len(raw.row_numbers) for raw in self.raws)])
        self.base = np.concatenate(
            [one.row_index + start for one, start in zip(spreads, starts, strict=False)]
        )
        index = pa.array(self.base)
        self.is_held_out = self.is_held_out[self.base]
        self.cells = {name: cells.take(index) for name, cells in self.cells.items()}
        self.cleaned = {
            name: Cleaned(
                one.values.take(index),
                one.fault[self.base],
                one.marker.take(index) if one.marker is not None else None,
            )
            for name, one in self.cleaned.items()
        }
        names = list(spreads[0].cells)
        self._clean(spreads, names)
        for name in names:
            self.find_faults(self.contract.columns[name])

    def find_duplicates(self) -> None:
        """Finds the rows whose key is that of an earlier row, and rows beyond the allowed."""
        limit = self.contract.max_rows
        if limit is not None:
            beyond = np.arange(len(self.base)) >= limit
            allowed = "one row" if limit == 1 else f"{limit} rows"
            message = f"comes after the {allowed} that a return has"
            self.find(np.flatnonzero(beyond), None, "duplicate", message, holds_out=True)
        if not self.contract.key:
            return
        rows, earlier = _repeated(*self._keys())
        message = pc.binary_join_element_wise(
            f"has the same {' and '.join(self.contract.key)} as row",
            pa.array(self.row_numbers[self.base[earlier]]).cast(pa.string()),
            "of sheet",
            pa.array(self.sheets[self.base[earlier]]).cast(pa.string()),
            " ",
        )
        self.find(rows, self.contract.key[0], "duplicate", message, holds_out=True)

    def _keys(self) -> tuple[np.ndarray, np.ndarray]:
        """A number a row, equal where keys are, and whether the row has a key at all."""
        keys = np.zeros(len(self.base), np.int64)
        has_key = np.ones(len(self.base), bool)
        for name in self.contract.key:
            ids = self.cleaned[name].ids.astype(np.int64) + 1
            base = int(ids.max(initial=0)) + 1
            if int(keys.max(initial=0)) >= 2**62 // base:
                keys = np.unique(keys, return_inverse=True)[1]
            keys = keys * base + ids
            if self.contract.columns[name].needed:
                has_key &= ~np.isin(self.cleaned[name].fault, (Fault.BLANK, Fault.UNREADABLE))
        return keys, has_key

    def landed_values(self) -> dict[str, pa.Array]:
        """The values of the landed columns, with the markers beside the figures."""
        landed: dict[str, pa.Array] = {}
        for name, column in self.contract.columns.items():
            if column.privacy == "drop":
                continue
            landed[name] = self.cleaned[name].values
            if column.has_marker:
                landed[f"{name}_marker"] = self.cleaned[name].marker
        return landed

    def findings(self) -> pa.Table:
        """All findings, in the order of the rows and then as they were looked for."""
        if not self.found:
            return _FOUND.empty_table()
        table = pa.concat_tables(self.found)
        order = np.argsort(table["base"].to_numpy(), kind="stable")
        return table.take(pa.array(order)).select(_FOUND.names).cast(_FOUND)


def _is_spread(raws: Sequence[RawReturn], name: str) -> bool:
    """Whether the column has a value for each cell of a crosstab, not for each row."""
    return raws[0].spread is not None and name in raws[0].spread.cells


def _joined(
    parts: Sequence[pa.Array | None], counts: Sequence[int], type_: pa.DataType
) -> pa.Array:
    """The parts one after the other, with nulls for a part that is not there."""
    if len(parts) == 1 and parts[0] is not None:
        return parts[0]
    return pa.concat_arrays(
        [
            pa.nulls(count, type_) if part is None else part
            for part, count in zip(parts, counts, strict=True)
        ]
    )


def _repeated(keys: np.ndarray, has_key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows whose key an earlier row has, in order, and the first row that has it."""
    candidates = np.flatnonzero(has_key)
    order = candidates[np.argsort(keys[candidates], kind="stable")]
    is_first = np.ones(len(order), bool)
    is_first[1:] = keys[order[1:]] != keys[order[:-1]]
    firsts = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
    again = ~is_first
    rows, earlier = order[again], firsts[again]
    in_order = np.argsort(rows)
    return rows[in_order], earlier[in_order]
