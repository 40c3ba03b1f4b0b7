"""Whole solutions of a component, collected as proof that a count may take several values."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from disclosure.audit.inference.equations import INFINITY, Contradiction, EquationComponent
from disclosure.audit.inference.solver import ComponentSolver, QuestionBudget

ENOUGH = 3  # so many whole values must remain (docs/disclosure.md#rule-2)
KEPT = 256  # solutions that are looked at together
Pins = Mapping[int, tuple[float, float]]


class SolutionPool:
    """The solutions found so far: a row per solution, a column per unknown of the component.

    A value that occurs in a solution is possible for certain, so three different ones settle a
    count; only what the solutions leave open is asked of the solver singly.
    """

    def __init__(
        self, component: EquationComponent, budget: QuestionBudget | None = None, seed: int = 0
    ) -> None:
        self.component = component
        self.solver = ComponentSolver(component, budget)
        self._buffer = np.empty((16, len(component.unknowns)), dtype=np.int32)
        self._size = 0
        self._random = np.random.default_rng(seed)

    @property
    def solutions(self) -> np.ndarray:
        """All solutions so far."""
        return self._buffer[: self._size]

    def solve(self, objective: np.ndarray, pins: Pins, most: float = INFINITY) -> np.ndarray | None:
        """Return a whole solution within the pins, of objective at most `most`; None when none is.

        It is one of small objective, not the least for certain.
        """
        solution = self.solver.whole(objective, *self.component.ends(pins), most)
        return None if solution is None else self._keep(solution)

    def _keep(self, solution: np.ndarray) -> np.ndarray:
        if self._size == len(self._buffer):
            self._buffer = np.vstack([self._buffer, np.empty_like(self._buffer)])
        self._buffer[self._size] = solution
        self._size += 1
        return solution

    def spread(self, pins: Pins, wanted: np.ndarray, rounds: int = 24) -> None:
        """Add solutions until the wanted have enough values or nothing new comes.

        In turn in a random direction, which leads to the ends of what is possible, and with as
        many unsettled as possible one higher than in any solution so far, and none more than that.
        """
        unsettled = self.unsettled(pins, wanted)
        for number in range(rounds):
            if not len(unsettled):
                return
            solution = self._lift(pins, unsettled) if number % 2 else self._roam(pins, not number)
            if solution is None:
                raise Contradiction
            before, unsettled = len(unsettled), self.unsettled(pins, wanted)
            # before there are enough solutions none can settle anything
            if len(unsettled) == before and len(self._within(pins)) >= ENOUGH:
                return

    def _roam(self, pins: Pins, least: bool) -> np.ndarray | None:
        objective = self._random.normal(size=len(self.component.unknowns))
        # all at their least shows many counts of 1 at once: proof for singletons too
        return self.solve(np.abs(objective) if least else objective, pins)

    def _lift(self, pins: Pins, unsettled: np.ndarray) -> np.ndarray | None:
        caps = self._within(pins)[:, unsettled].max(axis=0) + 1
        objective = np.zeros(len(self.component.unknowns))
        objective[unsettled] = -self._random.uniform(0.5, 1.5, size=len(unsettled))
        capped = {int(n): (-INFINITY, cap) for n, cap in zip(unsettled, caps, strict=True)}
        return self.solve(objective, {**capped, **pins})

    def unsettled(self, pins: Pins, wanted: np.ndarray) -> np.ndarray:
        """Return those wanted of which the solutions within the pins show too few values."""
        rows = self._within(pins)[:, np.asarray(wanted, dtype=int)]
        if len(rows) < ENOUGH:
            return wanted
        between = (rows > rows.min(axis=0)) & (rows < rows.max(axis=0))
        return wanted[~between.any(axis=0)]

    def values(self, position: int, pins: Pins, below: float = INFINITY) -> list[int]:
        """Return up to three values of an unknown within the pins; fewer are all there are.

        Where all are at least `below`, one of them is enough. Raise Contradiction when nothing
        satisfies the pins.
        """
        values = sorted({int(value) for value in self._within(pins)[:, position]})
        if len(values) >= ENOUGH:
            return values[:ENOUGH]
        least, most = pins.get(position, (-INFINITY, INFINITY))
        if values and values[0] >= below:
            smaller = self._between(position, pins, least, below - 1)
            if smaller is None:
                return values[:1]
        gaps = [(a + 1, b - 1) for a, b in pairwise([least - 1, *values, most + 1])]
        while gaps and len(values) < ENOUGH:
            low, high = gaps.pop()
            value = self._between(position, pins, low, high)
            if value is not None:
                values.append(value)
                gaps += [(low, value - 1), (value + 1, high)]
        if not values:
            raise Contradiction
        return sorted(values)[:ENOUGH]

    def _between(self, position: int, pins: Pins, low: float, high: float) -> int | None:
        """Return a value within these ends that the unknown may take within the pins, or None."""
        objective = np.zeros(len(self.component.unknowns))
        solution = self.solve(objective, {**pins, position: (low, high)})
        return None if solution is None else int(solution[position])

    def may_be(self, position: int, value: int) -> bool:
        """Return whether some solution gives the unknown this value."""
        if (self.solutions[:, position] == value).any():
            return True
        objective = np.abs(self._random.normal(size=len(self.component.unknowns)))
        return self.solve(objective, {position: (value, value)}) is not None

    def is_part(self, part: int, whole: int) -> bool:
        """Return whether one count can never exceed the other: the same people are in both."""
        if (self.solutions[:, part] > self.solutions[:, whole]).any():
            return False
        objective = np.zeros(len(self.component.unknowns))
        objective[part], objective[whole] = -1, 1
        return self.solve(objective, {}, most=-1) is None

    def _within(self, pins: Pins) -> np.ndarray:
        kept = np.ones(self._size, dtype=bool)
        for position, (least, most) in pins.items():
            kept &= (self.solutions[:, position] >= least) & (self.solutions[:, position] <= most)
        return self.solutions[np.flatnonzero(kept)[-KEPT:]]
