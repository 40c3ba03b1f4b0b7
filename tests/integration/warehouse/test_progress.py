"""Each rule of the rating, on made-up figures of six years."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.support.progress_world import Outcome, World, compute

COUNTY = "E10000025"
CHERWELL = "E07000177"
POLICE_AREA = "LPA-CWO"


def targets(world: World) -> None:
    """Figures for each kind of target, met and missed."""
    for quarter, items in (("2018-19-Q1", 8), ("2018-19-Q2", 9)):
        world.value("bvpi225_score", quarter, CHERWELL, items, 11)
    for quarter, events in (("2018-19-Q1", 1), ("2018-19-Q2", 2), ("2019-20-Q4", 1)):
        world.value("training_events_held", quarter, CHERWELL, events, window="year_to_date")
    for quarter, meetings in (("2018-19-Q3", 11), ("2018-19-Q4", 12)):
        world.value(
            "marac_months_with_meeting", quarter, POLICE_AREA, meetings, window="rolling_year"
        )
    for quarter, champions in (("2018-19-Q1", 30), ("2018-19-Q2", 27), ("2018-19-Q3", 26)):
        world.value("champions_active", quarter, CHERWELL, champions)
    world.value("champions_active", "2018-19-Q3", COUNTY, 20)
    # A year's count of 12 or more, rated in the year to date: no measure of the plans is, yet.
    world.catalogue.append(
        "insert into seeds.targets values "
        f"('dhr_notified', 'T6', '{COUNTY}', 'yearly_count', 12, 'year_to_date', null)"
    )
    for quarter, notified in (("2018-19-Q1", 3), ("2018-19-Q2", 5), ("2018-19-Q4", 12)):
        world.value("dhr_notified", quarter, COUNTY, notified, window="year_to_date")
    for quarter, repeats in (
        *(("2018-19-Q4", 300), ("2019-20-Q1", 270), ("2019-20-Q2", 280), ("2019-20-Q3", 300)),
        *(("2020-21-Q1", 100), ("2023-24-Q1", 100)),
    ):
        world.value("incidents_repeat", quarter, CHERWELL, repeats, window="rolling_year")
    world.value("homelessness_da_main_reason", "2018-19-Q1", CHERWELL, 40)


def directions(world: World) -> None:
    """Figures of two years for each way of comparing them."""
    for measure, before, after in (
        *(("prp_starters", 30, 60), ("prp_referrals", 60, 30), ("prp_completions", 30, 33)),
        *(("bbr_starters", 4, 15), ("recovery_starters", 10, 100), ("marac_cases", 40, 90)),
        *(("bbr_waiting", 90, 30), ("training_professionals_trained", 20, 200)),
    ):
        world.value(measure, "2018-19-Q1", COUNTY, before)
        world.value(measure, "2019-20-Q1", COUNTY, after)
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
    """Figures that are partial or missing, each for another cause."""
    world.missing += [("court_support", "criminal_justice_board", "2018-19-Q2")]
    world.value("court_victims_attending", "2018-19-Q2", COUNTY, None, status="missing")
    world.missing += [("sanctuary_cases", "oxford_city", "2018-19-Q2")]
    world.value("sanctuary_completed", "2018-19-Q2", COUNTY, 12, status="partial")
    world.value("sanctuary_completed", "2018-19-Q2", CHERWELL, 3)
    world.value("csc_early_work_rate", "2018-19-Q2", COUNTY, 5, 9, status="partial")
    world.value("dvpo_granted", "2016-17-Q1", COUNTY, 9, window="rolling_year", status="partial")
    world.value("dvpo_granted", "2017-18-Q1", COUNTY, 9, window="rolling_year")


def milestones(world: World) -> None:
    """What the lead says of milestones, before and after the plan's own dates."""
    world.lead_says("2018-19-Q2", "P2", "not_started", date(2020, 6, 30))
    world.lead_says("2018-19-Q2", "P5", "delayed", date(2020, 3, 31))
    world.lead_says("2018-19-Q2", "T3", "complete", completed_on=date(2018, 9, 1))
    world.lead_says("2018-19-Q2", "C10", "on_track")
    world.lead_says("2018-19-Q2", "V1", "at_risk")
    world.lead_says("2019-20-Q2", "P2", "on_track", date(2020, 6, 30))
    world.lead_says("2019-20-Q2", "V2", "on_track", date(2019, 12, 31))
    world.lead_says("2019-20-Q2", "T1", "complete", completed_on=date(2019, 7, 30))
    world.lead_says("2019-20-Q2", "T3", "complete", completed_on=date(2019, 10, 5))
    world.lead_says("2019-20-Q2", "P5", "complete")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    world = World("2016-17-Q1", "2023-24-Q1")
    for fill in (targets, directions, gaps, milestones):
        fill(world)
    return compute(world, tmp_path_factory.mktemp("progress"))


