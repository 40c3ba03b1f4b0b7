"""The remarks below a measure's charts: variation, look-back, breaks, benchmarks."""

from datetime import date

from dashboard.view_models import SeriesBreak
from dashboard.wording.formatting import day_words, number

NO_RETURN = "No data: no return that speaks of this activity has been received."
NO_FIGURE = "No figure can be shown for this quarter."
WAITING = (
    "Waiting for {awaited}. Until then a quarter's figure is provisional, and no longer period "
    "that holds it is shown."
)
DATA_BEGIN = "Data begin in {first_quarter}: no period that begins earlier is shown."
SHADED = (
    "Shaded: these figures look back to a time before the first data held, so they read too low "
    "and are not compared."
)


def variation_remark(is_within: bool, factor: float) -> str:
    """Return where the latest figure lies; `factor` times the mean moving range are the limits."""
    side = "within" if is_within else "outside"
    return f"The latest figure is {side} expected variation (mean ± {factor} × mean moving range)."


def break_remark(series_break: SeriesBreak) -> str:
    """Return across which day nothing is compared, and why; or what happened on it."""
    if series_break.is_event:
        return f"{day_words(series_break.day)}: {series_break.what}."
    return f"Not compared across {day_words(series_break.day)}: {series_break.what}."


def benchmark_gap(ours: str, how: str, source: str, theirs: float) -> str:
    """Return how a figure differs from a benchmark by more than chance explains."""
    sign = "%" if ours.endswith("%") else ""
    return (
        f"{ours}, {how} than the {number(theirs)}{sign} of {source}; "
        "the gap is wider than chance explains."
    )


def benchmark_remark(
    source: str, value: float, unit: str, period_end: date | None, note: str, *, is_comparable: bool
) -> str:
    """Return a figure from elsewhere, its source and its day."""
    until = f", to {day_words(period_end)}" if period_end else ""
    drawn = "" if is_comparable else " Not drawn: it counts otherwise."
    sign = "%" if unit == "%" else f" {unit}"
    return f"Benchmark: {source} {number(value)}{sign}{until}{f' ({note})' if note else ''}.{drawn}"
