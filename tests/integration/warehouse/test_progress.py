"""Each rule of docs/progress.md, on made-up figures of six years."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.support.landing.progress_world import Outcome, World, compute

COUNTY = "E10000025"
CHERWELL = "E07000177"
POLICE_AREA = "LPA-CWO"


def targets(world: World) -> None:
    """Figures for each kind of target, met and missed."""
    for quarter, items in (("2018-19-Q1", 8), ("2018-19-Q2", 9)):
        world.value("bvpi225_score", quarter, CHERWELL, items, 11)
    world.value("bvpi225_score", "2018-19-Q3", CHERWELL, 9, 11, status="partial")
    for quarter, events in (("2018-19-Q1", 1), ("2018-19-Q2", 2), ("2019-20-Q4", 1)):
        world.value("training_events_held", quarter, CHERWELL, events, window="year_to_date")
    for quarter, meetings in (("2018-19-Q3", 11), ("2018-19-Q4", 12)):
        world.value(
            "marac_months_with_meeting", quarter, POLICE_AREA, meetings, window="rolling_year"
        )
    for quarter, champions in (("2018-19-Q1", 30), ("2018-19-Q2", 27), ("2018-19-Q3", 26)):
        world.value("champions_active", quarter, CHERWELL, champions)
    world.value("champions_active", "2018-19-Q3", COUNTY, 20)
    # A year's count of 12 or more, judged in the year to date: no measure of the plans is, yet.
    world.catalogue.append(
        "insert into seeds.targets values "
        f"('dhr_notified', 'T6', '{COUNTY}', 'yearly_count', 30, 'year_to_date', null)"
    )
    for quarter, notified in (("2018-19-Q1", 8), ("2018-19-Q2", 14), ("2018-19-Q4", 27)):
        world.value("dhr_notified", quarter, COUNTY, notified, window="year_to_date")
    for quarter, repeats in (
        *(("2018-19-Q4", 311), ("2019-20-Q1", 279), ("2019-20-Q2", 280), ("2019-20-Q3", 306)),
        *(("2019-20-Q4", 307), ("2023-24-Q1", 100)),
    ):
        world.value("incidents_repeat", quarter, CHERWELL, repeats, window="rolling_year")
    world.value("homelessness_da_main_reason", "2018-19-Q1", CHERWELL, 40)
    # All of them shall be met, of which the plan sets the number at the county: a level of all.
    world.value("pathway_kpis_met_rate", "2018-19-Q1", COUNTY, 9, 10)
    world.value("pathway_kpis_met_rate", "2018-19-Q2", COUNTY, 10, 10)
    world.value("pathway_kpis_met_rate", "2018-19-Q3", COUNTY, 0, 0)


def directions(world: World) -> None:
    """Figures of two years for each way of comparing them."""
    for measure, before, after in (
        *(("prp_starters", 30, 60), ("prp_referrals", 60, 30), ("prp_completions", 30, 33)),
        *(("bbr_starters", 4, 15), ("recovery_starters", 10, 100), ("marac_cases", 40, 90)),
        *(("bbr_waiting", 90, 30), ("training_professionals_trained", 20, 200)),
        ("bbr_waiting_days", 90, 30),
        *(("marac_children", 20, 200), ("dvpo_granted", 20, 60), ("dvpn_issued", 50, 51)),
    ):
        window = "rolling_year" if measure.startswith("dvp") else "quarter"
        world.value(measure, "2018-19-Q1", COUNTY, before, window=window)
        world.value(measure, "2019-20-Q1", COUNTY, after, window=window)
    for measure, before, after in (
        ("pathway_accepted_rate", (100, 200), (150, 200)),
        ("pathway_contact_within_two_days_rate", (180, 200), (120, 200)),
        ("court_specialist_support_rate", (2, 19), (90, 100)),
        ("bbr_suitable_rate", (100, 200), (104, 200)),
        ("prp_completion_rate", (0, 0), (30, 40)),
    ):
        world.value(measure, "2018-19-Q1", COUNTY, *before)
        world.value(measure, "2019-20-Q1", COUNTY, *after)
    world.value("bbr_completion_rate", "2019-20-Q1", COUNTY, 0, 0)
    # The reunified probation of June 2021 breaks its topic; the restrictions of March 2020 nothing.
    for quarter in ("2020-21-Q1", "2021-22-Q1"):
        world.value("prp_starters", quarter, COUNTY, 20)
        world.value("sanctuary_completed", quarter, COUNTY, 20)
    # The new tables of July 2020 break the main reason, and not the support need beside it.
    for quarter in ("2019-20-Q3", "2020-21-Q3"):
        world.value("homelessness_da_share", quarter, COUNTY, 30, 100)
        world.value("homelessness_da_support_need", quarter, COUNTY, 30)


def gaps(world: World) -> None:
    """Figures that are partial or missing, or whose window begins before the first quarter."""
    world.value("court_victims_attending", "2018-19-Q2", COUNTY, None, status="missing")
    world.value("sanctuary_completed", "2018-19-Q2", COUNTY, 12, status="partial")
    world.value("sanctuary_completed", "2018-19-Q2", CHERWELL, 3)
    # A register reaches back before the first quarter: its year is not held in full.
    world.value("dvpo_breach_rate", "2016-17-Q3", COUNTY, 9, 10, window="rolling_year")
    world.value("dvpo_breach_rate", "2017-18-Q3", COUNTY, 9, 10, window="rolling_year")


def leads_updates(world: World) -> None:
    """What the lead says, before and after the plan's own dates."""
    world.lead_says("2018-19-Q2", "P2", "not_started", date(2020, 3, 31))
    world.lead_says("2018-19-Q2", "P5", "delayed", date(2020, 3, 31))
    world.lead_says("2018-19-Q2", "T3", "complete", completed_on=date(2018, 9, 1))
    world.lead_says("2018-19-Q2", "C10", "on_track")
    world.lead_says("2018-19-Q2", "V1", "at_risk")
    world.lead_says("2018-19-Q2", "V4", "on_track", date(2018, 9, 30))
    world.lead_says("2018-19-Q2", "V3", "on_track", date(2018, 10, 1))
    world.lead_says("2019-20-Q2", "P2", "on_track", date(2020, 6, 30))
    world.lead_says("2019-20-Q2", "V2", "on_track", completed_on=date(2019, 9, 21))
    world.lead_says("2019-20-Q2", "T1", "complete", completed_on=date(2019, 7, 28))
    world.lead_says("2019-20-Q2", "T3", "complete", completed_on=date(2019, 10, 5))
    world.lead_says("2019-20-Q2", "P5", "complete")
    world.empty_returns.append("2020-21-Q1")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    world = World("2016-17-Q1", "2023-24-Q1")
    for fill in (targets, directions, gaps, leads_updates):
        fill(world)
    return compute(world, tmp_path_factory.mktemp("progress"))


