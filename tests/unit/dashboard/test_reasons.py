"""Each rule of progress has its sentence, in the data files and on the pages."""

import csv
import string
from datetime import date

import pytest

from core.policy import county_policy
from dashboard.wording import ratings, reasons
from dashboard.wording.ratings import rating_scale
from dashboard.wording.reasons import DATA_FILES, PAGES, ReasonWriter
from tests.support.seeds import seed_file

AGENCIES = {"x": "X", "y": "Y", "z": "Z"}
BREAKS = {"2020-03-23:all": "First Covid-19 restrictions", "2020-07-01:homelessness": "Main reason"}
BLANK = dict.fromkeys((
    *("milestone_status", "due_on", "revised_due_on", "completed_on", "numerator", "denominator"),
    *("value", "target", "target_kind", *reasons.PARAMETERS),
)) | {"quarter": "2019-20-Q2", "status": "complete"}  # fmt: skip
SAID = {
    "awaiting": "Awaiting X (2019-20-Q1), Y (2019-20-Q1), Z (2019-20-Q1, 2019-20-Q2).",
    "begins_too_early": "Not rated: the period begins before the first returns.",
    "figures_unknown": "Not rated: some figures were suppressed or not available.",
    "nothing_to_count": "Not rated: there was nothing to count.",
    "look_back_truncated": "Not rated: earlier incidents are not held.",
    "target_undetermined": "Not rated: the plan has yet to determine its target.",
    "start_not_over": "Not rated: the target starts from 2018-19, which is not over.",
    "start_truncated": "Not rated: earlier incidents are not held, so the target's starting point "
    "(2018-19) cannot be known.",
    "start_broken": "Not rated: nothing is compared across First Covid-19 restrictions (23 March "
    "2020); Main reason (1 July 2020).",
    "start_unknown": "Not rated: the target's starting point (2018-19) is not known.",
    "neutral": "Not rated: more may be for better or for worse.",
    "not_tested": "Not rated: the change is shown as it is.",
    "no_year_before": "Not rated: there are no figures for the year before.",
    "year_before_unknown": "Not rated: the figures for the year before are not complete.",
    "broken": "Not rated: nothing is compared across First Covid-19 restrictions (23 March 2020); "
    "Main reason (1 July 2020).",
    "too_few": "Not rated: too few to tell.",
    "no_change": "Not rated: no change beyond chance since the year before.",
    "better": "Better than the year before, by more than chance explains.",
    "worse": "Worse than the year before, by more than chance explains.",
    "target_met": "Meets the target: 31, at least 30.",
    "target_near": "Within 10 % of the target: 31, at least 30.",
    "target_missed": "Misses the target: 31, at least 30.",
    "target_so_far": "31 of 30 so far: rated when it is met or the year is over.",
}
KNOWN = {
    "awaited": "x:2019-20-Q1;y:2019-20-Q1;z:2019-20-Q1+2019-20-Q2",
    "breaks": "2020-03-23:all;2020-07-01:homelessness",
    "target_baseline_year": "2018-19", "target_kind": "stock", "value": 31.0, "target": 30.0,
}  # fmt: skip
MILESTONES = {
    ("awaiting", "", ""): "Awaiting the return on the plan's progress.",
    ("awaiting", "", "2019-20-Q1"): "Awaiting: the return for 2019-20-Q1 does not speak of it; as "
    "of 2019-20-Q1.",
    ("complete", "complete", "2019-20-Q2"): "Complete, on a day that the return does not give.",
    ("overdue", "on_track", "2019-20-Q2"): "Overdue since 31 August 2019, whatever the return "
    "says; the lead's own date is 1 May 2020.",
    ("overdue", "delayed", "2019-20-Q1"): "Overdue since 31 August 2019; the lead's own date is "
    "1 May 2020; as of 2019-20-Q1.",
    ("not started", "not_started", "2019-20-Q2"): "Not started; due on 31 August 2019; the lead's "
    "own date is 1 May 2020.",
    ("at risk", "delayed", "2019-20-Q2"): "Delayed, as the return says; due on 31 August 2019; the "
    "lead's own date is 1 May 2020.",
    ("at risk", "at_risk", "2019-20-Q2"): "At risk, as the return says; due on 31 August 2019; the "
    "lead's own date is 1 May 2020.",
    ("on track", "on_track", "2019-20-Q2"): "On track, as the return says; due on 31 August 2019; "
    "the lead's own date is 1 May 2020.",
}


def rules(about: str) -> set[str]:
    with seed_file("progress_rules").open(newline="") as file:
        return {row["rule"] for row in csv.DictReader(file) if row["about"] == about}


def test_each_rule_has_a_template() -> None:
    assert rules("measure") == set(reasons.MEASURES)
    assert rules("milestone") == set(reasons.MILESTONES)
    assert rules("activity") == set(reasons.ACTIVITIES)


@pytest.mark.parametrize("rule", sorted(reasons.MEASURES))
def test_each_rule_of_a_measure_is_said(rule: str) -> None:
    writer = ReasonWriter(DATA_FILES, AGENCIES, BREAKS)
    assert writer.reason(BLANK | KNOWN | {"rule": rule}) == SAID[rule]


