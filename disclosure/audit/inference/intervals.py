"""The interval that remains for an unknown: linear first, then over whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from disclosure.audit.inference.equations import (
    INFINITY,
    Contradiction,
    EquationSystem,
    Unbounded,
    components,
)
from disclosure.audit.inference.solver import ComponentSolver


@dataclass(frozen=True)
class Interval:
    """What an attacker can derive: bounds by linear programming, and over whole numbers."""

    low: float
    high: float
    low_whole: float
    high_whole: float


def intervals(system: EquationSystem, targets: Iterable[int]) -> dict[int, Interval]:
    """Return the interval of each target, by component; a known unknown is its own interval.

    Raise Contradiction when no whole numbers satisfy the system.
    """
    wanted = set(targets)
    known = [n for n in sorted(wanted) if system.is_fixed(n)]
    intervals_by_unknown = {n: Interval(*(4 * [system.lower[n]])) for n in known}
    for component in components(system):
        solver = ComponentSolver(component)
        for position, unknown in enumerate(component.unknowns):
            if unknown in wanted:
                intervals_by_unknown[int(unknown)] = interval(solver, position)
    return intervals_by_unknown


def interval(solver: ComponentSolver, position: int) -> Interval:
    """Return the interval of one unknown of a component, by its position there."""
    low, low_whole = _least(solver, position, 1)
    high, high_whole = _least(solver, position, -1)
    return Interval(low, -high, low_whole, -high_whole)


def _least(solver: ComponentSolver, position: int, sign: int) -> tuple[float, float]:
    """Return the least value of sign * unknown, linear and whole."""
    component = solver.component
    objective = np.zeros(len(component.unknowns))
    objective[position] = sign
    try:
        point = solver.least(objective, component.lower, component.upper)
    except Unbounded:
        return -INFINITY, -INFINITY
    if point is None:
        raise Contradiction
    linear = sign * float(point[position])
    if component.whole_point(point) is not None:
        return linear, round(linear)
    point = solver.least_whole(objective, component.lower, component.upper)
    if point is None:
        raise Contradiction
    return linear, round(sign * float(point[position]))
