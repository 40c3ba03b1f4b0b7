"""The wordings of a quarter and of an as-at date (acceptance.md, Which quarter)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quarter import Quarter
from sources.matching.period_wording import Statement, find_statement

QUARTERS = st.builds(Quarter, st.integers(2000, 2060), st.integers(1, 4))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
SPANS = ("April to June", "July to September", "October to December", "January to March")


def quarter(text: str) -> str | None:
    """The quarter that a text states, as written in the warehouse."""
    statement = find_statement(text)
    return str(statement.quarter) if statement and statement.quarter else None


@pytest.mark.parametrize(
    "text",
    [
        "Quarter 1 2019-20",
        "Quarter 1 2019/20",
        "QUARTER 1, 2019/20",
        "Q1 2019-20",
        "Q1 2019/20",
        "2019-20 Q1",
        "2019/20 Quarter 1",
        "April to June 2019",
        "April - June 2019",
        "April – June 2019",
        "Apr-Jun 2019",
        "Apr-Jun 19",
        "return v2 April to June 2019",
        "return copy 2 Apr-Jun 2019",
        "1 April to 30 June 2019",
        "Q1 2019-20 (Apr - Jun 2019)",
        "Quarter 1 (April - June 2019)",
        "Multi-agency domestic abuse training - 2019-20 Q1",
        "Training bookings Quarter_1_2019-20 FINAL.xlsx",
        "DA occurrences 2019-20_Q1 - for dashboard.csv",
        "Return for: Apr-Jun\u00a02019",
        "2019-20-Q1",
        "Delivery plan 2020-21, Quarter 1 2019-20",
        "April 2019 to June 2019",
        "1st April – 30th June, 2019",
        "Table A1 - households assessed\nEngland, April to June 2019",
    ],
)
def test_wordings_of_a_quarter(text: str) -> None:
    assert quarter(text) == "2019-20-Q1"


def test_january_to_march_belong_to_the_year_before() -> None:
    assert quarter("January to March 2019") == "2018-19-Q4"
    assert quarter("Jan-Mar 18") == "2017-18-Q4"
    assert quarter("Quarter 4 (January - March 2019)") == "2018-19-Q4"
    assert quarter("January to March 2018-19") == "2018-19-Q4"


@pytest.mark.parametrize(
    "text",
    [
        "Oxfordshire Domestic Abuse Strategy 2019 – 2024",
        "Strategy 2019 – 2024 Q1",
        "Q5 2019-20",
        "Q1 2019",
        "Q1 2019-21",
        "FAQ1 2019-20",
        "April to September 2019",
        "May to July 2019",
        "2 April to 30 June 2019",
        "1 April to 29 June 2019",
        "April 2018 to June 2019",
        "30 June 2019",
        "2019-20",
        "BV225 v2.xlsx",
        "as at 31/06/2019",
        "seas at 30/06/2019",
        "",
    ],
)
def test_what_states_no_period(text: str) -> None:
    assert find_statement(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "as at 30 June 2019",
        "AS AT 30 JUNE 2019",
        "Position as at 30 Jun 2019",
        "as at 30/06/2019",
        "(as at 30.06.2019)",
        "MATAC as at 30-06-2019_revised.xlsx",
        "Sanctuary scheme cases - As at: 2019-06-30",
        "As at date: 30/06/19",
        "As at 2019-06-30T00:00:00",
        "as at the 30th June 2019",
    ],
)
def test_wordings_of_an_as_at_date(text: str) -> None:
    assert find_statement(text) == Statement(None, date(2019, 6, 30))


def test_a_place_may_state_both_and_the_first_text_counts() -> None:
    assert find_statement("Register", "Q1 2019-20", "Q2 2019-20", "as at 1 July 2019") == Statement(
        Quarter(2019, 1), date(2019, 7, 1)
    )


@given(DAYS)
def test_a_day_lies_in_its_quarter(day: date) -> None:
    its = Quarter.of(day)
    assert its.first_day <= day <= its.last_day
    assert its.last_day + timedelta(days=1) == its.next.first_day
    assert its.next.previous == its


@given(QUARTERS, QUARTERS)
def test_quarters_are_ordered_as_their_days(one: Quarter, other: Quarter) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@given(QUARTERS)
def test_a_quarter_is_read_as_it_is_written(its: Quarter) -> None:
    assert Quarter.parse(str(its)) == its
    span = f"{SPANS[its.number - 1]} {its.first_day.year}"
    years = f"{its.start_year}/{(its.start_year + 1) % 100:02}"
    for text in (str(its), span, f"Q{its.number} {years}", f"{years} quarter {its.number}"):
        assert quarter(f"Return, {text}.") == str(its)


@given(DAYS)
def test_an_as_at_date_is_read_as_it_is_written(day: date) -> None:
    for form in ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"):
        found = find_statement(f"Register as at {day.strftime(form)} v2")
        assert found == Statement(None, day)


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    find_statement(text, f"as at {text}", f"Q1 {text}")


@pytest.mark.parametrize("text", ["2019-20", "2019-21-Q1", "2019-20-Q5", "19-20-Q1"])
def test_only_a_quarter_parses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quarter"):
        Quarter.parse(text)
