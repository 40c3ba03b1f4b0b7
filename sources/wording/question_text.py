"""The questions of `quality.disagreements` in words: what cannot all be true of a return."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sources.wording.plain_text import capitalised, counted, day_in_words, rows_in_words


@dataclass(frozen=True)
class Question:
    """What a return holds that cannot all be true: a code, its rows, and what disagrees.

    `figure` and `compared` are a heading with its figure; `days` are those of each row.
    """

    code: str
    rows: Sequence[int] = ()
    sheet: str | None = None
    days: Sequence[int] = ()
    figure: tuple[str, float] | None = None
    compared: tuple[str, float] | None = None
    place: str = ""
    day: date | None = None
    things: Sequence[str] = ()


# Each template for one row and for several. `where` begins the sentence: `Row 5`, `Rows 5 and 7`.
_OF_ROWS: Mapping[str, tuple[str, str]] = {
    "repeat_not_marked": (
        "{where} is marked as not a repeat, but the same victim's case was heard {days} before. "
        "Should it be a repeat?",
        "{where} are marked as not repeats, but each victim's case was heard in the 12 months "
        "before. Should they be repeats?",
    ),
    "order_length": (
        "{where} has an order of {days}. An order lasts 14 to 28 days: is it right?",
        "{where} have orders of less than 14 or more than 28 days. Are they right?",
    ),
    "order_without_hearing": (
        "{where} has an order that was granted, but no hearing. When was it heard?",
        "{where} have orders that were granted, but no hearing. When were they heard?",
    ),
    "order_without_notice": (
        "{where} has an order that was granted, but its notice was refused. Which is right?",
        "{where} have orders that were granted, but their notices were refused. Which is right?",
    ),
    "breach_without_order": (
        "{where} has a breach, but no order that was granted. Which is right?",
        "{where} have breaches, but no orders that were granted. Which is right?",
    ),
    "engaged_without_referral": (
        "{where} says that the victim engaged with an IDVA, but not that she or he was referred. "
        "Which is right?",
        "{where} say that the victims engaged with an IDVA, but not that they were referred. "
        "Which is right?",
    ),
    "started_before_referred": (
        "{where} starts {days} before the referral. Which date is right?",
        "{where} start before their referrals. Which dates are right?",
    ),
    "ended_without_outcome": (
        "{where} has an end date but no outcome. How did it end?",
        "{where} have end dates but no outcomes. How did they end?",
    ),
    "completed_before_referred": (
        "{where} was completed {days} before the referral. Which date is right?",
        "{where} were completed before their referrals. Which dates are right?",
    ),
    "contact_before_referral": (
        "{where} has a first contact {days} before the referral. Which date is right?",
        "{where} have first contacts before their referrals. Which dates are right?",
    ),
    "published_without_review": (
        "{where} has a publication date, but no decision to review. Which is right?",
        "{where} have publication dates, but no decisions to review. Which is right?",
    ),
    "complete_without_date": (
        "{things} is complete, but has no date. When was it completed ({rows})?",
        "{things} are complete, but have no dates. When were they completed ({rows})?",
    ),
    "date_without_complete": (
        "{things} has a completion date, but its status is not complete. Which is right ({rows})?",
        "{things} have completion dates, but their status is not complete. Which is right "
        "({rows})?",
    ),
    "part_above_whole": (
        "{where} has {figure} for '{figure_name}', but only {compared} for '{compared_name}', of "
        "which it is a part. Which is right?",
        "{where} each have a part that is larger than its whole ('{figure_name}' and "
        "'{compared_name}'). Which are right?",
    ),
}
_OF_RETURNS: Mapping[str, str] = {
    "meeting_without_attendance": (
        "{place}: cases were heard on {day}, but the attendance return has no meeting on that day. "
        "Who attended?"
    ),
    "attendance_without_cases": (
        "{place}: the attendance return has a meeting on {day}, but this return has no case heard "
        "on that day. Were cases heard?"
    ),
    "published_differs": (
        "'{figure_name}' is {figure} here, but {compared} in the published statistics. Which is "
        "right?"
    ),
}

CODES = frozenset({*_OF_ROWS, *_OF_RETURNS})
"""The codes of questions that can be asked."""

ASKED_ALONE = frozenset({"part_above_whole", *_OF_RETURNS})
"""The codes whose questions name figures or a day, so that equal ones are not joined."""


def question_in_words(question: Question) -> str:
    """Return a question as its sender reads it; equal ones of several rows are one question."""
    rows = rows_in_words(question.rows) if question.rows else ""
    sheet = f" of sheet '{question.sheet}'" if question.sheet and rows else ""
    figure_name, figure = question.figure or ("", 0)
    compared_name, compared = question.compared or ("", 0)
    if question.code in _OF_RETURNS:
        template = _OF_RETURNS[question.code]
    else:
        template = _OF_ROWS[question.code][len(question.rows) != 1]
    return template.format(
        where=capitalised(rows) + sheet,
        rows=rows + sheet,
        days=counted(question.days[0], "day") if question.days else "",
        things=", ".join(question.things),
        figure_name=figure_name,
        figure=f"{figure:,.10g}",
        compared_name=compared_name,
        compared=f"{compared:,.10g}",
        place=question.place,
        day=day_in_words(question.day) if question.day else "",
    )
