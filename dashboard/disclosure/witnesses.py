"""Whole solutions that show how many values a hidden number may have.

The true numbers are one solution. Another one differs from it by a move: some numbers go up and
others down so that every sum stays. A move can be repeated as long as no number leaves its bounds,
and it stays possible whatever else is hidden, so it is remembered.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from dashboard.disclosure.system import System


@dataclass(frozen=True)
class Move:
    """A smallest move, and how often it can be made (backwards too)."""

    unknowns: np.ndarray
    steps: dict[int, int]
    times: range

    def is_open(self, hidden: np.ndarray, told: int | None) -> bool:
        """Whether all that it moves is hidden, and not told."""
        return told not in self.steps and bool(hidden[self.unknowns].all())


class Witnesses:
    """The moves that are known, by the numbers that they move."""

    def __init__(self, system: System, low: np.ndarray, high: np.ndarray) -> None:
        self.system = system
        self.down = low - system.numbers
        self.up = high - system.numbers
        self._moves: list[list[Move]] = [[] for _ in range(len(system))]
        self._seen: set[tuple[tuple[int, int], ...]] = set()

    def reach(self, unknown: int, hidden: np.ndarray, told: int | None, enough: int) -> int:
        """How far apart two values of an unknown are shown to be (`enough` ends the search)."""
        low = high = 0
        for move in self._moves[unknown]:
            if high - low >= enough:
                break
            if move.is_open(hidden, told):
                step = move.steps[unknown]
                ends = (step * move.times[0], step * move.times[-1])
                low, high = min(low, *ends), max(high, *ends)
        return high - low

    def add(self, steps: dict[int, int]) -> None:
        """Remembers the smallest moves that these differences from the truth are made of."""
        left = dict(steps)
        while left:
            start = next(iter(left))
            piece = {start: left.pop(start)}
            stack = [start]
            while stack:
                for index in self.system.of_unknown[stack.pop()]:
                    for other in self.system.equations[index]:
                        if other in left:
                            piece[other] = left.pop(other)
                            stack.append(other)
            self._remember(piece)

    def _remember(self, piece: dict[int, int]) -> None:
        largest = gcd(*piece.values())
        unknowns = np.array(sorted(piece))
        steps = np.array([piece[unknown] // largest for unknown in unknowns.tolist()])
        if steps[0] < 0:
            steps = -steps
        name = tuple(zip(unknowns.tolist(), steps.tolist(), strict=True))
        if name in self._seen:
            return
        self._seen.add(name)
        down, up = self.down[unknowns], self.up[unknowns]
        forward = np.where(steps > 0, up, -down) // np.abs(steps)
        backward = np.where(steps > 0, -down, up) // np.abs(steps)
        times = range(-int(backward.min()), int(forward.min()) + 1)
        move = Move(unknowns, dict(name), times)
        for unknown in unknowns.tolist():
            self._moves[unknown].append(move)
