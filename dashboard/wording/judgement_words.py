"""The words of delivery and outcome: one for each code of the warehouse, with its mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.policy import county_policy
from dashboard.view_models import ActivityLink, Mark
from dashboard.wording.formatting import count_in_words, list_in_words, number

#: The code of an outcome that rests on a figure that is hidden or not published.
NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class JudgementWord:
    """A code's word and mark, and what it means."""

    word: str
    mark: Mark
    meaning: str


#: Is the task getting done, by its date? In the order in which a reader is told.
DELIVERY: Mapping[str, JudgementWord] = {
    "overdue": JudgementWord(
        "overdue", "bad", "The deadline in the plan has passed, or the lead's own where the plan "
        "names none, and the task is not complete."
    ),
    "at_risk": JudgementWord(
        "at risk", "warning", "The lead says that the task is at risk or delayed, or expects to "
        "finish after the deadline in the plan."
    ),
    "on_course": JudgementWord("on course", "good", "The lead says that the task is on track."),
    "complete": JudgementWord("complete", "good", "The lead says that the task is complete."),
    "not_started": JudgementWord(
        "not started", "neutral", "The lead says that the task has not been started."
    ),
    "awaiting": JudgementWord(
        "no update", "waiting", "No update on this task has been received from its lead."
    ),
}  # fmt: skip

#: Are the figures getting better? Of an activity, from its measures.
OUTCOMES: Mapping[str, JudgementWord] = {
    "worse": JudgementWord(
        "worse", "bad", "A measure got significantly worse, moved against what the plan wants, or "
        "missed its target; none got better."
    ),
    "mixed": JudgementWord("mixed", "warning", "Some measures got better and others worse."),
    "better": JudgementWord(
        "better", "good", "A measure got significantly better, moved as the plan wants, or met its "
        "target; none got worse."
    ),
    "changed": JudgementWord(
        "changed", "neutral", "A measure changed significantly that is neither better nor worse "
        "when it is higher."
    ),
    "no_significant_change": JudgementWord(
        "no significant change", "neutral", "No measure changed by more than chance explains."
    ),
    "too_few": JudgementWord("too few to tell", "neutral", "The numbers are too small to test."),
    "not_comparable": JudgementWord(
        "not comparable", "neutral", "There is nothing to compare with: a period is not complete, "
        "there are no figures for the same period last year, or the definition changed."
    ),
    "not_tested": JudgementWord(
        "not tested", "neutral", "No test of chance fits these measures; the change is shown."
    ),
    "none": JudgementWord("no measure", "neutral", "The activity has no measure."),
    NOT_SHOWN: JudgementWord(
        "not shown", "hidden", "A figure that it rests on is hidden or not published, to protect "
        "people."
    ),
}  # fmt: skip

#: What became of one measure of an activity.
MEASURE_OUTCOMES: Mapping[str, tuple[str, Mark]] = {
    "target_met": ("target met", "good"),
    "target_near": ("close to target", "warning"),
    "target_missed": ("target missed", "bad"),
    "target_so_far": ("target not due yet", "neutral"),
    "target_undetermined": ("target not judged", "neutral"),
    "target_start_unknown": ("target not judged", "neutral"),
    "wanted_met": ("as the plan wants", "good"),
    "wanted_not_met": ("not as the plan wants", "bad"),
    "better": ("better", "good"),
    "worse": ("worse", "bad"),
    "changed": ("changed", "neutral"),
    "no_significant_change": ("no significant change", "neutral"),
    "too_few": ("too few to tell", "neutral"),
    "not_comparable": ("not comparable", "neutral"),
    "not_tested": ("not tested", "neutral"),
    NOT_SHOWN: ("not shown", "hidden"),
}

TEST_NAMED = (
    "A change is called significant where chance alone would give so great a change less than "
    "{chance} in 100 times. Counts are compared by the exact binomial test and shares by Fisher's "
    "exact test, where there are at least {least} in both periods together (shares: in each)."
)
DELIVERY_SENTENCE = "Of {activities}, {counts}."
OUTCOME_SENTENCE = "Their figures: {counts}."


def test_named() -> str:
    """Return how changes are tested, under the county's policy."""
    policy = county_policy()
    return TEST_NAMED.format(
        chance=number(policy.chance_below * 100), least=policy.smallest_compared
    )


def delivery_summary(links: Sequence[ActivityLink]) -> str:
    """Return how far the tasks are: `Of 5 activities, 2 are overdue and 3 on course.`"""
    counts = _counts([link.delivery.code for link in links], DELIVERY)
    if counts:
        verb = " is " if counts[0].startswith("1 ") else " are "
        counts[0] = counts[0].replace(" ", verb, 1)
    activities = count_in_words(len(links), "activity", "activities")
    return DELIVERY_SENTENCE.format(activities=activities, counts=list_in_words(counts))


def outcome_summary(links: Sequence[ActivityLink]) -> str:
    """Return what became of their figures: `Their figures: 1 worse and 4 not comparable.`"""
    counts = _counts([link.outcome.code for link in links], OUTCOMES)
    return OUTCOME_SENTENCE.format(counts=list_in_words(counts))


def _counts(codes: Sequence[str], words: Mapping[str, JudgementWord]) -> list[str]:
    return [f"{codes.count(code)} {word.word}" for code, word in words.items() if code in codes]
