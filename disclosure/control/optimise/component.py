"""Hidden numbers that share sums, and how far each can be from the truth.

A number is pushed up and down as far as the equations allow, first over all numbers (linear
programming), then over whole ones.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csc_array, csr_array

from disclosure.control.optimise.attack_memory import LocalLeak, Move
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.feasible_moves import (
    FeasibleMove,
    KnownMoves,
    RangesWithout,
    ReachedRange,
)
from disclosure.control.optimise.linear_program import (
    EXACT,
    NODE_LIMIT,
    LinearModel,
    LinearProgram,
    PushResult,
    component_labels,
    solve_whole,
)

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
        self.moves: list[FeasibleMove] = list(moves.within(self.unknowns, self.inside))
        #: What is known to leak, by the number and the count of 1 that is known.
        self.leaks: dict[tuple[int, int | None], LocalLeak] = {}

    @cached_property
    def names(self) -> np.ndarray:
        """The unknown at each position: its own, then known ones that share an equation with it."""
        return np.array([*self.unknowns.tolist(), *self.shown_beside()])

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each of these unknowns stands."""
        return {unknown: n for n, unknown in enumerate(self.names.tolist())}

    @cached_property
    def _matrix(self) -> csr_array:
        model = LinearModel()
        for equation in self.equations:
            inside = [unknown for unknown in equation if self.inside[unknown]]
            model.add({int(self.position[unknown]): equation[unknown] for unknown in inside})
        return model.matrix(len(self.unknowns))

    @cached_property
    def _columns(self) -> csc_array:
        return self._matrix.tocsc()

    @cached_property
    def _program(self) -> LinearProgram:
        return LinearProgram(self._matrix, np.zeros(len(self.equations)), self.low, self.high)

    @cached_property
    def equations_of(self) -> dict[int, list[dict[int, int]]]:
        """The equations of the component that each unknown stands in."""
        equations: dict[int, list[dict[int, int]]] = {}
        for equation in self.equations:
            for unknown in equation:
                equations.setdefault(unknown, []).append(equation)
        return equations

    def shown_beside(self) -> list[int]:
        """Return the known unknowns that share an equation with these."""
        every = {unknown for equation in self.equations for unknown in equation}
        return sorted(unknown for unknown in every if not self.inside[unknown])

    def reached(self, known_one: int | None) -> ReachedRange:
        """Return how far the known moves take each number; `known_one` must not move."""
        return ReachedRange(self.position, len(self.unknowns), self.moves, known_one)

    def without(self) -> RangesWithout:
        """Return how far the known moves take each number when one must not move."""
        return RangesWithout(self.position, len(self.unknowns), self.moves)

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

    def look_for_whole(self, target: int, reached: ReachedRange) -> None:
        """Look for solutions in whole numbers that take a number as far as it must go."""
        for value in (1, -1, 2, -2):
            if self.is_wide(target, reached):
                return
            if reached.low[target] <= value <= reached.high[target]:
                continue
            solution = self._program.whole(target, (value, value), reached.fixed)
            if solution is not None:
                self._remember(solution, reached)

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
            move = self.add_move(piece, whole[piece])
            if move is not None:
                reached.extend(move)

    def add_move(self, positions: np.ndarray, difference: np.ndarray) -> FeasibleMove | None:
        """Remember and return the move of these numbers; None where it is known already."""
        move = self._known_moves.add(self.unknowns[positions], difference)
        if move is not None:
            self.moves.append(move)
        return move

    def moves_since(self, known: int) -> list[Move]:
        """Return the moves that came after so many, with numbers by position."""
        return [
            (self.position[move.unknowns].tolist(), move.steps.tolist())
            for move in self.moves[known:]
        ]

    def _pieces(self, moved: np.ndarray) -> Iterator[np.ndarray]:
        """Yield the numbers that moved, those that share an equation together."""
        labels = component_labels(self._columns[:, moved].T)[: len(moved)]
        for piece in _by_label(labels):
            yield moved[piece]

    def terms(self) -> np.ndarray:
        """Return the equations, term by term: equation, number and coefficient."""
        return np.array(
            [
                (n, self.place[unknown], times)
                for n, equation in enumerate(self.equations)
                for unknown, times in equation.items()
            ]
        )

    def found(self) -> list[np.ndarray]:
        """Return what attacks have come across here: moves and leaks, each as an array."""
        found = [np.concatenate([self.position[move.unknowns], move.steps]) for move in self.moves]
        for (target, known_one), leak in self.leaks.items():
            one = -1 if known_one is None else known_one
            found.append(np.array([target, one, leak.needed, *chain.from_iterable(leak.rooms)]))
        return found

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
