"""The pages of areas: the measures that exist at their level."""

from core.quarter import Quarter
from dashboard.presenters.latest_figures import measure_row
from dashboard.presenters.lookups.catalogue import CatalogueArea, slug
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.view_models import AreaPage, MeasureView, TableView
from dashboard.wording.area_text import area_note, levels_with_pages, summary_caption
from dashboard.wording.window_names import AREA_LAST_YEAR, MEASURE, SUMMARY_COLUMNS


def area_pages(source: PageInputs) -> tuple[AreaPage, ...]:
    """Return a page for each area of the levels that have pages, level by level."""
    levels = [level.level for level in levels_with_pages()]
    areas = [area for level in levels for area in source.catalogue.areas_of(level)]
    return tuple(_page(source, area) for area in areas)


def _page(source: PageInputs, area: CatalogueArea) -> AreaPage:
    """Return an area's page: a table of all measures of its level, a part of it for each topic."""
    measures = [m for m in source.catalogue.measures.values() if m.areas == area.level]
    topics = source.catalogue.topics
    tables = tuple(
        _table(source, area, of_topic, f"{topic}-table", title)
        for topic, title in topics.items()
        if (of_topic := [measure for measure in measures if measure.topic == topic])
    )
    county = source.catalogue.county
    note = area_note(area.level)
    caption = summary_caption(area.name, county.name, Quarter.parse(source.latest).months_in_words)
    table_id = f"{slug(area.level)}-{slug(area.name)}"
    return AreaPage(
        area.area_code, area.name, area.level, area.href, note, table_id, caption, tables
    )


def _table(
    source: PageInputs, area: CatalogueArea, measures: list[MeasureView], table_id: str, title: str
) -> TableView:
    county = source.catalogue.county
    rows = tuple(
        measure_row(source, measure, area.area_code, county.area_code) for measure in measures
    )
    last_year = AREA_LAST_YEAR.format(area=area.name)
    columns = (area.name, county.name, last_year, *SUMMARY_COLUMNS[2:])
    return TableView(table_id, title, MEASURE, columns, rows)
