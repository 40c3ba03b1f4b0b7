"""Charts as SVG: Vega-Altair templates filled with a chart's data, drawn by vl-convert.

Each kind of chart is described once with Altair; a chart only puts its rows and a few numbers into
that description, which is a hundred times faster than describing it anew.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache

import altair as alt

from dashboard.charts.palette import BLUE, GRID, ORANGE, PLUM, QUIET, SHADE, TEAL, TEXT
from dashboard.charts.svg_cleanup import ChartDrawing, drawn
from dashboard.charts.vega_data import (
    BAR_LINES,
    HEIGHT,
    PANEL_HEIGHT,
    PANEL_WIDTH,
    WIDTH,
    bar_rows,
    parameters,
    time_rows,
)
from dashboard.view_models import ChartView

LINE_COLOURS = {"target": PLUM, "benchmark": TEAL, "mean": QUIET, "limit": QUIET}
LINE_DASHES = {"target": [6, 3], "benchmark": [8, 2, 2, 2], "mean": [1, 0], "limit": [4, 4]}

_PANEL_COLUMNS = 5
_BAR_STEP, _TALL_BAR_STEP = 22, 29
_PROVISIONAL = " && datum.partial"


def _rows(kind: str) -> str:
    return f"datum.k === '{kind}'"


def _time_layers(size: int, width: int) -> list[alt.Chart]:
    """Return the layers of a chart over quarters: shade, breaks, lines, series, points, gaps."""
    x = alt.X("x:Q")
    y = alt.Y("y:Q")
    base = alt.Chart()
    shade = base.transform_filter(_rows("shade")).mark_rect(color=SHADE).encode(x=x, x2="x2:Q")
    breaks = base.transform_filter(_rows("break"))
    lines = base.transform_filter(_rows("line"))
    colours = alt.Scale(domain=list(LINE_COLOURS), range=list(LINE_COLOURS.values()))
    dashes = alt.Scale(domain=list(LINE_DASHES), range=list(LINE_DASHES.values()))
    points = base.transform_filter(_rows("point"))
    half = base.transform_filter(_rows("point") + _PROVISIONAL)
    return [
        shade,
        breaks.mark_rule(color=QUIET, strokeDash=[1, 3]).encode(x=x),
        lines.mark_rule(strokeWidth=1.5).encode(
            y=y,
            color=alt.Color("c:N", scale=colours, legend=None),
            strokeDash=alt.StrokeDash("c:N", scale=dashes, legend=None),
        ),
        base.transform_filter(_rows("label"))
        .mark_text(align="left", baseline="middle", dx=4, fontSize=size, lineBreak="|")
        .encode(x=alt.value(width), y=y, text="t:N"),
        base.transform_filter(_rows("baseline"))
        .mark_rule(color=ORANGE, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(x=x, x2="x2:Q", y=y),
        points.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y=y),
        points.mark_circle(color=BLUE, size=28, opacity=1).encode(x=x, y=y),
        half.mark_circle(color="white", size=9, opacity=1).encode(x=x, y=y),
        points.mark_text(dy=-8, fontSize=size + 1, fontWeight="bold").encode(x=x, y=y, text="t:N"),
        base.transform_filter(_rows("below"))
        .mark_text(dy=13, fontSize=size + 1, fontWeight="bold")
        .encode(x=x, y=y, text="t:N"),
        base.transform_filter(_rows("gap"))
        .mark_text(dy=-6, fontSize=size, color=QUIET)
        .encode(x=x, y=y, text="t:N"),
    ]


def _configured(chart: alt.TopLevelMixin) -> dict:
    # Vega's own descriptions of marks would be dropped: a drawing has one, of all of it.
    plain = chart.configure(background="transparent", font="sans-serif", padding=2, aria=False)
    styled = plain.configure_view(stroke=None)
    found: dict = styled.configure_axis(
        labelColor=TEXT, domainColor=QUIET, tickColor=QUIET, gridColor=GRID, labelFontSize=11
    ).to_dict()
    return found


def _axes(layers: list[alt.Chart], ticks: int, size: int) -> alt.LayerChart | alt.FacetChart:
    """Return a layered chart with axes that are set by the parameters of `_fill`."""
    number = "isShare ? format(datum.value, '.0%') : format(datum.value, ',')"
    vertical = alt.Axis(
        title=None, tickCount=ticks, tickMinStep=alt.ExprRef("step"), labelExpr=number,
        domain=False, ticks=False, labelFontSize=size,
    )  # fmt: skip
    across = alt.Axis(
        title=None, values=alt.ExprRef("places"), labelExpr="labels[datum.value]", grid=False,
        tickSize=3, labelFontSize=size, labelLineHeight=size + 2, labelOverlap=False,
        labelFlush=False,
    )  # fmt: skip
    y_scale = alt.Scale(domainMin=alt.ExprRef("low"), domainMax=alt.ExprRef("high"), nice=False)
    x_scale = alt.Scale(domainMin=-0.5, domainMax=alt.ExprRef("last"), nice=False)
    blank = alt.Chart().transform_filter(_rows("point")).mark_point(opacity=0)
    frame = blank.encode(
        x=alt.X("x:Q", axis=across, scale=x_scale), y=alt.Y("y:Q", axis=vertical, scale=y_scale)
    )
    return alt.layer(frame, *layers).add_params(
        *(alt.param(name=name, value=value) for name, value in _PARAMETERS.items())
    )


_PARAMETERS: Mapping[str, object] = {
    "isShare": False, "step": 1, "low": 0, "high": 1, "last": 1, "places": [], "labels": [],
}  # fmt: skip


@cache
def _template(kind: str) -> dict:
    """Return a kind of chart as Vega-Lite without its rows."""
    if kind == "trend":
        chart: alt.TopLevelMixin = _axes(_time_layers(11, WIDTH), 4, 11).properties(
            data=alt.InlineData([]), width=WIDTH, height=HEIGHT
        )
    elif kind == "multiples":
        layered = _axes(_time_layers(10, PANEL_WIDTH), 3, 10)
        chart = (
            layered.properties(width=PANEL_WIDTH, height=PANEL_HEIGHT)
            .facet(
                data=alt.InlineData([]),
                facet=alt.Facet("p:N", sort=None, title=None).header(
                    labelAnchor="start", labelFontSize=11, labelFontWeight="bold",
                    labelColor=TEXT, labelPadding=4, labelExpr="split(datum.label, '|')",
                ),
                columns=_PANEL_COLUMNS, spacing=12,
            )
            .resolve_axis(x="independent")
        )  # fmt: skip
    else:
        chart = _bars()
    return _configured(chart)


def _bars() -> alt.TopLevelMixin:
    """Bars with their names to the left and their numbers to the right.

    The names are marks of their own: an axis cannot centre a name of two lines on its bar.
    """
    band = alt.Y("p:N", sort=None, axis=None)
    rows = alt.Chart(alt.InlineData([])).encode(y=band)
    x = alt.X("y:Q", axis=None, scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef("high")))
    names = [
        rows.transform_filter(f"datum.lines === {lines}")
        .mark_text(
            align="right", dx=-6, dy=-6 * (lines - 1), fontSize=11, color=TEXT,
            lineBreak="|", lineHeight=12,
        )
        .encode(x=alt.value(0), text="p:N")
        for lines in range(1, BAR_LINES + 1)
    ]  # fmt: skip
    bars = rows.mark_bar(color=BLUE, height=15).encode(x=x)
    numbers = rows.mark_text(align="left", dx=4, fontSize=11, color=TEXT)
    layers = [bars, numbers.encode(x=x, text="t:N"), *names]
    drawn = alt.layer(*layers).properties(width=200, height=alt.Step(_BAR_STEP))
    return drawn.add_params(alt.param(name="high", value=1))


def vega_lite(chart: ChartView) -> dict:
    """Return a chart's Vega-Lite description with its rows, which hold shown values only."""
    spec = deepcopy(_template(chart.kind))
    rows = bar_rows(chart) if chart.kind == "bars" else time_rows(chart)
    spec["data"] = {"values": rows}
    filled = parameters(chart)
    for parameter in spec["params"]:
        parameter["value"] = filled[parameter["name"]]
    if any("|" in row["p"] for row in rows) and chart.kind == "bars":
        spec["height"]["step"] = _TALL_BAR_STEP
    holder = spec["spec"] if chart.kind == "multiples" else spec
    holder["layer"] = [layer for layer in holder["layer"] if _has_rows(layer, rows)]
    return spec


def _has_rows(layer: dict, rows: list[dict]) -> bool:
    """Return whether a layer has anything to draw; an empty layer costs as much as a full one."""
    kept = layer.get("transform", [{}])[0].get("filter")
    if kept is None or "datum.lines" in kept:
        return kept is None or any(kept.endswith(f"{row['lines']}") for row in rows)
    if kept == _rows("point") + _PROVISIONAL:
        return any(row.get("partial") for row in rows)
    return any(kept == _rows(row["k"]) for row in rows)


def draw(chart: ChartView) -> str:
    """Return a chart as a lean SVG without inner roles, named by its title and description."""
    return drawn(order(chart))


def order(chart: ChartView) -> ChartDrawing:
    """All that is needed to draw a chart, in a process that knows nothing of charts."""
    return ChartDrawing(chart.id, chart.title, chart.description.text, vega_lite(chart))
