"""Charts as data: which points, lines and breaks a measure's charts carry."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.presenters import chance_intervals
from dashboard.presenters.lookups.catalogue import Benchmark
from dashboard.presenters.lookups.page_inputs import PageInputs, PublishedPeriods
from dashboard.view_models import (
    CellKey,
    ChartPoint,
    ChartView,
    FigureView,
    MeasureView,
    ReferenceLine,
    Sentence,
    SeriesBreak,
)
from dashboard.wording import chart_text, formatting, remarks
from dashboard.wording.window_names import EACH_PERIOD


def variation_limits(series: Sequence[float | None]) -> tuple[float, float, float] | None:
    """Return lower limit, mean and upper limit of a series; None with too few shown values.

    Mean ± factor × mean moving range of the first shown values, as many as the county's policy
    asks for; a moving range is taken between neighbouring quarters only, so that a gap adds none.
    """
    policy = county_policy()
    count = policy.variation_points
    positions = [position for position, value in enumerate(series) if value is not None][:count]
    if len(positions) < count:
        return None
    values = [value for value in (series[position] for position in positions) if value is not None]
    ranges = [
        abs(values[i + 1] - values[i])
        for i in range(count - 1)
        if positions[i + 1] == positions[i] + 1
    ]
    mean = sum(values) / count
    width = policy.variation_factor * sum(ranges) / len(ranges) if ranges else 0.0
    return mean - width, mean, mean + width


def points_of(
    source: PageInputs, periods: PublishedPeriods, area: str, panel: str
) -> tuple[ChartPoint, ...]:
    """Return a measure's points in an area, one a quarter or a year; the last is the newest."""
    points = []
    for position, quarter in enumerate(source.quarters):
        figure = source.figures.get(periods.newest(area)._replace(quarter=quarter))
        if figure is not None and quarter in periods.quarters:
            points.append(ChartPoint(panel, position, quarter, figure))
    return tuple(points)


def breaks_of(source: PageInputs, measure: MeasureView) -> tuple[SeriesBreak, ...]:
    """Return the breaks and events within the release's quarters that touch the measure."""
    drawn = []
    for change in source.catalogue.world_changes:
        quarter = Quarter.of(change.day)
        if change.touches(measure) and str(quarter) in source.quarters:
            days = (quarter.last_day - quarter.first_day).days
            position = source.quarters.index(str(quarter)) - 0.5
            position += (change.day - quarter.first_day).days / days
            drawn.append(
                SeriesBreak(position, change.day, change.description, is_event=not change.is_break)
            )
    return tuple(drawn)


def shaded_of(measure: MeasureView, window: str, points: Sequence[ChartPoint]) -> list[int]:
    """Return the places whose window looks back to days before the first that is held.

    Only a measure that looks back over earlier rows has any.
    """
    if not measure.look_back_days:
        return []
    held = [point.label for point in points if point.figure.shown != "x"]
    first = Quarter.parse(held[0]).window_first_day(window) if held else date.min
    return [
        point.position
        for point in points
        if (Quarter.parse(point.label).window_first_day(window) - first).days
        < measure.look_back_days
    ]


def benchmarks_of(source: PageInputs, measure: MeasureView) -> list[Benchmark]:
    """Return the benchmarks that were known at the quarter's end: none from its future."""
    day = Quarter.parse(source.latest).last_day
    found = source.catalogue.benchmarks(measure.measure_id)
    return [b for b in found if b.period_end is None or b.period_end <= day]


def newest_benchmarks(source: PageInputs, measure: MeasureView) -> list[Benchmark]:
    """Return the benchmarks to name: of each source and kind the newest that was known."""
    newest = {
        (b.source, b.is_comparable, b.period_end is None): b for b in benchmarks_of(source, measure)
    }
    return list(newest.values())


def drawn_benchmark(source: PageInputs, measure: MeasureView) -> list[Benchmark]:
    """Return the benchmark that a measure is held against, if any: the newest one known."""
    found = [b for b in benchmarks_of(source, measure) if b.is_comparable]
    dated = [b for b in found if b.period_end is not None]
    return dated[-1:] or [b for b in found if b.period_end is None][:1]


