"""Why a row of progress has its rating, in words: one template per rule of `progress_rules`.

The warehouse holds the rule and what it speaks of: numbers, days, quarters, agencies' and breaks'
codes. Here these become a sentence, in the style of the data files or of the pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.wording.formatting import day_words

#: What the templates of measures need besides the rule: columns of `measures.progress`.
PARAMETERS = (
    *("awaited", "breaks", "target_value", "target_baseline_year", "start_value", "target_now"),
    *("needed_count", "lead_status", "lead_quarter"),
)

MEASURES = {
    "awaiting": "Awaiting {awaited}.{so_far}",
    "begins_too_early": "{not_rated}the period begins before the first returns.",
    "figures_unknown": "{not_rated}some figures were suppressed or not available.",
    "nothing_to_count": "{not_rated}there was nothing to count.",
    "look_back_truncated": "{not_rated}earlier incidents are not held.",
    "target_undetermined": "{not_rated}the plan has yet to determine its target.",
    "start_not_over": "{not_rated}the target starts from {baseline_year}, which is not over.",
    "start_truncated": "{not_rated}earlier incidents are not held, so the target's starting point "
    "({baseline_year}) cannot be known.",
    "start_broken": "{not_rated}nothing is compared across {breaks}.",
    "start_unknown": "{not_rated}the target's starting point ({baseline_year}) is not known.",
    "neutral": "{not_rated}more may be for better or for worse.",
    "not_tested": "{not_rated}the change is shown as it is.",
    "no_year_before": "{not_rated}there are no figures for the year before.",
    "year_before_unknown": "{not_rated}the figures for the year before are not complete.",
    "broken": "{not_rated}nothing is compared across {breaks}.",
    "too_few": "{not_rated}too few to tell.",
    "no_change": "{not_rated}no change beyond chance since the year before.",
    "better": "Better than the year before, by more than chance explains.",
    "worse": "Worse than the year before, by more than chance explains.",
    "target_met": "Meets the target: {outcome}",
    "target_near": "Within {near} of the target: {outcome}",
    "target_missed": "Misses the target: {outcome}",
    "target_so_far": "{value} of {target} so far: rated when it is met or the year is over.",
}
SO_FAR = " The figure counts what has come."

#: How a figure stands to its target, by the target's kind and whether a condition holds.
OUTCOMES = {
    "reduction": "{value_share}, at most {target_share} ({reduction} below the {start_share} of "
    "{baseline_year}).",
    "reduction of a count": "{value}, at most {needed} ({reduction} below the {start} of "
    "{baseline_year}).",
    "level": "{value_share} ({numerator} of {denominator}), at least {target_share}.",
    "level, not to be met exactly": "{value_share} ({numerator} of {denominator}), at least "
    "{target_share}, which no whole number meets exactly: {needed} of {denominator} are needed.",
    "stock": "{value}, at least {target}.",
    "yearly_count": "{value}, at least {target} a year.",
    "yearly_count, due in parts": "{value}, at least {target} a year, of which {needed} by now.",
}

MILESTONES = {
    "awaiting": "Awaiting the return on the plan's progress{dates}.",
    "complete": "Complete since {completed_on}{dates}.",
    "overdue": "Overdue since {due_on}{dates}.",
    "not_started": "Not started{dates}.",
    "at_risk": "At risk, as the return says{dates}.",
    "on_track": "On track, as the return says{dates}.",
    "plan_is_over": "{milestone} Not rated: the plan is over.",
}
#: What a template says instead where the lead's return says more, or less.
VARIANTS = {
    "awaiting, not spoken of": "Awaiting: the return for {lead_quarter} does not speak of it"
    "{dates}.",
    "complete, no day": "Complete, on a day that the return does not give{dates}.",
    "complete, late": "Complete since {completed_on}, after its date of {due_on}{dates}.",
    "overdue, not said": "Overdue since {due_on}, whatever the return says{dates}.",
    "at_risk, delayed": "Delayed, as the return says{dates}.",
}
NO_DATE = "; the plan names no date"
DUE = "; due on {due_on}"
LEADS_DATE = "; the lead's own date is {revised_due_on}"
AS_OF = "; as of {lead_quarter}"

ACTIVITIES = {
    "neither_date_nor_target": "{not_rated}the plan sets neither a date nor a target, and its "
    "measures are information.",
}


@dataclass(frozen=True)
class ReasonStyle:
    """How a sentence writes what it speaks of."""

    quarter: Callable[[str], str]  #: a quarter, by its code
    per_cent: str  #: the sign after a share, with its space
    not_rated: str  #: what begins the reason of a row that is not rated
    repeats_quarters: bool  #: whether each agency's quarters are named, or those of a run once

    def share(self, value: float) -> str:
        """Return a share as a whole per cent."""
        return f"{_rounded(100 * value, 0)}{self.per_cent}"


DATA_FILES = ReasonStyle(str, " %", "Not rated: ", repeats_quarters=True)
PAGES = ReasonStyle(
    lambda code: Quarter.parse(code).months_in_words, "%", "", repeats_quarters=False
)


@dataclass(frozen=True)
class ReasonWriter:
    """Writes reasons in a style, with the names of agencies and breaks by their codes."""

    style: ReasonStyle
    agencies: Mapping[str, str]
    breaks: Mapping[str, str]  #: what broke, by `day:topic`

    def reason(self, row: Mapping[str, Any]) -> str:
        """Return why a row of `measures.progress` has its rating."""
        known = {name: None if pd.isna(value) else value for name, value in row.items()}
        text = self._milestone(known) if known["milestone_status"] else self._measure(known)
        return text if self.style.not_rated else text[:1].upper() + text[1:]

    def of_activity(self, rule: str) -> str:
        """Return why an activity that no row of progress decides is not rated."""
        text = ACTIVITIES[rule].format(not_rated=self.style.not_rated)
        return text if self.style.not_rated else text[:1].upper() + text[1:]

    def _measure(self, row: Mapping[str, Any]) -> str:
        rule = str(row["rule"])
        said = {
            "not_rated": self.style.not_rated,
            "near": self.style.share(county_policy().near_target_share),
            "awaited": self._awaited(row["awaited"] or ""),
            "so_far": SO_FAR if row["status"] == "partial" else "",
            "breaks": self._breaks(row["breaks"] or ""),
            "baseline_year": row["target_baseline_year"],
            **self._numbers(row),
        }
        if rule in ("target_met", "target_near", "target_missed"):
            said["outcome"] = OUTCOMES[_outcome(row)].format(**said)
        return MEASURES[rule].format(**said)

    def _numbers(self, row: Mapping[str, Any]) -> dict[str, str]:
        shares = {
            "value_share": "value", "target_share": "target", "reduction": "target_value",
            "start_share": "start_value",
        }  # fmt: skip
        numbers = {
            "value": "value", "target": "target", "numerator": "numerator",
            "denominator": "denominator", "needed": "needed_count", "start": "start_value",
        }  # fmt: skip
        said = {
            name: self.style.share(row[column])
            for name, column in shares.items()
            if row[column] is not None
        }
        return said | {
            name: _number(row[column])
            for name, column in numbers.items()
            if row[column] is not None
        }

    def _awaited(self, awaited: str) -> str:
        """Return agencies with their quarters: `X (2019-20-Q1), Y (2019-20-Q1)`."""
        pairs = [part.split(":") for part in awaited.split(";") if part]
        told = []
        for quarters, run in groupby(pairs, key=lambda pair: pair[1]):
            names = [self.agencies[agency] for agency, _ in run]
            when = ", ".join(map(self.style.quarter, quarters.split("+")))
            if self.style.repeats_quarters:
                told += [f"{name} ({when})" for name in names]
            else:
                told += [*names[:-1], f"{names[-1]} ({when})"]
        return ", ".join(told)

    def _breaks(self, breaks: str) -> str:
        return "; ".join(
            f"{self.breaks[code]} ({day_words(date.fromisoformat(code.partition(':')[0]))})"
            for code in breaks.split(";")
            if code
        )

    def _milestone(self, row: Mapping[str, Any]) -> str:
        said = {
            name: day_words(row[name])
            for name in ("due_on", "revised_due_on", "completed_on")
            if row[name] is not None
        }
        if row["lead_quarter"]:
            said["lead_quarter"] = self.style.quarter(row["lead_quarter"])
        template = (MILESTONES | VARIANTS)[_milestone_case(row)]
        text = template.format(dates=_dates(row).format(**said), **said)
        if row["rule"] == "plan_is_over":
            return MILESTONES["plan_is_over"].format(milestone=text)
        return text


def _outcome(row: Mapping[str, Any]) -> str:
    """Return the name of the template for a figure and its target."""
    kind = row["target_kind"]
    if kind == "reduction" and row["denominator"] is None:
        return "reduction of a count"
    if kind == "level" and row["needed_count"] / row["denominator"] != row["target"]:
        return "level, not to be met exactly"
    if kind == "yearly_count" and row["target_now"] < row["target"]:
        return "yearly_count, due in parts"
    return str(kind)


def _milestone_case(row: Mapping[str, Any]) -> str:
    """Return the name of the template for a milestone."""
    status = str(row["milestone_status"]).replace(" ", "_")
    done, due = row["completed_on"], row["due_on"]
    if status == "awaiting" and row["lead_quarter"]:
        return "awaiting, not spoken of"
    if status == "complete" and done is None:
        return "complete, no day"
    if status == "complete" and due is not None and done > due:
        return "complete, late"
    if status == "overdue" and row["lead_status"] in ("on_track", "complete"):
        return "overdue, not said"
    if status == "at_risk" and row["lead_status"] == "delayed":
        return "at_risk, delayed"
    return status


def _dates(row: Mapping[str, Any]) -> str:
    """Return the template of a milestone's dates, as far as its sentence has not told them."""
    status = row["milestone_status"]
    text = ""
    if status not in ("complete", "overdue", "awaiting"):
        text += NO_DATE if row["due_on"] is None else DUE
    if status != "complete" and row["revised_due_on"] is not None:
        text += LEADS_DATE
    if row["lead_quarter"] and row["lead_quarter"] < row["quarter"]:
        text += AS_OF
    return text


def _number(value: float) -> str:
    """Return a number whole where it is whole, else with one decimal."""
    return _rounded(value, 0 if value == round(value) else 1)


def _rounded(value: float, places: int) -> str:
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))
