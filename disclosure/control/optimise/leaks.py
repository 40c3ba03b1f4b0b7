"""What is to be protected, and what leaks."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


class Unprotectable(Exception):
    """No choice that is left protects these numbers."""

    def __init__(self, unknowns: Iterable[int]) -> None:
        super().__init__("some numbers cannot be protected by hiding others")
        self.unknowns = frozenset(unknowns)


class OutOfTime(Unprotectable):
    """These numbers were not protected when the effort was spent."""


@dataclass(frozen=True)
class Leak:
    """A number that can be narrowed too far, and the room that hiding others would give it.

    The rooms of the hidden unknowns must add up to `needed`; an unknown that is not named gives
    none.
    """

    unknown: int
    rooms: dict[int, float]
    needed: float
    known_one: int | None = None  #: the count of 1 that the attacker knows

    @property
    def is_whole(self) -> bool:
        """Whether it shows in whole numbers alone: any room may mend it, and none is sure to."""
        return self.needed == 1.0 and set(self.rooms.values()) == {1.0}

    @property
    def unknowns(self) -> set[int]:
        """The number, and what is known beforehand."""
        return {self.unknown} if self.known_one is None else {self.unknown, self.known_one}


@dataclass(frozen=True)
class Safeguards:
    """What is to be protected: an entry per unknown, and the limits."""

    low: np.ndarray  #: the least it can be, as everybody knows or was told, once it is hidden
    high: np.ndarray  #: the most it can be
    small: np.ndarray  #: true: a count that rule 1 hides; enough values must remain
    soft: np.ndarray  #: true: of those, what no release prints yet: protected where possible
    printable: np.ndarray  #: true: stands in a table, so that it could be known to be 1
    fewest_values: int

    @property
    def width(self) -> int:
        """How far apart the first and the last of the values that remain must be."""
        return self.fewest_values - 1