@pytest.mark.parametrize(
    ("activity", "measure", "quarter", "found", "target", "needed"),
    [
        ("C2", "bvpi225_score", "2018-19-Q1", "target_missed", 0.75, 9),
        ("C2", "bvpi225_score", "2018-19-Q2", "target_met", 0.75, 9),
        ("C2", "bvpi225_score", "2018-19-Q3", "target_undetermined", 0.75, None),
        ("C5", "training_events_held", "2018-19-Q1", "target_so_far", 2, 2),
        ("C5", "training_events_held", "2018-19-Q2", "target_met", 2, 2),
        ("C5", "training_events_held", "2019-20-Q4", "target_missed", 2, 2),
        ("C9", "marac_months_with_meeting", "2018-19-Q3", "target_missed", 12, 12),
        ("C9", "marac_months_with_meeting", "2018-19-Q4", "target_met", 12, 12),
        ("T6", "dhr_notified", "2018-19-Q1", "target_met", 30, 8),
        ("T6", "dhr_notified", "2018-19-Q2", "target_missed", 30, 15),
        ("T6", "dhr_notified", "2018-19-Q4", "target_near", 30, 30),
        ("C6", "champions_active", "2018-19-Q1", "target_met", 30, 30),
        ("C6", "champions_active", "2018-19-Q2", "target_near", 30, 30),
        ("C6", "champions_active", "2018-19-Q3", "target_missed", 30, 30),
        ("C13", "incidents_repeat", "2018-19-Q4", "target_start_unknown", None, None),
        ("C13", "incidents_repeat", "2019-20-Q1", "target_met", 279.9, 279),
        ("C13", "incidents_repeat", "2019-20-Q2", "target_near", 279.9, 279),
        ("C13", "incidents_repeat", "2019-20-Q3", "target_near", 279.9, 279),
        ("C13", "incidents_repeat", "2019-20-Q4", "target_missed", 279.9, 279),
        ("C13", "incidents_repeat", "2023-24-Q1", "target_start_unknown", None, None),
        ("C3", "homelessness_da_main_reason", "2018-19-Q1", "target_undetermined", None, None),
        ("V1", "pathway_kpis_met_rate", "2018-19-Q1", "target_missed", 1, 10),
        ("V1", "pathway_kpis_met_rate", "2018-19-Q2", "target_met", 1, 10),
        ("V1", "pathway_kpis_met_rate", "2018-19-Q3", "target_undetermined", 1, None),
    ],
)
def test_targets(
    outcome: Outcome,
    activity: str,
    measure: str,
    quarter: str,
    found: str,
    target: float | None,
    needed: float | None,
) -> None:
    rows = outcome.progress.query(
        "activity_id == @activity and measure_id == @measure and quarter == @quarter"
    )
    (row,) = rows[rows["outcome"].str.startswith("target")].to_dict("records")
    assert row["outcome"] == found
    for told, expected in ((row["target"], target), (row["needed"], needed)):
        assert pd.isna(told) if expected is None else told == pytest.approx(expected)


