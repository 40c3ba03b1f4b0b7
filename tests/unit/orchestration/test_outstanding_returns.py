"""Which returns are missing, and which quarter is drafted: read from the coverage table alone."""

from datetime import date

import pandas as pd
import pytest

from core.quarter import Quarter
from orchestration.landed.outstanding_returns import default_quarter, missing_returns

TODAY = date(2019, 12, 1)


def coverage(**arrived: int) -> pd.DataFrame:
    """Return a coverage table of four expected returns in each quarter, so many of them there."""
    return pd.DataFrame(
        {
            "agency": f"agency_{number}",
            "extract": "cases",
            "agency_name": f"Agency {number}",
            "return_title": "MARAC cases",
            "contact": f"Clerk {number}, Agency {number}",
            "quarter": f"2019-20-{quarter}",
            "state": ("received", "late")[number % 2] if number < count else "missing",
        }
        for quarter, count in arrived.items()
        for number in range(4)
    )


@pytest.mark.parametrize(
    ("arrived", "chosen"),
    [
        ({"Q1": 4, "Q2": 1}, "2019-20-Q1"),  # one return that came early
        ({"Q1": 4, "Q2": 2}, "2019-20-Q2"),
        ({"Q1": 1, "Q2": 1}, "2019-20-Q2"),  # none has enough: the one with the most
        ({"Q1": 1, "Q2": 0}, "2019-20-Q1"),
        ({"Q1": 2, "Q3": 4}, "2019-20-Q1"),  # the third has not ended
        ({"Q1": 0, "Q3": 4}, None),
    ],
)
def test_the_quarter_drafted_is_the_newest_ended_with_half_of_its_returns(
    arrived: dict[str, int], chosen: str | None
) -> None:
    quarter = default_quarter(coverage(**arrived), TODAY)
    assert (str(quarter) if quarter else None) == chosen


def test_what_is_missing_is_what_the_table_says_with_its_contact() -> None:
    missing = missing_returns(coverage(Q1=3, Q2=4), Quarter.parse("2019-20-Q1"))
    assert [str(each) for each in missing] == [
        "Agency 3: MARAC cases not received. Contact: Clerk 3"
    ]


def test_of_a_quarter_that_nothing_speaks_of_all_is_missing() -> None:
    missing = missing_returns(coverage(Q1=3, Q2=4), Quarter.parse("2019-20-Q3"))
    assert [each.agency for each in missing] == [f"agency_{number}" for number in range(4)]
