"""Cells of a workbook as columns of text with their kinds."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.files.rejections import damaged
from sources.files.sheet import Kind

BATCH_CELLS = 1 << 16
DAY = timedelta(days=1)
LARGE = 2**53


@dataclass
class Marks:
    """Cells of one sheet whose content the fast reader does not tell: errors and empty formulas."""

    rows: array = field(default_factory=lambda: array("I"))
    columns: array = field(default_factory=lambda: array("I"))
    kinds: array = field(default_factory=lambda: array("b"))
    texts: list[str] = field(default_factory=list)

    def add(self, row: int, column: int, kind: Kind, text: str) -> None:
        """Mark the cell at 0-based `row` and `column`."""
        self.rows.append(row)
        self.columns.append(column)
        self.kinds.append(kind)
        self.texts.append(text)


def number_text(value: float) -> str:
    """Return the number in plain decimal without a trailing .0, in as few digits as say it exactly.

    Raises FileUnreadable for what only a damaged file holds: an endless number, or none.
    """
    if not isfinite(value):
        raise damaged()
    if value == int(value):
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _moment_text(value: datetime) -> str:
    """Return the moment to the second; raise FileUnreadable beyond the last year."""
    try:
        return (value + timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
    except OverflowError:
        raise damaged() from None


def _time_text(value: time) -> str:
    span = timedelta(
        hours=value.hour,
        minutes=value.minute,
        seconds=value.second,
        microseconds=value.microsecond,
    )
    return number_text(span / DAY)


TEXTS: dict[type, Any] = {
    str: lambda value: value or None,
    float: number_text,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    date: lambda value: f"{value.isoformat()}T00:00:00",
    datetime: _moment_text,
    time: _time_text,
    timedelta: lambda value: number_text(value / DAY),
    type(None): lambda value: None,
}

KINDS: dict[type, int] = {
    str: Kind.TEXT,
    float: Kind.NUMBER,
    int: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    date: Kind.DATE,
    datetime: Kind.DATE,
    time: Kind.NUMBER,
    timedelta: Kind.NUMBER,
    type(None): Kind.TEXT,
}


def columns_of(
    rows: Iterable[Sequence[Any]], width: int, left: int = 0, marks: Marks | None = None
) -> tuple[list[pa.Array], list[pa.Array]]:
    """Return the columns' texts and kinds up to the furthest filled cell.

    Each of `rows` has `width` values of Python's own types, the first of which stands in the
    0-based column `left`. `marks` are laid over the values.
    """
    texts: list[list[pa.Array]] = [[] for _ in range(width)]
    kinds: list[list[pa.Array]] = [[] for _ in range(width)]
    iterator = iter(rows)
    count = 0
    while batch := list(islice(iterator, max(1, BATCH_CELLS // max(1, width)))):
        count += len(batch)
        for i, column in enumerate(zip(*batch, strict=True)):
            types = list(map(type, column))
            texts[i].append(_texts(column, types))
            kinds[i].append(pa.array([KINDS[t] for t in types], pa.int8()))
    blank = [pa.nulls(count, pa.string())] * left, [_zeros(count)] * left
    all_texts = blank[0] + [pa.concat_arrays(chunks) for chunks in texts if chunks]
    all_kinds = blank[1] + [pa.concat_arrays(chunks) for chunks in kinds if chunks]
    if marks is not None and marks.rows:
        all_texts, all_kinds = _marked(all_texts, all_kinds, count, marks)
    return _trimmed(all_texts, all_kinds)


def _texts(column: tuple[Any, ...], types: list[type]) -> pa.Array:
    if set(types) == {float}:
        numbers = np.array(column)
        if ((numbers == np.trunc(numbers)) & (np.abs(numbers) < LARGE)).all():
            return pa.array(numbers.astype(np.int64)).cast(pa.string())
    return pa.array([TEXTS[t](v) for t, v in zip(types, column, strict=True)], pa.string())


def _zeros(count: int) -> pa.Array:
    return pa.array(np.zeros(count, np.int8))


def _marked(
    texts: list[pa.Array], kinds: list[pa.Array], count: int, marks: Marks
) -> tuple[list[pa.Array], list[pa.Array]]:
    rows = np.frombuffer(marks.rows, np.uint32)
    columns = np.frombuffer(marks.columns, np.uint32)
    height, width = max(count, int(rows.max()) + 1), max(len(texts), int(columns.max()) + 1)
    if height > count:
        texts = [pa.concat_arrays([t, pa.nulls(height - count, pa.string())]) for t in texts]
        kinds = [pa.concat_arrays([k, _zeros(height - count)]) for k in kinds]
    texts += [pa.nulls(height, pa.string())] * (width - len(texts))
    kinds += [_zeros(height)] * (width - len(kinds))
    order = np.lexsort((rows, columns))
    marked_kinds = np.frombuffer(marks.kinds, np.int8)
    for group in np.split(order, np.flatnonzero(np.diff(columns[order])) + 1):
        column = int(columns[group[0]])
        mask = np.zeros(height, bool)
        mask[rows[group]] = True
        new = pa.array([marks.texts[i] for i in group], pa.string())
        texts[column] = pc.replace_with_mask(texts[column], pa.array(mask), new)
        changed = kinds[column].to_numpy().copy()
        changed[rows[group]] = marked_kinds[group]
        kinds[column] = pa.array(changed)
    return texts, kinds


def _trimmed(texts: list[pa.Array], kinds: list[pa.Array]) -> tuple[list[pa.Array], list[pa.Array]]:
    filled = [np.flatnonzero(text.is_valid().to_numpy(zero_copy_only=False)) for text in texts]
    height = max((int(rows[-1]) + 1 for rows in filled if rows.size), default=0)
    width = max((i + 1 for i, rows in enumerate(filled) if rows.size), default=0)
    return [text[:height] for text in texts[:width]], [kind[:height] for kind in kinds[:width]]
