"""A linear program over some numbers, kept by the solver: each push starts where the last ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array


@dataclass(frozen=True)
class PushResult:
    """How far a sum of numbers can go, the solution, and the prices of the equations."""

    distance: float
    solution: np.ndarray
    prices: np.ndarray


class LinearProgram:
    """Numbers within bounds whose sums are given."""

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
        self._solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program)

    def push(
        self, targets: Sequence[int], sign: int, fixed: int | None = None
    ) -> PushResult | None:
        """How far up (sign 1) or down (-1) the sum of some numbers goes; None where none fit.

        `fixed`: a number that stays 0.
        """
        solver = self._solver
        if fixed is not None:
            solver.changeColBounds(fixed, 0.0, 0.0)
        for at in targets:
            solver.changeColCost(at, -float(sign))
        solver.run()
        status = solver.getModelStatus()
        distance = -solver.getInfo().objective_function_value
        solution = solver.getSolution()
        for at in targets:
            solver.changeColCost(at, 0.0)
        if fixed is not None:
            solver.changeColBounds(fixed, self.low[fixed], self.high[fixed])
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"linear programming: {solver.modelStatusToString(status)}")
        return PushResult(distance, np.array(solution.col_value), np.array(solution.row_dual))
