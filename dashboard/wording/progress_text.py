"""Why an activity or a measure stands as it does: one template for each code of the warehouse.

The warehouse holds codes, numbers and days (docs/progress.md). Rows come here as mappings in which
a null is None; the sentences are for people, on every output alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.view_models import MeasureView
from dashboard.wording.formatting import (
    count_in_words,
    day_words,
    number,
    percent,
    uncapitalised,
    with_unit,
)

Row = Mapping[str, Any]

#: By `delivery_rule`.
DELIVERY_REASONS = {
    "no_return": "Nothing has been received from its lead.",
    "complete_late": "Completed on {completed_on}, {days_late} after its deadline of "
    "{plan_due_on}.",
    "complete": "Completed on {completed_on}.",
    "complete_undated": "Reported by its lead (date not given).",
    "past_plan_date": "Due on {plan_due_on}.",
    "past_lead_date": "Expected by {lead_due_on} (lead's date; the plan sets none).",
    "lead_says_at_risk": "Reported by its lead.",
    "lead_expects_late": "Due on {plan_due_on}, but the lead now expects {lead_due_on}.",
    "not_started": "Reported by its lead.",
    "on_course": "Reported {lead_status} by its lead.",
}
#: What a template says instead where the row holds more.
DELIVERY_VARIANTS = {
    "no_return, not mentioned": "No update in the return for {lead_quarter}.",
    "lead_says_at_risk, delayed": "Reported {lead_status} by its lead.",
    "complete, in time": "Completed on {completed_on}, by its deadline of {plan_due_on}.",
    "on_course, later": "The lead gives {completed_on}, after the end of the quarter, as its day "
    "of completion.",
}
SAYS_OTHERWISE = " The lead reports it as {lead_status}."
SAYS_AND_EXPECTS = (
    " The lead reports it as {lead_status} and now expects to finish by {lead_due_on}."
)
NOW_EXPECTS = " The lead now expects to finish by {lead_due_on}."
NEW_DATE_PASSED = " The lead's later date, {lead_due_on}, has passed too."
DUE = " Due on {plan_due_on}."
LEADS_DUE = " Expected by {lead_due_on} (lead's date; the plan sets none)."
NO_DEADLINE = " The plan sets no deadline."
AS_OF = " Last reported for {lead_quarter}."
LEAD_STATUS = {
    "not_started": "not started", "on_track": "on track", "at_risk": "at risk",
    "delayed": "delayed", "complete": "complete",
}  # fmt: skip

#: Why two periods cannot be laid side by side, by `comparison`.
COMPARISONS = {
    "not_complete": "Some figures were suppressed or not available.",
    "nothing_to_count": "There was nothing to count.",
    "starts_too_early": "Last year's figure would be too low, because earlier data is not held.",
    "no_year_before": "No figures are held for the same period last year.",
    "year_before_incomplete": "The figures for the same period last year are not complete.",
    "definition_changed": "What is counted has changed since then: {breaks}.",
}
NOT_COMPARABLE = "Not comparable with the same period last year."
WAITING = "Waiting for {awaited}."
DATA_BEGIN = "Data begins in {first_quarter}, after the start of this period."

#: What became of a measure, by `outcome`; `how` is a phrase of HOW.
OUTCOME_REASONS = {
    "target_start_unknown": "The figure for {baseline_year} that the target starts from cannot be "
    "used.",
    "target_undetermined": "The plan never set the number.",
    "target_met": "{target}",
    "target_near": "{target} It is within {near} of the target.",
    "target_missed": "{target}",
    "target_so_far": "{target}",
    "not_comparable": "{comparison}",
    "wanted_met": "{how} than in the same period last year. The plan says: “{plan_words}”.",
    "wanted_not_met": "{how} than in the same period last year. The plan says: “{plan_words}”.",
    "too_few": "Numbers are too small to test the change.",
    "better": "{how} than in the same period last year.",
    "worse": "{how} than in the same period last year.",
    "changed": "{how} than in the same period last year.",
    "no_significant_change": "",
    "not_tested": "No statistical test applies to this change.",
}
HOW = {
    ("higher", True): "Significantly higher",
    ("lower", True): "Significantly lower",
    ("higher", False): "Higher",
    ("lower", False): "Lower",
}
TARGETS = {
    "reduction": "{amount}; the target is at most {needed}, {reduction} below {start} in "
    "{baseline_year}.",
    "share": "{numerator} of {denominator} ({share}). Reaching {target} takes {needed}.",
    "in parts": "{amount} so far; {needed} are needed by now ({target} a year).",
    "year": "{amount} so far ({target} a year are needed).",
    "level": "{amount} (target {target}).",
}

#: A change in a word or two, as a headline ends with it.
CHANGE_NOT_COMPARABLE = "not comparable"
NOT_COMPARABLE_SINCE = "Not comparable: {reason}"
#: Said shortly where there is no room to name the changes.
COUNTED_OTHERWISE = "what is counted has changed since then"
CHANGE_TOO_FEW = "too few to tell"
CHANGE_SAME = "the same"
CHANGE_NOT_SIGNIFICANT = "no significant change"
CHANGE_WORDS = {
    ("higher", True): "significantly higher",
    ("lower", True): "significantly lower",
    ("higher", False): "higher",
    ("lower", False): "lower",
    ("same", False): CHANGE_SAME,
}


@dataclass(frozen=True)
class KnownNames:
    """What agencies are called, what broke by `day:topic`, and when the data begin."""

    agencies: Mapping[str, str]
    breaks: Mapping[str, str]
    first_quarter: str


def delivery_reason(row: Row) -> str:
    """Return why a row of `measures.activity_status` has its delivery, with the dates."""
    said = {
        name: day_words(row[name])
        for name in ("plan_due_on", "lead_due_on", "completed_on")
        if row[name] is not None
    }
    said["lead_status"] = LEAD_STATUS.get(row["lead_status"] or "", "")
    if row["lead_quarter"]:
        said["lead_quarter"] = Quarter.parse(row["lead_quarter"]).months_in_words
    if row["days_late"]:
        said["days_late"] = count_in_words(int(row["days_late"]), "day")
    case = _delivery_case(row)
    text = (DELIVERY_REASONS | DELIVERY_VARIANTS)[case] + _more_dates(row, case)
    return text.format(**said)


def _delivery_case(row: Row) -> str:
    rule = str(row["delivery_rule"])
    if rule == "no_return" and row["lead_quarter"]:
        return "no_return, not mentioned"
    if rule == "complete" and row["plan_due_on"]:
        return "complete, in time"
    if rule == "lead_says_at_risk" and row["lead_status"] == "delayed":
        return "lead_says_at_risk, delayed"
    if rule == "on_course" and row["completed_on"]:
        return "on_course, later"
    return rule


def _more_dates(row: Row, case: str) -> str:
    """Return the template of what the reason has not told yet."""
    rule, text = row["delivery_rule"], ""
    plan, lead = row["plan_due_on"], row["lead_due_on"]
    if rule in ("past_plan_date", "past_lead_date"):
        text += _overdue_lead(row)
    elif rule in ("lead_says_at_risk", "not_started", "on_course"):
        if plan:
            text += DUE
            text += NOW_EXPECTS if lead and lead > plan else ""
        else:
            text += LEADS_DUE if lead else NO_DEADLINE
    is_older = row["lead_quarter"] and row["lead_quarter"] < row["quarter"]
    return text + (AS_OF if is_older and rule != "no_return" else "")


def _overdue_lead(row: Row) -> str:
    """Return the template of what the lead says of an activity that is overdue."""
    plan, lead = row["plan_due_on"], row["lead_due_on"]
    is_later = bool(plan and lead and lead > plan)
    is_over = is_later and lead <= Quarter.parse(row["quarter"]).last_day
    says = SAYS_OTHERWISE if row["lead_status"] else ""
    if is_over:
        return says + NEW_DATE_PASSED
    if is_later:
        return SAYS_AND_EXPECTS if says else NOW_EXPECTS
    return says


def comparison_reason(row: Row, names: KnownNames) -> str:
    """Return why a row of `measures.progress` is not compared."""
    comparison = str(row["comparison"])
    if comparison == "not_complete":
        if row["awaited"]:
            return WAITING.format(awaited=awaited_in_words(row["awaited"], names))
        first = Quarter.parse(names.first_quarter)
        start = Quarter.parse(row["quarter"]).window_first_day(row["period_type"])
        if start < first.first_day:
            return DATA_BEGIN.format(first_quarter=first.months_in_words)
    return COMPARISONS[comparison].format(breaks=_breaks(row["since_baseline"] or "", names))


def not_comparable(row: Row, names: KnownNames) -> str:
    """Return that a row is not compared, and why, as sentences below its figure."""
    return f"{NOT_COMPARABLE} {comparison_reason(row, names)}"


def outcome_reason(measure: MeasureView, row: Row, names: KnownNames) -> str:
    """Return why a row of `measures.progress` has its outcome."""
    outcome = str(row["outcome"])
    is_compared = row["comparison"] == "compared"
    if outcome == "target_undetermined" and measure.target_value is not None:
        return "" if is_compared or not row["comparison"] else comparison_reason(row, names)
    said = {
        "comparison": "" if is_compared else comparison_reason(row, names),
        "how": HOW.get((row["direction"], bool(row["is_significant"])), ""),
        "plan_words": measure.plan_words,
        "baseline_year": measure.target_baseline_year,
        "near": percent(county_policy().near_target_share),
        "target": _target(measure, row) if row["target"] is not None else "",
    }
    return OUTCOME_REASONS[outcome].format(**said)


def _target(measure: MeasureView, row: Row) -> str:
    """Return how a figure stands to its target."""
    needed, target, value = row["needed"], row["target"], row["value"]
    if needed is None or value is None:
        return ""
    said = {"needed": number(needed), "baseline_year": measure.target_baseline_year}
    if measure.is_share:
        said |= {"numerator": number(row["numerator"]), "denominator": number(row["denominator"])}
        share = percent(value, (row["numerator"], row["denominator"]))
        return TARGETS["share"].format(share=share, target=percent(target), **said)
    said |= {"amount": with_unit(number(value), measure.unit), "target": number(target)}
    if measure.target_kind == "reduction":
        reduction = measure.target_value or 0.0
        said |= {"reduction": percent(reduction), "start": number(target / (1 - reduction))}
        return TARGETS["reduction"].format(**said)
    if row["outcome"] == "target_so_far":
        return TARGETS["year"].format(**said)
    return TARGETS["in parts" if needed < target else "level"].format(**said)


def change_word(row: Row) -> str:
    """Return a row's change in a word or two: `significantly higher`, `too few to tell`."""
    if row["comparison"] != "compared":
        return CHANGE_NOT_COMPARABLE
    if row["is_tested"] and not row["is_enough"]:
        return CHANGE_TOO_FEW
    if row["is_tested"] and not row["is_significant"]:
        return CHANGE_NOT_SIGNIFICANT
    return CHANGE_WORDS[row["direction"], bool(row["is_significant"])]


