"""The one scale of ratings, and an activity's place with its rating."""

from dataclasses import dataclass
from typing import Literal

RatingWord = Literal["on track", "at risk", "off track", "not rated", "awaiting", "not shown"]

#: In the order in which a reader is told how activities stand.
RATING_WORDS: tuple[RatingWord, ...] = (
    "on track", "at risk", "off track", "awaiting", "not rated", "not shown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RatingView:
    """A word of the one scale, and the rule or reason beside it."""

    word: RatingWord
    reason: str = ""
    cells: tuple[str, ...] = ()  #: the cells whose numbers the reason may quote


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """An activity's place on its page."""

    activity_id: str
    short_title: str
    href: str
    lead: str
    status: RatingView
