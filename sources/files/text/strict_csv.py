"""Delimited text by the standard library's strict reader: slower, and right for every text."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.files.rejections import FEW, too_large
from sources.files.sheet import FileUnreadable, Limits

DELIMITERS = (",", ";", "\t")
BATCH_CELLS = 1 << 19

_FIELD = {
    delimiter: re.compile(rf'("[^"]*(?:""[^"]*)*"|[^{delimiter}]*)(?:{delimiter}|[\r\n]*\Z)')
    for delimiter in DELIMITERS
}
"""By delimiter, the fields of a record that the reader has taken: quoted ones whole."""

# A field without end is one whose quotation mark is never closed; no cell of Excel is so long.
csv.field_size_limit(1 << 20)


class StrictReader:
    """Reads parts of one text, each from the start of a record to the end of one."""

    def __init__(self, delimiter: str, limits: Limits) -> None:
        self._delimiter = delimiter
        self._limits = limits

    def read(self, text: pa.Buffer, first_row: int) -> tuple[list[pa.Array], np.ndarray]:
        """Return columns, padded with null to the widest record, and the width of each record.

        `first_row` is the number of the text's first record. Raises FileUnreadable for quotation
        marks that do not pair up.
        """
        lines = _Lines(io.TextIOWrapper(pa.BufferReader(text), encoding="utf-8", newline=""))
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        batches: list[list[pa.Array]] = []
        widths: list[np.ndarray] = [np.empty(0, np.int32)]
        rows = widest = fields = 0
        while records := self._take(reader, lines, first_row + rows):
            rows += len(records)
            widths.append(np.fromiter(map(len, records), np.int32, len(records)))
            widest = max(widest, int(widths[-1].max()))
            fields += int(widths[-1].sum())
            check_size(rows, widest, self._limits)
            check_padding(rows, widest, fields, self._limits)
            batches.append([_column(fields) for fields in zip_longest(*records)])
        columns = []
        for i in range(widest):
            parts = [
                batch[i] if i < len(batch) else pa.nulls(batch_widths.size, pa.string())
                for batch, batch_widths in zip(batches, widths[1:], strict=True)
            ]
            columns.append(pa.concat_arrays(parts))
        return columns, np.concatenate(widths)

    def _take(
        self, reader: Iterator[list[str]], lines: "_Lines", first_row: int
    ) -> list[list[str]]:
        records: list[list[str]] = []
        cells = 0
        try:
            for record in reader:
                raw = lines.take()
                if '"' in raw and _is_torn(raw, self._delimiter):
                    problem = (
                        "a field that does not begin with a quotation mark and holds an odd one"
                    )
                    raise _broken_quotes(first_row + len(records), problem)
                records.append(record)
                cells += len(record) + 1
                if cells >= BATCH_CELLS:
                    break
        except csv.Error as error:
            problem = "a quotation mark that is never closed, or one that closes in mid-field"
            if "field limit" in str(error):
                problem = "a field without end, perhaps a quotation mark that is never closed"
            raise _broken_quotes(first_row + len(records), problem) from None
        return records


class _Lines:
    """The lines of a text, which remembers those that were read since it was last asked."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._read: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._read.append(line)
        return line

    def take(self) -> str:
        """Return the text that was read since the last call."""
        text = "".join(self._read)
        self._read.clear()
        return text


def _is_torn(record: str, delimiter: str) -> bool:
    """Return whether a field that begins without a quotation mark holds an odd number of them.

    It is half of a field that the delimiter in it tore apart (` "6, Long Row"`).
    """
    return any(
        field and field[0] != '"' and field.count('"') % 2
        for field in _FIELD[delimiter].findall(record)
    )


def _broken_quotes(row: int, problem: str) -> FileUnreadable:
    return FileUnreadable(
        f"Row {row} of the file has {problem}. Please mend that row and send the file again.",
        row=row,
    )


def check_padding(rows: int, width: int, fields: int, limits: Limits) -> None:
    """Raise FileUnreadable when rows of that width would be far more blank than the fields given.

    They would be padded to the widest of them, and cost as much as any.
    """
    if rows * width - fields > limits.blank_cells + FEW * fields:
        raise too_large(
            f"its widest row has {width} fields and most of its {rows} rows have far fewer, which "
            "is no table"
        )


def check_size(rows: int, width: int, limits: Limits) -> None:
    """Raise FileUnreadable when so many rows of that width are more than is read."""
    if rows > limits.text_rows:
        raise too_large(f"it has more than {limits.text_rows} rows")
    if width > limits.columns:
        raise too_large(f"a row has more than {limits.columns} fields")
    if rows * width > limits.text_cells:
        raise too_large(
            f"with its widest row of {width} fields it has more than {limits.text_cells} cells"
        )


def _column(fields: tuple[str | None, ...]) -> pa.Array:
    array = pa.array(fields, pa.string())
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)
