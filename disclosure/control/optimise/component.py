"""Hidden numbers that hang together, and how far each can be from the truth.

A number is pushed up and down as far as the equations allow, first over all numbers (linear
programming), then over whole ones.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.feasible_moves import FeasibleMove, KnownMoves, ReachedRange
from disclosure.control.optimise.linear_program import LinearProgram, PushResult

EXACT = 1e-6


class HiddenComponent:
    """Unknowns that share equations, as differences from the truth."""

    def __init__(
        self,
        system: CellSystem,
        unknowns: np.ndarray,
        equations: list[int],
        witnesses: KnownMoves,
        targets: list[int],
    ) -> None:
        """`targets`: the numbers, by place, that are attacked."""
        self.unknowns = unknowns
        self.equations = [system.equations[equation] for equation in equations]
        self.truth = system.numbers[unknowns]
        self.low = witnesses.down[unknowns]
        self.high = witnesses.up[unknowns]
        self.inside = np.zeros(len(system), dtype=bool)
        self.inside[unknowns] = True
        self.position = np.zeros(len(system), dtype=np.int64)
        self.position[unknowns] = np.arange(len(unknowns))
        self.witnesses = witnesses
        self.is_target = np.zeros(len(unknowns), dtype=bool)
        self.is_target[targets] = True
        self.moves: list[FeasibleMove] = list(witnesses.within(unknowns, self.inside))
        self.matrix = self._matrix()
        self._columns = self.matrix.tocsc()
        sums = np.zeros(len(self.equations))
        self._program = LinearProgram(self.matrix, sums, self.low, self.high)

    def _matrix(self) -> csr_array:
        rows, columns, entries = [], [], []
        for row, equation in enumerate(self.equations):
            for unknown, times in equation.items():
                if self.inside[unknown]:
                    rows.append(row)
                    columns.append(self.position[unknown])
                    entries.append(times)
        shape = len(self.equations), len(self.unknowns)
        return csr_array((entries, (rows, columns)), shape=shape, dtype=float)

    def beside(self) -> list[int]:
        """The known unknowns that share an equation with these."""
        every = {unknown for equation in self.equations for unknown in equation}
        return sorted(unknown for unknown in every if not self.inside[unknown])

    def spread(self, told: int | None) -> ReachedRange:
        """How far the known moves take each number; `told` is a number the attacker knows."""
        return ReachedRange(self.position, len(self.unknowns), told, self.moves)

    def push(self, targets: list[int], sign: int, spread: ReachedRange) -> PushResult:
        """How far up (sign 1) or down (-1) the sum of some numbers can go."""
        end = self._program.push(targets, sign, spread.told)
        if end is None:  # the truth is always a solution
            raise RuntimeError("linear programming: no solution")
        self._learn(end.solution, spread)
        return end

    def push_whole(self, at: int, sign: int, spread: ReachedRange) -> int:
        """How far up or down a number can go when all numbers are whole."""
        objective = np.zeros(len(self.unknowns))
        objective[at] = -sign
        low, high = self.low.copy(), self.high.copy()
        if spread.told is not None:
            low[spread.told] = high[spread.told] = 0
        result = milp(
            objective,
            constraints=LinearConstraint(self.matrix, 0, 0),
            bounds=Bounds(low, high),
            integrality=np.ones(len(self.unknowns)),
        )
        if result.status != 0:
            raise RuntimeError(f"integer programming: {result.message}")
        self._learn(result.x, spread)
        return round(-result.fun)

    def _learn(self, solution: np.ndarray, spread: ReachedRange) -> None:
        """Remembers the moves that a solution over whole numbers is made of."""
        whole = np.rint(solution).astype(np.int64)
        at = np.flatnonzero(whole)
        if (
            not len(at)
            or np.abs(solution - whole).max() > EXACT
            or (self.matrix @ whole).any()
            or (whole < self.low).any()
            or (whole > self.high).any()
        ):
            return
        for piece in self._pieces(at):
            if all(not self.is_target[at] or spread.is_wide(at) for at in piece):
                continue  # all that it moves has been seen to move far enough
            move = self.witnesses.add(self.unknowns[piece], whole[piece])
            if move is not None:
                self.moves.append(move)
                spread.see(move)

    def _pieces(self, moved: np.ndarray) -> Iterator[np.ndarray]:
        """The numbers that moved, those that share an equation together."""
        columns = self._columns[:, moved]
        height, width = columns.shape
        column = np.repeat(np.arange(width), np.diff(columns.indptr))
        graph = csr_array(
            (columns.data, (column, width + columns.indices)), shape=(width + height,) * 2
        )
        labels = connected_components(graph, directed=False)[1][:width]
        order = np.argsort(labels, kind="stable")
        ends = np.flatnonzero(np.diff(labels[order])) + 1
        yield from np.split(moved[order], ends)

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


def components(
    system: CellSystem, hidden: np.ndarray, about: list[int] | None = None
) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """The unknowns and the equations of each component of the hidden unknowns.

    `about`: only of those components that hold one of these unknowns.
    """
    seen = ~hidden
    for start in np.flatnonzero(hidden).tolist() if about is None else about:
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
