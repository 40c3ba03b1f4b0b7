"""The topic pages: each measure with its headline, charts, tables and remarks."""

from collections.abc import Mapping
from dataclasses import replace

from core.area_levels import area_levels, whole_level
from core.quarter import Quarter
from core.windows import QUARTER, ROLLING_YEAR, WINDOWS, YEAR_TO_DATE
from dashboard.presenters import chart_series
from dashboard.presenters.area_rates import area_rates
from dashboard.presenters.latest_figures import cell, measure_row, now_and_before
from dashboard.presenters.lookups.catalogue import slug
from dashboard.presenters.lookups.page_inputs import PageInputs, PublishedPeriods
from dashboard.view_models import (
    ActivityLink,
    CellKey,
    ChartView,
    MeasureSection,
    MeasureView,
    Sentence,
    TableView,
    TableViewRow,
    TopicPage,
)
from dashboard.wording import formatting, remarks
from dashboard.wording.area_text import summary_caption
from dashboard.wording.judgement_words import NOT_SHOWN
from dashboard.wording.progress_text import change_word, not_comparable
from dashboard.wording.window_names import (
    COLUMN_HEADINGS,
    EACH_PERIOD,
    MEASURE,
    STOCK_HEADING,
    SUMMARY_COLUMNS,
    YEAR_HEADINGS,
    YEARS,
)

#: The order in which windows are tried for a breakdown: some are published for one window only.
_BREAKDOWN_WINDOWS = (YEAR_TO_DATE, ROLLING_YEAR, QUARTER)
#: Stands for the categories of a breakdown of which none has been published.
_EVERY = "every_group"


def topic_pages(
    source: PageInputs, links: Mapping[str, ActivityLink], reviews: TableView | None
) -> tuple[TopicPage, ...]:
    """Return a page for each topic that has a measure, in the order of the topics.

    The list of published reviews stands with the counts of public events.
    """
    events = source.catalogue.publication_rules.public_counts
    pages = []
    for topic, title in source.catalogue.topics.items():
        measures = [m for m in source.catalogue.measures.values() if m.topic == topic]
        sections = tuple(measure_section(source, measure, links) for measure in measures)
        if sections:
            host, href = source.catalogue.host(topic), source.catalogue.topic_href(topic)
            summary = _summary(source, title, measures)
            is_of_events = any(measure.measure_id in events for measure in measures)
            records = reviews if is_of_events else None
            pages.append(TopicPage(topic, title, href, sections, summary, records, host))
    return tuple(pages)


def _summary(source: PageInputs, title: str, measures: list[MeasureView]) -> TableView:
    """Return a topic's measures in the county: newest, last year's, change and course."""
    county = source.catalogue.county
    rows = [measure_row(source, measure, county.area_code) for measure in measures]
    caption = summary_caption(title, county.name, Quarter.parse(source.latest).months_in_words)
    return TableView(
        f"{slug(measures[0].topic)}-summary", caption, MEASURE, SUMMARY_COLUMNS, tuple(rows)
    )


def measure_section(
    source: PageInputs, measure: MeasureView, links: Mapping[str, ActivityLink]
) -> MeasureSection:
    """Return everything that is said of one measure."""
    county = source.catalogue.county.area_code
    charts, tables = _county(source, measure)
    for more_charts, more_tables in (_areas(source, measure), _breakdowns(source, measure)):
        charts += more_charts
        tables += more_tables
    return MeasureSection(
        measure=measure,
        headline=_headline(source, measure, county),
        charts=tuple(charts),
        tables=tuple(tables),
        remarks=_remarks(source, measure, charts),
        rates=area_rates(source, measure),
        activities=tuple(links[activity] for activity in measure.activities if activity in links),
    )


