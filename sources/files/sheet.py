"""What reading a file gives: sheets of cells as text with their kinds, without their meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa


class Kind(IntEnum):
    """What a workbook's cell holds; the cell itself is always handed on as text."""

    TEXT = 0
    NUMBER = 1
    DATE = 2
    BOOLEAN = 3
    ERROR = 4
    UNCACHED = 5
    """A formula that was never computed: the file stores no value for it."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read before it is rejected."""

    sent_bytes: int = 100_000_000
    unpacked_bytes: int = 1_000_000_000
    ratio: int = 200
    """How many times its packed size a large part of a workbook may unpack to."""

    columns: int = 2_000
    text_rows: int = 10_000_000
    text_cells: int = 100_000_000
    workbook_cells: int = 20_000_000
    """Rows times columns up to the furthest filled cell of one sheet, blank ones included."""

    blank_cells: int = 2_000_000
    """Blank ones among them in the whole workbook, where not many more are filled."""

    memory_bytes: int = 2 * 1024**3
    processor_seconds: int = 120


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the whole of a delimited text file.

    `columns` are text, null where a cell is blank, and all as long as the sheet has rows (blank
    rows included), so that row i stands in row i + 1 of the file. `kinds` are `Kind` numbers (0
    where blank); None says that every cell is text. `widths` tells how many fields each row of a
    delimited file really had (0 for a blank line); None for workbooks.
    """

    name: str | None
    position: int
    columns: Sequence[pa.Array]
    kinds: Sequence[pa.Array] | None = None
    widths: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        """The number of rows, blank ones included."""
        return len(self.columns[0]) if self.columns else 0


class FileUnreadable(Exception):
    """A file that cannot be read; `message` is for its sender and never quotes a cell.

    `where` names an error of ours and its place in the code, where one is to blame.
    """

    def __init__(
        self,
        message: str,
        *,
        sheet: int | None = None,
        row: int | None = None,
        column: int | None = None,
        where: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.sheet = sheet
        self.row = row
        self.column = column
        self.where = where
