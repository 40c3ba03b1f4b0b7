"""A table as an attacker writes it down: whole unknowns with bounds, linear rows between them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

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
        """The number of a new unknown."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def require(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """Adds a row; terms of coefficient 0 are left out."""
        kept = tuple((unknown, value) for unknown, value in terms.items() if value)
        self.rows.append(EquationRow(kept, low, high))

    def narrow(self, unknown: int, low: float, high: float) -> None:
        """Cuts an unknown's bounds to those given; raises Contradiction where nothing is left."""
        self.lower[unknown] = max(self.lower[unknown], low)
        self.upper[unknown] = min(self.upper[unknown], high)
        if self.lower[unknown] > self.upper[unknown] + EXACT:
            raise Contradiction

    def is_fixed(self, unknown: int) -> bool:
        """True when one value alone lies within the unknown's bounds."""
        return self.upper[unknown] - self.lower[unknown] < EXACT


@dataclass
class EquationComponent:
    """Unknowns that hang together, without those already known; `unknowns` are system numbers."""

    unknowns: np.ndarray
    matrix: csr_array
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def ends(self, pins: Mapping[int, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
        """The bounds within pins of local unknowns; where the lower is above, nothing is left."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for place, (least, most) in pins.items():
            lower[place], upper[place] = max(lower[place], least), min(upper[place], most)
        return lower, upper

    def fingerprint(self, *more: np.ndarray) -> bytes:
        """What tells the component from any other one, apart from the names of its unknowns."""
        arrays = (self.matrix.indptr, self.matrix.indices, self.matrix.data, self.low, self.high,
                  self.lower, self.upper, *more)  # fmt: skip
        digest = hashlib.sha256()
        for array in arrays:
            digest.update(len(array).to_bytes(8) + array.tobytes())
        return digest.digest()

    def wholes(self) -> list[set[int]]:
        """For each place the places that it is a part of, as the rows say it (sums and orders)."""
        above: list[set[int]] = [set() for _ in self.unknowns]
        for row in range(len(self.low)):
            ends = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
            places, values = self.matrix.indices[ends], self.matrix.data[ends]
            for sign, at_most in ((1, self.high[row]), (-1, -self.low[row])):
                less = sign * values < 0
                if at_most <= EXACT and less.sum() == 1 and (np.abs(values) == 1).all():
                    for place in places[~less]:
                        above[place].add(int(places[less][0]))
        return [_reached(place, above) for place in range(len(above))]

    def whole_point(self, point: np.ndarray) -> np.ndarray | None:
        """The point in whole numbers when it is one and satisfies every row exactly, else None."""
        rounded = np.round(point)
        if np.abs(point - rounded).max(initial=0) > EXACT:
            return None
        sums = self.matrix @ rounded
        fits = (sums >= self.low - EXACT).all() and (sums <= self.high + EXACT).all()
        inside = (rounded >= self.lower - EXACT).all() and (rounded <= self.upper + EXACT).all()
        return rounded if fits and inside else None


def components(system: EquationSystem) -> list[EquationComponent]:
    """The system's parts that share no unknown, known ones substituted; in order of first unknown.

    Raises Contradiction when a row of known values alone does not hold.
    """
    return split(_whole(system))


def _reached(start: int, above: list[set[int]]) -> set[int]:
    found: set[int] = set()
    ahead = [start]
    while ahead:
        for place in above[ahead.pop()] - found:
            found.add(place)
            ahead.append(place)
    return found


def _whole(system: EquationSystem) -> EquationComponent:
    cells = [
        (place, unknown, value)
        for place, row in enumerate(system.rows)
        for unknown, value in row.terms
    ]
    down, across, values = zip(*cells, strict=True) if cells else ((), (), ())
    shape = (len(system.rows), len(system.lower))
    return EquationComponent(
        unknowns=np.arange(len(system.lower)),
        matrix=csr_array((np.array(values, dtype=float), (down, across)), shape=shape),
        low=np.array([row.low for row in system.rows], dtype=float),
        high=np.array([row.high for row in system.rows], dtype=float),
        lower=np.array(system.lower, dtype=float),
        upper=np.array(system.upper, dtype=float),
    )


def split(component: EquationComponent) -> list[EquationComponent]:
    """The parts of a component that share no unknown, once those of one value are substituted.

    Raises Contradiction when a row of known values alone does not hold.
    """
    free = component.upper - component.lower >= EXACT
    matrix = component.matrix
    known = matrix @ np.where(free, 0, component.lower)
    low, high = component.low - known, component.high - known
    matrix = csr_array(matrix[:, np.flatnonzero(free)])
    matrix.eliminate_zeros()
    used = np.diff(matrix.indptr) > 0
    if (low[~used] > EXACT).any() or (high[~used] < -EXACT).any():
        raise Contradiction
    first = matrix.indices[matrix.indptr[:-1][used]]
    lengths = np.diff(matrix.indptr)[used]
    pairs = (np.repeat(first, lengths), matrix.indices)
    size = matrix.shape[1]
    graph = csr_array((np.ones(len(matrix.indices)), pairs), shape=(size, size))
    count, labels = connected_components(graph, directed=False)
    row_labels = np.full(matrix.shape[0], -1)
    row_labels[used] = labels[first]
    columns = np.flatnonzero(free)
    return [
        _part(component, matrix, low, high, columns, labels == label, row_labels == label)
        for label in range(count)
    ]


def _part(
    component: EquationComponent,
    matrix: csr_array,
    low: np.ndarray,
    high: np.ndarray,
    columns: np.ndarray,
    mine: np.ndarray,
    rows: np.ndarray,
) -> EquationComponent:
    places = columns[mine]
    return EquationComponent(
        unknowns=component.unknowns[places],
        matrix=csr_array(matrix[np.flatnonzero(rows)][:, np.flatnonzero(mine)]),
        low=low[rows],
        high=high[rows],
        lower=component.lower[places],
        upper=component.upper[places],
    )


def tighten(component: EquationComponent, rounds: int = 50) -> EquationComponent:
    """The component with bounds narrowed by its rows, as far as whole numbers allow.

    Infinite ends must have been cut before. Raises Contradiction when no value is left.
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
