"""What is said of a contract's performance indicators: what was asked, and whether it was met."""

from collections.abc import Sequence

from dashboard.view_models import FigureView, MeasureView, Sentence
from dashboard.wording.formatting import figure_in_words, number

INDICATOR = "Indicator"
CAPTION = "Indicators of the contract, {months}"
TARGET, FIGURE, RESULT, RESULT_BEFORE = (
    "Target", "This quarter", "Result", "Result, same quarter last year",
)  # fmt: skip
WITHHELD = "not_published"
RESULTS = {
    "met": "met",
    "not_met": "not met",
    "no_figure": "no figure",
    "no_target": "no target",
    WITHHELD: "not published",
}
NOT_LISTED = "not listed"
NO_TARGET = "none"
AT_LEAST = {"high": "at least {target}", "low": "at most {target}"}
SHARES = "A percentage may stand as a share: 0.9 is 90%."
WITHOUT_FIGURES = (
    "Figures of single indicators are not published: the return does not say how many people they "
    "are of."
)
NOT_NAMED = "The names of some indicators are not published, because nobody has checked them."
NOT_TOLD = (
    "A target under {smallest}, and its result, is published only where it is known to be no "
    "number of people."
)
#: What the contract's return says of one indicator, in a sentence.
SAID = {
    "met": "The contract return says that “{indicator}” met its target.",
    "not_met": "The contract return says that “{indicator}” did not meet its target.",
    "no_figure": "The contract return gives no figure for “{indicator}”.",
    "no_target": "The contract return sets no target for “{indicator}”.",
}
RECORDS_SAY = "From the records, “{measure}” is {figure} in the same quarter."


def target_words(better_when: str, target: float | None) -> str:
    """Return a target as what is asked: `at least 90`."""
    if target is None:
        return NO_TARGET
    return AT_LEAST.get(better_when, "{target}").format(target=number(target, 2))


def indicator_notes(
    targets: Sequence[float | None], *, protected: bool, unnamed: bool, untold: int | None
) -> tuple[str, ...]:
    """Return what is to be known of a table of indicators.

    `unnamed`: a name is left out. `untold`: targets under it are, None where none is.
    """
    is_share = any(target is not None and 0 < target < 1 for target in targets)
    notes = (
        (SHARES, is_share),
        (WITHOUT_FIGURES, protected),
        (NOT_NAMED, unnamed),
        (NOT_TOLD.format(smallest=untold), untold is not None),
    )
    return tuple(note for note, applies in notes if applies)


def compared(
    indicator: str, result: str, measure: MeasureView, figure: FigureView, difference: str
) -> Sentence:
    """Return what the contract's return and the records say of the same, and why they differ."""
    said = SAID[result].format(indicator=indicator)
    records_say = RECORDS_SAY.format(
        measure=measure.name, figure=figure_in_words(figure, measure.unit)
    )
    return Sentence(f"{said} {records_say} {difference}", (figure.part(),))
