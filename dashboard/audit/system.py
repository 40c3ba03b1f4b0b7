"""A table as an attacker writes it down: whole unknowns with bounds, linear rows between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

INFINITY = float("inf")
EXACT = 1e-6  # HiGHS's own tolerance: a solution this near to whole numbers is tried as whole
FEASIBLE, TIME_IS_UP, INFEASIBLE = 0, 1, 2


class Contradiction(Exception):
    """No whole numbers satisfy the published figures together."""


class Undecided(Exception):
    """The solver gave no answer within its time."""


class Unbounded(Exception):
    """The unknown may be as large as one likes."""


@dataclass(frozen=True)
class Row:
    """One linear statement: low <= sum of coefficient * unknown <= high."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


@dataclass
class System:
    """Unknowns (by number, from 0) with their bounds, and the rows between them."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def unknown(self, lower: float = 0, upper: float = INFINITY) -> int:
        """The number of a new unknown."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def require(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """Adds a row; terms of coefficient 0 are left out."""
        kept = tuple((unknown, value) for unknown, value in terms.items() if value)
        self.rows.append(Row(kept, low, high))

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
class Component:
    """Unknowns that hang together, without those already known; `unknowns` are system numbers."""

    unknowns: np.ndarray
    matrix: csr_array
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def solve(
        self,
        objective: np.ndarray,
        pins: Mapping[int, tuple[float, float]] | None = None,
        *,
        whole: bool,
        seconds: float = 20,
    ) -> np.ndarray | None:
        """The point of least objective, None when there is none; pins narrow local unknowns.

        Raises Unbounded when the objective has no least value, Undecided when time runs out.
        """
        lower, upper = self.lower.copy(), self.upper.copy()
        for place, (least, most) in (pins or {}).items():
            lower[place], upper[place] = max(lower[place], least), min(upper[place], most)
            if lower[place] > upper[place]:
                return None
        result = milp(
            objective,
            integrality=np.full(len(objective), int(whole)),
            bounds=(lower, upper),
            constraints=LinearConstraint(self.matrix, self.low, self.high) if len(self.low) else (),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if result.status == INFEASIBLE:
            return None
        if result.status != FEASIBLE:
            open_ended = np.isinf(lower).any() or np.isinf(upper).any()
            # with an open end HiGHS may say no more than "infeasible or unbounded"
            raise Unbounded if open_ended and result.status != TIME_IS_UP else Undecided
        return np.asarray(result.x)

    def whole_point(self, point: np.ndarray) -> np.ndarray | None:
        """The point in whole numbers when it is one and satisfies every row exactly, else None."""
        rounded = np.round(point)
        if np.abs(point - rounded).max(initial=0) > EXACT:
            return None
        sums = self.matrix @ rounded
        fits = (sums >= self.low - EXACT).all() and (sums <= self.high + EXACT).all()
        inside = (rounded >= self.lower - EXACT).all() and (rounded <= self.upper + EXACT).all()
        return rounded if fits and inside else None


def components(system: System) -> list[Component]:
    """The system's parts that share no unknown, known ones substituted; in order of first unknown.

    Raises Contradiction when a row of known values alone does not hold.
    """
    free = np.array([not system.is_fixed(n) for n in range(len(system.lower))], dtype=bool)
    rows = [row for row in (_without_known(system, row, free) for row in system.rows) if row]
    places = np.flatnonzero(free)
    labels = _labels(len(system.lower), rows)
    local = np.zeros(len(system.lower), dtype=int)
    members: dict[int, list[int]] = {}
    for unknown in places:
        group = members.setdefault(int(labels[unknown]), [])
        local[unknown] = len(group)
        group.append(int(unknown))
    own_rows: dict[int, list[Row]] = {label: [] for label in members}
    for row in rows:
        own_rows[int(labels[row.terms[0][0]])].append(row)
    return [_component(system, members[k], own_rows[k], local) for k in members]


def _without_known(system: System, row: Row, free: np.ndarray) -> Row | None:
    known = sum(value * system.lower[unknown] for unknown, value in row.terms if not free[unknown])
    terms = tuple((unknown, value) for unknown, value in row.terms if free[unknown])
    low, high = row.low - known, row.high - known
    if not terms:
        if low > EXACT or high < -EXACT:
            raise Contradiction
        return None
    return Row(terms, low, high)


def _labels(size: int, rows: list[Row]) -> np.ndarray:
    pairs = [(row.terms[0][0], unknown) for row in rows for unknown, _ in row.terms]
    starts, ends = (
        (np.array(side, dtype=int) for side in zip(*pairs, strict=True))
        if pairs
        else (np.empty(0, dtype=int), np.empty(0, dtype=int))
    )
    graph = csr_array((np.ones(len(starts)), (starts, ends)), shape=(size, size))
    return connected_components(graph, directed=False)[1]


def _component(system: System, members: list[int], rows: list[Row], local: np.ndarray) -> Component:
    cells = [
        (n, local[unknown], value) for n, row in enumerate(rows) for unknown, value in row.terms
    ]
    shape = (len(rows), len(members))
    matrix = csr_array(shape)
    if cells:
        down, across, values = zip(*cells, strict=True)
        matrix = csr_array((values, (down, across)), shape=shape)
    return Component(
        unknowns=np.array(members),
        matrix=matrix,
        low=np.array([row.low for row in rows]),
        high=np.array([row.high for row in rows]),
        lower=np.array([system.lower[n] for n in members]),
        upper=np.array([system.upper[n] for n in members]),
    )
