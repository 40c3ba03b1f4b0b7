"""Numbers, days, row numbers and lists in words, and what a sender wrote on one line."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np

from core.quarter import Quarter

RUNS = 20
"""So many runs of row numbers are named; the rest are counted."""


def counted(number: int, noun: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 row`, `1,204 rows`, `no rows`."""
    return f"{number or 'no':{',' if number else ''}} {noun if number == 1 else many or noun + 's'}"


def day_in_words(day: date) -> str:
    """Return a day as it is written in a sentence: `28 July 2019`."""
    return f"{day.day} {day:%B %Y}"


def list_in_words(items: Sequence[str]) -> str:
    """Return items as a list in a sentence: `a, b and c`."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def period_in_words(quarter: Quarter | None, as_at: date | None) -> str:
    """Return what a return is for: `April to June 2019`, or `as at 30 June 2019`."""
    if quarter is not None:
        return quarter.months_in_words
    return f"as at {day_in_words(as_at)}" if as_at else ""


def rows_in_words(numbers: Iterable[int]) -> str:
    """Return row numbers with adjoining ones together: `row 3`, `rows 3, 5 to 7 and 9`."""
    rows = np.unique(np.fromiter(numbers, np.int64))
    starts = np.concatenate(([0], np.flatnonzero(np.diff(rows) > 1) + 1))
    ends = np.append(starts[1:], len(rows))
    named = [
        str(rows[start]) if end - start == 1 else f"{rows[start]} to {rows[end - 1]}"
        for start, end in zip(starts[:RUNS], ends[:RUNS], strict=True)
    ]
    if len(starts) > RUNS:
        named.append(f"{len(rows) - starts[RUNS]:,} more")
    return f"{'row' if len(rows) == 1 else 'rows'} {list_in_words(named)}"


def as_seen(quote: str) -> str:
    """Return a cell as its sender sees it: a date cell the British way."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}", quote):
        moment = datetime.fromisoformat(quote)
        return f"{moment:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    return one_line(quote)


def one_line(text: str, longest: int = 500) -> str:
    """Return the text on one line without control characters, cut where it is long."""
    text = text[: 4 * longest]
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[:longest] + "…"


def capitalised(text: str) -> str:
    """Return the text with its first letter large, and no other changed."""
    return text[:1].upper() + text[1:]
