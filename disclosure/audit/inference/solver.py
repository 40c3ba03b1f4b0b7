"""What a solver says of a component; between questions it keeps the rows and where it stands."""

from __future__ import annotations

import time

import highspy
import numpy as np
from scipy.optimize import LinearConstraint, OptimizeResult, milp

from disclosure.audit.inference.equations import (
    EXACT,
    INFINITY,
    EquationComponent,
    Unbounded,
    Undecided,
)

SECONDS = 20  # for one question, the last stop
BRANCHES = 20_000  # of one integer program: a count, so that every machine stops alike
QUESTIONS = 1_000_000  # of one attack
SECONDS_IN_ALL = 600  # of the processor for one attack, the last stop
STEPS = 60  # so many linear questions, and the integer program is asked instead
FEASIBLE, TIME_IS_UP, INFEASIBLE, SOLVE_ERROR = 0, 1, 2, 4  # as scipy numbers them
Status = highspy.HighsModelStatus


class QuestionBudget:
    """How much one attack may ask: what it did not come to is not proven safe."""

    def __init__(self, questions: int = QUESTIONS, seconds: float = SECONDS_IN_ALL) -> None:
        self.asked = 0
        self._most = questions
        self._deadline = time.process_time() + seconds

    def has(self, questions: int) -> bool:
        """Tell whether so many more may be asked."""
        return self.asked + questions <= self._most

    def ask(self) -> None:
        """Count a question; raise Undecided when no more may be asked."""
        self.asked += 1
        if self.asked > self._most or time.process_time() > self._deadline:
            raise Undecided


class ComponentSolver:
    """Answers questions about one component, each with its own objective and bounds."""

    def __init__(self, component: EquationComponent, budget: QuestionBudget | None = None) -> None:
        self.component = component
        self.budget = budget or QuestionBudget()
        matrix = component.matrix
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_ = np.zeros(program.num_col_)
        program.col_lower_, program.col_upper_ = component.lower, component.upper
        program.row_lower_, program.row_upper_ = component.low, component.high
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        self._columns = np.arange(program.num_col_, dtype=np.int32)
        self._linear = highspy.Highs()
        # presolving would forget where the last question ended
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._linear.setOptionValue(option, value)
        self._linear.passModel(program)

    def least(
        self, objective: np.ndarray, lower: np.ndarray, upper: np.ndarray
    ) -> np.ndarray | None:
        """Return the point within the bounds of least objective, None when there is none.

        Raise Unbounded when the objective has no least value, Undecided when time runs out.
        """
        return self._least(objective, lower, upper, self._linear.getRunTime() + SECONDS)

    def _least(
        self, objective: np.ndarray, lower: np.ndarray, upper: np.ndarray, until: float
    ) -> np.ndarray | None:
        """Answer `least` by a time on the solver's clock, which counts what all questions took."""
        if (lower > upper).any():
            return None
        self.budget.ask()
        linear, size = self._linear, len(self._columns)
        linear.changeColsCost(size, self._columns, objective)
        linear.changeColsBounds(size, self._columns, lower, upper)
        linear.setOptionValue("time_limit", until)
        linear.run()
        status = linear.getModelStatus()
        if status == Status.kOptimal:
            return np.array(linear.getSolution().col_value)
        if status == Status.kInfeasible:
            return None
        raise _no_answer(lower, upper, time_is_up=status == Status.kTimeLimit)

    def whole(
        self,
        objective: np.ndarray,
        lower: np.ndarray,
        upper: np.ndarray,
        most: float = INFINITY,
    ) -> np.ndarray | None:
        """Return a whole point within the bounds, of objective at most `most`; None when none is.

        The objective leads the way there; the point need not be the one of its least value. Found
        by halving: what is no whole number is cut off below and above. Raise as `least` does.
        """
        until = self._linear.getRunTime() + SECONDS
        ahead = [(lower, upper)]
        for _ in range(STEPS):
            if not ahead:
                return None
            low, high = ahead.pop()
            point = self._least(objective, low, high, until)
            if point is None or objective @ point > most + EXACT:
                continue
            whole = self.component.whole_point(point)
            if whole is not None:
                return whole
            position = int(np.abs(point - np.round(point)).argmax())
            below = np.floor(point[position])
            halves = [(low, _with(high, position, below)), (_with(low, position, below + 1), high)]
            ahead += halves if point[position] - below > 0.5 else reversed(halves)
        best = self.least_whole(objective, lower, upper)
        return None if best is None or objective @ best > most + EXACT else best

    def least_whole(
        self, objective: np.ndarray, lower: np.ndarray, upper: np.ndarray
    ) -> np.ndarray | None:
        """Return the whole point within the bounds of least objective; else as `least`."""
        result = self._solve_whole(objective, lower, upper, presolve=True)
        if result.status == SOLVE_ERROR:
            # Presolving fails on some small programs whose answer is sure.
            result = self._solve_whole(objective, lower, upper, presolve=False)
        if result.status == INFEASIBLE:
            return None
        if result.status != FEASIBLE:
            raise _no_answer(lower, upper, time_is_up=result.status == TIME_IS_UP)
        return np.round(result.x)

    def _solve_whole(
        self, objective: np.ndarray, lower: np.ndarray, upper: np.ndarray, *, presolve: bool
    ) -> OptimizeResult:
        component = self.component
        self.budget.ask()
        rows = LinearConstraint(component.matrix, component.low, component.high)
        return milp(
            objective,
            integrality=np.ones(len(objective)),
            bounds=(lower, upper),
            constraints=rows if len(component.low) else (),
            options={
                "time_limit": SECONDS,
                "node_limit": BRANCHES,
                "mip_rel_gap": 0,
                "presolve": presolve,
            },
        )


def _no_answer(lower: np.ndarray, upper: np.ndarray, *, time_is_up: bool) -> Exception:
    """Return what to raise: with an open end it may be no more than infeasible or unbounded."""
    open_ended = np.isinf(lower).any() or np.isinf(upper).any()
    return Unbounded() if open_ended and not time_is_up else Undecided()


def _with(ends: np.ndarray, position: int, value: float) -> np.ndarray:
    changed = ends.copy()
    changed[position] = value
    return changed