def change_in_words(row: Row, names: KnownNames) -> str:
    """Return a row's change beside its figure: `Significantly higher`, `Not comparable: why`."""
    if row["comparison"] == "compared":
        word = change_word(row)
        return word[:1].upper() + word[1:]
    reason = uncapitalised(comparison_reason(row, names)).removesuffix(".")
    if row["comparison"] == "definition_changed":
        reason = COUNTED_OTHERWISE
    return NOT_COMPARABLE_SINCE.format(reason=reason)


def change_and_difference(change: str, difference: str) -> str:
    """Return a change in words, with its size where chance does not explain it: `Higher (+7)`."""
    is_told = change.lower() not in (CHANGE_TOO_FEW, CHANGE_NOT_SIGNIFICANT, CHANGE_SAME)
    return f"{change} ({difference})" if is_told and difference else change


def awaited_in_words(awaited: str, names: KnownNames) -> str:
    """Return agencies with their quarters: `X, Y (April to June 2019), Z (…)`."""
    pairs = [part.split(":") for part in awaited.split(";") if part]
    told = []
    for quarters, run in groupby(pairs, key=lambda pair: pair[1]):
        agencies = [names.agencies[agency] for agency, _ in run]
        months = ", ".join(Quarter.parse(code).months_in_words for code in quarters.split("+"))
        told += [*agencies[:-1], f"{agencies[-1]} ({months})"]
    return ", ".join(told)


def _breaks(breaks: str, names: KnownNames) -> str:
    return "; ".join(
        f"{names.breaks[code]} ({day_words(date.fromisoformat(code.partition(':')[0]))})"
        for code in breaks.split(";")
        if code
    )
