"""What quality says of returns: what has come, what disagrees, how complete it is."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.support.landing.landed import Landing, build, reading

MODELS = ("coverage", "completeness", "disagreements")
DAY = dt.date(2019, 5, 14)


def marac_case(
    name: str, victim: str, day: dt.date, *, repeat: bool, **more: Any
) -> dict[str, Any]:
    """A case heard, as it is landed."""
    row = {"case": name, "victim": victim, "meeting_date": day, "repeat": repeat}
    return row | {"marac": "LPA-OXF", "referrer": "police", "age": "unknown"} | more


def notice(log: str, **more: Any) -> dict[str, Any]:
    """A protection notice, as it is landed."""
    served = dt.datetime(2019, 5, 3, 9)
    return {"log": log, "notice_served_at": served, "notice_outcome": "authorised"} | more


def programme(requirement: str, started_on: dt.date) -> dict[str, Any]:
    """A requirement referred on 14 May 2019, as it is landed."""
    row = {"requirement": requirement, "person": "p", "programme": "bbr", "referred_on": DAY}
    return row | {"started_on": started_on}


def fill(landing: Landing) -> None:
    """Returns of two quarters, some late, some replaced, some that contradict themselves."""
    landing.add("training_attendance", "2019-20-Q1", received_at="2019-07-21T23:59:00")
    landing.add("training_attendance", "2019-20-Q1", received_at="2019-08-30T09:00:00")
    landing.add("training_attendance", "2019-20-Q2", received_at="2019-10-22T00:00:00")
    landing.add("champions_register", "2019-09-30", received_at="2019-10-01T09:00:00")
    landing.add("plan_progress", "2019-20-Q1", received_at="2019-07-01T09:00:00")
    landing.add("court_support", "2019-20-Q2", outcome=None)
    cases = [
        marac_case("c1", "v1", DAY, repeat=False),
        marac_case("c2", "v1", DAY + dt.timedelta(40), repeat=False, gender="female"),
        marac_case("c3", "v1", DAY + dt.timedelta(45), repeat=True, gender="not_stated"),
        marac_case("c4", "v2", DAY, repeat=False, gender="unrecognised", age="25-34"),
    ]
    has = {"marac", "meeting_date", "case", "victim", "referrer", "repeat", "age", "gender"}
    landing.add("marac_cases", "2019-20-Q1", cases, columns_found=has)
    attended = {"marac": "LPA-OXF", "marac_agency": "police", "attended": "attended"}
    landing.add("marac_attendance", "2019-20-Q1", [attended | {"meeting_date": DAY}])
    heard = {"heard_at": dt.datetime(2019, 5, 4, 9), "order_outcome": "granted"}
    lengths = [notice(f"n{days}", **heard, order_days=days) for days in (13, 14, 28, 29)]
    landing.add("dvpo_log", "2019-09-30", [*lengths, notice("breached", breached_on=DAY)])
    starts = [programme("r1", DAY - dt.timedelta(3)), programme("r2", DAY)]
    landing.add("perpetrator_programmes", "2019-09-30", starts)
    figures = {"duties_owed": 100, "da_main_reason": 12}
    landing.add("homelessness_local", "2019-20-Q1", [figures], agency="cherwell")
    published = [figures | {"district": "E07000177", "da_main_reason": 14}]
    landing.add("homelessness_published", "2019-20-Q1", published)


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table of quality."""
    folder = tmp_path_factory.mktemp("quality")
    landing = Landing(folder / "workspace")
    fill(landing)
    alone = [*(f"+{model}" for model in MODELS), "--exclude-resource-type", "test", "unit_test"]
    build(landing.workspace.landing, folder / "warehouse.duckdb", "--select", *alone)
    return tables(folder / "warehouse.duckdb")


