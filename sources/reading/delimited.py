"""Delimited text as a sheet: one dialect for the whole file, checked on every record."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.cells import Limits, Sheet, Unreadable

DELIMITERS = (",", ";", "\t")
SAMPLE_BYTES = 1 << 18
SAMPLE_RECORDS = 100
BATCH_CELLS = 1 << 19


def read_delimited(text: pa.Buffer, limits: Limits) -> Sheet:
    """The one sheet of a text file; `text` is its UTF-8 without a byte order mark."""
    csv.field_size_limit(sys.maxsize)
    delimiter = find_delimiter(text)
    columns, widths = exact(text, delimiter, limits)
    if not columns:
        raise Unreadable("The file is empty: it holds no line with anything in it.")
    return Sheet(None, 1, columns, None, widths)


def find_delimiter(text: pa.Buffer) -> str:
    """The delimiter that explains the first records best: most records of one width, then wide."""
    sample = text[:SAMPLE_BYTES].to_pybytes().decode(errors="ignore")
    return max(DELIMITERS, key=lambda delimiter: _explained(sample, delimiter))


def _explained(sample: str, delimiter: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    for _, record in zip(range(SAMPLE_RECORDS), _records(sample, delimiter), strict=False):
        widths[len(record)] += 1
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _records(sample: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)


def exact(text: pa.Buffer, delimiter: str, limits: Limits) -> tuple[list[pa.Array], np.ndarray]:
    """Columns and widths by the standard library's strict reader; right for every file."""
    lines = io.TextIOWrapper(pa.BufferReader(text), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    batches: list[list[pa.Array]] = []
    widths: list[np.ndarray] = []
    rows = 0
    while records := _take(reader, rows):
        rows += len(records)
        batch_widths = np.fromiter(map(len, records), np.int32, len(records))
        widths.append(batch_widths)
        batches.append([_column(fields) for fields in zip_longest(*records)])
        _check_size(rows, max(map(len, batches)), limits)
    lengths = list(map(len, widths))
    columns = [
        pa.concat_arrays(
            [
                batch[i] if i < len(batch) else pa.nulls(length, pa.string())
                for batch, length in zip(batches, lengths, strict=True)
            ]
        )
        for i in range(max(map(len, batches), default=0))
    ]
    return columns, np.concatenate(widths) if widths else np.empty(0, np.int32)


def _take(reader: Iterator[list[str]], rows: int) -> list[list[str]]:
    records: list[list[str]] = []
    cells = 0
    try:
        for record in reader:
            records.append(record)
            cells += len(record) + 1
            if cells >= BATCH_CELLS:
                break
    except csv.Error:
        row = rows + len(records) + 1
        raise Unreadable(
            f"Row {row} of the file has a quotation mark that is never closed, or one that closes "
            "in the middle of a field. Please mend that row and send the file again.",
            row=row,
        ) from None
    return records


def _column(fields: tuple[str | None, ...]) -> pa.Array:
    array = pa.array(fields, pa.string())
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def _check_size(rows: int, width: int, limits: Limits) -> None:
    if width > limits.columns or rows * width > limits.text_cells:
        raise Unreadable(
            f"The file is too large: {rows} rows and {width} columns and perhaps more, where "
            f"{limits.columns} columns and {limits.text_cells} cells are the most that is read."
        )
