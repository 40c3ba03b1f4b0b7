"""From a sheet that is recognised to the data rows of a return: the raw cells of each column."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sources.contract import Contract


@dataclass(frozen=True)
class Note:
    """Something that an agency should know of a file that was read; `text` may quote a heading."""

    code: str
    text: str


@dataclass(frozen=True)
class Spread:
    """The cells of a crosstab's data rows, one entry a filled result.

    `row_index` says in which data row of the return a cell stands; `cells` hold the further
    columns, which have one value a cell (who attended, and how).
    """

    row_index: np.ndarray
    cells: dict[str, pa.Array]
    kinds: dict[str, pa.Array] | None


@dataclass(frozen=True)
class RawReturn:
    """The data rows of one sheet as they stood, column by column of the contract.

    `cells` has an array a contract column that the sheet has (those that are dropped later too),
    all as long as `row_numbers` (1-based rows of the sheet); a column that the sheet lacks is not
    among them. `kinds` are as in `Sheet`. `titles` are the texts above the headings in reading
    order. `cell_rows` says where a column's cell stands when it is not in the row itself (a form).
    """

    contract: Contract
    sheet: int
    sheet_name: str | None
    titles: tuple[str, ...]
    row_numbers: np.ndarray
    cells: dict[str, pa.Array]
    kinds: dict[str, pa.Array] | None
    headings: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    cell_rows: dict[str, int] = field(default_factory=dict)
    spread: Spread | None = None
