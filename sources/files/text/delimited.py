"""Delimited text as a sheet: one dialect for the whole file, which every record has to follow."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.csv

from sources.files.sheet import Limits, Sheet
from sources.files.text.record_scan import Records, scan
from sources.files.text.strict_csv import DELIMITERS, StrictReader, check_padding, check_size

SAMPLE_BYTES = 1 << 18
SAMPLE_RECORDS = 100
WORTH_SPLITTING = 5_000
"""As many records of one width are read at full speed, fewer with their neighbours."""

WORTH_A_PIECE = 50_000
"""So many records at least are in each piece of a text whose pieces are read at once."""

MOST_PIECES = 8
"""A text has no more pieces, on however many cores: each thread takes of the memory it may have."""


@dataclass(frozen=True)
class RowBlock:
    """Rows that were read in one go."""

    rows: int
    columns: list[pa.Array]

    def take(self, i: int) -> pa.Array:
        """Column i, which the part then lets go; nulls where no row is so wide."""
        if i >= len(self.columns):
            return pa.nulls(self.rows, pa.string())
        column, self.columns[i] = self.columns[i], None
        return column


def read_delimited(text: pa.Buffer, limits: Limits) -> Sheet:
    """Return the one sheet of a text file; `text` is its UTF-8 without a byte order mark."""
    return read_records(text, find_delimiter(text), limits)


def read_records(text: pa.Buffer, delimiter: str, limits: Limits) -> Sheet:
    """Return the one sheet of a text file of that delimiter."""
    exact = StrictReader(delimiter, limits)
    records = scan(text, delimiter, limits)
    widths = records.widths
    # The rest comes first, because it may have to be rejected.
    rest, more = exact.read(text.slice(int(records.starts[-1])), widths.size + 1)
    widths = np.concatenate((widths, more))
    widest = int(widths.max(initial=0))
    check_size(widths.size, widest, limits)
    check_padding(widths.size, widest, int(widths.sum()), limits)
    parts = [
        *_read_parts(text, delimiter, records, exact, limits.threads),
        RowBlock(more.size, rest),
    ]
    return Sheet(None, 1, _joined(parts), None, widths)


def find_delimiter(text: pa.Buffer) -> str:
    """Return the delimiter that gives most of the first records one width, then the widest."""
    sample = text[:SAMPLE_BYTES].to_pybytes().decode(errors="ignore")
    return max(DELIMITERS, key=lambda delimiter: _explained(sample, delimiter))


def _explained(sample: str, delimiter: str) -> tuple[int, int]:
    widths = Counter(islice(_widths(sample, delimiter), SAMPLE_RECORDS))
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    """Yield the widths of the records up to the first whose quotation marks speak against it."""
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True):
            yield len(record)
    except csv.Error:
        return


def _read_parts(
    text: pa.Buffer, delimiter: str, records: Records, exact: StrictReader, threads: int
) -> Iterator[RowBlock]:
    for first, last, is_even in _runs(records.widths):
        blocks = (
            _read_pieces(text, delimiter, records, _cuts(first, last, threads)) if is_even else None
        )
        if blocks is None:
            start, end = int(records.starts[first]), int(records.starts[last])
            columns = exact.read(text.slice(start, end - start), first + 1)[0]
            blocks = [RowBlock(last - first, columns)]
        yield from blocks


def _cuts(first: int, last: int, threads: int) -> list[int]:
    """Return where the records from `first` to before `last` are cut, these two among the cuts."""
    pieces = max(1, min(threads, MOST_PIECES, (last - first) // WORTH_A_PIECE))
    return [first + (last - first) * piece // pieces for piece in range(pieces + 1)]


def _read_pieces(
    text: pa.Buffer, delimiter: str, records: Records, cuts: list[int]
) -> list[RowBlock] | None:
    """Return records of one width, read piece by piece at once; None when the reader objects.

    Each piece begins where a record does, by the scan of the whole text: none can be torn.
    """

    def read(first: int, last: int) -> RowBlock | None:
        start, end = int(records.starts[first]), int(records.starts[last])
        width = int(records.widths[first])
        table = _read_even(text.slice(start, end - start), delimiter, width, records.has_quotes)
        if table is None or table.num_rows != last - first:
            return None
        return RowBlock(last - first, [_whole(column) for column in table.columns])

    pieces = list(pairwise(cuts))
    if len(pieces) == 1:
        blocks = [read(*pieces[0])]
    else:
        with ThreadPoolExecutor(len(pieces)) as pool:
            blocks = list(pool.map(read, *zip(*pieces, strict=True)))
    good = [block for block in blocks if block is not None]
    return good if len(good) == len(blocks) else None


def _runs(widths: np.ndarray) -> Iterator[tuple[int, int, bool]]:
    """Yield first record, end and whether all are of one width, per block to be read in one go."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(widths)) + 1, [widths.size]))
    long = np.flatnonzero(np.diff(edges) >= WORTH_SPLITTING)
    done = 0
    for i in long:
        first, last = int(edges[i]), int(edges[i + 1])
        if not widths[first]:
            continue
        if done < first:
            yield done, first, False
        yield first, last, True
        done = last
    if done < widths.size:
        yield done, int(widths.size), False


def _read_even(piece: pa.Buffer, delimiter: str, width: int, has_quotes: bool) -> pa.Table | None:
    """Return records of `width` fields each as a table; None when the fast reader objects."""
    names = [str(i) for i in range(width)]
    try:
        return pa.csv.read_csv(
            pa.BufferReader(piece),
            pa.csv.ReadOptions(use_threads=False, column_names=names, block_size=piece.size + 1),
            pa.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if has_quotes else False,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
            ),
            pa.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _joined(parts: list[RowBlock]) -> list[pa.Array]:
    """Return the columns of all parts one below the other; takes the parts apart to save memory."""
    parts = [part for part in parts if part.rows]
    if len(parts) == 1:
        return parts[0].columns
    columns = []
    for i in range(max((len(part.columns) for part in parts), default=0)):
        columns.append(pa.concat_arrays([part.take(i) for part in parts]))
    return columns