@pytest.mark.parametrize(
    ("activity", "measure", "quarter", "rating", "words"),
    [
        ("C2", "bvpi225_score", "2018-19-Q1", "off track", "73 % (8 of 11)"),
        ("C2", "bvpi225_score", "2018-19-Q1", "off track", "9 of 11 are needed"),
        ("C2", "bvpi225_score", "2018-19-Q2", "on track", "82 % (9 of 11)"),
        ("C5", "training_events_held", "2018-19-Q1", "not rated", "1 of 2 so far"),
        ("C5", "training_events_held", "2018-19-Q2", "on track", "2, at least 2 a year"),
        ("C5", "training_events_held", "2019-20-Q4", "off track", "1, at least 2 a year"),
        ("C9", "marac_months_with_meeting", "2018-19-Q3", "off track", "11, at least 12 a year"),
        ("C9", "marac_months_with_meeting", "2018-19-Q4", "on track", "12, at least 12 a year"),
        ("T6", "dhr_notified", "2018-19-Q1", "on track", "of which 3 by now"),
        ("T6", "dhr_notified", "2018-19-Q2", "off track", "of which 6 by now"),
        ("T6", "dhr_notified", "2018-19-Q4", "on track", "12, at least 12 a year."),
        ("C6", "champions_active", "2018-19-Q1", "on track", "30, at least 30"),
        ("C6", "champions_active", "2018-19-Q2", "at risk", "Within 10 %"),
        ("C6", "champions_active", "2018-19-Q3", "off track", "26, at least 30"),
        ("C13", "incidents_repeat", "2018-19-Q4", "not rated", "which is not over"),
        ("C13", "incidents_repeat", "2019-20-Q1", "on track", "270, at most 270 (10 % below"),
        ("C13", "incidents_repeat", "2019-20-Q2", "at risk", "below the 300 of 2018-19"),
        ("C13", "incidents_repeat", "2019-20-Q3", "off track", "300, at most 270"),
        ("C13", "incidents_repeat", "2020-21-Q1", "on track", "100, at most 270"),
        ("C13", "incidents_repeat", "2023-24-Q1", "not rated", "Crime counting rules changed"),
        ("C3", "homelessness_da_main_reason", "2018-19-Q1", "not rated", "yet to determine"),
    ],
)
def test_targets(
    outcome: Outcome, activity: str, measure: str, quarter: str, rating: str, words: str
) -> None:
    found = outcome.progress
    found = found[found["target_kind"].notna()]
    found = found[(found["activity_id"] == activity) & (found["measure_id"] == measure)]
    (row,) = found[found["quarter"] == quarter].to_dict("records")
    assert row["rating"] == rating
    assert words in row["reason"]


@pytest.mark.parametrize(
    ("measure", "quarter", "rule", "rating", "more_than_chance"),
    [
        ("prp_starters", "2019-20-Q1", "better", "on track", True),
        ("prp_referrals", "2019-20-Q1", "worse", "at risk", True),
        ("prp_completions", "2019-20-Q1", "no_change", "not rated", False),
        ("bbr_starters", "2019-20-Q1", "too_few", "not rated", None),
        ("recovery_starters", "2019-20-Q1", "not_tested", "not rated", None),
        ("marac_cases", "2019-20-Q1", "neutral", "not rated", True),
        ("bbr_waiting", "2019-20-Q1", "not_tested", "not rated", None),
        ("training_professionals_trained", "2019-20-Q1", "not_tested", "not rated", None),
        ("pathway_accepted_rate", "2019-20-Q1", "better", "on track", True),
        ("pathway_contact_within_two_days_rate", "2019-20-Q1", "worse", "at risk", True),
        ("court_specialist_support_rate", "2019-20-Q1", "too_few", "not rated", None),
        ("bbr_suitable_rate", "2019-20-Q1", "no_change", "not rated", False),
        ("prp_completion_rate", "2019-20-Q1", "year_before_unknown", "not rated", None),
        ("bbr_completion_rate", "2019-20-Q1", "nothing_to_count", "not rated", None),
        ("prp_starters", "2018-19-Q1", "no_year_before", "not rated", None),
        ("prp_starters", "2020-21-Q1", "worse", "at risk", True),
        ("prp_starters", "2021-22-Q1", "broken", "not rated", None),
        ("sanctuary_completed", "2021-22-Q1", "no_change", "not rated", False),
    ],
)
def test_directions(
    outcome: Outcome,
    measure: str,
    quarter: str,
    rule: str,
    rating: str,
    more_than_chance: bool | None,
) -> None:
    found = outcome.progress
    rows = found[(found["measure_id"] == measure) & (found["quarter"] == quarter)]
    row = rows[rows["area_code"] == COUNTY].to_dict("records")[0]
    assert (row["rule"], row["rating"]) == (rule, rating)
    assert (None if pd.isna(row["is_more_than_chance"]) else row["is_more_than_chance"]) == (
        more_than_chance
    )


