"""The one scale of ratings, and an activity's place with its rating."""

from dataclasses import dataclass
from typing import Literal

RatingWord = Literal["on track", "at risk", "off track", "not rated", "awaiting", "not shown"]

#: Worst first: an activity's status is the first of these that one of its parts has.
RATING_WORDS: tuple[RatingWord, ...] = (
    "off track", "at risk", "awaiting", "not shown", "on track", "not rated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rating:
    """A word of the one scale, and the rule or reason beside it."""

    word: RatingWord
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """An activity's place on its page."""

    activity_id: str
    short_title: str
    href: str
    lead: str
    status: Rating
