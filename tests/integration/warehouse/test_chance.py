"""The tests of chance agree with definitions worked out by hand, exactly."""

import importlib.util
import sys
from fractions import Fraction
from math import comb
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
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-300)


@st.composite
def two_ratios(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Numerator and denominator, before and after."""
    before, after = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    return draw(st.integers(0, before)), before, draw(st.integers(0, after)), after


def fisher(hits_before: int, before: int, hits_after: int, after: int) -> Fraction:
    """Return the p value in whole numbers: of all outcomes no likelier than the one seen."""
    hits = hits_before + hits_after
    ways = {
        outcome: comb(before, outcome) * comb(after, hits - outcome)
        for outcome in range(max(0, hits - after), min(hits, before) + 1)
    }
    seen = ways[hits_before]
    return Fraction(sum(way for way in ways.values() if way <= seen), sum(ways.values()))


@given(table=two_ratios())
def test_ratios_by_fishers_exact_test(table: tuple[int, int, int, int]) -> None:
    found = chance.chance_of_ratios(np.array([table]))[0]
    assert found == pytest.approx(float(fisher(*table)), rel=1e-9)


@given(table=two_ratios())
def test_before_and_after_may_change_places(table: tuple[int, int, int, int]) -> None:
    both = chance.chance_of_ratios(np.array([table, (*table[2:], *table[:2])]))
    assert both[0] == pytest.approx(both[1])


def compared(**columns: object) -> pd.DataFrame:
    """One comparison, as the model gets it."""
    row = {
        **dict.fromkeys(chance.KEYS, "any"),
        **{"kind": "count", "is_enough": True},
        **dict.fromkeys(chance.SIDES, 10.0),
    }
    return pd.DataFrame([row | columns])


def test_what_has_enough_is_tested_and_nothing_else() -> None:
    assert len(chance.tested_changes(compared())) == 1
    assert len(chance.tested_changes(compared(kind="ratio"))) == 1
    assert len(chance.tested_changes(compared(is_enough=False))) == 0
    assert len(chance.tested_changes(compared(is_enough=None))) == 0
    assert len(chance.tested_changes(compared().iloc[:0])) == 0
