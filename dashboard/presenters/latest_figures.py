"""The newest figure of a measure in an area: last year's beside it, how it changed, its course."""

from dataclasses import dataclass

from core.quarter import Quarter
from dashboard.presenters.chart_series import PageInputs
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
    now, before = now_and_before(source, measure, window, area)
    if now is None:
        return None
    row = source.progress.of(measure.measure_id, window, area)
    if row is None or not now.is_shown or row["outcome"] == NOT_SHOWN or not row["comparison"]:
        return LatestFigure(now, None, "", "")
    if row["comparison"] != "compared" or before is None or not before.is_shown:
        return LatestFigure(now, None, change_in_words(row, source.progress.names), "")
    difference = formatting.change_text(measure, now, before, row["direction"])
    return LatestFigure(now, before, change_in_words(row, source.progress.names), difference)


def now_and_before(
    source: PageInputs, measure: MeasureView, window: str, area: str
) -> tuple[FigureView | None, FigureView | None]:
    """Return a measure's figure in the release's quarter, and in the same one a year before."""
    key = CellKey(measure.measure_id, window, source.latest, area)
    year_before = str(Quarter.parse(source.latest).plus(-4))
    return source.figures.get(key), source.figures.get(key._replace(quarter=year_before))


def sparkline(source: PageInputs, measure: MeasureView, window: str, area: str) -> SparklineView:
    """Return a measure's course in an area over the newest quarters, those not shown as gaps."""
    key = CellKey(measure.measure_id, window, source.latest, area)
    quarters = source.quarters[-_SPARKLINE_QUARTERS:]
    figures = tuple(source.figures.get(key._replace(quarter=quarter)) for quarter in quarters)
    drawn = key._replace(quarter="*").part()
    return SparklineView(figures, describe_sparkline(figures), drawn, unchanged(figures))


def measure_row(
    source: PageInputs, measure: MeasureView, area: str, beside: str | None = None
) -> TableViewRow:
    """Return a measure in an area as a row: newest, another area's if any, last year's, change."""
    window = measure.default_window
    latest = latest_figure(source, measure, window, area)
    key = CellKey(measure.measure_id, window, source.latest, area)
    others = [cell(source, key._replace(area_code=beside))] if beside else []
    cells = (
        cell(source, key),
        *others,
        cell(source, key._replace(quarter=str(Quarter.parse(source.latest).plus(-4)))),
        change_and_difference(latest.change, latest.difference) if latest else "",
        sparkline(source, measure, window, area),
    )
    note = formatting.window_alone(measure, key)
    return TableViewRow(measure.name, cells, measure.href, note)


def cell(source: PageInputs, key: CellKey) -> FigureView | str:
    """Return a figure for a table; where a release has no such cell, the shorthand that says why.

    A category, or the area "unknown", has a row only where something was counted; without the
    county's own row nothing was received.
    """
    figure = source.figures.get(key)
    if figure is not None:
        return printed(figure)
    county = key._replace(
        area_code=source.catalogue.county.area_code, breakdown="all", category="all"
    )
    whole = source.figures.get(county)
    return "[x]" if whole is None or whole.shown == "x" else "[z]"


def printed(figure: FigureView) -> FigureView | str:
    """Return a figure for a table; its shorthand alone where the data files have no such row."""
    return figure.text if figure.status == LEFT_OUT else figure
