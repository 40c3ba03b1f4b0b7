"""Which return counts, what is missing, partial or zero, on returns made up for the purpose."""

from datetime import date
from typing import Any

import pytest

from tests.support.landing.landed import MEASURES_ALONE, Landing, build, reading

COUNTY = "E10000025"
CHERWELL, OXFORD = "E07000177", "E07000178"
DISTRICTS = (CHERWELL, OXFORD, "E07000179", "E07000180", "E07000181")


Values = dict[tuple[str, ...], tuple[float | None, str]]
"""(measure, window, quarter, area) -> (value, status), of every total."""


def values(landing: Landing) -> Values:
    """Return what a landing area gives."""
    file = landing.workspace.root / "warehouse.duckdb"
    build(landing.workspace.landing, file, *MEASURES_ALONE)
    with reading(file) as connection:
        rows = connection.execute(
            """
            select measure_id, period_type, quarter, area_code, value, status
            from measures.measure_values where breakdown = 'all'
            """
        ).fetchall()
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def training(count: int) -> list[dict[str, Any]]:
    """So many places on a course in Cherwell, all attended."""
    return [
        {
            "course": "champions",
            "event_date": date(2019, 5, 1),
            "district": CHERWELL,
            "delegate": f"d{number}",
            "agency_name": "An agency",
            "attendance": "attended",
        }
        for number in range(count)
    ]


def homelessness(**figures: Any) -> dict[str, Any]:
    """Figures of a district: a number, or a marker in words."""
    row: dict[str, Any] = {}
    for name, figure in figures.items():
        if isinstance(figure, int) or name == "district":
            row[name] = figure
        else:
            row[f"{name}_marker"] = figure
    return row


def add_replaced_returns(landing: Landing) -> None:
    """Six returns of one quarter, of which one counts."""
    later, earlier = "2019-08-01T09:00:00", "2019-07-01T09:00:00"
    returns = ("training_attendance", "2019-20-Q1")
    landing.add(*returns, training(1), received_at=later, file_name="a.xlsx")
    landing.add(*returns, training(2), received_at=later, file_name="b/z.xlsx")
    landing.add(*returns, training(3), received_at=later, file_name="a/z.xlsx")
    landing.add(*returns, training(4), received_at=earlier, file_name="z.xlsx")
    landing.add(*returns, training(5), received_at=later, file_name="zz", outcome=None)
    landing.add(*returns, training(6), received_at=later, file_name="zz", outcome="rejected")


def add_registers(landing: Landing) -> None:
    """Registers of two districts, one of them a day before the quarter ends."""
    rows = [
        {"case": str(day), "referred_on": day, "completed_on": day}
        for day in (date(2019, 6, 30), date(2019, 7, 1))
    ]
    landing.add("sanctuary_cases", "2019-09-29", rows, agency="cherwell")
    landing.add("sanctuary_cases", "2019-09-30", rows, agency="oxford_city")


def add_returns_of_nothing(landing: Landing) -> None:
    """Returns without a row, and others that never came."""
    landing.add("training_attendance", "2019-20-Q1")
    landing.add("dvpo_log", "2019-06-30")
    landing.add("sanctuary_cases", "2019-06-30", agency="cherwell")
    landing.add("marac_cases", "2019-20-Q2")


def add_homelessness(landing: Landing) -> None:
    """The ministry's figures, some of them lacking, and two districts' own."""
    published = {
        CHERWELL: homelessness(duties_owed=40, da_main_reason=4, da_support_need="suppressed"),
        OXFORD: homelessness(
            duties_owed="unavailable", da_main_reason="unavailable", da_support_need="unavailable"
        ),
        DISTRICTS[2]: homelessness(duties_owed=30, da_main_reason=0, da_support_need=3),
        DISTRICTS[3]: homelessness(
            duties_owed="unavailable", da_main_reason="unavailable", da_support_need="unavailable"
        ),
    }
    rows = [row | {"district": district} for district, row in published.items()]
    landing.add("homelessness_published", "2019-20-Q1", rows)
    own = homelessness(duties_owed=50, da_main_reason=9, da_support_need=8, da_temporary=2)
    landing.add("homelessness_local", "2019-20-Q1", [own], agency="cherwell")
    landing.add("homelessness_local", "2019-20-Q1", [own], agency="oxford_city")


