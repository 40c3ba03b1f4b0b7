"""Which quarter (acceptance.md, Which quarter), sentence by sentence."""

from datetime import date, datetime
from typing import Any

import pytest

POLICE = "thames_valley_police"
INCIDENTS = ["Occurrence No", "Recorded", "Crime?"]
IN_Q1 = ["O1", date(2019, 5, 2), "Crime"]
SANCTUARY = ["Case Ref", "Referred"]
CASE = ["S1", date(2019, 5, 2)]


def test_the_title_comes_first_then_the_sheet_then_the_file(validate: Any) -> None:
    sheet = {"Q4 2018-19": [["Q1 2019-20"], INCIDENTS]}
    assert validate(POLICE, sheet, name="Q3 2018-19.xlsx").period == "2019-20-Q1"
    sheet = {"Q4 2018-19": [["Incidents"], INCIDENTS]}
    assert validate(POLICE, sheet, name="Q3 2018-19.xlsx").period == "2018-19-Q4"
    sheet = {"Data": [["Incidents"], INCIDENTS]}
    assert validate(POLICE, sheet, name="DA_Quarter_3_2018-19 v2 (1).xlsx").period == "2018-19-Q3"


def test_the_statement_may_stand_in_the_cell_beside_a_label(validate: Any) -> None:
    assert validate(POLICE, [["Quarter 1", "2019-20"], INCIDENTS]).period == "2019-20-Q1"
    assert validate(POLICE, [["Return for:", "Apr-Jun 2019"], INCIDENTS]).period == "2019-20-Q1"
    assert validate("cherwell", [["As at", date(2019, 6, 30)], SANCTUARY]).period == "2019-06-30"


def test_a_cell_beside_the_headings_or_below_states_nothing(validate: Any) -> None:
    rows = [INCIDENTS, ["Note: Q1 2019-20", None, None]]
    assert validate(POLICE, rows).code == "no_period"


def test_a_span_of_years_is_no_period(validate: Any) -> None:
    rows = [["Oxfordshire Domestic Abuse Strategy 2019 – 2024"], INCIDENTS]
    assert validate(POLICE, rows).code == "no_period"


def test_from_the_rows_when_nothing_is_stated(validate: Any) -> None:
    outside = ["O3", date(2019, 3, 31), "Crime"]
    unreadable = ["O4", "31/06/2019", "Crime"]
    found = validate(POLICE, [INCIDENTS, IN_Q1, ["O2", "3 May 2019", "Crime"], outside, unreadable])
    assert found.period == "2019-20-Q1"
    assert found.accepted == 2
    # Half is not more than half.
    assert validate(POLICE, [INCIDENTS, IN_Q1, outside]).code == "no_period"


def test_only_the_period_column_is_a_row_s_own_date(validate: Any) -> None:
    plan = ["Activity", "Status", "Due"]
    assert (
        validate("strategic_lead", [plan, ["P1", "On track", date(2019, 5, 1)]]).code == "no_period"
    )


def test_an_as_at_date_is_never_taken_from_the_rows(validate: Any) -> None:
    assert validate("cherwell", [SANCTUARY, CASE]).code == "no_period"


def test_a_quarterly_return_is_not_for_an_as_at_date(validate: Any) -> None:
    plan = ["Activity", "Status"]
    assert validate("strategic_lead", [["as at 30 June 2019"], plan]).code == "no_period"


@pytest.mark.parametrize(
    ("title", "name", "period"),
    [
        ("Q1 2019-20", "Sanctuary.xlsx", "2019-06-30"),
        ("as at 14.06.2019", "Sanctuary as at 30-06-2019.xlsx", "2019-06-14"),
        ("Sanctuary", "Sanctuary as at 2019-06-30.xlsx", "2019-06-30"),
        ("Q1 2019-20 (as at 28 June 2019)", "Sanctuary.xlsx", "2019-06-28"),
        # A quarter counts only where no as-at date is stated at all.
        ("Q1 2019-20", "Sanctuary as at 2019-06-20.xlsx", "2019-06-20"),
    ],
)
def test_a_register_s_day(validate: Any, title: str, name: str, period: str) -> None:
    assert validate("cherwell", [[title], SANCTUARY, CASE], name=name).period == period


class TestFuture:
    def test_a_quarter_whose_first_day_is_after_the_day_of_receipt(self, validate: Any) -> None:
        rows = [["Q1 2019-20"], INCIDENTS]
        assert (
            validate(POLICE, rows, received_at=datetime(2019, 3, 31, 23, 59)).code == "wrong_period"
        )
        assert validate(POLICE, rows, received_at=datetime(2019, 4, 1)).code is None

    def test_an_as_at_date_after_the_day_of_receipt(self, validate: Any) -> None:
        rows = [["as at 30/06/2019"], SANCTUARY, CASE]
        assert validate("cherwell", rows, received_at=datetime(2019, 6, 29)).code == "wrong_period"
        assert validate("cherwell", rows, received_at=datetime(2019, 6, 30, 8)).code is None


class TestWrongPeriod:
    def test_it_disagrees_with_every_row_s_date(self, validate: Any) -> None:
        rows = [["Q4 2018-19"], INCIDENTS, IN_Q1, ["O2", date(2019, 6, 2), "Crime"]]
        assert validate(POLICE, rows).code == "wrong_period"

    def test_one_row_that_agrees_is_enough(self, validate: Any) -> None:
        rows = [["Q4 2018-19"], INCIDENTS, IN_Q1, ["O2", date(2019, 2, 2), "Crime"]]
        found = validate(POLICE, rows)
        assert found.issues == [(3, "recorded_on", "outside_period")]

    def test_rows_without_a_readable_date_disagree_with_nothing(self, validate: Any) -> None:
        assert validate(POLICE, [["Q1 2019-20"], INCIDENTS, ["O1", None, "Crime"]]).code == (
            "no_valid_rows"
        )

    def test_a_register_s_rows_may_be_older(self, validate: Any) -> None:
        assert validate("cherwell", [["Q2 2019-20"], SANCTUARY, CASE]).code is None


def test_a_sheet_without_a_period_goes_with_the_others_of_its_extract(validate: Any) -> None:
    sheets = {"North": [["Q1 2019-20"], INCIDENTS, IN_Q1], "South": [INCIDENTS]}
    assert validate(POLICE, sheets).period == "2019-20-Q1"
    sheets["West"] = [["Q4 2018-19"], INCIDENTS, ["O2", date(2019, 2, 1), "Crime"]]
    assert validate(POLICE, sheets).code == "no_period"
