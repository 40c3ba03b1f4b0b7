"""The data rows of a return with their cells read: what the checks of rows look at."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract
from sources.matching.crosstab import CrosstabCells
from sources.matching.layouts import RawReturn
from sources.values.column_cleaning import Cleaned, clean

WORTH_A_THREAD = 5_000
"""Fewer rows are cleaned sooner than a thread is started."""


@dataclass(frozen=True)
class DataRows:
    """The rows of the sheets that make one return, in their order.

    All arrays have an entry per row; `cells` as they stood, `cleaned` as they were read. `origin`
    is the row of the sheets that a row comes from, 0-based: each its own, until a crosstab is
    spread. `cell_rows` are the row numbers of the columns of a form.
    """

    contract: Contract
    sheets: np.ndarray
    row_numbers: np.ndarray
    origin: np.ndarray
    cells: dict[str, pa.Array]
    cleaned: dict[str, Cleaned]
    cell_rows: dict[str, np.ndarray]

    def numbers_of(self, column: str | None) -> np.ndarray:
        """Return the row in which each of a column's cells stands: its own, but for a form."""
        return self.cell_rows.get(column or "", self.row_numbers)

    def landed_values(self) -> dict[str, pa.Array]:
        """Return the values of the landed columns, with the markers beside the figures."""
        landed: dict[str, pa.Array] = {}
        for name, column in self.contract.columns.items():
            if column.privacy == "drop":
                continue
            landed[name] = self.cleaned[name].values
            if column.has_marker:
                landed[f"{name}_marker"] = self.cleaned[name].marker
        return landed


def clean_rows(raws: Sequence[RawReturn], codes: CodeLists) -> DataRows:
    """Return the rows of the sheets, with the cells of a crosstab left aside."""
    contract = raws[0].contract
    counts = [raw.row_count for raw in raws]
    crosstab = raws[0].crosstab
    names = [name for name in contract.columns if not (crosstab and name in crosstab.cells)]
    cells, cleaned = _clean_columns(raws, names, contract, codes)
    row_numbers = np.concatenate([raw.row_numbers for raw in raws]).astype(np.int64)
    in_forms = {name for raw in raws for name in raw.cell_rows}
    return DataRows(
        contract,
        np.repeat(np.array([raw.sheet for raw in raws], np.int32), counts),
        row_numbers,
        np.arange(len(row_numbers)),
        cells,
        cleaned,
        {
            name: np.concatenate(
                [
                    np.full(raw.row_count, raw.cell_rows[name])
                    if name in raw.cell_rows
                    else raw.row_numbers
                    for raw in raws
                ]
            )
            for name in in_forms
        },
    )


def spread_rows(rows: DataRows, raws: Sequence[RawReturn], codes: CodeLists) -> DataRows:
    """Return a row per filled cell of a crosstab, with the other values of the row it is in."""
    crosstabs = [raw.crosstab for raw in raws if raw.crosstab is not None]
    starts = np.cumsum([0, *(raw.row_count for raw in raws)])
    origin = np.concatenate(
        [crosstab.row_index + start for crosstab, start in zip(crosstabs, starts, strict=False)]
    )
    index = pa.array(origin)
    cells, cleaned = _clean_columns(crosstabs, list(crosstabs[0].cells), rows.contract, codes)
    return DataRows(
        rows.contract,
        rows.sheets[origin],
        rows.row_numbers[origin],
        origin,
        # Each distinct text once: a long one stands in as many rows as there are columns across.
        {name: column.dictionary_encode().take(index) for name, column in rows.cells.items()}
        | cells,
        {
            name: Cleaned(
                column.values.take(index),
                column.fault[origin],
                column.marker.take(index) if column.marker is not None else None,
            )
            for name, column in rows.cleaned.items()
        }
        | cleaned,
        {},
    )


def _clean_columns(
    parts: Sequence[RawReturn | CrosstabCells],
    names: Sequence[str],
    contract: Contract,
    codes: CodeLists,
) -> tuple[dict[str, pa.Array], dict[str, Cleaned]]:
    """Clean columns of the parts, two at a time: Arrow does most of it without Python's lock."""
    counts = [part.row_count for part in parts]

    def cleaned(name: str) -> tuple[pa.Array, Cleaned]:
        cells = _concat([part.cells.get(name) for part in parts], counts, pa.string())
        kinds = [part.kinds.get(name) for part in parts]
        known = _concat(kinds, counts, pa.int8()).fill_null(0) if any(kinds) else None
        return cells, clean(contract.columns[name], cells, known, codes)

    if sum(counts) < WORTH_A_THREAD:
        columns = {name: cleaned(name) for name in names}
    else:
        with ThreadPoolExecutor(max_workers=2) as pool:
            columns = dict(zip(names, pool.map(cleaned, names), strict=True))
    return (
        {name: cells for name, (cells, _) in columns.items()},
        {name: values for name, (_, values) in columns.items()},
    )


def _concat(
    parts: Sequence[pa.Array | None], counts: Sequence[int], type_: pa.DataType
) -> pa.Array:
    """Return the parts one after the other, with nulls for a part that is not there."""
    if len(parts) == 1 and parts[0] is not None:
        return parts[0]
    return pa.concat_arrays(
        [
            pa.nulls(count, type_) if part is None else part
            for part, count in zip(parts, counts, strict=True)
        ]
    )