def benchmark_gap(source: PageInputs, measure: MeasureView) -> list[Sentence]:
    """Return in words how the county's figure differs from the benchmark beyond chance."""
    county = source.catalogue.county.area_code
    periods = source.periods(measure, measure.default_window, county)
    figure = source.figures.get(periods.newest(county))
    interval = chance_intervals.interval_of(measure.kind, figure) if figure else None
    said = []
    for benchmark in drawn_benchmark(source, measure):
        value = benchmark.value / 100 if measure.is_share else benchmark.value
        if figure and interval and not interval[0] <= value <= interval[1]:
            how = "lower" if interval[1] < value else "higher"
            text = remarks.benchmark_gap(
                figure.text, how, benchmark.title, benchmark.value, benchmark.unit
            )
            said.append(Sentence(text, (figure.part(),)))
    return said


def _benchmark_lines(source: PageInputs, measure: MeasureView, panel: str) -> list[ReferenceLine]:
    chosen = drawn_benchmark(source, measure)
    return [
        ReferenceLine(
            "benchmark",
            b.value / 100 if measure.is_share else b.value,
            f"{b.source} {formatting.number(b.value)}{'%' if measure.is_share else ''}",
            panel,
        )
        for b in chosen
    ]


def _baseline_line(points: Sequence[ChartPoint], panel: str) -> list[ReferenceLine]:
    year_before = str(Quarter.parse(points[-1].label).plus(-4))
    for point in points:
        figure = point.figure
        if point.label == year_before and figure.is_shown and figure.value is not None:
            said = chart_text.LAST_YEAR.format(figure=figure.text)
            return [ReferenceLine("baseline", figure.value, said, panel, (figure.part(),))]
    return []


def _variation_lines(
    points: Sequence[ChartPoint], window: str, panel: str, is_share: bool
) -> list[ReferenceLine]:
    """Return the mean and limits of a quarterly series with enough shown quarters.

    Rolling years share quarters with one another: their moving range says nothing of chance, so
    they carry no limits.
    """
    limits = (
        variation_limits([point.figure.value for point in points]) if window == "quarter" else None
    )
    if limits is None:
        return []
    low, mean, high = limits
    lines = [ReferenceLine("mean", mean, "mean", panel)]
    lines += [ReferenceLine("limit", high, "limit", panel)] if not is_share or high <= 1 else []
    return lines + ([ReferenceLine("limit", low, "limit", panel)] if low > 0 else [])


def is_within_variation(points: Sequence[ChartPoint], window: str) -> bool | None:
    """Return whether the latest figure lies within expected variation; None without limits."""
    limits = variation_limits([p.figure.value for p in points]) if window == "quarter" else None
    latest = points[-1].figure.value if points else None
    if limits is None or latest is None:
        return None
    return limits[0] <= latest <= limits[2]


def _target_line(
    source: PageInputs, measure: MeasureView, window: str, area: str
) -> list[ReferenceLine]:
    target = measure.target_value
    if target is None or (measure.target_window, measure.target_area) != (window, area):
        return []
    if measure.target_kind == "reduction":  # the target is a share of a baseline, not a level
        return []
    said = formatting.value_text(measure.kind, measure.unit, target, None)
    return [ReferenceLine("target", target, f"target {said}", source.catalogue.area_name(area))]


def _course(periods: PublishedPeriods, points: Sequence[ChartPoint]) -> list[FigureView | None]:
    """Return a figure for each quarter or year, None where a release has none."""
    by_quarter = {point.label: point.figure for point in points}
    return [by_quarter.get(quarter) for quarter in periods.quarters]


