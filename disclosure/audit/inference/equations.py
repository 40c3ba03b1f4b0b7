"""A table as an attacker writes it down: whole unknowns with bounds, linear rows between them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

INFINITY = float("inf")
EXACT = 1e-6  # HiGHS's own tolerance: a solution this near to whole numbers is tried as whole


class Contradiction(Exception):
    """No whole numbers satisfy the published figures together."""


class Undecided(Exception):
    """The solver gave no answer within its time."""


class Unbounded(Exception):
    """The unknown may be as large as one likes."""


@dataclass(frozen=True)
class EquationRow:
    """One linear statement: low <= sum of coefficient * unknown <= high."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


@dataclass
class EquationSystem:
    """Unknowns (by number, from 0) with their bounds, and the rows between them."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[EquationRow] = field(default_factory=list)

    def unknown(self, lower: float = 0, upper: float = INFINITY) -> int:
        """Return the number of a new unknown."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def require(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """Add a row; terms of coefficient 0 are left out."""
        kept = tuple((unknown, value) for unknown, value in terms.items() if value)
        self.rows.append(EquationRow(kept, low, high))

    def narrow(self, unknown: int, low: float, high: float) -> None:
        """Cut an unknown's bounds to those given; raise Contradiction where nothing is left."""
        self.lower[unknown] = max(self.lower[unknown], low)
        self.upper[unknown] = min(self.upper[unknown], high)
        if self.lower[unknown] > self.upper[unknown] + EXACT:
            raise Contradiction

    def is_fixed(self, unknown: int) -> bool:
        """Return whether one value alone lies within the unknown's bounds."""
        return self.upper[unknown] - self.lower[unknown] < EXACT


