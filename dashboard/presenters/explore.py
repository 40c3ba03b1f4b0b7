"""The figures that a reader may explore: every table of the topics' pages, in all its windows."""

from collections.abc import Iterator

from core.area_levels import whole_level
from core.windows import ROLLING_YEAR, WINDOWS
from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.topics import cell
from dashboard.view_models import CellKey, FigureView, MeasureView
from dashboard.view_models.explore_page import (
    ExploreArea,
    ExploreMeasure,
    ExplorePage,
    ExploreSeries,
)


def explore_page(source: PageInputs) -> ExplorePage:
    """Return everything that may be explored, in the catalogue's order."""
    catalogue = source.catalogue
    order = {topic: place for place, topic in enumerate(catalogue.topics)}
    ordered = sorted(catalogue.measures.values(), key=lambda each: order[each.topic])
    measures = tuple(_measure(source, measure) for measure in ordered)
    used = {
        (series.breakdown, series.code)
        for each in measures
        for table in each.windows.values()
        for series in table
    }
    breakdowns = dict.fromkeys(breakdown for breakdown, _ in sorted(used) if breakdown)
    areas = [code for code in (*catalogue.areas, "unknown") if ("", code) in used]
    return ExplorePage(
        quarters=source.quarters,
        county=catalogue.county.area_code,
        areas=tuple(_area(source, code) for code in areas),
        breakdowns={each: catalogue.breakdown(each) for each in breakdowns},
        categories={
            each: {
                code: catalogue.category(each, code)
                for code in catalogue.ordered_categories(
                    each, [code for breakdown, code in used if breakdown == each]
                )
            }
            for each in breakdowns
        },
        measures=measures,
    )


def _area(source: PageInputs, code: str) -> ExploreArea:
    area = source.catalogue.areas.get(code)
    return ExploreArea(code, source.catalogue.area_name(code), area.level if area else "")


def _measure(source: PageInputs, measure: MeasureView) -> ExploreMeasure:
    windows = WINDOWS[:1] if measure.is_stock else WINDOWS
    if measure.kind == "rate":
        windows = (ROLLING_YEAR,)
    title = source.catalogue.topics[measure.topic]
    tables = {window: tuple(_series(source, measure, window)) for window in windows}
    return ExploreMeasure(measure, title, tables)


def _series(source: PageInputs, measure: MeasureView, window: str) -> Iterator[ExploreSeries]:
    county = source.catalogue.county.area_code
    codes = [county]
    if measure.areas != whole_level():
        codes += [area.area_code for area in source.catalogue.areas_of(measure.areas)]
        if "unknown" in source.figures.areas(measure.measure_id):
            codes.append("unknown")
    for code in codes:
        keys = [CellKey(measure.measure_id, window, q, code) for q in source.quarters]
        yield ExploreSeries("", code, tuple(cell(source, key) for key in keys))
    for breakdown in measure.breakdowns:
        yield from _categories(source, measure, window, breakdown)


def _categories(
    source: PageInputs, measure: MeasureView, window: str, breakdown: str
) -> Iterator[ExploreSeries]:
    """Yield the county's categories where a breakdown is published in a window at all.

    A quarter without any of them has none to show, and says so by a shorthand.
    """
    county = source.catalogue.county.area_code
    codes = source.catalogue.ordered_categories(
        breakdown, source.figures.categories(measure.measure_id, breakdown)
    )
    found = []
    for code in codes:
        keys = [
            CellKey(measure.measure_id, window, quarter, county, breakdown, code)
            for quarter in source.quarters
        ]
        found.append(ExploreSeries(breakdown, code, tuple(cell(source, key) for key in keys)))
    if any(isinstance(each, FigureView) for series in found for each in series.cells):
        yield from found
