"""Hidden numbers that hang together, and how far each can be from the truth.

A number is pushed up and down as far as the equations allow, first over all numbers (linear
programming), then over whole ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from dashboard.disclosure.system import System

EXACT = 1e-6


@dataclass(frozen=True)
class Push:
    """How far a number could be pushed, in which solution (empty unless whole), at what prices."""

    distance: float
    moved: dict[int, int]
    prices: np.ndarray


class Component:
    """Unknowns that share equations, as differences from the truth."""

    def __init__(
        self,
        system: System,
        unknowns: np.ndarray,
        equations: list[int],
        low: np.ndarray,
        high: np.ndarray,
    ) -> None:
        self.unknowns = unknowns
        self.equations = [system.equations[equation] for equation in equations]
        self.truth = system.numbers[unknowns]
        self.low = low - self.truth
        self.high = high - self.truth
        self.inside = np.zeros(len(system), dtype=bool)
        self.inside[unknowns] = True
        self.matrix = self._matrix()

    def _matrix(self) -> csr_array:
        position = {unknown: at for at, unknown in enumerate(self.unknowns.tolist())}
        rows, columns, entries = [], [], []
        for row, equation in enumerate(self.equations):
            for unknown, times in equation.items():
                if unknown in position:
                    rows.append(row)
                    columns.append(position[unknown])
                    entries.append(times)
        shape = len(self.equations), len(self.unknowns)
        return csr_array((entries, (rows, columns)), shape=shape, dtype=float)

    def beside(self) -> list[int]:
        """The known unknowns that share an equation with these."""
        every = {unknown for equation in self.equations for unknown in equation}
        return sorted(unknown for unknown in every if not self.inside[unknown])

    def _bounds(self, told: int | None) -> np.ndarray:
        bounds = np.column_stack([self.low, self.high]).astype(float)
        if told is not None:
            bounds[told] = 0
        return bounds

    def _objective(self, at: int, sign: int) -> np.ndarray:
        objective = np.zeros(len(self.unknowns))
        objective[at] = -sign
        return objective

    def furthest(self, at: int, sign: int, told: int | None) -> Push:
        """How far up (sign 1) or down (-1) a number can go."""
        result = linprog(
            self._objective(at, sign),
            A_eq=self.matrix,
            b_eq=np.zeros(len(self.equations)),
            bounds=self._bounds(told),
            method="highs",
        )
        if result.status != 0:
            raise RuntimeError(f"linear programming: {result.message}")
        return Push(-result.fun, self._whole(result.x), result.eqlin.marginals)

    def furthest_whole(self, at: int, sign: int, told: int | None) -> Push:
        """How far up or down a number can go when all numbers are whole."""
        result = milp(
            self._objective(at, sign),
            constraints=LinearConstraint(self.matrix, 0, 0),
            bounds=Bounds(*self._bounds(told).T),
            integrality=np.ones(len(self.unknowns)),
        )
        if result.status != 0:
            raise RuntimeError(f"integer programming: {result.message}")
        return Push(round(-result.fun), self._whole(result.x), np.zeros(0))

    def _whole(self, solution: np.ndarray) -> dict[int, int]:
        """The differences from the truth, where the solution is one over whole numbers."""
        whole = np.rint(solution).astype(np.int64)
        if (
            np.abs(solution - whole).max() > EXACT
            or (self.matrix @ whole).any()
            or (whole < self.low).any()
            or (whole > self.high).any()
        ):
            return {}
        at = np.flatnonzero(whole)
        return dict(zip(self.unknowns[at].tolist(), whole[at].tolist(), strict=True))

    def pulls(self, at: int, sign: int, prices: np.ndarray, told: int | None) -> dict[int, float]:
        """The reduced cost of every unknown in the equations: what freeing it would gain."""
        pulls = {int(self.unknowns[at]): -float(sign)}
        for price, equation in zip(prices.tolist(), self.equations, strict=True):
            if abs(price) > EXACT:
                for unknown, times in equation.items():
                    pulls[unknown] = pulls.get(unknown, 0.0) - price * times
        if told is not None:
            pulls.pop(int(self.unknowns[told]), None)
        return {unknown: pull for unknown, pull in pulls.items() if abs(pull) > EXACT}


def components(system: System, hidden: np.ndarray) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """The unknowns and the equations of each component of the hidden unknowns."""
    seen = ~hidden
    for start in np.flatnonzero(hidden).tolist():
        if seen[start]:
            continue
        members: list[int] = []
        equations: set[int] = set()
        stack = [start]
        seen[start] = True
        while stack:
            unknown = stack.pop()
            members.append(unknown)
            for equation in system.of_unknown[unknown]:
                if equation not in equations:
                    equations.add(equation)
                    for other in system.equations[equation]:
                        if not seen[other]:
                            seen[other] = True
                            stack.append(other)
        yield tuple(sorted(members)), sorted(equations)
