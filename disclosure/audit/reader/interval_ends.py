"""The ends of 95% intervals, worked out anew from a printed count (docs/disclosure.md#rule-11).

Byar's approximation for a rate per 10,000 (Breslow and Day 1987), as pages print it.
"""

from __future__ import annotations

from math import sqrt

from disclosure.audit.reader.release_reader import SHOWN, PrintedFigure

NORMAL = 1.959964
PER = 10_000


def ends_of(figure: PrintedFigure) -> tuple[float, ...]:
    """Return the lower and upper end of a shown rate's interval, to one decimal; none else."""
    count, people = figure.number("numerator"), figure.number("denominator")
    if figure.shown != SHOWN or count is None or not people:
        return ()
    return tuple(
        round(end / people * PER, 1) for end in (_end(count, -NORMAL), _end(count + 1, NORMAL))
    )


def _end(count: float, by: float) -> float:
    return count * (1 - 1 / (9 * count) + by / (3 * sqrt(count))) ** 3 if count else 0.0