def _headline(source: PageInputs, measure: MeasureView, area: str) -> Sentence:
    """Return a measure's newest figure, and last year's only where the two are compared."""
    periods = source.periods(measure, measure.default_window, area)
    now, before = now_and_before(source, periods, area)
    if now is None:
        return Sentence(
            _yearly(source, measure) if periods.is_awaited else formatting.NOT_AVAILABLE
        )
    row = source.progress_of(periods, area)
    if row is None or not now.is_shown or row["outcome"] == NOT_SHOWN:
        is_silent = before is None or before.is_shown
        return formatting.headline(measure, now, None if is_silent else before)
    if row["comparison"] != "compared":
        said = formatting.headline(measure, now, None)
        return replace(said, text=f"{said.text} {not_comparable(row, source.progress.names)}")
    return formatting.headline(measure, now, before, change_word(row))


def _county(source: PageInputs, measure: MeasureView) -> tuple[list[ChartView], list[TableView]]:
    county = source.catalogue.county
    charts = [
        chart_series.trend(
            source, measure, measure.default_window, county.area_code, f"{measure.anchor}-trend"
        )
    ]
    if measure.target_value is not None:
        charts.append(
            chart_series.trend(
                source,
                measure,
                measure.target_window,
                measure.target_area,
                f"{measure.anchor}-target",
            )
        )
    return charts, [_county_table(source, measure)]


def _county_table(source: PageInputs, measure: MeasureView) -> TableView:
    """Return the county's figures in all windows that are published; it may have no row yet."""
    county = source.catalogue.county
    periods = source.periods(measure, measure.default_window, county.area_code)
    windows: tuple[str, ...] = WINDOWS
    headings = COLUMN_HEADINGS
    if periods.is_yearly:
        windows, headings = (periods.window,), {periods.window: YEAR_HEADINGS[periods.name]}
    elif measure.is_stock:
        windows, headings = (QUARTER,), {QUARTER: STOCK_HEADING}
    elif measure.kind == "rate":
        windows = (ROLLING_YEAR,)
    key = periods.newest(county.area_code)
    keys = [key._replace(period_type=window) for window in windows]
    return TableView(
        id=f"{measure.anchor}-county",
        caption=f"{measure.name}, {county.name}",
        corner=_corner(periods),
        columns=tuple(headings[window] for window in windows),
        rows=_rows(source, periods, keys),
        is_yearly=periods.is_yearly,
    )


def _areas(source: PageInputs, measure: MeasureView) -> tuple[list[ChartView], list[TableView]]:
    if measure.areas == whole_level():
        return [], []
    chart = chart_series.multiples(
        source, measure, measure.default_window, f"{measure.anchor}-areas"
    )
    codes = [area.area_code for area in source.catalogue.areas_of(measure.areas)]
    periods = source.periods(measure, measure.default_window, codes[0])
    if "unknown" in source.figures.areas(measure.measure_id):
        codes.append("unknown")
    table = TableView(
        id=f"{measure.anchor}-by-area",
        caption=f"{measure.name} by {area_levels()[measure.areas].singular}, "
        f"{EACH_PERIOD[periods.name]}",
        corner=_corner(periods),
        columns=tuple(source.catalogue.area_name(code) for code in codes),
        rows=_rows(source, periods, [periods.newest(code) for code in codes]),
        is_yearly=periods.is_yearly,
    )
    return ([chart] if chart else []), ([table] if table.rows else [])


def _breakdowns(
    source: PageInputs, measure: MeasureView
) -> tuple[list[ChartView], list[TableView]]:
    charts: list[ChartView] = []
    tables: list[TableView] = []
    for breakdown in measure.breakdowns:
        found = _breakdown_window(source, measure, breakdown)
        if found is None:
            continue
        periods, newest = found
        chart_id = f"{measure.anchor}-by-{slug(breakdown)}"
        window = periods.window
        chart = chart_series.bars(source, measure, breakdown, window, newest, f"{chart_id}-bars")
        charts += [chart] if chart else []
        tables.append(_breakdown_table(source, breakdown, periods, chart_id))
    return charts, tables


