"""What a co-ordinator sends to agencies follows from the coverage table, row by row."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from core.county import this_county
from core.policy import county_policy
from core.quarter import Quarter
from orchestration.telling.agency_emails import (
    QuarterNotAskedError,
    agency_email,
    check_asked,
    write_emails,
)
from orchestration.telling.calendar_file import calendar_of

QUARTER = Quarter.parse("2019-20-Q2")
DUE = county_policy().due_day(QUARTER)
STATES = ("received", "late", "missing")


def coverage(*returns: tuple[str, int, int], agency: str = "a") -> pd.DataFrame:
    """One agency's rows: of each return its state, rows counted and rows not counted."""
    return pd.DataFrame(
        {
            "agency": agency,
            "extract": f"extract_{number}",
            "agency_name": "The Agency",
            "return_title": f"Return {number}",
            "contact": f"Clerk {number}, The Agency",
            "quarter": str(QUARTER),
            "state": state,
            "rows_accepted": counted,
            "rows_quarantined": left,
        }
        for number, (state, counted, left) in enumerate(returns)
    )


def said(email: EmailMessage) -> str:
    return str(email.get_content())


@given(
    st.lists(
        st.tuples(st.sampled_from(STATES), st.integers(0, 9_000), st.integers(0, 5)), min_size=1
    ),
    st.booleans(),
)
def test_each_return_is_asked_for_or_thanked_for(
    returns: list[tuple[str, int, int]], is_late: bool
) -> None:
    email = agency_email(coverage(*returns), QUARTER, DUE + timedelta(days=is_late))
    lines = said(email).splitlines()
    for number, (state, counted, left) in enumerate(returns):
        (line,) = (
            each
            for each in lines
            if each.startswith(f"- Return {number}" + ":,"[state == "missing"])
        )
        if state == "missing":
            assert line.endswith(f"usually from: Clerk {number}")
        else:
            assert f"{counted:,} row" in line
            assert ("not counted" in line) == (left > 0)
    missing = sum(state == "missing" for state, _, _ in returns)
    assert email["Subject"].endswith(f"{missing} still to come" if missing else "thank you")
    assert ("Please send" in said(email)) == (missing > 0)
    assert ("Thank you" in said(email)) == (missing < len(returns))
    assert any(word in said(email) for word in ("was due", "were due")) == (missing > 0 and is_late)


def test_what_is_written_opens_as_a_draft(tmp_path: Path) -> None:
    both = pd.concat([coverage(("missing", 0, 0)), coverage(("received", 3, 0), agency="b")])
    written = write_emails(both, QUARTER, DUE, tmp_path / "emails")
    assert [path.name for path in written] == ["a 2019-20-Q2.eml", "b 2019-20-Q2.eml"]
    first = message_from_bytes(written[0].read_bytes(), policy=policy.default)
    assert first["X-Unsent"] == "1"
    assert first["To"] is None
    assert "It is due by 21 October 2019." in said(first)
    assert this_county().contact.email in said(first)


def test_of_a_quarter_for_which_nothing_has_come_all_is_missing(tmp_path: Path) -> None:
    later = QUARTER.next
    (path,) = write_emails(coverage(("received", 3, 0)), later, later.last_day, tmp_path)
    assert b"1 still to come" in path.read_bytes()


NEWEST = QUARTER.plus(3)


@pytest.mark.parametrize("quarter", [QUARTER, QUARTER.next, NEWEST])
def test_a_quarter_that_was_asked_for_and_has_ended_may_be_named(quarter: Quarter) -> None:
    check_asked(coverage(("received", 3, 0)), quarter, NEWEST)


@pytest.mark.parametrize(
    "quarter",
    [Quarter(1999, 1), QUARTER.previous, NEWEST.next, Quarter(2050, 1)],
    ids=str,
)
def test_a_quarter_that_nobody_was_asked_for_is_refused(quarter: Quarter) -> None:
    with pytest.raises(QuarterNotAskedError) as refused:
        check_asked(coverage(("received", 3, 0)), quarter, NEWEST)
    assert str(refused.value) == (
        f"There is no email for {quarter}: returns are asked for from 2019-20-Q2 on, once a "
        "quarter has ended, and the last to end was 2020-21-Q1."
    )


@pytest.mark.parametrize("first", [QUARTER, Quarter.parse("2019-20-Q4")])
def test_the_calendar_has_each_due_day_and_each_release(first: Quarter) -> None:
    events = list(Calendar.from_ical(calendar_of(first)).walk("VEVENT"))
    days = {str(event["summary"]): event.decoded("dtstart") for event in events}
    quarters = [first.plus(ahead) for ahead in range(4)]
    rules = county_policy()
    expected: dict[str, date] = {}
    for quarter in quarters:
        expected[f"Domestic abuse returns due: {quarter.months_in_words}"] = rules.due_day(quarter)
        expected[f"Dashboard release: {quarter.months_in_words}"] = rules.publication_day(quarter)
    assert days == expected
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert calendar_of(first) == calendar_of(first)