@pytest.mark.parametrize(
    ("measure", "quarter", "comparison", "found", "is_significant"),
    [
        ("prp_starters", "2019-20-Q1", "compared", "better", True),
        ("prp_referrals", "2019-20-Q1", "compared", "worse", True),
        ("prp_completions", "2019-20-Q1", "compared", "no_significant_change", False),
        ("bbr_starters", "2019-20-Q1", "compared", "too_few", None),
        ("recovery_starters", "2019-20-Q1", "compared", "better", True),
        ("marac_cases", "2019-20-Q1", "compared", "changed", True),
        ("marac_children", "2019-20-Q1", "compared", "not_tested", None),
        ("bbr_waiting", "2019-20-Q1", "compared", "not_tested", None),
        ("bbr_waiting_days", "2019-20-Q1", "compared", "wanted_met", None),
        ("training_professionals_trained", "2019-20-Q1", "compared", "not_tested", None),
        ("dvpo_granted", "2019-20-Q1", "compared", "wanted_met", True),
        ("dvpn_issued", "2019-20-Q1", "compared", "no_significant_change", False),
        ("pathway_accepted_rate", "2019-20-Q1", "compared", "better", True),
        ("pathway_contact_within_two_days_rate", "2019-20-Q1", "compared", "worse", True),
        ("court_specialist_support_rate", "2019-20-Q1", "compared", "too_few", None),
        ("bbr_suitable_rate", "2019-20-Q1", "compared", "no_significant_change", False),
        ("prp_completion_rate", "2019-20-Q1", "year_before_incomplete", "not_comparable", None),
        ("bbr_completion_rate", "2019-20-Q1", "nothing_to_count", "not_comparable", None),
        ("prp_starters", "2018-19-Q1", "no_year_before", "not_comparable", None),
        ("prp_starters", "2020-21-Q1", "compared", "worse", True),
        ("prp_starters", "2021-22-Q1", "definition_changed", "not_comparable", None),
        ("sanctuary_completed", "2021-22-Q1", "compared", "no_significant_change", False),
        ("homelessness_da_share", "2020-21-Q3", "definition_changed", "not_comparable", None),
        ("homelessness_da_support_need", "2020-21-Q3", "compared", "no_significant_change", False),
        ("court_victims_attending", "2018-19-Q2", "not_complete", "not_comparable", None),
        ("sanctuary_completed", "2018-19-Q2", "not_complete", "not_comparable", None),
        ("dvpo_breach_rate", "2017-18-Q3", "no_year_before", "not_comparable", None),
    ],
)
def test_directions(
    outcome: Outcome,
    measure: str,
    quarter: str,
    comparison: str,
    found: str,
    is_significant: bool | None,
) -> None:
    rows = outcome.progress.query("measure_id == @measure and quarter == @quarter")
    row = rows[rows["area_code"] == COUNTY].to_dict("records")[0]
    assert (row["comparison"], row["outcome"]) == (comparison, found)
    told = None if pd.isna(row["is_significant"]) else row["is_significant"]
    assert told == is_significant
    assert pd.isna(row["change"]) == pd.isna(row["baseline"]) == (comparison != "compared")