@pytest.mark.parametrize(("said", "sentence"), MILESTONES.items())
def test_each_status_of_a_milestone_is_said(said: tuple[str, ...], sentence: str) -> None:
    status, lead_status, lead_quarter = said
    row = BLANK | {
        "milestone_status": status, "rule": status.replace(" ", "_"), "lead_status": lead_status,
        "lead_quarter": lead_quarter or None, "due_on": date(2019, 8, 31),
        "revised_due_on": date(2020, 5, 1) if status not in ("awaiting", "complete") else None,
    }  # fmt: skip
    writer = ReasonWriter(DATA_FILES, AGENCIES, BREAKS)
    assert writer.reason(row) == sentence
    over = writer.reason(row | {"rule": "plan_is_over"})
    assert over == f"{sentence} Not rated: the plan is over."


@pytest.mark.parametrize(
    ("done", "due", "sentence"),
    [
        (date(2019, 7, 2), date(2019, 8, 31), "Complete since 2 July 2019."),
        (date(2019, 7, 2), None, "Complete since 2 July 2019."),
        (
            date(2019, 9, 2),
            date(2019, 8, 31),
            "Complete since 2 September 2019, after its date of 31 August 2019.",
        ),
    ],
)
def test_a_milestone_that_is_complete(done: date, due: date | None, sentence: str) -> None:
    row = {"milestone_status": "complete", "rule": "complete", "completed_on": done, "due_on": due}
    assert ReasonWriter(DATA_FILES, {}, {}).reason(BLANK | row) == sentence


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {
                **{"target_kind": "reduction", "value": 0.275, "target": 0.27, "target_value": 0.1},
                **{"start_value": 0.3, "target_baseline_year": "2018-19", "denominator": 1000.0},
            },
            "28 %, at most 27 % (10 % below the 30 % of 2018-19).",
        ),
        (
            {
                **{
                    "target_kind": "reduction",
                    "value": 311.0,
                    "target": 279.9,
                    "target_value": 0.1,
                },
                **{"start_value": 311.0, "target_baseline_year": "2018-19", "needed_count": 279.0},
            },
            "311, at most 279 (10 % below the 311 of 2018-19).",
        ),
        (
            {
                **{"target_kind": "level", "value": 8 / 11, "target": 0.75},
                **{"numerator": 8.0, "denominator": 11.0, "needed_count": 9.0},
            },
            "73 % (8 of 11), at least 75 %, which no whole number meets exactly: 9 of 11 are "
            "needed.",
        ),
        (
            {
                **{"target_kind": "level", "value": 0.5, "target": 0.75},
                **{"numerator": 2.0, "denominator": 4.0, "needed_count": 3.0},
            },
            "50 % (2 of 4), at least 75 %.",
        ),
        (
            {"target_kind": "yearly_count", "value": 1.0, "target": 2.0, "target_now": 2.0},
            "1, at least 2 a year.",
        ),
        (
            {
                **{"target_kind": "yearly_count", "value": 2.5, "target": 12.0},
                **{"target_now": 3.0, "needed_count": 3.0},
            },
            "2.5, at least 12 a year, of which 3 by now.",
        ),
    ],
)
def test_a_target_is_said_in_its_kind(row: dict[str, object], sentence: str) -> None:
    writer = ReasonWriter(DATA_FILES, {}, {})
    assert (
        writer.reason(BLANK | row | {"rule": "target_missed"}) == f"Misses the target: {sentence}"
    )


def test_pages_say_quarters_in_words_and_those_of_several_agencies_once() -> None:
    writer = ReasonWriter(PAGES, AGENCIES, BREAKS)
    awaited = "x:2019-20-Q1;y:2019-20-Q1;z:2019-20-Q2"
    row = BLANK | {"rule": "awaiting", "awaited": awaited, "status": "partial"}
    assert writer.reason(row) == (
        "Awaiting X, Y (April to June 2019), Z (July to September 2019). The figure counts what "
        "has come."
    )
    assert writer.reason(BLANK | KNOWN | {"rule": "too_few"}) == "Too few to tell."
    assert writer.reason(BLANK | KNOWN | {"rule": "target_near"}) == (
        "Within 10% of the target: 31, at least 30."
    )
    assert writer.of_activity("neither_date_nor_target") == (
        "The plan sets neither a date nor a target, and its measures are information."
    )


def test_near_is_what_the_policy_says(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = county_policy().model_copy(update={"near_target_share": 0.05, "smallest_compared": 30})
    for module in (reasons, ratings):
        monkeypatch.setattr(module, "county_policy", lambda: policy)
    row = BLANK | KNOWN | {"rule": "target_near"}
    assert ReasonWriter(PAGES, AGENCIES, BREAKS).reason(row).startswith("Within 5% of the target")
    assert rating_scale()["at risk"].startswith("Within 5% of a target of 30 or more, ")


def test_no_template_asks_for_what_no_row_has() -> None:
    known = set(reasons.PARAMETERS) | set(BLANK)
    derived = {
        *("not_rated", "so_far", "baseline_year", "near", "outcome", "dates", "milestone"),
        *("needed", "reduction", "start", "value_share", "target_share", "start_share"),
    }
    templates = [*reasons.MEASURES.values(), *reasons.OUTCOMES.values(), reasons.DUE]
    templates += [*reasons.MILESTONES.values(), *reasons.VARIANTS.values()]
    asked = {name for text in templates for _, name, *_ in string.Formatter().parse(text) if name}
    assert asked <= known | derived
