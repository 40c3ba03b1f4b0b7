"""The interval that remains for an unknown: linear first, then over whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dashboard.audit.system import INFINITY, Component, Contradiction, System, Unbounded, components


@dataclass(frozen=True)
class Interval:
    """What an attacker can derive: bounds by linear programming, and over whole numbers."""

    low: float
    high: float
    low_whole: float
    high_whole: float


def intervals(system: System, targets: Iterable[int]) -> dict[int, Interval]:
    """The interval of each target, by connected component; a known unknown is its own interval.

    Raises Contradiction when no whole numbers satisfy the system.
    """
    wanted = set(targets)
    found = {n: Interval(*(4 * [system.lower[n]])) for n in sorted(wanted) if system.is_fixed(n)}
    for component in components(system):
        for place, unknown in enumerate(component.unknowns):
            if unknown in wanted:
                found[int(unknown)] = interval(component, place)
    return found


def interval(component: Component, place: int) -> Interval:
    """The interval of one unknown of a component, by its local place."""
    low, low_whole = _least(component, place, 1)
    high, high_whole = _least(component, place, -1)
    return Interval(low, -high, low_whole, -high_whole)


def _least(component: Component, place: int, sign: int) -> tuple[float, float]:
    """The least value of sign * unknown, linear and whole."""
    objective = np.zeros(len(component.unknowns))
    objective[place] = sign
    try:
        point = component.solve(objective, whole=False)
    except Unbounded:
        return -INFINITY, -INFINITY
    if point is None:
        raise Contradiction
    linear = sign * float(point[place])
    if component.whole_point(point) is not None:
        return linear, round(linear)
    point = component.solve(objective, whole=True)
    if point is None:
        raise Contradiction
    return linear, round(sign * float(point[place]))