def test_a_change_is_shown_only_where_two_figures_may_be_compared(outcome: Outcome) -> None:
    shown = outcome.row(activity_id="U3", measure_id="prp_starters", quarter="2019-20-Q1")
    assert (shown["baseline"], shown["change"]) == (30, 30)
    assert shown["rests_on"] == (
        f"prp_starters/quarter/2019-20-Q1/{COUNTY};prp_starters/quarter/2018-19-Q1/{COUNTY}"
    )
    across = outcome.row(activity_id="U3", measure_id="prp_starters", quarter="2021-22-Q1")
    assert pd.isna(across["baseline"])
    assert pd.isna(across["change"])
    assert across["rests_on"] == f"prp_starters/quarter/2021-22-Q1/{COUNTY}"
    assert "companies joined the National Probation Service (26 June 2021)" in across["reason"]


def test_a_break_touches_the_measures_that_it_names(outcome: Outcome) -> None:
    share = outcome.row(measure_id="homelessness_da_share", quarter="2020-21-Q3")
    assert pd.isna(share["baseline"])
    need = outcome.row(measure_id="homelessness_da_support_need", quarter="2020-21-Q3")
    assert need["baseline"] == 30


def test_a_reduction_rests_on_its_baseline_year_too(outcome: Outcome) -> None:
    row = outcome.row(activity_id="C13", measure_id="incidents_repeat", quarter="2019-20-Q2")
    assert row["target"] == pytest.approx(270)
    assert f"incidents_repeat/rolling_year/2018-19-Q4/{CHERWELL}" in row["rests_on"]


def test_a_target_stands_only_at_the_activity_that_sets_it(outcome: Outcome) -> None:
    rows = outcome.progress[outcome.progress["measure_id"] == "champions_active"]
    targeted = rows[rows["target"].notna()]
    assert set(targeted["activity_id"]) == {"C6"}
    assert set(targeted["area_code"]) == {CHERWELL}
    assert {"P1", "C6"} == set(rows["activity_id"])


@pytest.mark.parametrize(
    ("measure", "quarter", "area", "rating", "words"),
    [
        ("court_victims_attending", "2018-19-Q2", COUNTY, "awaiting", "Criminal Justice Board"),
        ("court_victims_attending", "2018-19-Q2", COUNTY, "awaiting", "(2018-19-Q2)"),
        ("sanctuary_completed", "2018-19-Q2", COUNTY, "awaiting", "Oxford City Council"),
        ("sanctuary_completed", "2018-19-Q2", COUNTY, "awaiting", "counts what has come"),
        ("sanctuary_completed", "2018-19-Q2", CHERWELL, "not rated", "the year before"),
        ("csc_early_work_rate", "2018-19-Q2", COUNTY, "not rated", "suppressed"),
        ("dvpo_granted", "2016-17-Q1", COUNTY, "not rated", "begins before the first returns"),
    ],
)
def test_gaps(
    outcome: Outcome, measure: str, quarter: str, area: str, rating: str, words: str
) -> None:
    rows = outcome.progress.query(
        "measure_id == @measure and quarter == @quarter and area_code == @area"
    )
    assert set(rows["rating"]) == {rating}
    assert all(words in reason for reason in rows["reason"])


