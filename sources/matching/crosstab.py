"""The cells of a crosstab: a row per filled result, under the code that heads its column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract, CrosstabLayout
from sources.files.sheet import Kind
from sources.values.column_cleaning import clean


@dataclass(frozen=True)
class CrosstabCells:
    """The filled results of a crosstab, ordered by row and then by code.

    `row_index` says in which data row of the return each stands, 0-based; `cells` and `kinds` are
    those of the two columns that a crosstab spreads: the code above the cell, and the cell.
    """

    row_index: np.ndarray
    cells: dict[str, pa.Array]
    kinds: dict[str, pa.Array]

    @property
    def row_count(self) -> int:
        """The number of filled results."""
        return len(self.row_index)


@dataclass(frozen=True)
class CrosstabColumns:
    """The data rows of the columns across: a code, the cells and their kinds for each."""

    codes: Sequence[str]
    cells: Sequence[pa.Array]
    kinds: Sequence[pa.Array] | None

    @classmethod
    def picked(
        cls,
        across: Sequence[tuple[str, int]],
        pick: Callable[[pa.Array], pa.Array],
        cells: Sequence[pa.Array],
        kinds: Sequence[pa.Array] | None,
    ) -> "CrosstabColumns":
        """Return the columns across a sheet, with the data rows that `pick` takes of them."""
        return cls(
            [code for code, _ in across],
            [pick(cells[column]) for _, column in across],
            [pick(kinds[column]) for _, column in across] if kinds else None,
        )


def crosstab_cells(columns: CrosstabColumns, contract: Contract, codes: CodeLists) -> CrosstabCells:
    """Return the filled results; of several columns of one code, the best of each row."""
    layout = contract.layout
    assert isinstance(layout, CrosstabLayout)
    row_count = len(columns.cells[0])
    names = list(dict.fromkeys(columns.codes))
    row = np.tile(np.arange(row_count), len(columns.codes))
    code = np.repeat([names.index(name) for name in columns.codes], row_count)
    texts = pa.concat_arrays(columns.cells)
    kinds = pa.concat_arrays(columns.kinds) if columns.kinds else None
    # A formula that was never computed shows no text: it is to be seen, and rejected.
    uncached = (
        kinds.to_numpy() == Kind.UNCACHED if kinds is not None else np.zeros(len(texts), bool)
    )
    rank_of = {code: rank for rank, code in enumerate(layout.best_first)}
    results = clean(contract.columns[layout.cells], texts, kinds, codes).values.to_pylist()
    rank = np.array([rank_of.get(result, len(rank_of)) for result in results], np.int64)
    rank[uncached] = -1
    filled = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False) | uncached)
    # The sort is stable: of equal results the leftmost comes first.
    filled = filled[np.lexsort((rank[filled], code[filled], row[filled]))]
    place = row[filled] * len(names) + code[filled]
    best = filled[np.diff(place, prepend=-1) != 0]
    picked = pa.array(best)
    return CrosstabCells(
        row[best],
        {
            layout.across: pa.array(names).take(pa.array(code[best])),
            layout.cells: texts.take(picked),
        },
        {
            layout.across: pa.repeat(pa.scalar(Kind.TEXT, pa.int8()), len(best)),
            layout.cells: kinds.take(picked),
        }
        if kinds is not None
        else {},
    )
