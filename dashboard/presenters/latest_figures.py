"""The newest figure of a measure in an area: last year's beside it, how it changed, its course."""

from dataclasses import dataclass

from core.quarter import Quarter
from core.windows import QUARTERS_OF_A_YEAR
from dashboard.presenters.lookups.page_inputs import PageInputs, PublishedPeriods
from dashboard.view_models import (
    LEFT_OUT,
    CellKey,
    FigureView,
    MeasureView,
    SparklineView,
    TableViewRow,
)
from dashboard.wording import formatting
from dashboard.wording.chart_text import describe_sparkline, unchanged
from dashboard.wording.judgement_words import NOT_SHOWN
from dashboard.wording.progress_text import change_and_difference, change_in_words

#: As many quarters as a small drawing has room for.
_SPARKLINE_QUARTERS = 12


@dataclass(frozen=True, slots=True)
class LatestFigure:
    """A measure's newest figure, and the one of a year before where the two are compared."""

    now: FigureView
    before: FigureView | None
    change: str  #: how they differ, in words, or why they are not compared; "" for nothing to say
    difference: str  #: of what is printed, "" where the two are not compared


def latest_figure(
    source: PageInputs, measure: MeasureView, window: str, area: str
) -> LatestFigure | None:
    """Return a measure's newest figure in an area; None where a release has no such figure."""
    periods = source.periods(measure, window, area)
    now, before = now_and_before(source, periods, area)
    if now is None:
        return None
    row = source.progress_of(periods, area)
    if row is None or not now.is_shown or row["outcome"] == NOT_SHOWN or not row["comparison"]:
        return LatestFigure(now, None, "", "")
    if row["comparison"] != "compared" or before is None or not before.is_shown:
        return LatestFigure(now, None, change_in_words(row, source.progress.names), "")
    difference = formatting.change_text(measure, now, before, row["direction"])
    return LatestFigure(now, before, change_in_words(row, source.progress.names), difference)


def now_and_before(
    source: PageInputs, periods: PublishedPeriods, area: str
) -> tuple[FigureView | None, FigureView | None]:
    """Return a measure's newest figure in an area, and the one of a year before."""
    key = periods.newest(area)
    return source.figures.get(key), source.figures.get(_year_before(key))


def _year_before(key: CellKey) -> CellKey:
    return key._replace(quarter=str(Quarter.parse(key.quarter).plus(-QUARTERS_OF_A_YEAR)))


def sparkline(source: PageInputs, periods: PublishedPeriods, area: str) -> SparklineView:
    """Return a measure's course in an area over the newest quarters, those not shown as gaps."""
    key, is_yearly = periods.newest(area), periods.is_yearly
    figures = [
        source.figures.get(key._replace(quarter=quarter)) if quarter in periods.quarters else None
        for quarter in source.quarters[-_SPARKLINE_QUARTERS:]
    ]
    course = [figure for figure in figures if figure is not None or not is_yearly]
    return SparklineView(
        tuple(figures), describe_sparkline(course, is_yearly=is_yearly), periods.of_each(area),
        unchanged(course, is_yearly=is_yearly), is_yearly,
    )  # fmt: skip


def measure_row(
    source: PageInputs, measure: MeasureView, area: str, beside: str | None = None
) -> TableViewRow:
    """Return a measure in an area as a row: newest, another area's if any, last year's, change."""
    periods = source.periods(measure, measure.default_window, area)
    latest = latest_figure(source, measure, measure.default_window, area)
    key = periods.newest(area)
    others = [cell(source, key._replace(area_code=beside))] if beside else []
    cells = (
        cell(source, key),
        *others,
        formatting.ONCE_A_YEAR if periods.is_awaited else cell(source, _year_before(key)),
        change_and_difference(latest.change, latest.difference) if latest else "",
        sparkline(source, periods, area),
    )
    note = formatting.window_alone(measure, key)
    return TableViewRow(measure.name, cells, measure.href, note)


def cell(source: PageInputs, key: CellKey) -> FigureView | str:
    """Return a figure for a table; where a release has no such cell, the shorthand that says why.

    A category, or the area "unknown", has a row only where something was counted; without the
    county's own row nothing was received. A quarter that is to come is that of a year.
    """
    figure = source.figures.get(key)
    if figure is not None:
        return printed(figure)
    rules = source.catalogue.publication_rules
    is_yearly = rules.is_yearly(key.measure_id, key.area_code, key.breakdown)
    if key.quarter > source.latest or (is_yearly and not rules.is_published(key)):
        return formatting.ONCE_A_YEAR
    county = key._replace(
        area_code=source.catalogue.county.area_code, breakdown="all", category="all"
    )
    whole = source.figures.get(county)
    return "[x]" if whole is None or whole.shown == "x" else "[z]"


def printed(figure: FigureView) -> FigureView | str:
    """Return a figure for a table; its shorthand alone where the data files have no such row."""
    return figure.text if figure.status == LEFT_OUT else figure
