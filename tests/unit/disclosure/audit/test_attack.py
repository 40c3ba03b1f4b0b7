"""The attack against enumeration: on tiny tables every possibility can be listed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.audit.inference.equations import (
    Contradiction,
    EquationComponent,
    EquationSystem,
    components,
    tighten,
)
from disclosure.audit.inference.intervals import intervals
from disclosure.audit.inference.merging import merge_equals
from disclosure.audit.inference.solution_pool import SolutionPool

LARGEST = 6
Solutions = list[tuple[int, ...]]


@st.composite
def systems(draw: st.DrawFn) -> tuple[EquationSystem, Solutions]:
    """A system with at least one whole solution, and all of its solutions."""
    size = draw(st.integers(2, 4))
    truth = [draw(st.integers(0, LARGEST)) for _ in range(size)]
    system = EquationSystem()
    for value in truth:
        lower = draw(st.integers(0, min(value, 1)))
        system.unknown(lower, LARGEST)
    for _ in range(draw(st.integers(1, 3))):
        signs = [draw(st.sampled_from((-1, 0, 1, 1))) for _ in range(size)]
        total = sum(sign * value for sign, value in zip(signs, truth, strict=True))
        slack = draw(st.sampled_from((0, 0, 0, 1)))
        system.require({n: float(s) for n, s in enumerate(signs)}, total, total + slack)
    return system, enumerate_all(system)


def enumerate_all(system: EquationSystem) -> Solutions:
    ends = [
        range(int(low), int(high) + 1) for low, high in zip(system.lower, system.upper, strict=True)
    ]
    return [
        point
        for point in product(*ends)
        if all(
            row.low <= sum(value * point[n] for n, value in row.terms) <= row.high
            for row in system.rows
        )
    ]


def parts(system: EquationSystem) -> list[EquationComponent]:
    return [tighten(component) for component in components(system)]


@settings(deadline=None, max_examples=150)
@given(systems())
def test_whole_intervals(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    found = intervals(system, range(len(system.lower)))
    for unknown in range(len(system.lower)):
        values = [point[unknown] for point in solutions]
        assert (found[unknown].low_whole, found[unknown].high_whole) == (min(values), max(values))
        assert found[unknown].low <= min(values) + 1e-6
        assert found[unknown].high >= max(values) - 1e-6


@settings(deadline=None, max_examples=150)
@given(systems())
def test_values_that_remain(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    for component in parts(system):
        pool = SolutionPool(component)
        pool.spread({}, np.arange(len(component.unknowns)))
        for place, unknown in enumerate(component.unknowns):
            possible = {point[unknown] for point in solutions}
            found = pool.values(place, {})
            assert set(found) <= possible
            assert len(found) == min(3, len(possible))


@settings(deadline=None, max_examples=100)
@given(systems())
def test_values_that_remain_to_one_of_the_counted(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    for component in parts(system):
        pool = SolutionPool(component)
        pool.spread({}, np.arange(len(component.unknowns)))
        for given_place, known in enumerate(component.unknowns):
            told = [point for point in solutions if point[known] == 1]
            assert pool.may_be(given_place, 1) == bool(told)
            for place, unknown in enumerate(component.unknowns):
                if told:
                    possible = {point[unknown] for point in told}
                    found = pool.values(place, {given_place: (1, 1)})
                    assert set(found) <= possible
                    assert len(found) == min(3, len(possible))


@settings(deadline=None, max_examples=100)
@given(systems(), st.integers(1, LARGEST))
def test_one_value_is_enough_where_none_is_small(
    drawn: tuple[EquationSystem, Solutions], below: int
) -> None:
    system, solutions = drawn
    for component in parts(system):
        pool = SolutionPool(component)
        for place, unknown in enumerate(component.unknowns):
            possible = {point[unknown] for point in solutions}
            found = pool.values(place, {}, below)
            assert set(found) <= possible
            assert len(found) == min(3, len(possible)) or (found and min(possible) >= below)


@settings(deadline=None, max_examples=100)
@given(systems())
def test_what_never_exceeds_another_is_a_part(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    for component in parts(system):
        pool = SolutionPool(component)
        for part, one in enumerate(component.unknowns):
            for whole, other in enumerate(component.unknowns):
                never = all(point[one] <= point[other] for point in solutions)
                assert pool.is_part(part, whole) == never


@settings(deadline=None, max_examples=100)
@given(systems())
def test_narrower_bounds_lose_no_solution(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    for component in parts(system):
        for place, unknown in enumerate(component.unknowns):
            values = [point[unknown] for point in solutions]
            assert component.lower[place] <= min(values)
            assert component.upper[place] >= max(values)


@settings(deadline=None, max_examples=100)
@given(systems())
def test_one_for_equals_keeps_what_is_possible(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    stands_for = merge_equals(system)
    found = intervals(system, range(len(system.lower)))
    for unknown, stand in enumerate(stands_for):
        values = [point[unknown] for point in solutions]
        assert found[stand].low_whole == min(values)
        assert found[stand].high_whole == max(values)


@settings(deadline=None, max_examples=100)
@given(systems())
def test_a_part_never_exceeds_its_whole(drawn: tuple[EquationSystem, Solutions]) -> None:
    system, solutions = drawn
    for component in parts(system):
        pool = SolutionPool(component)
        pool.spread({}, np.arange(len(component.unknowns)))
        for place, wholes in enumerate(component.wholes()):
            for whole in wholes:
                one, other = component.unknowns[place], component.unknowns[whole]
                assert all(point[one] <= point[other] for point in solutions)
                assert pool.is_part(place, whole)


def test_a_gap_between_values_is_seen() -> None:
    """x = 2 y: every second value is impossible, though it lies within the interval."""
    system = EquationSystem()
    twice, once = system.unknown(0, 4), system.unknown(0, 1)
    system.require({twice: 1.0, once: -4.0}, 0, 0)
    (component,) = components(system)
    assert SolutionPool(component).values(0, {}) == [0, 4]


def test_no_solution_is_a_contradiction() -> None:
    system = EquationSystem()
    first, second = system.unknown(1, 5), system.unknown(1, 5)
    system.require({first: 2.0, second: 2.0}, 5, 5)
    (component,) = components(system)
    with pytest.raises(Contradiction):
        SolutionPool(component).spread({}, np.arange(2))