@pytest.mark.parametrize(
    ("activity", "quarter", "milestone", "rating", "words"),
    [
        ("P2", "2018-19-Q1", "awaiting", "awaiting", "Awaiting the return"),
        ("P2", "2018-19-Q2", "not started", "not rated", "Not started; due on 31 March 2020"),
        ("P2", "2019-20-Q3", "on track", "on track", "the lead's own date is 30 June 2020"),
        ("P2", "2019-20-Q3", "on track", "on track", "as of 2019-20-Q2"),
        ("P2", "2019-20-Q4", "overdue", "off track", "Overdue since 31 March 2020"),
        ("P5", "2018-19-Q3", "at risk", "at risk", "Delayed, as the return says"),
        ("P5", "2019-20-Q4", "complete", "on track", "on a day that the return does not give"),
        ("V2", "2019-20-Q2", "overdue", "off track", "whatever the return says"),
        ("V2", "2018-19-Q2", "awaiting", "awaiting", "does not speak of it"),
        ("T1", "2019-20-Q2", "complete", "on track", "30 July 2019, after its date of 28 July"),
        ("T3", "2018-19-Q2", "complete", "on track", "Complete since 1 September 2018."),
        ("T3", "2019-20-Q2", "on track", "on track", "the plan names no date"),
        ("C10", "2018-19-Q2", "overdue", "not rated", "the plan is over"),
    ],
)
def test_milestones(
    outcome: Outcome, activity: str, quarter: str, milestone: str, rating: str, words: str
) -> None:
    row = outcome.row(activity_id=activity, measure_id="milestone", quarter=quarter)
    assert (row["milestone_status"], row["rating"]) == (milestone, rating)
    assert words in row["reason"]


def test_an_activity_is_as_its_worst_item(outcome: Outcome) -> None:
    assert outcome.status(activity_id="C6", quarter="2018-19-Q3")["status"] == "off track"
    row = outcome.status(activity_id="C13", quarter="2019-20-Q2")
    assert (row["status"], row["decided_by"]) == ("at risk", "incidents_repeat")
    row = outcome.status(activity_id="V2", quarter="2019-20-Q2")
    assert (row["status"], row["decided_by"], row["lead_status"]) == (
        *("off track", "milestone", "on_track"),
    )


def test_an_activity_without_date_and_target_is_not_rated_and_shows_the_leads_word(
    outcome: Outcome,
) -> None:
    row = outcome.status(activity_id="U3", quarter="2019-20-Q1")
    assert row["status"] == "not rated"
    assert pd.isna(row["decided_by"])
    row = outcome.status(activity_id="V1", quarter="2018-19-Q2")
    assert (row["status"], row["lead_status"]) == ("not rated", "at_risk")


def test_an_activity_awaits_when_all_that_it_shows_does(outcome: Outcome) -> None:
    assert outcome.status(activity_id="U1", quarter="2018-19-Q2")["status"] == "awaiting"


def test_every_activity_has_a_status_in_every_quarter(outcome: Outcome) -> None:
    assert len(outcome.statuses) == 40 * 29


def test_a_truncated_look_back_has_no_change_target_or_rating(tmp_path: Path) -> None:
    """With returns from April 2018 on, the first window looked back upon in full is of 2019-20."""
    world = World("2018-19-Q1", "2020-21-Q4")
    world.catalogue.append(
        "update seeds.targets set baseline_year = '2019-20' where baseline_year is not null"
    )
    measure = "incidents_repeat"
    for quarter in ("2018-19-Q3", "2019-20-Q3", "2019-20-Q4", "2020-21-Q4"):
        world.value(measure, quarter, CHERWELL, 300, window="rolling_year")
    outcome = compute(world, tmp_path)
    truncated = outcome.row(activity_id="C13", measure_id=measure, quarter="2019-20-Q3")
    assert truncated["value"] == 300
    assert (truncated["rating"], truncated["rule"]) == ("not rated", "look_back_truncated")
    assert pd.isna(truncated["change"])
    assert pd.isna(truncated["target"])
    assert pd.isna(truncated["is_more_than_chance"])
    whole = outcome.row(activity_id="C13", measure_id=measure, quarter="2019-20-Q4")
    assert whole["rule"] == "start_not_over"
    assert outcome.row(activity_id="C13", measure_id=measure, quarter="2020-21-Q4")["rule"] == (
        "target_missed"
    )


def test_a_reduction_from_a_truncated_year_is_not_rated(tmp_path: Path) -> None:
    world = World("2018-19-Q1", "2019-20-Q4")
    for quarter in ("2018-19-Q4", "2019-20-Q4"):
        world.value("incidents_repeat", quarter, CHERWELL, 300, window="rolling_year")
    row = compute(world, tmp_path).row(activity_id="C13", quarter="2019-20-Q4")
    assert row["rule"] == "start_truncated"
    assert "earlier incidents are not held" in row["reason"]
