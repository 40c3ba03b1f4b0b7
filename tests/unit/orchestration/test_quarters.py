"""The quarter's calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.policy import county_policy
from core.quarter import Quarter
from orchestration.jobs.clock import newest_ended

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_the_first_dashboard_is_due_on_28_july_2019() -> None:
    assert county_policy().publication_day(Quarter.parse("2019-20-Q1")) == date(2019, 7, 28)


@given(DAYS)
def test_the_newest_ended_quarter_has_ended_and_the_next_has_not(day: date) -> None:
    newest = newest_ended(day)
    assert newest.last_day < day <= newest.next.last_day + timedelta(days=1)
    assert newest.next.last_day >= day
