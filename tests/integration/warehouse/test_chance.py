"""The tests of chance agree with scipy's, which take a table at a time and long to import."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

MODEL = (
    Path(__file__).parents[3]
    / "dbt_project"
    / "models"
    / "marts"
    / "progress"
    / "intermediate"
    / "int_change_tested.py"
)


def load_model() -> ModuleType:
    """The dbt model as a module."""
    spec = importlib.util.spec_from_file_location(MODEL.stem, MODEL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODEL.stem] = module
    spec.loader.exec_module(module)
    return module


chance = load_model()
count = st.integers(0, 3000)


@given(before=count, after=count)
def test_counts_by_the_exact_conditional_binomial_test(before: int, after: int) -> None:
    found = chance.chance_of_counts(np.array([before]), np.array([after]))[0]
    wanted = stats.binomtest(before, before + after).pvalue if before + after else 1.0
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-12)


@st.composite
def two_ratios(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Numerator and denominator, before and after."""
    before, after = draw(st.integers(1, 800)), draw(st.integers(1, 800))
    return draw(st.integers(0, before)), before, draw(st.integers(0, after)), after


@given(table=two_ratios())
def test_ratios_by_fishers_exact_test(table: tuple[int, int, int, int]) -> None:
    hits_before, before, hits_after, after = table
    cells = [[hits_before, before - hits_before], [hits_after, after - hits_after]]
    wanted = stats.fisher_exact(cells).pvalue
    assert chance.chance_of_ratio(*table) == pytest.approx(wanted, rel=1e-6, abs=1e-12)


@given(table=two_ratios())
def test_before_and_after_may_change_places(table: tuple[int, int, int, int]) -> None:
    swapped = (*table[2:], *table[:2])
    assert chance.chance_of_ratio(*table) == pytest.approx(chance.chance_of_ratio(*swapped))


def compared(**columns: object) -> pd.DataFrame:
    """One comparison, as the model gets it."""
    row = {
        **dict.fromkeys(chance.KEYS, "any"),
        **{"kind": "count", "is_comparable": True, "is_testable": True},
        **dict.fromkeys(chance.SIDES, 10.0),
    }
    return pd.DataFrame([row | columns])


def test_counts_need_twenty_together() -> None:
    assert len(chance.tested_changes(compared(baseline_numerator=9.0), 20)) == 0
    assert len(chance.tested_changes(compared(), 20)) == 1


def test_ratios_need_twenty_in_each_denominator() -> None:
    few = compared(kind="ratio", baseline_denominator=400.0, denominator=19.0)
    enough = compared(kind="ratio", baseline_denominator=20.0, denominator=20.0)
    assert len(chance.tested_changes(few, 20)) == 0
    assert len(chance.tested_changes(enough, 20)) == 1


def test_nothing_is_tested_that_may_not_be() -> None:
    assert len(chance.tested_changes(compared(is_comparable=False), 20)) == 0
    assert len(chance.tested_changes(compared(is_testable=False), 20)) == 0
    assert len(chance.tested_changes(compared().iloc[:0], 20)) == 0
