"""Whole solutions that show how many values a hidden number may have.

The true numbers are one solution. Another one differs from it by a move: some numbers go up and
others down so that every sum stays. A move can be repeated, or made backwards, as long as no number
leaves its bounds, and it stays possible whatever else is hidden, so it is remembered.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

#: How many whole values must remain possible for a number that is to be protected (rule 2), and how
#: far apart the first and the last of them are.
NEEDED = 3
WIDTH = NEEDED - 1


class FeasibleMove:
    """A smallest move: the unknowns that it moves, and how far down and up it can take each."""

    def __init__(
        self, unknowns: np.ndarray, steps: np.ndarray, down: np.ndarray, up: np.ndarray
    ) -> None:
        """`steps` have no common divisor; `down` and `up` are the bounds of the unknowns."""
        self.unknowns = unknowns
        size = np.abs(steps)
        forward = (np.where(steps > 0, up, -down) // size).min()
        backward = (np.where(steps > 0, -down, up) // size).min()
        ends = np.stack([steps * forward, -steps * backward])
        self.low, self.high = ends.min(axis=0), ends.max(axis=0)


class KnownMoves:
    """The moves that are known."""

    def __init__(self, down: np.ndarray, up: np.ndarray) -> None:
        """`down` and `up` say how far each unknown may be from the truth."""
        self.down = down
        self.up = up
        self._moves: dict[int, list[FeasibleMove]] = defaultdict(list)  # by the first unknown
        self._seen: set[bytes] = set()

    def add(self, unknowns: np.ndarray, difference: np.ndarray) -> FeasibleMove | None:
        """The move that this difference from the truth repeats, if it is a new one."""
        steps = difference // np.gcd.reduce(difference)
        if steps[0] < 0:
            steps = -steps
        name = unknowns.tobytes() + steps.tobytes()
        if name in self._seen:
            return None
        self._seen.add(name)
        move = FeasibleMove(unknowns, steps, self.down[unknowns], self.up[unknowns])
        self._moves[int(unknowns[0])].append(move)
        return move

    def within(self, unknowns: np.ndarray, hidden: np.ndarray) -> Iterator[FeasibleMove]:
        """The moves of these unknowns that touch nothing but what is hidden."""
        for unknown in unknowns.tolist():
            for move in self._moves[unknown]:
                if hidden[move.unknowns].all():
                    yield move


class ReachedRange:
    """How far down and up each number of a component has been seen to go."""

    def __init__(
        self, position: np.ndarray, size: int, told: int | None, moves: list[FeasibleMove]
    ) -> None:
        """`position`: where an unknown stands in the component; `told`: what must not move."""
        self.position = position
        self.told = told
        self.low = np.zeros(size)
        self.high = np.zeros(size)
        if not moves:
            return
        at = position[np.concatenate([move.unknowns for move in moves])]
        low = np.concatenate([move.low for move in moves])
        high = np.concatenate([move.high for move in moves])
        if told is not None:
            lengths = [len(move.unknowns) for move in moves]
            starts = np.cumsum([0, *lengths[:-1]])
            fits = np.repeat(~np.logical_or.reduceat(at == told, starts), lengths)
            at, low, high = at[fits], low[fits], high[fits]
        np.minimum.at(self.low, at, low)
        np.maximum.at(self.high, at, high)

    def see(self, move: FeasibleMove) -> None:
        """Takes a move into account."""
        at = self.position[move.unknowns]
        if self.told is None or self.told not in at:
            self.low[at] = np.minimum(self.low[at], move.low)
            self.high[at] = np.maximum(self.high[at], move.high)

    def is_wide(self, at: int) -> bool:
        """Whether as many values of a number have been seen as are needed."""
        return bool(self.high[at] - self.low[at] >= WIDTH)
