"""Linear models: assembled from terms, and solved over all numbers or over whole ones."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

#: How many branches an integer program may look at; a count, so that every machine stops alike.
NODE_LIMIT = 2000
#: So many programs are solved to find a solution in whole numbers by halving.
HALVINGS = 30
EXACT = 1e-6


class OutOfEffort(Exception):
    """As much has been tried as may be."""


class Effort:
    """How much may be tried: so many steps on every machine, and the clock as the last stop."""

    def __init__(self, steps: float, seconds: float) -> None:
        """Allow so many steps (programs solved), and so many seconds of the processor from now."""
        self.steps = 0
        self.is_stopped_by_clock = False
        self._most_steps = steps
        self._deadline = time.process_time() + seconds

    def extend(self, steps: float, seconds: float) -> None:
        """Allow as much more from now on."""
        self._most_steps = self.steps + steps
        self._deadline = time.process_time() + seconds

    def has(self, steps: int) -> bool:
        """Tell whether so many steps more may be tried."""
        return self.steps + steps <= self._most_steps

    def is_spent(self) -> bool:
        """Tell whether nothing more may be tried."""
        if self.steps >= self._most_steps:
            return True
        is_late = time.process_time() > self._deadline
        self.is_stopped_by_clock |= is_late
        return is_late

    def spend(self) -> None:
        """Count a step; raise OutOfEffort where nothing more may be tried."""
        if self.is_spent():
            raise OutOfEffort
        self.steps += 1


class LinearModel:
    """The rows of a matrix in the making: each is a sum of terms, by column."""

    def __init__(self) -> None:
        self.height = 0
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._entries: list[float] = []

    def add(self, terms: Mapping[int, float]) -> None:
        """Add a row."""
        self._rows.extend([self.height] * len(terms))
        self._columns.extend(terms)
        self._entries.extend(terms.values())
        self.height += 1

    def matrix(self, width: int) -> csr_array:
        """Return the matrix of all rows, `width` columns wide."""
        entries = self._entries, (self._rows, self._columns)
        return csr_array(entries, shape=(self.height, width), dtype=float)


def component_labels(incidence: csr_array) -> np.ndarray:
    """Return a label for each row, then for each column: the same where entries connect them.

    Labels are numbered in the order of the first row that has them.
    """
    entries = incidence.tocoo()
    height, width = incidence.shape
    edges = entries.row, height + entries.col
    graph = csr_array((np.ones(len(entries.data)), edges), shape=(height + width,) * 2)
    labels: np.ndarray = connected_components(graph, directed=False)[1]
    return labels


def solve_whole(
    cost: np.ndarray,
    constraint: LinearConstraint,
    bounds: Bounds,
    node_limit: int | None = None,
) -> OptimizeResult:
    """Return scipy's result of the integer program with the least cost."""
    return milp(
        cost,
        constraints=constraint,
        bounds=bounds,
        integrality=np.ones(len(cost)),
        options={} if node_limit is None else {"node_limit": node_limit},
    )


@dataclass(frozen=True)
class PushResult:
    """How far a sum of numbers can go, the solution, and the prices of the equations."""

    distance: float
    solution: np.ndarray
    prices: np.ndarray


class LinearProgram:
    """Numbers within bounds whose sums are given, kept by the solver.

    Each push starts where the last one ended.
    """

    def __init__(
        self, matrix: csr_array, sums: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> None:
        self.low = low
        self.high = high
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_ = np.zeros(program.num_col_)
        program.col_lower_, program.col_upper_ = low, high
        program.row_lower_ = program.row_upper_ = sums
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        self._columns = np.arange(program.num_col_, dtype=np.int32)
        self._solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program)

    def push(
        self, targets: Sequence[int], sign: int, fixed: int | None = None
    ) -> PushResult | None:
        """Push the sum of some numbers up (sign 1) or down (-1) as far as it goes.

        `fixed`: a number that stays 0. Return None where no numbers fit the sums. Raise
        RuntimeError where the solver fails.
        """
        solver = self._solver
        if fixed is not None:
            solver.changeColBounds(fixed, 0.0, 0.0)
        for target in targets:
            solver.changeColCost(target, -float(sign))
        solver.run()
        status = solver.getModelStatus()
        distance = -solver.getInfo().objective_function_value
        solution = solver.getSolution()
        for target in targets:
            solver.changeColCost(target, 0.0)
        if fixed is not None:
            solver.changeColBounds(fixed, self.low[fixed], self.high[fixed])
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"linear programming: {solver.modelStatusToString(status)}")
        return PushResult(distance, np.array(solution.col_value), np.array(solution.row_dual))

    def whole(self, target: int, ends: tuple[float, float], fixed: int | None) -> np.ndarray | None:
        """Return a solution in whole numbers that has a number within these ends.

        Found by halving: what is no whole number is cut off below and above, the nearer half first.
        None where there is none, or where it was not found in so many programs.
        """
        low, high = self.low.copy(), self.high.copy()
        if fixed is not None:
            low[fixed] = high[fixed] = 0.0
        low[target], high[target] = max(low[target], ends[0]), min(high[target], ends[1])
        ahead = [(low, high)]
        found: np.ndarray | None = None
        for _ in range(HALVINGS):
            if not ahead:
                break
            low, high = ahead.pop()
            point = self._point_within(low, high)
            if point is None:
                continue
            rests = np.abs(point - np.round(point))
            position = int(rests.argmax())
            if rests[position] < EXACT:
                found = point
                break
            below = np.floor(point[position])
            halves = [(low, with_end(high, position, below))]
            halves.append((with_end(low, position, below + 1), high))
            ahead += halves if point[position] - below > 0.5 else reversed(halves)
        self._solver.changeColsBounds(len(self._columns), self._columns, self.low, self.high)
        return found

    def _point_within(self, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
        """Return a point within bounds that fits the sums, as the solver comes to it; or None."""
        if (low > high).any():
            return None
        self._solver.changeColsBounds(len(self._columns), self._columns, low, high)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)


def with_end(ends: np.ndarray, position: int, value: float) -> np.ndarray:
    """Return the same ends with another one for one number."""
    changed = ends.copy()
    changed[position] = value
    return changed
