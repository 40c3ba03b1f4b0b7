"""Hidden numbers that share sums, and how far each can be from the truth.

A number is pushed up and down as far as the equations allow, first over all numbers (linear
programming), then over whole ones.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.feasible_moves import FeasibleMove, KnownMoves, ReachedRange
from disclosure.control.optimise.linear_program import (
    NODE_LIMIT,
    LinearModel,
    LinearProgram,
    PushResult,
    component_labels,
    solve_whole,
)

EXACT = 1e-6
SOLVED, LIMIT_REACHED = 0, 1  # as scipy numbers them
Members = tuple[tuple[int, ...], list[int]]
"""The unknowns and the equations of a component."""


class HiddenComponent:
    """Unknowns that share equations, as differences from the truth."""

    def __init__(
        self,
        system: CellSystem,
        members: Members,
        moves: KnownMoves,
        targets: list[int],
        width: int,
    ) -> None:
        """`targets`: the numbers, by position, that are attacked; `width`: how far they must go."""
        self.unknowns = np.array(members[0])
        self.equations = [system.equations[number] for number in members[1]]
        self.truth = system.numbers[self.unknowns]
        self.low = moves.down[self.unknowns]
        self.high = moves.up[self.unknowns]
        self.inside = np.zeros(len(system), dtype=bool)
        self.inside[self.unknowns] = True
        self.position = np.zeros(len(system), dtype=np.int64)
        self.position[self.unknowns] = np.arange(len(self.unknowns))
        self.width = width
        self.is_target = np.zeros(len(self.unknowns), dtype=bool)
        self.is_target[targets] = True
        self._known_moves = moves
        self._moves: list[FeasibleMove] = list(moves.within(self.unknowns, self.inside))
        self._matrix = self._hidden_part()
        self._columns = self._matrix.tocsc()
        sums = np.zeros(len(self.equations))
        self._program = LinearProgram(self._matrix, sums, self.low, self.high)

    def _hidden_part(self) -> csr_array:
        model = LinearModel()
        for equation in self.equations:
            inside = [unknown for unknown in equation if self.inside[unknown]]
            model.add({int(self.position[unknown]): equation[unknown] for unknown in inside})
        return model.matrix(len(self.unknowns))

    def shown_beside(self) -> list[int]:
        """Return the known unknowns that share an equation with these."""
        every = {unknown for equation in self.equations for unknown in equation}
        return sorted(unknown for unknown in every if not self.inside[unknown])

    def reached(self, known_one: int | None) -> ReachedRange:
        """Return how far the known moves take each number; `known_one` must not move."""
        return ReachedRange(self.position, len(self.unknowns), self._moves, known_one)

    def is_wide(self, position: int, reached: ReachedRange) -> bool:
        """Tell whether moves have come to as many values of a number as are needed."""
        return reached.width(position) >= self.width

    def push(self, targets: list[int], sign: int, reached: ReachedRange) -> PushResult:
        """Push the sum of some numbers up (sign 1) or down (-1) as far as it goes."""
        end = self._program.push(targets, sign, reached.fixed)
        if end is None:  # the truth is always a solution
            raise RuntimeError("linear programming: no solution")
        self._remember(end.solution, reached)
        return end

    def push_whole(self, target: int, sign: int, reached: ReachedRange) -> int:
        """Return how far up or down a number can go when all numbers are whole.

        Where that is not settled within the limit, as far as was proved.
        """
        cost = np.zeros(len(self.unknowns))
        cost[target] = -sign
        low, high = self.low.copy(), self.high.copy()
        if reached.fixed is not None:
            low[reached.fixed] = high[reached.fixed] = 0
        sums, ends = LinearConstraint(self._matrix, 0, 0), Bounds(low, high)
        result = solve_whole(cost, sums, ends, NODE_LIMIT)
        if result.status not in (SOLVED, LIMIT_REACHED):
            raise RuntimeError(f"integer programming: {result.message}")
        if result.x is None:  # the truth is a solution
            return 0
        self._remember(result.x, reached)
        return round(-result.fun)

    def _remember(self, solution: np.ndarray, reached: ReachedRange) -> None:
        """Remember the moves that a solution over whole numbers is made of."""
        whole = np.rint(solution).astype(np.int64)
        moved = np.flatnonzero(whole)
        if (
            not len(moved)
            or np.abs(solution - whole).max() > EXACT
            or (self._matrix @ whole).any()
            or (whole < self.low).any()
            or (whole > self.high).any()
        ):
            return
        for piece in self._pieces(moved):
            if all(
                not self.is_target[position] or self.is_wide(position, reached)
                for position in piece
            ):
                continue  # all that it moves is known to move far enough
            move = self._known_moves.add(self.unknowns[piece], whole[piece])
            if move is not None:
                self._moves.append(move)
                reached.extend(move)

    def _pieces(self, moved: np.ndarray) -> Iterator[np.ndarray]:
        """Yield the numbers that moved, those that share an equation together."""
        labels = component_labels(self._columns[:, moved].T)[: len(moved)]
        for piece in _by_label(labels):
            yield moved[piece]

    def pulls(
        self, target: int, sign: int, prices: np.ndarray, known_one: int | None
    ) -> dict[int, float]:
        """Return the reduced cost of every unknown in the equations: what freeing it would gain."""
        pulls = {int(self.unknowns[target]): -float(sign)}
        for price, equation in zip(prices.tolist(), self.equations, strict=True):
            if abs(price) > EXACT:
                for unknown, times in equation.items():
                    pulls[unknown] = pulls.get(unknown, 0.0) - price * times
        if known_one is not None:
            pulls.pop(int(self.unknowns[known_one]), None)
        return {unknown: pull for unknown, pull in pulls.items() if abs(pull) > EXACT}


def components(
    system: CellSystem, hidden: np.ndarray, about: Iterable[int] | None = None
) -> Iterator[Members]:
    """Yield the unknowns and the equations of each component of the hidden unknowns, in order.

    `about`: only the components that hold one of these unknowns, in their order.
    """
    members = np.flatnonzero(hidden)
    if not len(members):
        return
    labels = component_labels(system.incidence[members])
    equations = _by_label(labels[len(members) :], int(labels[: len(members)].max()) + 1)
    unknowns = _by_label(labels[: len(members)])
    wanted: Iterable[int] = range(len(unknowns))
    if about is not None:
        label_of = dict(zip(members.tolist(), labels.tolist(), strict=False))
        wanted = dict.fromkeys(label_of[unknown] for unknown in about if unknown in label_of)
    for label in wanted:
        yield tuple(members[unknowns[label]].tolist()), equations[label].tolist()


def _by_label(labels: np.ndarray, size: int | None = None) -> list[np.ndarray]:
    """Return the positions of each label from 0 on; `size`: how many labels, else all."""
    order = np.argsort(labels, kind="stable")
    size = int(labels.max()) + 1 if size is None else size
    ends = np.searchsorted(labels[order], np.arange(size + 1))
    return [order[start:end] for start, end in pairwise(ends)]