def _breakdown_window(
    source: PageInputs, measure: MeasureView, breakdown: str
) -> tuple[PublishedPeriods, str] | None:
    """Return the windows in which a breakdown is published, and its newest quarter there.

    A quarter whose breakdown is left out counts: the one before must not pass for the newest.
    """
    county = source.catalogue.county.area_code
    categories = source.figures.categories(measure.measure_id, breakdown) or [_EVERY]
    for window in (measure.default_window, *_BREAKDOWN_WINDOWS):
        periods = source.periods(measure, window, county, breakdown)
        for quarter in reversed(periods.quarters):
            key = periods.newest(county)._replace(quarter=quarter, breakdown=breakdown)
            if any(source.figures.get(key._replace(category=each)) for each in categories):
                return periods, quarter
    return None


def _breakdown_table(
    source: PageInputs, breakdown: str, periods: PublishedPeriods, table_id: str
) -> TableView:
    measure = periods.measure
    county = source.catalogue.county.area_code
    categories = source.catalogue.ordered_categories(
        breakdown, source.figures.categories(measure.measure_id, breakdown) or [_EVERY]
    )
    key = periods.newest(county)._replace(breakdown=breakdown)
    keys = [key._replace(category=category) for category in categories]
    held = [
        quarter
        for quarter in periods.quarters
        if any(source.figures.get(each._replace(quarter=quarter)) for each in keys)
    ]
    by = source.catalogue.breakdown(breakdown)
    return TableView(
        id=table_id,
        caption=f"{measure.name} by {by}, {EACH_PERIOD[periods.name]}",
        corner=_corner(periods),
        columns=tuple(source.catalogue.category(breakdown, c) for c in categories),
        rows=_rows(source, replace(periods, quarters=tuple(held)), keys),
        is_yearly=periods.is_yearly,
    )


def _corner(periods: PublishedPeriods) -> str:
    return YEARS if periods.is_yearly else "Quarter"


def _rows(
    source: PageInputs, periods: PublishedPeriods, keys: list[CellKey]
) -> tuple[TableViewRow, ...]:
    """Return the figures of some cells in each quarter or year that is published, newest first."""
    return tuple(
        TableViewRow(
            periods.label(quarter),
            tuple(cell(source, key._replace(quarter=quarter)) for key in keys),
        )
        for quarter in reversed(periods.quarters)
    )


def _yearly(source: PageInputs, measure: MeasureView) -> str:
    """Return which of a measure's tables are published once a year, and when first; "" for none."""
    if not measure.yearly:
        return ""
    first = None if source.years else Quarter.parse(source.next_year)
    return remarks.yearly_remark(measure, first)


def _gaps(source: PageInputs, measure: MeasureView) -> list[str]:
    """Return why figures of the county are provisional or not available."""
    county = source.catalogue.county.area_code
    windows = [window for window in WINDOWS if measure.kind != "rate" or window == ROLLING_YEAR]
    awaited = source.progress.awaited(measure.measure_id, windows[-1], county)
    lines = [remarks.waiting_remark(awaited)] if awaited else []
    first = Quarter.parse(source.progress.names.first_quarter)
    if measure.kind != "stock" and Quarter.parse(source.latest) < first.plus(3):
        lines.append(remarks.data_begin_remark(first))
    return lines


def _remarks(
    source: PageInputs, measure: MeasureView, charts: list[ChartView]
) -> tuple[Sentence, ...]:
    trend = charts[0]
    periods = source.periods(measure, measure.default_window, source.catalogue.county.area_code)
    yearly = "" if periods.is_awaited else _yearly(source, measure)  # else the headline says it
    lines = [*([yearly] if yearly else []), *_gaps(source, measure)]
    is_within = chart_series.is_within_variation(trend.points, periods.window)
    if is_within is not None:
        lines.append(remarks.variation_remark(is_within))
    if trend.shaded:
        lines.append(remarks.SHADED)
    lines += [remarks.break_remark(series_break) for series_break in trend.breaks]
    benchmarks = [
        Sentence(
            remarks.benchmark_remark(b.title, b.value, b.unit, is_comparable=b.is_comparable),
            is_benchmark=True,
        )
        for b in chart_series.newest_benchmarks(source, measure)
    ]
    gap = chart_series.benchmark_gap(source, measure)
    return (*gap, *(Sentence(line) for line in lines), *benchmarks)
