"""Whole solutions of a component, collected as proof that a count may take several values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dashboard.audit.system import Component, Contradiction

ENOUGH = 3  # rule 2: so many whole values must remain
FRUITLESS = 3  # so many random solutions in a row without a new value, and single questions begin
Pins = Mapping[int, tuple[float, float]]


class Pool:
    """The solutions found so far: a row a solution, a column an unknown of the component.

    A value that occurs in a solution is possible for certain, so three different ones settle a
    count; only what the solutions leave open is asked of the solver singly.
    """

    def __init__(self, component: Component, seed: int = 0) -> None:
        self.component = component
        self.solutions = np.empty((0, len(component.unknowns)))
        self._random = np.random.default_rng(seed)

    def solve(self, objective: np.ndarray, pins: Pins) -> np.ndarray | None:
        """A whole solution within the pins, of least objective; None when there is none."""
        point = self.component.solve(objective, pins, whole=False)
        if point is None:
            return None
        solution = self.component.whole_point(point)
        if solution is None:
            point = self.component.solve(objective, pins, whole=True)
            if point is None:
                return None
            solution = np.round(point)
        self.solutions = np.vstack([self.solutions, solution])
        return solution

    def spread(self, pins: Pins, wanted: np.ndarray, rounds: int = 24) -> None:
        """Adds random solutions until the wanted have enough values or nothing new comes."""
        fruitless = 0
        open_before = len(self.unsettled(pins, wanted))
        for number in range(rounds):
            if not open_before or fruitless == FRUITLESS:
                return
            objective = self._random.normal(size=len(self.component.unknowns))
            if number % 4 == 1:
                objective = np.abs(objective)  # many at their least: proof for singletons too
            elif number % 4 == 3:
                objective = -np.abs(objective)
            if self.solve(objective, pins) is None:
                raise Contradiction
            open_now = len(self.unsettled(pins, wanted))
            fruitless = fruitless + 1 if open_now == open_before else 0
            open_before = open_now

    def unsettled(self, pins: Pins, wanted: np.ndarray) -> np.ndarray:
        """Those wanted for which the solutions within the pins show too few values."""
        if not len(wanted):
            return wanted
        rows = self._within(pins)
        if len(rows) < ENOUGH:
            return wanted
        values = np.sort(rows[:, wanted], axis=0)
        different = 1 + (np.diff(values, axis=0) > 0).sum(axis=0)
        return wanted[different < ENOUGH]

    def values(self, place: int, pins: Pins) -> list[int]:
        """Up to three values that the unknown may take within the pins; fewer are all there are.

        Raises Contradiction when nothing satisfies the pins.
        """
        found = sorted({int(value) for value in self._within(pins)[:, place]})
        objective = np.zeros(len(self.component.unknowns))
        for sign in (1, -1):
            if len(found) >= ENOUGH:
                return found[:ENOUGH]
            objective[place] = sign
            solution = self.solve(objective, pins)
            if solution is None:
                raise Contradiction
            found = sorted({*found, int(solution[place])})
        gaps = (value for value in range(found[0] + 1, found[-1]) if value not in found)
        for value in gaps:
            if len(found) >= ENOUGH:
                break
            if self.solve(objective, {**pins, place: (value, value)}) is not None:
                found = sorted({*found, value})
        return found[:ENOUGH]

    def may_be(self, place: int, value: int) -> bool:
        """True when some solution gives the unknown this value."""
        if (self.solutions[:, place] == value).any():
            return True
        objective = self._random.normal(size=len(self.component.unknowns))
        return self.solve(objective, {place: (value, value)}) is not None

    def is_part(self, part: int, whole: int) -> bool:
        """True when the one count can never exceed the other: the same people are in both."""
        if (self.solutions[:, part] > self.solutions[:, whole]).any():
            return False
        objective = np.zeros(len(self.component.unknowns))
        objective[part], objective[whole] = -1, 1
        solution = self.solve(objective, {})
        return solution is not None and bool(solution[part] <= solution[whole])

    def _within(self, pins: Pins) -> np.ndarray:
        kept = np.ones(len(self.solutions), dtype=bool)
        for place, (least, most) in pins.items():
            kept &= (self.solutions[:, place] >= least) & (self.solutions[:, place] <= most)
        return self.solutions[kept]