@dataclass
class EquationComponent:
    """Unknowns that share rows, without those already known, as arrays for a solver.

    `unknowns`: their numbers in the system; an unknown's position here is its column of `matrix`.
    low <= matrix @ point <= high and lower <= point <= upper.
    """

    unknowns: np.ndarray
    matrix: csr_array
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def ends(self, pins: Mapping[int, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
        """Return the bounds within pins by position; a lower above its upper leaves nothing."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for n, (least, most) in pins.items():
            lower[n], upper[n] = max(lower[n], least), min(upper[n], most)
        return lower, upper

    def part(self, columns: np.ndarray, rows: np.ndarray) -> EquationComponent:
        """Return the component of these columns and rows alone, each given as a mask."""
        return EquationComponent(
            unknowns=self.unknowns[columns],
            matrix=csr_array(self.matrix[np.flatnonzero(rows)][:, np.flatnonzero(columns)]),
            low=self.low[rows],
            high=self.high[rows],
            lower=self.lower[columns],
            upper=self.upper[columns],
        )

    def fingerprint(self, *more: np.ndarray) -> bytes:
        """Return what tells the component from any other one, apart from its unknowns' numbers."""
        arrays = (self.matrix.indptr, self.matrix.indices, self.matrix.data, self.low, self.high,
                  self.lower, self.upper, *more)  # fmt: skip
        digest = hashlib.sha256()
        for array in arrays:
            digest.update(len(array).to_bytes(8) + array.tobytes())
        return digest.digest()

    def wholes(self) -> list[set[int]]:
        """Return for each position itself and those it is a part of, as sums and orders say it."""
        parts, wholes = [], []
        for row in range(len(self.low)):
            ends = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
            columns, values = self.matrix.indices[ends], self.matrix.data[ends]
            for sign, at_most in ((1, self.high[row]), (-1, -self.low[row])):
                less = sign * values < 0
                if at_most <= EXACT and less.sum() == 1 and (np.abs(values) == 1).all():
                    parts += columns[~less].tolist()
                    wholes += columns[less].tolist() * int((~less).sum())
        graph = _graph(parts, wholes, len(self.unknowns))
        return [
            set(breadth_first_order(graph, n, return_predecessors=False).tolist())
            for n in range(len(self.unknowns))
        ]

    def whole_point(self, point: np.ndarray) -> np.ndarray | None:
        """Return the point in whole numbers when it satisfies every row exactly, else None."""
        rounded = np.round(point)
        if np.abs(point - rounded).max(initial=0) > EXACT:
            return None
        sums = self.matrix @ rounded
        fits = (sums >= self.low - EXACT).all() and (sums <= self.high + EXACT).all()
        inside = (rounded >= self.lower - EXACT).all() and (rounded <= self.upper + EXACT).all()
        return rounded if fits and inside else None


def components(system: EquationSystem) -> list[EquationComponent]:
    """Return the system's parts that share no row, by first unknown; known ones substituted.

    Raise Contradiction when a row of known values alone does not hold.
    """
    return split(_whole(system))


def _whole(system: EquationSystem) -> EquationComponent:
    entries = [
        (n, unknown, value) for n, row in enumerate(system.rows) for unknown, value in row.terms
    ]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(system.rows), len(system.lower))
    return EquationComponent(
        unknowns=np.arange(len(system.lower)),
        matrix=csr_array((np.array(values, dtype=float), (rows, columns)), shape=shape),
        low=np.array([row.low for row in system.rows], dtype=float),
        high=np.array([row.high for row in system.rows], dtype=float),
        lower=np.array(system.lower, dtype=float),
        upper=np.array(system.upper, dtype=float),
    )


def split(component: EquationComponent) -> list[EquationComponent]:
    """Return the parts of a component that share no row, once those of one value are substituted.

    Raise Contradiction when a row of known values alone does not hold.
    """
    free = component.upper - component.lower >= EXACT
    known = component.matrix @ np.where(free, 0, component.lower)
    rest = replace(component, low=component.low - known, high=component.high - known)
    rest = rest.part(free, np.ones(len(known), dtype=bool))
    rest.matrix.eliminate_zeros()
    lengths = np.diff(rest.matrix.indptr)
    used = lengths > 0
    if (rest.low[~used] > EXACT).any() or (rest.high[~used] < -EXACT).any():
        raise Contradiction
    first = rest.matrix.indices[rest.matrix.indptr[:-1][used]]
    beside = np.repeat(first, lengths[used])
    count, labels = connected(beside, rest.matrix.indices, len(rest.unknowns))
    row_labels = np.full(len(known), -1)
    row_labels[used] = labels[first]
    return [rest.part(labels == label, row_labels == label) for label in range(count)]


def connected(
    first: Sequence[int] | np.ndarray, second: Sequence[int] | np.ndarray, size: int
) -> tuple[int, np.ndarray]:
    """Return how many groups the pairs leave of `size` members, and the group of each member."""
    count, labels = connected_components(_graph(first, second, size), directed=False)
    return int(count), labels


def _graph(
    first: Sequence[int] | np.ndarray, second: Sequence[int] | np.ndarray, size: int
) -> csr_array:
    return csr_array((np.ones(len(first)), (first, second)), shape=(size, size))


def tighten(component: EquationComponent, rounds: int = 50) -> EquationComponent:
    """Return the component with bounds narrowed by its rows, as far as whole numbers allow.

    Infinite ends must have been cut before. Raise Contradiction when no value is left.
    """
    entries = component.matrix.tocoo()
    row, column, value = entries.row, entries.col, entries.data
    lower, upper = np.ceil(component.lower - EXACT), np.floor(component.upper + EXACT)
    for _ in range(rounds):
        least = np.where(value > 0, value * lower[column], value * upper[column])
        most = np.where(value > 0, value * upper[column], value * lower[column])
        size = len(component.low)
        row_least, row_most = np.bincount(row, least, size), np.bincount(row, most, size)
        ceiling = (component.high[row] - row_least[row] + least) / value
        floor = (component.low[row] - row_most[row] + most) / value
        above, below = np.where(value > 0, ceiling, floor), np.where(value > 0, floor, ceiling)
        new_upper, new_lower = upper.copy(), lower.copy()
        np.minimum.at(new_upper, column, np.floor(above + EXACT))
        np.maximum.at(new_lower, column, np.ceil(below - EXACT))
        if (new_lower > new_upper).any():
            raise Contradiction
        if (new_lower == lower).all() and (new_upper == upper).all():
            break
        lower, upper = new_lower, new_upper
    return replace(component, lower=lower, upper=upper)