@pytest.fixture(scope="module")
def of_replaced(tmp_path_factory: pytest.TempPathFactory) -> Values:
    """Return the totals of the replaced returns and the registers."""
    landing = Landing(tmp_path_factory.mktemp("replaced"))
    add_replaced_returns(landing)
    add_registers(landing)
    return values(landing)


@pytest.fixture(scope="module")
def of_nothing(tmp_path_factory: pytest.TempPathFactory) -> Values:
    """Return the totals of the returns of nothing and of homelessness."""
    landing = Landing(tmp_path_factory.mktemp("nothing"))
    add_returns_of_nothing(landing)
    add_homelessness(landing)
    return values(landing)


def test_the_newest_submission_then_the_path_then_the_order_counts(of_replaced: Values) -> None:
    trained = ("training_professionals_trained", "quarter", "2019-20-Q1", COUNTY)
    assert of_replaced[trained] == (2, "complete")


def test_a_return_of_nothing_is_zero_and_no_return_is_missing(of_nothing: Values) -> None:
    def at(measure: str, quarter: str, area: str = COUNTY) -> tuple:
        return of_nothing[measure, "quarter", quarter, area]

    assert at("training_professionals_trained", "2019-20-Q1") == (0, "complete")
    assert at("training_professionals_trained", "2019-20-Q2") == (None, "missing")
    assert at("training_attendance_rate", "2019-20-Q1") == (None, "complete")
    assert at("dvpn_issued", "2019-20-Q1") == (0, "complete")
    assert at("dvpn_issued", "2019-20-Q2") == (None, "missing")
    assert at("sanctuary_referrals", "2019-20-Q1", CHERWELL) == (0, "complete")
    assert at("sanctuary_referrals", "2019-20-Q1", OXFORD) == (None, "missing")
    assert at("sanctuary_referrals", "2019-20-Q1") == (0, "partial")
    assert at("sanctuary_referrals", "2019-20-Q2", CHERWELL) == (None, "missing")
    assert of_nothing["training_professionals_trained", "year_to_date", "2019-20-Q2", COUNTY] == (
        0,
        "partial",
    )
    # A register reaches back before the first quarter, a quarterly return does not.
    assert of_nothing["dvpn_issued", "rolling_year", "2019-20-Q1", COUNTY] == (0, "complete")
    assert of_nothing["marac_cases", "rolling_year", "2019-20-Q2", COUNTY] == (0, "partial")


def test_a_register_counts_only_in_quarters_that_have_ended_by_its_day(
    of_replaced: Values,
) -> None:
    for measure in ("sanctuary_referrals", "sanctuary_completed"):
        assert of_replaced[measure, "quarter", "2019-20-Q1", CHERWELL] == (1, "complete")
        assert of_replaced[measure, "quarter", "2019-20-Q2", CHERWELL] == (None, "missing")
        assert of_replaced[measure, "quarter", "2019-20-Q2", COUNTY] == (1, "partial")


def test_what_the_ministry_published_counts_before_the_districts_own(of_nothing: Values) -> None:
    def at(measure: str, area: str) -> tuple:
        return of_nothing[f"homelessness_{measure}", "quarter", "2019-20-Q1", area]

    assert at("da_main_reason", CHERWELL) == (4, "complete")
    assert at("da_main_reason", OXFORD) == (9, "complete")  # unavailable: the district's own
    assert at("da_main_reason", DISTRICTS[2]) == (0, "complete")
    assert at("da_main_reason", DISTRICTS[3]) == (None, "missing")
    assert at("da_main_reason", DISTRICTS[4]) == (None, "missing")  # not in the tables
    assert at("da_main_reason", COUNTY) == (13, "partial")
    assert at("da_share", COUNTY) == (pytest.approx(13 / 120), "partial")
    assert at("da_support_need", CHERWELL) == (None, "missing")  # suppressed stays suppressed
    assert at("da_support_need", COUNTY) == (11, "partial")
    assert at("da_temporary", COUNTY) == (4, "partial")  # never published: three have not come


def test_nothing_landed_builds_and_says_nothing(landing: Landing) -> None:
    assert values(landing) == {}