def trend(
    source: PageInputs, measure: MeasureView, window: str, area: str, chart_id: str
) -> ChartView:
    """Return the chart of a measure in one area over all quarters, or years."""
    name = source.catalogue.area_name(area)
    periods = source.periods(measure, window, area)
    points = points_of(source, periods, area, name)
    lines = _baseline_line(points, name) if source.is_compared(periods, area) else []
    lines += _variation_lines(points, periods.window, name, measure.is_share)
    if area == source.catalogue.county.area_code:
        lines += _benchmark_lines(source, measure, name)
    lines += _target_line(source, measure, periods.window, area)
    shaded = tuple(shaded_of(measure, periods.window, points))
    described = chart_text.describe_trend(
        measure.name, name, periods.name, points, lines, bool(shaded)
    )
    is_yearly = periods.is_yearly
    return ChartView(
        id=chart_id, kind="trend",
        headline=chart_text.trend_headline(measure, points, lines, is_yearly=is_yearly),
        title=f"{measure.name}, {name}, {EACH_PERIOD[periods.name]}", description=described,
        is_share=measure.is_share, quarters=source.quarters, points=points, lines=tuple(lines),
        breaks=breaks_of(source, measure), shaded=shaded,
        drawn=periods.of_each(area),
        unchanged=chart_text.unchanged_trend(
            _course(periods, points), lines, is_yearly=is_yearly
        ),
    )  # fmt: skip


def _bars_headline(
    source: PageInputs,
    measure: MeasureView,
    points: Sequence[ChartPoint],
    window: str,
) -> Sentence:
    """Return what a bar chart shows; public events, such as homicide reviews, are never ranked."""
    if measure.measure_id in source.catalogue.publication_rules.public_counts:
        return Sentence("")
    whole = points[0].figure.key._replace(breakdown="all", category="all")
    is_part = measure.kind in ("count", "stock") and not measure.is_share
    return chart_text.bars_headline(
        measure,
        [p for p in points if source.catalogue.is_answer(p.figure.key.category)] or points,
        partial(chance_intervals.differ, measure.kind),
        source.figures.get(whole) if is_part else None,
        window,
    )


def multiples(
    source: PageInputs, measure: MeasureView, window: str, chart_id: str
) -> ChartView | None:
    """Small charts on one scale, one for each area at the measure's finest level."""
    points: list[ChartPoint] = []
    lines: list[ReferenceLine] = []
    areas = source.catalogue.areas_of(measure.areas)
    periods = source.periods(measure, window, areas[0].area_code)
    for area in areas:
        found = points_of(source, periods, area.area_code, area.name)
        points += found
        lines += _target_line(source, measure, periods.window, area.area_code) if found else []
    latest = [point for point in points if point.label == periods.latest]
    if not latest:
        return None
    courses = [
        _course(periods, [point for point in points if point.panel == panel])
        for panel in dict.fromkeys(point.panel for point in points)
    ]
    return ChartView(
        id=chart_id, kind="multiples", headline=chart_text.areas_headline(
            measure, latest, partial(chance_intervals.differ, measure.kind)
        ),
        title=f"{measure.name} by area, {EACH_PERIOD[periods.name]}",
        description=chart_text.describe_multiples(measure, periods.name, latest),
        is_share=measure.is_share, quarters=source.quarters, points=tuple(points),
        lines=tuple(lines), breaks=breaks_of(source, measure),
        shaded=tuple(sorted(set(shaded_of(measure, periods.window, points)))),
        drawn=periods.of_each("*"),
        unchanged=chart_text.unchanged_areas(courses, lines, is_yearly=periods.is_yearly),
    )  # fmt: skip


def bars(
    source: PageInputs,
    measure: MeasureView,
    breakdown: str,
    window: str,
    quarter: str,
    chart_id: str,
) -> ChartView | None:
    """Return a bar for each category of a breakdown, in the county, in one window."""
    county = source.catalogue.county.area_code
    key = CellKey(measure.measure_id, window, quarter, county, breakdown)
    known = source.figures.categories(measure.measure_id, breakdown)
    points: list[ChartPoint] = []
    for category in source.catalogue.ordered_categories(breakdown, known):
        figure = source.figures.get(key._replace(category=category))
        if figure is not None:
            label = source.catalogue.category(breakdown, category)
            points.append(ChartPoint("", len(points), label, figure))
    if not points:
        return None
    by = source.catalogue.breakdown(breakdown)
    window_words = formatting.window_in_words(measure, key)
    said_of = "" if quarter == source.latest else window_words  # what is older must say so
    return ChartView(
        id=chart_id, kind="bars", headline=_bars_headline(source, measure, points, said_of),
        title=f"{measure.name} by {by}, {window_words}",
        description=chart_text.describe_bars(measure, by, points), is_share=measure.is_share,
        quarters=source.quarters, points=tuple(points),
        drawn=key._replace(category="*").part(),
    )  # fmt: skip
