"""Charts hold only what is shown, start at zero, and are one accessible image each."""

import json
import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from dashboard.charts import palette, vega_spec
from dashboard.charts.overview_picture import delivery_counts, overview_png
from dashboard.charts.svg_cleanup import lean
from dashboard.charts.vega_data import DIGIT, HEIGHT, PANEL_WIDTH, WIDTH
from dashboard.outputs.data.data_files import write_data
from dashboard.outputs.site import static_site
from dashboard.presenters.chart_series import (
    benchmark_gap,
    benchmarks_of,
    breaks_of,
    newest_benchmarks,
    shaded_of,
    trend,
)
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.figure_index import FigureIndex
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.presenters.lookups.shown_progress import ProgressIndex
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import (
    CellKey,
    ChartPoint,
    ChartView,
    FigureView,
    ReferenceLine,
    Sentence,
)
from dashboard.wording.judgement_words import DELIVERY
from dashboard.wording.remarks import benchmark_remark, break_remark

SVG = "{http://www.w3.org/2000/svg}"
QUARTERS = tuple(f"{y}-{y % 100 + 1}-Q{n}" for y in range(2010, 2020) for n in (1, 2, 3, 4))


def chart_of(
    series: list, kind: str = "trend", lines: tuple[ReferenceLine, ...] = (), **more
) -> ChartView:
    """A chart of a made-up series; a text in the series is a cell that is not shown."""
    points = []
    for place, value in enumerate(series):
        is_shown = not isinstance(value, str)
        key = CellKey("m", "quarter", QUARTERS[place], "a")
        given = float(value) if is_shown else None
        text = f"{value}" if is_shown else f"[{value}]"
        shown = "value" if is_shown else value
        figure = FigureView(key, shown, "complete", given, given, None, text)
        points.append(
            ChartPoint("", place, QUARTERS[place] if kind != "bars" else f"b{place}", figure)
        )
    quarters = QUARTERS[: len(series)]
    described = Sentence("What is drawn.")
    headline = Sentence("What it shows")
    given = (False, quarters, tuple(points), lines)
    return ChartView("c", kind, headline, "Title", described, *given, **more)


def rows_of(chart: ChartView) -> list[dict]:
    return vega_spec.vega_lite(chart)["data"]["values"]


def parameters_of(chart: ChartView) -> dict:
    return {p["name"]: p["value"] for p in vega_spec.vega_lite(chart)["params"]}


