"""The words of delivery and outcome: one for each code of the warehouse, with its mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.policy import county_policy
from dashboard.view_models import ActivityLink, Mark
from dashboard.wording.formatting import list_in_words, number

#: The code of an outcome that is based on a figure that is hidden or not published.
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
        "overdue", "bad", "Past its deadline in the plan and not complete. If the plan sets no "
        "deadline, the lead's own date counts."
    ),
    "at_risk": JudgementWord(
        "at risk", "warning", "Its lead reports it as at risk or delayed, or expects to finish "
        "after its deadline in the plan."
    ),
    "on_course": JudgementWord("on course", "good", "Its lead reports it as on track."),
    "complete": JudgementWord("complete", "good", "Its lead reports it as complete."),
    "not_started": JudgementWord(
        "not started", "neutral", "Its lead reports it as not started."
    ),
    "awaiting": JudgementWord(
        "no update", "waiting", "No update has been received from its lead."
    ),
}  # fmt: skip

#: Are the figures getting better? Of an activity, from its measures.
OUTCOMES: Mapping[str, JudgementWord] = {
    "worse": JudgementWord(
        "worse", "bad", "A measure got significantly worse, missed its target or moved against "
        "the plan. No measure counts as better."
    ),
    "mixed": JudgementWord(
        "mixed", "warning", "Some measures got better, met their target or moved as the plan "
        "wants; others got worse, missed theirs or moved against it."
    ),
    "better": JudgementWord(
        "better", "good", "A measure got significantly better, met its target or moved as the "
        "plan wants. No measure counts as worse."
    ),
    "changed": JudgementWord(
        "changed", "neutral", "A measure changed significantly. Neither higher nor lower is "
        "better in itself."
    ),
    "no_significant_change": JudgementWord(
        "no significant change", "neutral", "No measure changed significantly."
    ),
    "too_few": JudgementWord("too few to tell", "neutral", "Numbers are too small to test."),
    "not_comparable": JudgementWord(
        "not comparable", "neutral", "The figures for this period and the same period last year "
        "cannot be compared."
    ),
    "not_tested": JudgementWord(
        "not tested", "neutral", "No statistical test applies to these measures."
    ),
    "none": JudgementWord("no measure", "neutral", "The activity has no measures."),
    NOT_SHOWN: JudgementWord(
        "not shown", "hidden", "Based on a figure that is suppressed or not published, to "
        "protect people."
    ),
}  # fmt: skip

#: Outcomes whose word needs no explanation beside it.
SAYS_IT_ALL = ("no_significant_change",)

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
    "A change is significant if chance alone would give one as large less than {chance} in 100 "
    "times. We test counts with the exact binomial test, and percentages with Fisher's exact test. "
    "Counts need at least {least} in both periods together; percentages need {least} in each."
)
#: What activities of a delivery are or have: of one, and of several.
DELIVERY_PHRASES = {
    code: ("has no update", "have no update")
    if code == "awaiting"
    else (f"is {word.word}", f"are {word.word}")
    for code, word in DELIVERY.items()
}
#: What activities of an outcome are by their figures: one, and several. A target or the plan's
#: direction may decide, so none "got" worse or better.
OUTCOME_PHRASES = {
    "worse": ("is worse", "are worse"),
    "mixed": ("is mixed", "are mixed"),
    "better": ("is better", "are better"),
    "changed": ("changed", "changed"),
    "no_significant_change": ("shows no significant change", "show no significant change"),
    "too_few": ("has too few cases to tell", "have too few cases to tell"),
    "not_comparable": ("cannot be compared with last year", "cannot be compared with last year"),
    "not_tested": ("is not tested", "are not tested"),
    "none": ("has no measure", "have no measures"),
    NOT_SHOWN: ("is not shown", "are not shown"),
}
OF_THE_PLAN = "the plan's "
#: What is said of activities together, and of one alone.
DELIVERY_SENTENCE = "Of {of}{count} activities, {counts}."
ALL_DELIVERY = "All {of}{count} activities {counts}."
OUTCOME_SENTENCE = "By their figures, {counts}."
ONE_DELIVERY = "Its one activity {counts}."
ONE_OUTCOME = "By its figures, it {counts}."


def test_named() -> str:
    """Return how changes are tested, under the county's policy."""
    policy = county_policy()
    return TEST_NAMED.format(
        chance=number(policy.chance_below * 100), least=policy.smallest_compared
    )


def delivery_summary(links: Sequence[ActivityLink], of: str = "") -> str:
    """Return how far the tasks are: `Of 5 activities, 2 are overdue and 3 are on course.`"""
    counts = _counts([link.delivery.code for link in links], DELIVERY_PHRASES)
    found = {link.delivery.code for link in links}
    if len(links) == 1:
        return ONE_DELIVERY.format(counts=counts)
    if len(found) == 1:
        return ALL_DELIVERY.format(of=of, count=len(links), counts=DELIVERY_PHRASES[found.pop()][1])
    return DELIVERY_SENTENCE.format(of=of, count=len(links), counts=counts)


def outcome_summary(links: Sequence[ActivityLink]) -> str:
    """Return what became of their figures: `By their figures, 1 is worse and 4 are mixed.`"""
    counts = _counts([link.outcome.code for link in links], OUTCOME_PHRASES)
    sentence = ONE_OUTCOME if len(links) == 1 else OUTCOME_SENTENCE
    return sentence.format(counts=counts)


def _counts(codes: Sequence[str], phrases: Mapping[str, tuple[str, str]]) -> str:
    """Return how many have each code, in the order of the phrases; of one alone just its phrase."""
    if len(codes) == 1:
        return phrases[codes[0]][0]
    counts = {code: codes.count(code) for code in phrases if code in codes}
    return list_in_words([f"{count} {phrases[code][count > 1]}" for code, count in counts.items()])
