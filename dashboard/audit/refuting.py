"""Counts that were other ones in an earlier release, as whoever holds the true numbers can see.

An attacker takes a hidden count for the same as long as nothing printed says that it changed. Where
it did (a corrected return), what follows is false. The publisher leaves those counts apart, so that
the attack is judged by what can truly be known.
"""

from __future__ import annotations

from dashboard.audit.book import Book
from dashboard.audit.findings import Truth
from dashboard.audit.history import Count
from dashboard.audit.system import EXACT, Row


def refuted_by(truth: Truth, book: Book) -> frozenset[Count]:
    """The counts of every row or bound of the book that the newest release's true numbers break.

    A row with counts of earlier releases alone, whose numbers nobody kept, is broken when no value
    within their bounds satisfies it.
    """
    lower, upper = list(book.system.lower), list(book.system.upper)
    found: set[Count] = set()
    for unknown, number in _true_numbers(truth, book).items():
        if not lower[unknown] <= number <= upper[unknown]:
            found |= book.counts_of(unknown)
        lower[unknown] = upper[unknown] = number
    for row in book.system.rows:
        if not _may_hold(row, lower, upper):
            found |= {count for unknown, _ in row.terms for count in book.counts_of(unknown)}
    return frozenset(found)


def _may_hold(row: Row, lower: list[float], upper: list[float]) -> bool:
    ends = [(times * lower[unknown], times * upper[unknown]) for unknown, times in row.terms]
    least, most = sum(map(min, ends)), sum(map(max, ends))
    return most >= row.low - EXACT and least <= row.high + EXACT


def _true_numbers(truth: Truth, book: Book) -> dict[int, float]:
    """The true number of every unknown that the newest release hides; no row is a 0."""
    newest = len(book.releases) - 1
    return {
        unknown: truth.get((str(cell), part), 0)
        for unknown, places in book.places.items()
        if unknown not in book.printed
        for release, cell, part in places
        if release == newest
    }