def test_what_is_not_compared_has_no_number_of_a_change(outcome: Outcome) -> None:
    shown = outcome.row(activity_id="U3", measure_id="prp_starters", quarter="2019-20-Q1")
    assert (shown["baseline"], shown["change"], shown["direction"]) == (30, 30, "higher")
    assert shown["rests_on"] == (
        f"prp_starters/quarter/2019-20-Q1/{COUNTY};prp_starters/quarter/2018-19-Q1/{COUNTY}"
    )
    rows = outcome.progress
    columns = ["baseline", "change", "direction", "is_tested", "is_enough", "p_value"]
    assert rows.loc[rows["comparison"] != "compared", columns].isna().all(axis=None)
    across = outcome.row(activity_id="U3", measure_id="prp_starters", quarter="2021-22-Q1")
    assert across["rests_on"] == f"prp_starters/quarter/2021-22-Q1/{COUNTY}"


def test_a_reduction_rests_on_its_first_year_too(outcome: Outcome) -> None:
    row = outcome.row(activity_id="C13", measure_id="incidents_repeat", quarter="2019-20-Q2")
    assert f"incidents_repeat/rolling_year/2018-19-Q4/{CHERWELL}" in row["rests_on"]


def test_a_target_stands_only_at_the_activity_that_sets_it(outcome: Outcome) -> None:
    rows = outcome.progress[outcome.progress["measure_id"] == "champions_active"]
    targeted = rows[rows["target"].notna()]
    assert set(targeted["activity_id"]) == {"C6"}
    assert set(targeted["area_code"]) == {CHERWELL}
    assert {"P1", "C6"} == set(rows["activity_id"])


@pytest.mark.parametrize(
    ("activity", "quarter", "delivery", "rule", "days_late"),
    [
        ("P2", "2018-19-Q1", "awaiting", "no_return", None),
        ("P2", "2018-19-Q2", "not_started", "not_started", None),
        ("P2", "2019-20-Q3", "at_risk", "lead_expects_late", None),
        ("P2", "2019-20-Q4", "overdue", "past_plan_date", None),
        ("P5", "2018-19-Q3", "at_risk", "lead_says_at_risk", None),
        ("P5", "2019-20-Q4", "complete", "complete_undated", None),
        ("V2", "2019-20-Q2", "complete", "complete_late", 21),
        ("V2", "2018-19-Q2", "awaiting", "no_return", None),
        ("T1", "2019-20-Q2", "complete", "complete", 0),
        ("T3", "2018-19-Q2", "complete", "complete", None),
        ("T3", "2019-20-Q2", "on_course", "on_course", None),
        ("V1", "2018-19-Q2", "at_risk", "lead_says_at_risk", None),
        ("V3", "2018-19-Q2", "on_course", "on_course", None),
        ("V4", "2018-19-Q2", "overdue", "past_lead_date", None),
        ("C10", "2018-19-Q2", "overdue", "past_plan_date", None),
    ],
)
def test_delivery(
    outcome: Outcome,
    activity: str,
    quarter: str,
    delivery: str,
    rule: str,
    days_late: int | None,
) -> None:
    row = outcome.status(activity_id=activity, quarter=quarter)
    assert (row["delivery"], row["delivery_rule"]) == (delivery, rule)
    assert pd.isna(row["days_late"]) if days_late is None else row["days_late"] == days_late


