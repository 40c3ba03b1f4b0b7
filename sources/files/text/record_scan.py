"""Where the records of a delimited text end and how many fields each has, found at full speed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sources.files.sheet import Limits
from sources.files.text.strict_csv import check_size

QUOTE, LF, CR = 34, 10, 13
CHUNK = 1 << 22


@dataclass(frozen=True)
class Records:
    """The records at the start of a text, blank lines included."""

    starts: np.ndarray
    """The byte at which each record starts, and then the byte after the last of them."""

    widths: np.ndarray
    """The fields of each record; 0 for a blank line."""

    has_quotes: bool


def scan(text: pa.Buffer, delimiter: str, limits: Limits) -> Records:
    """Return the records of the text up to where only the strict reader can say what they are.

    That is near a quotation mark that neither opens nor closes a whole field nor is doubled within
    one. Before it a byte lies within quotation marks exactly when an odd number of them stands
    before it. A line ends at a line feed, or at a carriage return that does not stand before one.
    Raises FileUnreadable for more rows than are read.
    """
    data = np.frombuffer(text, np.uint8)
    before = _allowed(ord(delimiter), LF, CR, QUOTE)
    after = _allowed(ord(delimiter), LF, CR, QUOTE)
    ends: list[np.ndarray] = [np.zeros(1, np.int64)]
    counts: list[np.ndarray] = [np.empty(0, np.int32)]
    open_count = quote_count = rows = 0
    for at in range(0, data.size, CHUNK):
        piece = data[at : at + CHUNK]
        quotes = piece == QUOTE
        places = np.flatnonzero(quotes) + at
        if not _quotes_are_fine(data, places, quote_count % 2, before, after):
            break
        delimiters, line_ends = piece == ord(delimiter), piece == LF
        _add_returns(line_ends, data, piece, at)
        if places.size or quote_count % 2:
            outside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) == quote_count % 2
            delimiters &= outside
            line_ends &= outside
            quote_count += places.size
        here = np.flatnonzero(line_ends)
        fields, open_count = _counted(delimiters, here, open_count)
        ends.append(here + at + 1)
        counts.append(fields)
        rows += here.size
        check_size(rows, 0, limits)
    else:
        if data.size and data[-1] not in (LF, CR) and quote_count % 2 == 0:
            ends.append(np.array([data.size]))
            counts.append(np.array([open_count], np.int32))
    return _records(data, np.concatenate(ends), np.concatenate(counts), quote_count > 0)


def _allowed(*codes: int) -> np.ndarray:
    table = np.zeros(256, bool)
    table[list(codes)] = True
    return table


def _add_returns(line_ends: np.ndarray, data: np.ndarray, piece: np.ndarray, at: int) -> None:
    """Add the carriage returns of the piece that are line ends by themselves."""
    places = np.flatnonzero(piece == CR)
    if places.size:
        following = data[np.minimum(places + at + 1, data.size - 1)]
        line_ends[places[following != LF]] = True


def _quotes_are_fine(
    data: np.ndarray, places: np.ndarray, first_opens: int, before: np.ndarray, after: np.ndarray
) -> bool:
    """Return whether opening marks stand after a field's end and closing ones before one."""
    opening, closing = places[first_opens::2], places[1 - first_opens :: 2]
    if opening.size and opening[0] == 0:
        opening = opening[1:]
    if closing.size and closing[-1] == data.size - 1:
        closing = closing[:-1]
    return bool(before[data[opening - 1]].all() and after[data[closing + 1]].all())


def _counted(delimiters: np.ndarray, ends: np.ndarray, open_count: int) -> tuple[np.ndarray, int]:
    """Return the delimiters of each record that ends here, and those of the one that goes on."""
    if not ends.size:
        return np.empty(0, np.int32), open_count + int(np.count_nonzero(delimiters))
    starts = np.concatenate(([0], ends[:-1]))
    fields = np.add.reduceat(delimiters.view(np.uint8), starts, dtype=np.int32)
    fields[-1] = np.count_nonzero(delimiters[starts[-1] : ends[-1]])
    fields[0] += open_count
    return fields, int(np.count_nonzero(delimiters[ends[-1] :]))


def _records(data: np.ndarray, starts: np.ndarray, counts: np.ndarray, has_quotes: bool) -> Records:
    widths = counts + np.int32(1)
    lengths, first, last = np.diff(starts), data[starts[:-1]], data[starts[1:] - 1]
    is_end = ((last == LF) & ((lengths == 1) | ((lengths == 2) & (first == CR)))) | (
        (last == CR) & (lengths == 1)
    )
    widths[is_end] = 0
    return Records(starts, widths, has_quotes)
