"""The words of the rating scale, what each means, and the verdicts on a change."""

from collections.abc import Mapping, Sequence

from core.policy import county_policy
from dashboard.view_models import RATING_WORDS, RatingWord
from dashboard.wording.formatting import count_in_words, list_in_words
from dashboard.wording.reasons import PAGES

_SCALE: Mapping[RatingWord, str] = {
    "on track": "The target is met, or the change from a year before is for the better and "
    "greater than chance explains; for a milestone, complete or on its way.",
    "at risk": "Within {near} of a target of {smallest} or more, or the change from a year before "
    "is for the worse and greater than chance explains; for a milestone, its lead says so.",
    "off track": "The target is missed by more, or the milestone is past its due date.",
    "not rated": "No target and no change beyond chance, too few to tell, a measure without a "
    "better direction, or one that is not compared.",
    "awaiting": "The data or the report it rests on has not been received.",
    "not shown": "A figure it rests on is hidden or not published, to protect people.",
}
#: What a measure's headline adds to its figures, by the rule that rated the county's.
VERDICTS = {
    "better": "better, by more than chance explains",
    "worse": "worse, by more than chance explains",
    "no_change": "no change beyond chance",
    "too_few": "too few to tell",
}
NOTHING_KNOWN = "Nothing is known."
NO_RETURN = "No data: no return that speaks of this activity has been received."
NO_FIGURE = "No figure can be shown for this quarter."


def rating_scale() -> dict[RatingWord, str]:
    """Return what each word of the scale means under the county's policy."""
    policy = county_policy()
    numbers = {
        "near": PAGES.share(policy.near_target_share),
        "smallest": str(policy.smallest_compared),
    }
    return {word: meaning.format(**numbers) for word, meaning in _SCALE.items()}


def status_summary(ratings: Sequence[str]) -> str:
    """Return how activities stand: `Of 5 activities, 2 are on track and 3 not rated.`"""
    counts = [f"{ratings.count(word)} {word}" for word in RATING_WORDS if word in ratings]
    if counts:
        verb = " is " if counts[0].startswith("1 ") else " are "
        counts[0] = counts[0].replace(" ", verb, 1)
    activities = count_in_words(len(ratings), "activity", "activities")
    return f"Of {activities}, {list_in_words(counts)}."
