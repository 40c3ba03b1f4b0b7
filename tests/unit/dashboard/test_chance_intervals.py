"""Intervals agree with published examples and with scipy's, and overlap or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.presenters.chance_intervals import byar, differ, wilson
from dashboard.view_models import CellKey, FigureView


def share(hits: int, of: int) -> FigureView:
    key = CellKey("m", "quarter", "2019-20-Q1", "a")
    return FigureView(key, "value", "complete", hits / of, hits, of, f"{hits / of:.0%}")


@given(of=st.integers(1, 500), data=st.data())
def test_wilson_is_scipys(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    wanted = stats.binomtest(hits, of).proportion_ci(0.95, "wilson")
    assert wilson(hits, of) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@given(count=st.integers(1, 3000))
def test_byar_is_near_the_exact_interval(count: int) -> None:
    low, high = byar(count)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2, rel=0.05, abs=0.05)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=0.01)


def test_five_of_fourteen_and_one_of_twelve_do_not_differ() -> None:
    """A draft ranked two areas by 36 % and 8 %, of 14 and 12 cases."""
    assert not differ("ratio", share(1, 12), share(5, 14))
    assert differ("ratio", share(10, 120), share(50, 140))
    assert not differ("median", share(1, 120), share(119, 120))