def tables(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table of quality in a warehouse."""
    with reading(file) as connection:
        return {
            name: connection.execute(f"from quality.{name}").to_arrow_table().to_pylist()
            for name in MODELS
        }


def returned(
    quality: dict[str, list[dict[str, Any]]], extract: str, quarter: str
) -> dict[str, Any]:
    """The row of coverage of an extract that one agency sends."""
    rows = [
        row for row in quality["coverage"] if (row["extract"], row["quarter"]) == (extract, quarter)
    ]
    assert len(rows) == 1
    return rows[0]


def test_every_expected_return_has_a_row_for_every_quarter(quality: dict[str, Any]) -> None:
    assert len(quality["coverage"]) == 34 * 2
    assert "homelessness_published" not in {row["extract"] for row in quality["coverage"]}


def test_a_return_is_on_time_until_the_end_of_the_21st_day(quality: dict[str, Any]) -> None:
    first = returned(quality, "training_attendance", "2019-20-Q1")
    assert (first["state"], first["due_on"]) == ("received", dt.date(2019, 7, 21))
    assert returned(quality, "training_attendance", "2019-20-Q2")["state"] == "late"


def test_the_newest_return_supersedes_the_others(quality: dict[str, Any]) -> None:
    row = returned(quality, "training_attendance", "2019-20-Q1")
    assert (row["accepted_count"], row["superseded_count"]) == (2, 1)
    assert row["last_received_at"] == dt.datetime(2019, 8, 30, 9)


def test_a_register_serves_every_quarter_that_ends_by_its_day(quality: dict[str, Any]) -> None:
    assert returned(quality, "champions_register", "2019-20-Q2")["state"] == "received"
    earlier = returned(quality, "champions_register", "2019-20-Q1")
    assert (earlier["state"], earlier["spoken_as_at"]) == ("late", dt.date(2019, 9, 30))


def test_what_is_carried_forward_is_missing_all_the_same(quality: dict[str, Any]) -> None:
    row = returned(quality, "plan_progress", "2019-20-Q2")
    assert (row["state"], row["spoken_quarter"]) == ("missing", "2019-20-Q1")


def test_a_return_without_its_submission_has_not_come(quality: dict[str, Any]) -> None:
    assert returned(quality, "court_support", "2019-20-Q2")["state"] == "missing"


@pytest.mark.parametrize(
    ("code", "details"),
    [
        ("repeat_not_marked", [{"row_number": 3, "days": 40}]),
        ("order_length", [{"row_number": 2, "days": 13}, {"row_number": 5, "days": 29}]),
        ("breach_without_order", [{"row_number": 6}]),
        ("started_before_referred", [{"row_number": 2, "days": 3}]),
        (
            "published_differs",
            [
                {
                    "figure_name": "da_main_reason",
                    "figure": 12,
                    "compared_name": "da_main_reason",
                    "compared_figure": 14,
                }
            ],
        ),
        (
            "meeting_without_attendance",
            [
                {"area_code": "LPA-OXF", "meeting_date": DAY + dt.timedelta(days)}
                for days in (40, 45)
            ],
        ),
    ],
)
def test_disagreements(quality: dict[str, Any], code: str, details: list[dict[str, Any]]) -> None:
    place = (
        "code",
        "extract",
        "agency",
        "submission_id",
        "quarter",
        "sheet",
        "compared_submission_id",
    )
    told = [
        {name: value for name, value in row.items() if name not in place and value is not None}
        for row in quality["disagreements"]
        if row["code"] == code
    ]
    assert sorted(told, key=str) == sorted(details, key=str)


def test_a_disagreement_of_two_returns_names_both(quality: dict[str, Any]) -> None:
    compared = {
        row["code"]: (row["submission_id"], row["compared_submission_id"])
        for row in quality["disagreements"]
        if row["compared_submission_id"]
    }
    assert set(compared) == {
        "repeat_not_marked", "published_differs", "meeting_without_attendance",
    }  # fmt: skip
    assert compared["repeat_not_marked"][0] == compared["repeat_not_marked"][1]
    assert compared["published_differs"][0] != compared["published_differs"][1]
    assert compared["meeting_without_attendance"][0] != compared["meeting_without_attendance"][1]


def test_nothing_else_disagrees(quality: dict[str, Any]) -> None:
    assert len(quality["disagreements"]) == 8


def test_only_a_real_answer_is_recorded(quality: dict[str, Any]) -> None:
    (gender,) = [row for row in quality["completeness"] if row["characteristic"] == "gender"]
    assert gender["row_count"] == 4
    assert gender["recorded_count"] == 1
    assert (gender["blank_count"], gender["not_stated_count"]) == (1, 1)
    assert gender["unrecognised_count"] == 1
    (age,) = [row for row in quality["completeness"] if row["characteristic"] == "age"]
    assert (age["recorded_count"], age["unknown_count"]) == (1, 3)


def test_what_was_not_collected_is_not_blank(quality: dict[str, Any]) -> None:
    """The return has no column for ethnicity."""
    (ethnicity,) = [row for row in quality["completeness"] if row["characteristic"] == "ethnicity"]
    assert (ethnicity["not_collected_count"], ethnicity["blank_count"]) == (4, 0)
    assert ethnicity["row_count"] == 4


def test_coverage_gives_the_measures_of_returns(warehouse: Path) -> None:
    """The two are computed apart, from the same returns."""
    with reading(warehouse) as connection:
        apart = connection.execute(
            """
            with counted as (
                select
                    quarter,
                    count(*) filter (state <> 'missing') as received,
                    count(*) filter (state = 'received') as on_time
                from quality.coverage group by quarter
            )
            select counted.* from counted
            inner join measures.measure_values as received
                on received.measure_id = 'returns_received_rate'
                and received.period_type = 'quarter' and received.quarter = counted.quarter
            inner join measures.measure_values as on_time
                on on_time.measure_id = 'returns_on_time_rate'
                and on_time.period_type = 'quarter' and on_time.quarter = counted.quarter
            where received.numerator <> counted.received or on_time.numerator <> counted.on_time
            """
        ).fetchall()
    assert apart == []
