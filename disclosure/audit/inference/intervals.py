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
    """The interval of each target, by connected component; a known unknown is its own interval.

    Raises Contradiction when no whole numbers satisfy the system.
    """
    wanted = set(targets)
    found = {n: Interval(*(4 * [system.lower[n]])) for n in sorted(wanted) if system.is_fixed(n)}
    for component in components(system):
        places = [n for n, unknown in enumerate(component.unknowns) if unknown in wanted]
        solver = ComponentSolver(component)
        for place in places:
            found[int(component.unknowns[place])] = interval(solver, place)
    return found


def interval(solver: ComponentSolver, place: int) -> Interval:
    """The interval of one unknown of a component, by its local place."""
    low, low_whole = _least(solver, place, 1)
    high, high_whole = _least(solver, place, -1)
    return Interval(low, -high, low_whole, -high_whole)


def _least(solver: ComponentSolver, place: int, sign: int) -> tuple[float, float]:
    """The least value of sign * unknown, linear and whole."""
    component = solver.component
    objective = np.zeros(len(component.unknowns))
    objective[place] = sign
    try:
        point = solver.least(objective, component.lower, component.upper)
    except Unbounded:
        return -INFINITY, -INFINITY
    if point is None:
        raise Contradiction
    linear = sign * float(point[place])
    if component.whole_point(point) is not None:
        return linear, round(linear)
    point = solver.least_whole(objective, component.lower, component.upper)
    if point is None:
        raise Contradiction
    return linear, round(sign * float(point[place]))
