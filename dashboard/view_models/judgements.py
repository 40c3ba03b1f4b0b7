"""The two judgements of an activity, delivery and outcome, and an activity's place with both."""

from dataclasses import dataclass
from typing import Literal

#: What a judgement looks like beside its word; a mark has a shape and a colour.
Mark = Literal["good", "warning", "bad", "neutral", "waiting", "hidden"]


@dataclass(frozen=True, slots=True)
class JudgementView:
    """A judgement by its code and in words, with why."""

    code: str  #: as in the data files
    word: str
    mark: Mark
    reason: str = ""
    cells: tuple[str, ...] = ()  #: the cells whose numbers it rests on and may quote


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """An activity's place on its page."""

    activity_id: str
    short_title: str
    href: str
    lead: str
    delivery: JudgementView
    outcome: JudgementView
