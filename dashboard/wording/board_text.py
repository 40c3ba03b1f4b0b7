"""What the Board's pack and narrative say beside the sentences of the pages."""

from collections.abc import Iterable
from datetime import date

from core.county import ReturnsContact
from dashboard.view_models import FigureView, ReleaseEdition, SeriesBreak
from dashboard.wording.download_text import next_release
from dashboard.wording.formatting import NOT_SHOWN, day_words, figure_in_words, list_in_words
from dashboard.wording.remarks import break_remark

PACK = "{county} domestic abuse: Board pack"
NARRATIVE = "{county} domestic abuse: narrative for the Board"
BASED_ON = "Based on returns received by {day}. "
DUE = "Due for publication on {day}. "
MORE = "Figures by area, group and quarter are on the dashboard, in its PDF and in the workbook."
LEFT = "and {count} more, which the dashboard lists"
MORE_CHANGED = "{count} more measures changed significantly. The dashboard lists them."
ONE_MORE_CHANGED = "1 more measure changed significantly. The dashboard names it."
SAME_PERIOD = "Same period last year: {figure}."
NOT_IN_FULL = "Returns that are missing, late or not final"
BY_AREA = "Figures by {level}"
NO_REVISIONS = "No figure has been revised since the last release."
REVISIONS = "{count} figures have been revised since the last release."
ONE_REVISION = "1 figure has been revised since the last release."
REDEFINED = "These measures have a new definition since the last release: {names}."
NOTHING_CHANGED = (
    "No county figure that is shown changed significantly from the same period last year."
)
NOTHING_TO_SEE = (
    "No activity is overdue or at risk, and no figure that is shown got worse or missed its target."
)
TO_EDIT = "This text is for editing. Its sentences are those of the dashboard."


def dates(edition: ReleaseEdition) -> str:
    """Return what a release is based on, when it was due, and when the next one is."""
    said = BASED_ON.format(day=day_words(edition.made_on)) if edition.made_on else ""
    return f"{said}{DUE.format(day=day_words(edition.publication_date))}" + next_release(
        edition.next_publication_date
    )


def contact_lines(contact: ReturnsContact) -> list[str]:
    """Return whom to turn to: the name, then how."""
    ways = (("Telephone", contact.telephone), ("Email", contact.email))
    return [_capital(contact.name), *(f"{how}: {where}" for how, where in ways if where)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def more_changed(count: int) -> str:
    """Return how many changes are not named here; empty for none."""
    if not count:
        return ""
    return ONE_MORE_CHANGED if count == 1 else MORE_CHANGED.format(count=count)


def revised(count: int) -> str:
    """Return how many figures were revised."""
    if not count:
        return NO_REVISIONS
    return ONE_REVISION if count == 1 else REVISIONS.format(count=f"{count:,}")


def redefined(names: Iterable[str]) -> list[str]:
    """Return that measures have a new definition, in a list that may be empty."""
    found = list(names)
    return [REDEFINED.format(names=list_in_words(found))] if found else []


def breaks_told(breaks: Iterable[SeriesBreak], since: date) -> list[str]:
    """Return the days from a day on across which not to compare, and what happened, in order."""
    days = sorted({each.day: each for each in breaks if each.day >= since}.items())
    return [break_remark(each) for _, each in days]


def figure_told(figure: FigureView | str) -> str:
    """Return a figure as a sentence has it, without marks: `39 (provisional)`, `not available`."""
    if isinstance(figure, str) or figure.of_text is None:
        return NOT_SHOWN[figure.strip("[]")] if isinstance(figure, str) else figure_in_words(figure)
    told = " of ".join(figure.of_text) + (", provisional" if "[p]" in figure.marks else "")
    return f"{figure.text} ({told})"
