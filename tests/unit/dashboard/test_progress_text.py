"""Each code of progress has its word and its sentence, with and without what it may hold."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from core.policy import county_policy
from core.project import ROOT
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.wording import judgement_words, progress_text
from dashboard.wording.progress_text import (
    KnownNames,
    change_word,
    comparison_reason,
    delivery_reason,
    outcome_reason,
)

MODELS = ROOT / "dbt_project" / "models" / "marts" / "progress" / "progress.yml"
NAMES = KnownNames(
    agencies={"x": "X", "y": "Y", "z": "Z"},
    breaks={"2020-07-01:homelessness": "Main reason split", "2023-05-01:all": "Rules changed"},
    first_quarter="2018-19-Q1",
)
SAID = dict.fromkeys((
    *("plan_due_on", "lead_due_on", "completed_on", "days_late", "lead_status"),
)) | {"quarter": "2019-20-Q2", "lead_quarter": "2019-20-Q2"}  # fmt: skip
PLAN, LATER, DONE = date(2019, 8, 31), date(2019, 11, 29), date(2019, 9, 21)
BLANK = dict.fromkeys((
    *("numerator", "denominator", "value", "direction", "is_tested", "is_enough"),
    *("is_significant", "target", "needed", "awaited", "since_baseline", "since_start"),
)) | {"comparison": "compared", "quarter": "2019-20-Q2", "period_type": "quarter"}  # fmt: skip


def codes(model: str, column: str) -> set[str]:
    """The codes that the warehouse may give a column."""
    models = yaml.safe_load(Path(MODELS).read_text())["models"]
    (test,) = next(each for each in models if each["name"] == model)["data_tests"]
    return set(test["holds"]["arguments"]["accepted_values"][column])


def test_each_code_of_the_warehouse_has_a_word_and_a_sentence() -> None:
    hidden = {judgement_words.NOT_SHOWN}
    assert codes("activity_status", "delivery") == set(judgement_words.DELIVERY)
    assert codes("activity_status", "delivery_rule") == set(progress_text.DELIVERY_REASONS)
    assert codes("activity_status", "activity_outcome") | hidden == set(judgement_words.OUTCOMES)
    assert codes("progress", "outcome") == set(progress_text.OUTCOME_REASONS)
    assert codes("progress", "outcome") | hidden == set(judgement_words.MEASURE_OUTCOMES)
    assert codes("progress", "comparison") == set(progress_text.COMPARISONS) | {"compared"}


@pytest.mark.parametrize(
    ("rule", "row", "sentence"),
    [
        ("no_return", {"lead_quarter": None}, "Nothing has been received from its lead."),
        ("no_return", {}, "No update in the return for July to September 2019."),
        (
            "complete_late",
            {"completed_on": DONE, "plan_due_on": PLAN, "days_late": 21},
            "Completed on 21 September 2019, 21 days after its deadline of 31 August 2019.",
        ),
        (
            "complete_late",
            {"completed_on": date(2019, 9, 1), "plan_due_on": PLAN, "days_late": 1},
            "Completed on 1 September 2019, 1 day after its deadline of 31 August 2019.",
        ),
        ("complete", {"completed_on": DONE}, "Completed on 21 September 2019."),
        (
            "complete",
            {"completed_on": PLAN, "plan_due_on": PLAN, "days_late": 0},
            "Completed on 31 August 2019, by its deadline of 31 August 2019.",
        ),
        ("complete_undated", {}, "Reported by its lead (date not given)."),
        (
            "past_plan_date",
            {"plan_due_on": PLAN, "lead_due_on": LATER, "lead_status": "on_track"},
            "Due on 31 August 2019. The lead reports it as on track and now expects to finish by "
            "29 November 2019.",
        ),
        (
            "past_plan_date",
            {"plan_due_on": PLAN, "lead_due_on": DONE, "lead_status": "at_risk"},
            "Due on 31 August 2019. The lead reports it as at risk. The lead's later date, "
            "21 September 2019, has passed too.",
        ),
        (
            "past_plan_date",
            {"plan_due_on": PLAN, "lead_due_on": LATER},
            "Due on 31 August 2019. The lead now expects to finish by 29 November 2019.",
        ),
        ("past_plan_date", {"plan_due_on": PLAN}, "Due on 31 August 2019."),
        (
            "past_lead_date",
            {"lead_due_on": date(2018, 12, 17), "lead_status": "on_track",
             "lead_quarter": "2019-20-Q1"},
            "Expected by 17 December 2018 (lead's date; the plan sets none). "
            "The lead reports it as on track. Last reported for April to June 2019.",
        ),
        (
            "lead_says_at_risk",
            {"lead_status": "delayed"},
            "Reported delayed by its lead. The plan sets no deadline.",
        ),
        (
            "lead_says_at_risk",
            {"lead_status": "at_risk", "lead_due_on": LATER},
            "Reported by its lead. Expected by 29 November 2019 (lead's date; the plan sets none).",
        ),
        (
            "lead_expects_late",
            {"plan_due_on": LATER, "lead_due_on": date(2020, 1, 31)},
            "Due on 29 November 2019, but the lead now expects 31 January 2020.",
        ),
        (
            "not_started",
            {"lead_status": "not_started", "plan_due_on": LATER},
            "Reported by its lead. Due on 29 November 2019.",
        ),
        (
            "on_course",
            {"lead_status": "on_track", "lead_due_on": LATER},
            "Reported on track by its lead. Expected by 29 November 2019 (lead's date; the plan "
            "sets none).",
        ),
        (
            "on_course",
            {"lead_status": "complete", "completed_on": LATER},
            "The lead gives 29 November 2019, after the end of the quarter, as its day of "
            "completion. The plan sets no deadline.",
        ),
    ],
)  # fmt: skip
def test_each_delivery_is_told_with_its_dates(rule: str, row: dict, sentence: str) -> None:
    assert delivery_reason(SAID | row | {"delivery_rule": rule}) == sentence


@pytest.mark.parametrize(
    ("comparison", "row", "sentence"),
    [
        (
            "not_complete",
            {"awaited": "x:2019-20-Q1;y:2019-20-Q1;z:2019-20-Q1+2019-20-Q2"},
            "Waiting for X, Y (April to June 2019), Z (April to June 2019, July to September "
            "2019).",
        ),
        (
            "not_complete",
            {"period_type": "rolling_year", "quarter": "2018-19-Q3"},
            "Data begins in April to June 2018, after the start of this period.",
        ),
        ("not_complete", {}, "Some figures were suppressed or not available."),
        ("nothing_to_count", {}, "There was nothing to count."),
        (
            "starts_too_early",
            {},
            "Last year's figure would be too low, because earlier data is not held.",
        ),
        ("no_year_before", {}, "No figures are held for the same period last year."),
        (
            "year_before_incomplete",
            {},
            "The figures for the same period last year are not complete.",
        ),
        (
            "definition_changed",
            {"since_baseline": "2020-07-01:homelessness;2023-05-01:all"},
            "What is counted has changed since then: Main reason split (1 July 2020); "
            "Rules changed (1 May 2023).",
        ),
    ],
)
def test_each_reason_not_to_compare_is_told(comparison: str, row: dict, sentence: str) -> None:
    assert comparison_reason(BLANK | row | {"comparison": comparison}, NAMES) == sentence


@pytest.mark.parametrize(
    ("measure", "outcome", "row", "sentence"),
    [
        (
            "bvpi225_score",
            "target_missed",
            {"target": 0.75, "needed": 9, "value": 8 / 11, "numerator": 8, "denominator": 11},
            "8 of 11 (73%). Reaching 75% takes 9.",
        ),
        (
            "champions_active",
            "target_near",
            {"target": 30, "needed": 30, "value": 27, "numerator": 27},
            "27 champions (target 30). It is within 10% of the target.",
        ),
        (
            "training_events_held",
            "target_so_far",
            {"target": 2, "needed": 2, "value": 1, "numerator": 1},
            "1 event so far (2 a year are needed).",
        ),
        (
            "training_events_held",
            "target_met",
            {"target": 30, "needed": 8, "value": 9, "numerator": 9},
            "9 events so far; 8 are needed by now (30 a year).",
        ),
        (
            "incidents_repeat",
            "target_met",
            {"target": 279.9, "needed": 279, "value": 270, "numerator": 270},
            "270 incidents; the target is at most 279, 10% below 311 in 2018-19.",
        ),
        (
            "incidents_repeat",
            "target_start_unknown",
            {"comparison": "starts_too_early"},
            "The figure for 2018-19 that the target starts from cannot be used.",
        ),
        (
            "homelessness_da_main_reason",
            "target_undetermined",
            {},
            "The plan never set the number.",
        ),
        (
            "pathway_kpis_met_rate",
            "target_undetermined",
            {"target": 1.0, "comparison": "not_complete", "awaited": "x:2019-20-Q2"},
            "Waiting for X (July to September 2019).",
        ),
        (
            "dvpo_granted",
            "wanted_met",
            {"direction": "higher", "is_tested": True, "is_significant": True},
            "Significantly higher than in the same period last year. The plan says: “{words}”.",
        ),
        (
            "bbr_waiting_days",
            "wanted_not_met",
            {"direction": "higher", "is_tested": False},
            "Higher than in the same period last year. The plan says: “{words}”.",
        ),
        (
            "marac_cases",
            "changed",
            {"direction": "lower", "is_tested": True, "is_significant": True},
            "Significantly lower than in the same period last year.",
        ),
        ("prp_starters", "too_few", {}, "Numbers are too small to test the change."),
        (
            "prp_starters",
            "no_significant_change",
            {},
            "",
        ),
        (
            "bbr_waiting",
            "not_tested",
            {"direction": "lower"},
            "No statistical test applies to this change.",
        ),
        (
            "bbr_waiting",
            "not_comparable",
            {"comparison": "no_year_before"},
            "No figures are held for the same period last year.",
        ),
    ],
)
def test_each_outcome_is_told(tables, measure: str, outcome: str, row: dict, sentence: str) -> None:
    view = Catalogue(tables).measures[measure]
    told = outcome_reason(view, BLANK | row | {"outcome": outcome}, NAMES)
    assert told == sentence.format(words=view.plan_words)
    if "{words}" in sentence:
        assert view.plan_words


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"comparison": "no_year_before"}, "not comparable"),
        ({"is_tested": True, "is_enough": False, "direction": "higher"}, "too few to tell"),
        (
            {"is_tested": True, "is_enough": True, "is_significant": False, "direction": "lower"},
            "no significant change",
        ),
        (
            {"is_tested": True, "is_enough": True, "is_significant": True, "direction": "lower"},
            "significantly lower",
        ),
        ({"is_tested": False, "direction": "higher"}, "higher"),
        ({"is_tested": False, "direction": "same"}, "the same"),
    ],
)
def test_a_change_has_a_word(row: dict, word: str) -> None:
    assert change_word(BLANK | row) == word


def test_the_test_is_named_with_the_policys_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = county_policy().model_copy(update={"chance_below": 0.05, "smallest_compared": 30})
    monkeypatch.setattr(judgement_words, "county_policy", lambda: policy)
    assert "less than 5 in 100 times" in judgement_words.test_named()
    assert "at least 30 in both" in judgement_words.test_named()
