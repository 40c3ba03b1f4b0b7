"""The figures that a reader may explore: every table of the topics' pages, in all its windows."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.area_levels import whole_level
from core.windows import ROLLING_YEAR, WINDOWS
from dashboard.presenters.lookups.page_inputs import PageInputs
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
    asked = _Asked(source, measure, windows)
    tables = {window: tuple(asked.series(window)) for window in WINDOWS}
    return ExploreMeasure(measure, title, {window: of for window, of in tables.items() if of})


@dataclass(frozen=True)
class _Asked:
    """A measure, and the windows that pages show of what is published by the quarter."""

    source: PageInputs
    measure: MeasureView
    windows: tuple[str, ...]

    def series(self, window: str) -> Iterator[ExploreSeries]:
        """Yield the series of a window, those of areas first."""
        source, measure = self.source, self.measure
        county = source.catalogue.county.area_code
        codes = [county]
        if measure.areas != whole_level():
            codes += [area.area_code for area in source.catalogue.areas_of(measure.areas)]
            if "unknown" in source.figures.areas(measure.measure_id):
                codes.append("unknown")
        for code in codes:
            if window in self._published(code):
                key = CellKey(measure.measure_id, window, source.latest, code)
                yield self._of("", code, key)
        for breakdown in measure.breakdowns:
            if window in self._published(county, breakdown):
                key = CellKey(measure.measure_id, window, source.latest, county, breakdown)
                yield from self._categories(key)

    def _published(self, area: str, breakdown: str = "all") -> set[str]:
        """Return the windows in which a table is published."""
        return {
            self.source.periods(self.measure, window, area, breakdown).window
            for window in self.windows
        }

    def _of(self, breakdown: str, code: str, key: CellKey) -> ExploreSeries:
        cells = (cell(self.source, key._replace(quarter=q)) for q in self.source.quarters)
        return ExploreSeries(breakdown, code, tuple(cells))

    def _categories(self, key: CellKey) -> Iterator[ExploreSeries]:
        """Yield the county's categories where a breakdown is published in a window at all.

        A quarter without any of them has none to show, and says so by a shorthand.
        """
        codes = self.source.catalogue.ordered_categories(
            key.breakdown, self.source.figures.categories(key.measure_id, key.breakdown)
        )
        found = [self._of(key.breakdown, code, key._replace(category=code)) for code in codes]
        if any(isinstance(each, FigureView) for series in found for each in series.cells):
            yield from found
