"""What reading a file gives: sheets of cells as text with their kinds, without their meaning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


SMALL_FILE_MEMORY = 300 * 1024**2
"""Of a file under 1 MB; what reads it and who asks for that hold as much again together."""

SMALL_FILE_SECONDS = 5.0
"""Of a file under 1 MB. None should take 2, but a good one must not be lost on a slow machine."""

MEMORY_TIMES = 24
"""So many times its size as sent a file may take of memory beyond that."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read before it is rejected.

    What a small file may make of itself is less: `scaled` says how much by its size.
    """

    sent_bytes: int = 100_000_000
    unpacked_bytes: int = 1_000_000_000
    ratio: int = 200
    """How many times its packed size a large part of a workbook may unpack to."""

    sheets: int = 1_000
    text_bytes: int = 50_000_000
    """Of all texts of a workbook as UTF-8, one that is repeated counted each time."""

    columns: int = 2_000
    text_rows: int = 10_000_000
    text_cells: int = 100_000_000
    workbook_cells: int = 20_000_000
    """Rows times columns up to the furthest filled cell of one sheet, blank ones included."""

    blank_cells: int = 2_000_000
    """Blank ones among them in the whole workbook, where not many more are filled."""

    filled_cells: int = 200_000
    """Filled cells of a workbook, and one more for each byte as sent: no real one has so many."""

    memory_bytes: int = 2 * 1024**3
    processor_seconds: float = 120
    threads: int = 1
    """So many pieces of a large text are read at once."""

    @classmethod
    def for_files_of(cls, sent_bytes: int, unpacked_bytes: int, threads: int = 1) -> "Limits":
        """Return the limits of a reader who takes files of these sizes, at most."""
        return cls(
            sent_bytes=sent_bytes,
            unpacked_bytes=unpacked_bytes,
            memory_bytes=max(cls.memory_bytes, MEMORY_TIMES * sent_bytes),
            processor_seconds=max(cls.processor_seconds, sent_bytes / 1_000_000),
            threads=threads,
        )

    def scaled(self, sent_bytes: int) -> "Limits":
        """Return the limits of a file of that size: what is dear to process has to be large."""
        megabytes = sent_bytes / 1_000_000
        return replace(
            self,
            unpacked_bytes=min(self.unpacked_bytes, 50_000_000 + 50 * sent_bytes),
            text_bytes=max(self.text_bytes, 10 * sent_bytes),
            filled_cells=self.filled_cells + sent_bytes,
            memory_bytes=min(self.memory_bytes, SMALL_FILE_MEMORY + MEMORY_TIMES * sent_bytes),
            processor_seconds=min(
                self.processor_seconds, SMALL_FILE_SECONDS + 12 * max(0, megabytes - 1)
            ),
        )


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
