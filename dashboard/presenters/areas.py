"""The pages of areas: the measures that exist at their level."""

from core.quarter import Quarter
from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.lookups.catalogue import CatalogueArea
from dashboard.presenters.topics import cell
from dashboard.view_models import AreaPage, CellKey, MeasureView, TableView, TableViewRow
from dashboard.wording.area_text import area_note, levels_with_pages


def area_pages(source: PageInputs) -> tuple[AreaPage, ...]:
    """Return a page for each area of the levels that have pages, level by level."""
    levels = [level.level for level in levels_with_pages()]
    areas = [area for level in levels for area in source.catalogue.areas_of(level)]
    return tuple(_page(source, area) for area in areas)


def _page(source: PageInputs, area: CatalogueArea) -> AreaPage:
    measures = [m for m in source.catalogue.measures.values() if m.areas == area.level]
    tables = []
    for topic, title in source.catalogue.topics.items():
        of_topic = [measure for measure in measures if measure.topic == topic]
        if of_topic:
            tables.append(_table(source, area, of_topic, f"{topic}-table", title))
    note = area_note(area.level)
    return AreaPage(area.area_code, area.name, area.level, area.href, note, tuple(tables))


def _table(
    source: PageInputs, area: CatalogueArea, measures: list[MeasureView], table_id: str, title: str
) -> TableView:
    quarter = Quarter.parse(source.latest)
    county = source.catalogue.county
    rows = []
    for measure in measures:
        now = CellKey(measure.measure_id, measure.default_window, source.latest, area.area_code)
        before = now._replace(quarter=str(quarter.plus(-4)))
        keys = (now, before, now._replace(area_code=county.area_code))
        window = (
            ""
            if measure.default_window == "quarter"
            else f", {quarter.window(measure.default_window)}"
        )
        cells = tuple(cell(source, key) for key in keys)
        rows.append(TableViewRow(f"{measure.name}{window}", cells, measure.href))
    columns = (
        f"{area.name}, {quarter.short}",
        "Same period last year",
        f"{county.name}, {quarter.short}",
    )
    return TableView(table_id, title, "Measure", columns, tuple(rows))