def test_the_newest_return_speaks_even_where_it_says_nothing(outcome: Outcome) -> None:
    row = outcome.status(activity_id="V2", quarter="2020-21-Q2")
    assert (row["delivery_rule"], row["lead_quarter"]) == ("no_return", "2020-21-Q1")
    before = outcome.status(activity_id="V2", quarter="2019-20-Q4")
    assert (before["delivery_rule"], before["lead_quarter"]) == ("complete_late", "2019-20-Q2")
    first = outcome.status(activity_id="V2", quarter="2018-19-Q1")
    assert pd.isna(first["lead_quarter"])


@pytest.mark.parametrize(
    ("activity", "quarter", "found"),
    [
        ("C6", "2018-19-Q3", "worse"),
        ("C6", "2018-19-Q2", "no_significant_change"),
        ("U3", "2019-20-Q1", "mixed"),
        ("U6", "2019-20-Q1", "better"),
        ("U4", "2019-20-Q1", "no_significant_change"),
        ("U1", "2019-20-Q1", "too_few"),
        ("C3", "2018-19-Q1", "not_comparable"),
        ("P1", "2019-20-Q1", "not_tested"),
        ("P3", "2019-20-Q1", "none"),
    ],
)
def test_an_outcome_follows_from_the_measures_at_the_plans_area(
    outcome: Outcome, activity: str, quarter: str, found: str
) -> None:
    assert outcome.status(activity_id=activity, quarter=quarter)["activity_outcome"] == found


def test_every_activity_has_a_status_in_every_quarter(outcome: Outcome) -> None:
    assert len(outcome.statuses) == 40 * 29


def test_a_look_back_is_compared_from_its_second_whole_year_on(tmp_path: Path) -> None:
    """With incidents from April 2018 on, the first year looked back upon in full is 2019-20."""
    world = World("2018-19-Q1", "2020-21-Q4")
    world.catalogue.append(
        "update seeds.targets set baseline_year = '2019-20' where baseline_year is not null"
    )
    measure = "incidents_repeat"
    world.value(measure, "2018-19-Q1", COUNTY, 100)
    for quarter in ("2018-19-Q4", "2019-20-Q3", "2019-20-Q4", "2020-21-Q3", "2020-21-Q4"):
        world.value(measure, quarter, CHERWELL, 300, window="rolling_year")
    found = compute(world, tmp_path).progress
    rows = found[(found["area_code"] == CHERWELL) & (found["activity_id"] == "C13")]
    rows = rows.set_index("quarter")
    assert rows.loc["2019-20-Q4", "comparison"] == "starts_too_early"
    assert rows.loc["2020-21-Q3", "comparison"] == "starts_too_early"
    assert rows.loc["2020-21-Q4", "comparison"] == "compared"
    assert rows.loc["2019-20-Q4", "outcome"] == "target_start_unknown"
    assert rows.loc["2020-21-Q4", "outcome"] == "target_missed"


def test_a_reduction_from_a_truncated_year_is_not_judged(tmp_path: Path) -> None:
    world = World("2018-19-Q1", "2019-20-Q4")
    world.value("incidents_repeat", "2018-19-Q1", COUNTY, 100)
    for quarter in ("2018-19-Q4", "2019-20-Q4"):
        world.value("incidents_repeat", quarter, CHERWELL, 300, window="rolling_year")
    row = compute(world, tmp_path).row(activity_id="C13", quarter="2019-20-Q4", area_code=CHERWELL)
    assert (row["outcome"], row["comparison"]) == ("target_start_unknown", "starts_too_early")
    assert pd.isna(row["target"])
