"""The solver that is asked again and again, against one that is asked afresh each time."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from disclosure.audit.inference import solver
from disclosure.audit.inference.equations import INFINITY, EquationComponent, Unbounded, Undecided
from disclosure.audit.inference.solver import ComponentSolver

OPTIMAL, INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Question:
    objective: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    most: float


def component(
    matrix: np.ndarray, low: np.ndarray, high: np.ndarray, upper: np.ndarray
) -> EquationComponent:
    size = matrix.shape[1]
    return EquationComponent(np.arange(size), csr_array(matrix), low, high, np.zeros(size), upper)


def arrays(size: int, *values: float) -> st.SearchStrategy[np.ndarray]:
    return st.lists(st.sampled_from(values), min_size=size, max_size=size).map(np.array)


@st.composite
def questions(draw: st.DrawFn, *uppers: float) -> tuple[EquationComponent, list[Question]]:
    """A component, and what it is asked one after the other, within bounds of its own or less.

    Coefficients of 2 and 0.5 make corners that are not whole.
    """
    down, across = draw(st.integers(0, 4)), draw(st.integers(1, 6))
    matrix = draw(arrays(down * across, -1.0, 0.0, 0.0, 1.0, 1.0, 2.0, 0.5))
    low = draw(arrays(down, -INFINITY, 0.0, 1.0, 3.0))
    high = np.maximum(low, draw(arrays(down, 1.0, 3.0, 5.0, INFINITY)))
    upper = draw(arrays(across, *uppers))
    drawn = component(matrix.reshape(down, across), low, high, upper)
    asked = []
    for _ in range(draw(st.integers(1, 8))):
        objective = draw(arrays(across, -1.0, 0.0, 0.0, 1.0, 1.5))
        ends = draw(st.dictionaries(st.integers(0, across - 1), st.integers(0, 4), max_size=3))
        pins = {place: (end, end + draw(st.integers(-1, 2))) for place, end in ends.items()}
        most = draw(st.sampled_from((-1.0, 2.0, INFINITY)))
        asked.append(Question(objective, *drawn.ends(pins), most))
    return drawn, asked


def afresh(part: EquationComponent, question: Question, *, whole: bool) -> OptimizeResult:
    size = len(part.unknowns)
    return milp(
        question.objective,
        integrality=np.full(size, int(whole)),
        bounds=(question.lower, question.upper),
        constraints=LinearConstraint(part.matrix, part.low, part.high) if len(part.low) else (),
    )


def is_inside(part: EquationComponent, question: Question, point: np.ndarray) -> bool:
    sums = part.matrix @ point
    return bool(
        (point >= question.lower - 1e-6).all()
        and (point <= question.upper + 1e-6).all()
        and (sums >= part.low - 1e-6).all()
        and (sums <= part.high + 1e-6).all()
    )


@settings(deadline=None, max_examples=100)
@given(questions(2.0, 5.0, INFINITY))
def test_the_least_does_not_depend_on_what_was_asked_before(
    drawn: tuple[EquationComponent, list[Question]],
) -> None:
    part, asked = drawn
    kept = ComponentSolver(part)
    for question in asked:
        if (question.lower > question.upper).any():
            assert kept.least(question.objective, question.lower, question.upper) is None
            continue
        expected = afresh(part, question, whole=False)
        try:
            point = kept.least(question.objective, question.lower, question.upper)
        except Unbounded:
            assert expected.status not in (OPTIMAL, INFEASIBLE)
            continue
        assert (point is None) == (expected.status == INFEASIBLE)
        if point is not None:
            assert is_inside(part, question, point)
            assert question.objective @ point == pytest.approx(expected.fun, abs=1e-6)


@settings(deadline=None, max_examples=100)
@given(questions(1.0, 3.0, 6.0), st.sampled_from((0, 2, solver.STEPS)))
def test_a_whole_point_is_found_wherever_there_is_one(
    drawn: tuple[EquationComponent, list[Question]], steps: int
) -> None:
    part, asked = drawn
    kept = ComponentSolver(part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "STEPS", steps)
        for question in asked:
            if (question.lower > question.upper).any():
                continue
            point = kept.whole(question.objective, question.lower, question.upper, question.most)
            expected = afresh(part, question, whole=True)
            exists = expected.status == OPTIMAL and expected.fun <= question.most + 1e-6
            assert (point is not None) == exists
            if point is not None:
                assert (point == np.round(point)).all()
                assert is_inside(part, question, point)
                assert question.objective @ point <= question.most + 1e-6


def test_a_program_that_presolving_fails_on_is_answered() -> None:
    rows = np.array([[-1.0, -1.0, -1.0, -1.0], [0.0, 0.0, 0.5, 2.0], [-1.0, 2.0, -1.0, 0.0]])
    low, high = np.array([-INFINITY, 1.0, 0.0]), np.ones(3)
    part = component(rows, low, high, np.array([1.0, 3.0, 1.0, 3.0]))
    assert ComponentSolver(part).least_whole(-np.ones(4), part.lower, part.upper) is None


def test_an_open_end_is_seen_after_a_closed_one() -> None:
    part = component(np.array([[1.0, -1.0]]), np.zeros(1), np.zeros(1), np.full(2, INFINITY))
    kept = ComponentSolver(part)
    upwards, nothing = -np.ones(2), np.zeros(2)
    assert kept.least(upwards, nothing, np.full(2, 3.0)) == pytest.approx([3, 3])
    with pytest.raises(Unbounded):
        kept.least(upwards, nothing, part.upper)
    assert kept.least(upwards, nothing, np.array([2.0, INFINITY])) == pytest.approx([2, 2])
    assert kept.least(upwards, np.array([3.0, 0]), np.array([9.0, 2])) is None


def test_no_answer_in_time_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither "there is none" nor a point: what is not proven stays open."""
    random = np.random.default_rng(0)
    size = 60
    matrix = random.normal(size=(size, size))
    part = component(matrix, np.full(size, -1.0), np.full(size, 1.0), np.full(size, 9.0))
    kept = ComponentSolver(part)
    monkeypatch.setattr(solver, "SECONDS", 0)
    with pytest.raises(Undecided):
        kept.least(-np.ones(size), part.lower, part.upper)
    monkeypatch.setattr(solver, "SECONDS", 20)
    assert kept.least(-np.ones(size), part.lower, part.upper) is not None
