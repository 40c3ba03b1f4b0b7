"""Moves from the truth to other solutions, which show how many values a hidden number may have.

The true numbers are one solution. Another one differs from it by a move: some numbers go up and
others down so that every sum stays. A move can be repeated, or made backwards, as long as no number
leaves its bounds, and it stays possible whatever else is hidden, so it is remembered.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np


class FeasibleMove:
    """A smallest move: the unknowns that it moves, and how far down and up it can take each."""

    def __init__(
        self, unknowns: np.ndarray, steps: np.ndarray, down: np.ndarray, up: np.ndarray
    ) -> None:
        """Take `steps` without a common divisor; `down` and `up` bound the unknowns."""
        self.unknowns = unknowns
        self.steps = steps
        size = np.abs(steps)
        forward = (np.where(steps > 0, up, -down) // size).min()
        backward = (np.where(steps > 0, -down, up) // size).min()
        ends = np.stack([steps * forward, -steps * backward])
        self.low, self.high = ends.min(axis=0), ends.max(axis=0)


class KnownMoves:
    """The moves that attacks have come across."""

    def __init__(self, down: np.ndarray, up: np.ndarray) -> None:
        """`down` and `up` say how far each unknown may be from the truth."""
        self.down = down
        self.up = up
        self._moves: dict[int, list[FeasibleMove]] = defaultdict(list)  # by the first unknown
        self._names: set[bytes] = set()

    def has_bounds(self, down: np.ndarray, up: np.ndarray) -> bool:
        """Tell whether these are the bounds of the unknowns."""
        return np.array_equal(self.down, down) and np.array_equal(self.up, up)

    def add(self, unknowns: np.ndarray, difference: np.ndarray) -> FeasibleMove | None:
        """Remember and return the move that this difference from the truth repeats.

        Return None where it is known already.
        """
        steps = difference // np.gcd.reduce(difference)
        if steps[0] < 0:
            steps = -steps
        name = unknowns.tobytes() + steps.tobytes()
        if name in self._names:
            return None
        self._names.add(name)
        move = FeasibleMove(unknowns, steps, self.down[unknowns], self.up[unknowns])
        self._moves[int(unknowns[0])].append(move)
        return move

    def within(self, unknowns: np.ndarray, hidden: np.ndarray) -> Iterator[FeasibleMove]:
        """Yield the moves of these unknowns that touch nothing but what is hidden."""
        for unknown in unknowns.tolist():
            for move in self._moves[unknown]:
                if hidden[move.unknowns].all():
                    yield move


class ReachedRange:
    """How far down and up known moves take each number of a component."""

    def __init__(
        self, position: np.ndarray, size: int, moves: list[FeasibleMove], fixed: int | None = None
    ) -> None:
        """`position`: where an unknown stands in the component; `fixed`: what must not move."""
        self.position = position
        self.fixed = fixed
        self.low = np.zeros(size)
        self.high = np.zeros(size)
        if not moves:
            return
        positions = position[np.concatenate([move.unknowns for move in moves])]
        low = np.concatenate([move.low for move in moves])
        high = np.concatenate([move.high for move in moves])
        if fixed is not None:
            lengths = [len(move.unknowns) for move in moves]
            starts = np.cumsum([0, *lengths[:-1]])
            fits = np.repeat(~np.logical_or.reduceat(positions == fixed, starts), lengths)
            positions, low, high = positions[fits], low[fits], high[fits]
        np.minimum.at(self.low, positions, low)
        np.maximum.at(self.high, positions, high)

    def extend(self, move: FeasibleMove) -> None:
        """Take one more move into account."""
        positions = self.position[move.unknowns]
        if self.fixed is None or self.fixed not in positions:
            self.low[positions] = np.minimum(self.low[positions], move.low)
            self.high[positions] = np.maximum(self.high[positions], move.high)

    def width(self, position: int) -> float:
        """Return how far apart the least and the most of a number are that moves come to."""
        return float(self.high[position] - self.low[position])


class RangesWithout:
    """How far known moves take the numbers of a component when one of them must not move."""

    def __init__(self, position: np.ndarray, size: int, moves: list[FeasibleMove]) -> None:
        """`position`: where an unknown stands in the component."""
        nothing = np.zeros(0, dtype=np.int64)
        positions = position[np.concatenate([nothing, *(move.unknowns for move in moves)])]
        order = np.argsort(positions, kind="stable")
        lengths = [len(move.unknowns) for move in moves]
        self._moves = np.repeat(np.arange(len(moves)), lengths)[order]
        self._low = np.concatenate([nothing, *(move.low for move in moves)])[order]
        self._high = np.concatenate([nothing, *(move.high for move in moves)])[order]
        self._moved, self._starts = np.unique(positions[order], return_index=True)
        own = np.split(self._moves, self._starts[1:])
        self._of = dict(zip(self._moved.tolist(), own, strict=False))  # one for none at all
        self._is_lost = np.zeros(len(moves), dtype=bool)
        self._size = size
        self.widths = self._widths(np.zeros(len(self._moves), dtype=bool))

    def narrowed(self, fixed: int, is_target: np.ndarray, width: int) -> list[int]:
        """Return the targets, by position, that do not move as far as `width` without `fixed`."""
        widths = self.widths
        if fixed in self._of:
            lost = self._of[fixed]
            self._is_lost[lost] = True
            widths = self._widths(self._is_lost[self._moves])
            self._is_lost[lost] = False
        narrowed = is_target & (widths < width)
        narrowed[fixed] = False
        positions: list[int] = np.flatnonzero(narrowed).tolist()
        return positions

    def _widths(self, is_lost: np.ndarray) -> np.ndarray:
        """Return how far each number goes; `is_lost`: by moves that count no more."""
        widths = np.zeros(self._size)
        if len(self._starts):
            high = np.maximum.reduceat(np.where(is_lost, 0, self._high), self._starts)
            low = np.minimum.reduceat(np.where(is_lost, 0, self._low), self._starts)
            widths[self._moved] = np.maximum(high, 0) - np.minimum(low, 0)
        return widths
