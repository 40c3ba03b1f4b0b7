"""The remarks below a measure's charts: variation, look-back, breaks, benchmarks."""

from core.quarter import Quarter
from dashboard.view_models import MeasureView, SeriesBreak
from dashboard.wording.formatting import day_words, list_in_words, number, uncapitalised

NO_RETURN = "No data has been received for this activity."
NO_FIGURE = "No figures can be shown for this quarter."
WAITING = (
    "Waiting for {awaited}. Until then figures for a quarter are provisional, and longer periods "
    "that include it are not shown."
)
DATA_BEGIN = "Data begins in {first_quarter}. Periods that begin earlier are not shown."
OTHERWISE = " It counts something different, so it is not drawn."
YEARLY = "{figures} are published once a year, {when}, because most quarters' numbers are small."
FIRST_YEARLY = " The first are in the release for {quarter}."
#: Which tables of a measure are published once a year.
BY_TABLE, ALL_FIGURES = "by {by}", "all figures"
SHADED = "Shaded figures are too low because earlier incidents are not held. Do not compare them."


def waiting_remark(awaited: str) -> str:
    """Return whose returns a figure waits for, and what is shown until then."""
    return WAITING.format(awaited=awaited)


def data_begin_remark(first: Quarter) -> str:
    """Return when the data begin, and what is not shown for that."""
    return DATA_BEGIN.format(first_quarter=first.months_in_words)


def yearly_remark(measure: MeasureView, first: Quarter | None = None) -> str:
    """Return which tables of a measure are published once a year, if any, and why.

    `first`: the quarter whose release has the first of them, where none is out yet.
    """
    if not measure.yearly:
        return ""
    is_whole = ALL_FIGURES in measure.yearly
    said = YEARLY.format(
        figures="These figures" if is_whole else f"Figures {list_in_words(measure.yearly)}",
        when="as at 31 March" if measure.is_stock else "for April to March",
    )
    return said + (FIRST_YEARLY.format(quarter=first.months_in_words) if first else "")


def variation_remark(is_within: bool) -> str:
    """Return where the latest figure lies; how the range is drawn stands above the charts."""
    side = "within" if is_within else "outside"
    return f"The latest figure is {side} the range of normal variation."


def break_remark(series_break: SeriesBreak) -> str:
    """Return the day before and after which not to compare, and why; or what happened on it."""
    if series_break.is_event:
        return f"{day_words(series_break.day)}: {series_break.what}."
    return (
        f"Do not compare figures before and after {day_words(series_break.day)}. "
        f"What changed: {series_break.what}."
    )


def benchmark_gap(ours: str, how: str, title: str, theirs: float, unit: str) -> str:
    """Return how a figure differs significantly from a benchmark; a rate's name says what of."""
    sign = "%" if unit == "%" else ""
    return f"{ours}, significantly {how} than the {uncapitalised(title)}, {number(theirs)}{sign}."


def benchmark_remark(title: str, value: float, unit: str, *, is_comparable: bool) -> str:
    """Return a figure from elsewhere: what it is, and how great."""
    drawn = "" if is_comparable else OTHERWISE
    return f"{title}: {number(value)}{unit_in_words(unit)}.{drawn}"


def unit_in_words(unit: str) -> str:
    """Return a benchmark's unit as it follows a number."""
    return "%" if unit == "%" else " " + unit.replace("10 000", "10,000")