def texts_of(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_every_scale_starts_at_zero():
    assert parameters_of(chart_of([50, 60, 70]))["low"] == 0
    assert (
        parameters_of(chart_of([50, 60], lines=(ReferenceLine("target", 90, "t", ""),)))["high"]
        > 90
    )
    assert parameters_of(chart_of([-5, 60]))["low"] == -5


@pytest.mark.parametrize(("highest", "is_share"), [(0.01, True), (0.02, True), (1, False)])
def test_no_two_marks_of_a_scale_say_the_same(highest: float, is_share: bool):
    """Where all is 1%, a mark of half a percent would say 1% too."""
    drawing = vega_spec.draw(replace(chart_of([0, highest]), is_share=is_share))
    marks = re.findall(r'<text x="-2"[^>]*>([^<]*)</text>', drawing)
    assert marks == (["0%", "1%", "2%"] if is_share else ["0", "1", "2"])


def test_a_cell_that_is_not_shown_is_a_gap_with_its_shorthand():
    rows = rows_of(chart_of([5, "c", 7]))
    assert [row["y"] for row in rows if row["k"] == "point"] == [5, None, 7]
    assert [(row["x"], row["t"]) for row in rows if row["k"] == "gap"] == [(1, "[c]")]
    svg = vega_spec.draw(chart_of([5, "c", 7]))
    assert "[c]" in texts_of(svg)
    assert "L" not in _line_path(svg), "the line does not cross the gap"


def _line_path(svg: str) -> str:
    paths = [p for p in ET.fromstring(svg).iter(f"{SVG}path") if p.get("stroke") == vega_spec.BLUE]
    return next(p.get("d", "") for p in paths if p.get("stroke-width") == "2")


def test_a_bar_of_a_hidden_cell_has_no_length():
    rows = rows_of(chart_of([5, "c"], "bars"))
    assert [(row["y"], row["t"]) for row in rows] == [(5, "5"), (0, "[c]")]


def test_the_first_and_the_newest_point_carry_their_number_away_from_the_line():
    rows = rows_of(chart_of([40, 5, 90, 5, 20, 50, 60, 70]))  # down from 40, up to 70
    assert {(row["k"], row["x"], row["t"]) for row in rows if row.get("t")} == {
        ("point", 0, "40"), ("point", 7, "70"),
    }  # fmt: skip
    rows = rows_of(chart_of([40, 90, 50, 60]))
    assert [(row["x"], row["t"]) for row in rows if row["k"] == "below"] == [(0, "40")]
    assert [(row["x"], row["t"]) for row in rows if row["k"] == "point" and row["t"]] == [(3, "60")]
    rows = rows_of(chart_of([1, 90, 80]))  # too close to zero for room below
    assert [row["t"] for row in rows if row["k"] == "point" and row["t"]] == ["1"]
    assert [row["t"] for row in rows if row["k"] == "below"] == ["80"]


def test_a_drawing_is_one_image_named_by_title_and_description():
    root = ET.fromstring(vega_spec.draw(chart_of([1, 2, 3])))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-t c-d"
    assert int(root.get("width")) > int(root.get("height")) > 0
    assert root.find(f"{SVG}title").text == "Title"
    assert root.find(f"{SVG}desc").text == "What is drawn."
    inner = [e for e in root.iter() if e is not root]
    assert not [e for e in inner if e.get("role") or any(a.startswith("aria") for a in e.attrib)]


@pytest.mark.parametrize("kind", ["trend", "multiples", "bars"])
def test_the_same_chart_gives_the_same_bytes(kind):
    chart = chart_of([1, "x", 3, 4, 9], kind)
    assert vega_spec.draw(chart) == vega_spec.draw(chart)


def test_target_and_limits_are_drawn_and_named():
    lines = (ReferenceLine("target", 12, "target 12", ""), ReferenceLine("limit", 3, "limit", ""))
    svg = vega_spec.draw(chart_of([1, 2, 3], lines=lines))
    assert "target 12" in texts_of(svg)
    assert vega_spec.PLUM in svg
    assert "limit" in texts_of(svg)


def test_the_names_of_close_lines_do_not_lie_on_one_another():
    lines = tuple(ReferenceLine("limit", value, "limit", "") for value in (10, 10.1, 10.2))
    rows = [row for row in rows_of(chart_of([9, 10, 11], lines=lines)) if row["k"] == "label"]
    places = [row["y"] for row in rows]
    high = parameters_of(chart_of([9, 10, 11], lines=lines))["high"]
    apart = [(b - a) / high * HEIGHT for a, b in pairwise(places)]
    assert all(each >= 11 for each in apart)


def test_a_long_name_of_a_bar_takes_two_lines():
    chart = chart_of([5, 6], "bars")
    point = replace(chart.points[0], label="Cherwell Domestic Violence Action Plan")
    svg = vega_spec.draw(replace(chart, points=(point, chart.points[1])))
    assert "Cherwell Domestic ViolenceAction Plan" in texts_of(svg)


@pytest.mark.parametrize("kind", ["trend", "multiples"])
@pytest.mark.parametrize("newest", [5, 3388, "1,204,556"])
def test_the_newest_number_ends_before_the_names_of_lines(kind: str, newest: int | str):
    line = ReferenceLine("limit", 3000, "limit", "")
    chart = chart_of([2900] * 12, kind, lines=(line,))
    figure = replace(chart.points[-1].figure, text=str(newest))
    chart = replace(chart, points=(*chart.points[:-1], replace(chart.points[-1], figure=figure)))
    quarters = parameters_of(chart)["last"] + 0.5
    width = WIDTH if kind == "trend" else PANEL_WIDTH
    room = (quarters - 11.5) * width / quarters
    assert room >= DIGIT * len(str(newest)) / 2 - 1e-6
    assert quarters == 12 or newest != 5


def test_the_baseline_runs_from_the_quarter_a_year_before():
    chart = chart_of([5, 6, 7, 8, 9])
    line = ReferenceLine("baseline", 5, "a year before 5", "", (chart.points[0].figure.part(),))
    rows = rows_of(chart_of([5, 6, 7, 8, 9], lines=(line,)))
    assert [(r["x"], r["x2"], r["y"]) for r in rows if r["k"] == "baseline"] == [(0, 4, 5)]


def test_no_hidden_value_reaches_the_chart(release):
    for chart in list(release.charts)[:40]:
        given = json.dumps(vega_spec.vega_lite(chart))
        assert "Infinity" not in given
        assert "NaN" not in given


def test_breaks_stand_between_the_quarters_where_they_fall(tables, published):
    catalogue = Catalogue(tables)
    figures = FigureIndex(published.values, catalogue.measures)
    span = tuple(f"{y}-{y % 100 + 1}-Q{n}" for y in (2019, 2020) for n in (1, 2, 3, 4))
    measure = catalogue.measures["marac_cases"]
    source = PageInputs(catalogue, figures, span, progress_of(tables, published, span[-1]))
    found = breaks_of(source, measure)
    assert [str(b.day) for b in found] == ["2020-03-23"]
    assert 3.3 < found[0].position < 3.5
    assert found[0].is_event
    homeless = catalogue.measures["homelessness_da_share"]
    drawn = breaks_of(source, homeless)
    days = {str(series_break.day): series_break.is_event for series_break in drawn}
    assert days == {"2020-03-23": True, "2020-07-01": False}
    assert break_remark(drawn[0]) == "23 March 2020: First Covid-19 restrictions."
    assert break_remark(drawn[1]).startswith(
        "Do not compare figures before and after 1 July 2020. "
    )


def progress_of(tables, published, quarter: str) -> ProgressIndex:
    return ProgressIndex(tables, published, quarter, "2018-19-Q1")


def test_last_years_figure_is_drawn_only_where_the_two_are_compared(tables, published):
    catalogue = Catalogue(tables)
    measure, county = catalogue.measures["marac_cases"], catalogue.county.area_code
    figures = FigureIndex(published.values, catalogue.measures)
    quarters = tuple(sorted(set(published.values["quarter"])))

    def lines(tables: WarehouseTables) -> set[str]:
        progress = progress_of(tables, published, quarters[-1])
        source = PageInputs(catalogue, figures, quarters, progress)
        return {line.kind for line in trend(source, measure, "quarter", county, "c").lines}

    assert "baseline" in lines(tables)
    broken = tables.progress.copy()
    is_it = (broken["measure_id"] == "marac_cases") & (broken["quarter"] == quarters[-1])
    broken.loc[is_it, "comparison"] = "definition_changed"
    broken.loc[is_it, ["baseline", "change", "direction"]] = None
    assert "baseline" not in lines(replace(tables, progress=broken))


def test_a_benchmark_that_counts_otherwise_is_named_and_not_drawn(tables, published):
    catalogue = Catalogue(tables)
    figures = FigureIndex(published.values, catalogue.measures)
    measure = catalogue.measures["marac_bamer_rate"]
    quarters = tuple(sorted(set(published.values["quarter"])))
    progress = progress_of(tables, published, quarters[-1])
    source = PageInputs(catalogue, figures, (*quarters, "2021-22-Q1"), progress)
    benchmarks = benchmarks_of(source, measure)
    assert [b.source for b in benchmarks if not b.is_comparable] == ["Census 2021"]
    chart = trend(source, measure, "rolling_year", catalogue.county.area_code, "c")
    drawn = [line.label for line in chart.lines if line.kind == "benchmark"]
    assert drawn == ["SafeLives 15%"]
    census = benchmarks[-1]
    told = benchmark_remark(
        census.title, census.value, census.unit, is_comparable=census.is_comparable
    )
    assert told == (
        "Population that is not White British (Census 2021): 23.2%. It counts something different, "
        "so it is not drawn."
    )
    named = [b.title for b in newest_benchmarks(source, catalogue.measures["marac_cases_per_10k"])]
    assert named == [
        "UK average (SafeLives, year to June 2019)",
        "Level that SafeLives recommends",
    ]


def test_a_benchmark_of_the_future_is_neither_named_nor_drawn_nor_compared(tables, published):
    """Of a quarter for which none was known there is none, rather than one that is to come."""
    catalogue = Catalogue(tables)
    figures = FigureIndex(published.values, catalogue.measures)
    quarters = tuple(sorted(set(published.values["quarter"])))
    progress = progress_of(tables, published, quarters[-1])
    measure = catalogue.measures["marac_cases_per_10k"]
    county = catalogue.county.area_code
    later = tables.benchmarks[tables.benchmarks["period_end"].notna()].copy()
    assert measure.measure_id in set(later["measure_id"])
    for day, count in (("2019-09-30", 1), ("2019-10-01", 0)):
        later["period_end"] = pd.Timestamp(day)
        known = Catalogue(replace(tables, benchmarks=later))
        source = PageInputs(known, figures, quarters, progress)
        chart = trend(source, measure, "rolling_year", county, "c")
        assert [line.kind for line in chart.lines].count("benchmark") == count
        assert len(newest_benchmarks(source, measure)) == count
        assert len(benchmark_gap(source, measure)) <= count
        assert bool(benchmarks_of(source, measure)) == bool(count)


@pytest.mark.parametrize("count", [4, 8, 12, 20, 40])
@pytest.mark.parametrize("size", [1, 1_000, 1_000_000])
def test_the_numbers_of_points_leave_each_other_room(count, size):
    """Large counts beside one another would be printed one over the other."""
    chance = random.Random(f"{count} {size}")
    chart = chart_of([chance.randint(size, 9 * size) for _ in range(count)])
    kinds = ("point", "below")
    told = [(row["x"], row["t"]) for row in rows_of(chart) if row["k"] in kinds and row["t"]]
    assert told[-1][0] == count - 1, "the newest is told"
    step = WIDTH / count
    for (one, left), (other, right) in pairwise(told):
        assert (other - one) * step >= DIGIT * (len(left) + len(right)) / 2


def test_a_truncated_look_back_is_shaded(release):
    drawn = {c.id: c for c in release.charts}
    chart = drawn["incidents-repeat-victim-rate-trend"]
    first = next(p.label for p in chart.points if p.figure.shown != "x")
    shaded = [chart.quarters[place] for place in chart.shaded]
    assert first in shaded
    assert not drawn["incidents-recorded-trend"].shaded
    measure = next(m for m in release.measures if m.look_back_days)
    assert shaded_of(measure, "rolling_year", chart.points) == [p.position for p in chart.points]
    quarters = drawn["incidents-recorded-trend"].points
    assert shaded_of(measure, "quarter", quarters) == [0, 1, 2, 3], "a year from the first quarter"


def test_vega_labels_and_roles_are_gone():
    raw = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9"><g role="a">'
        '<g transform="translate(0,0)"><path aria-label="v: 7" role="b" d="M1.23456,2L3,4"/>'
        '<text transform="translate(1.04,2)"> x</text></g></g></svg>'
    )
    made = lean(raw, "i", "T", "D")
    assert "v: 7" not in made
    assert 'd="M1.2,2L3,4"' in made
    assert '<text x="1" y="2"> x</text>' in made


def test_the_stylesheet_has_the_colours_of_the_charts():
    style = (Path(static_site.__file__).parent / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w+);", style.partition("}")[0]))
    assert (
        colours.items()
        >= {
            "ink": palette.TEXT,
            "quiet": palette.QUIET,
            "line": palette.LINE,
            "blue": palette.BLUE.lower(),
            "pale": palette.PALE,
        }.items()
    )
    assert f"background: {palette.PLUM}" in style


def test_the_picture_of_an_overview_counts_the_deliveries_of_the_current_plan(
    release, tables, published, tmp_path
):
    write_data(tmp_path / "data", published_tables(tables, published, release))
    counts = delivery_counts(tmp_path).groupby("delivery")["activities"].sum()
    told = {total.code: len(total.activities) for total in release.overview.delivery}
    assert counts.to_dict() == {code: count for code, count in told.items() if count}
    assert set(palette.DELIVERY_COLOURS) == set(DELIVERY)
    assert overview_png(tmp_path).startswith(b"\x89PNG")
