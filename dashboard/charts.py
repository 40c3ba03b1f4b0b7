"""Charts as SVG: Vega-Altair templates filled with a chart's data, drawn by vl-convert.

Each kind of chart is described once with Altair; a chart only puts its rows and a few numbers into
that description, which is a hundred times faster than describing it anew. All marks share one list
of rows, told apart by `k`.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from math import ceil
from textwrap import wrap

import altair as alt

from dashboard.model import Chart, Line, Point
from dashboard.quarters import Quarter
from dashboard.svg import Order, drawn

BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
TEXT, QUIET, GRID, SHADE = "#0b0c0c", "#505a5f", "#dfe2e4", "#e9ecee"
LINE_COLOURS = {"target": PLUM, "benchmark": TEAL, "mean": QUIET, "limit": QUIET}
LINE_DASHES = {"target": [6, 3], "benchmark": [8, 2, 2, 2], "mean": [1, 0], "limit": [4, 4]}

_WIDTH, _HEIGHT = 300, 150
_PANEL_WIDTH, _PANEL_HEIGHT, _PANEL_COLUMNS = 128, 70, 2
_PANEL_NAME = 26  #: letters of a panel's name on one line
_BAR_STEP = 22
#: With more quarters than this only some points carry their number, and some quarters a label.
_FEW_QUARTERS = 8
_MOST_LABEL = 26


_PROVISIONAL = " && datum.partial"


def _rows(kind: str) -> str:
    return f"datum.k === '{kind}'"


def _time_layers(size: int, width: int) -> list[alt.Chart]:
    """The layers of a chart over quarters: shade, breaks, lines, series, points, gaps."""
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
        lines.mark_text(align="left", dx=4, fontSize=size, lineBreak="|").encode(
            x=alt.value(width), y=y, text="t:N"
        ),
        base.transform_filter(_rows("baseline"))
        .mark_rule(color=ORANGE, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(x=x, x2="x2:Q", y=y),
        points.mark_line(color=BLUE, strokeWidth=2).encode(x=x, y=y),
        points.mark_circle(color=BLUE, size=28, opacity=1).encode(x=x, y=y),
        half.mark_circle(color="white", size=9, opacity=1).encode(x=x, y=y),
        points.mark_text(dy=-8, fontSize=size + 1, fontWeight="bold").encode(x=x, y=y, text="t:N"),
        base.transform_filter(_rows("gap"))
        .mark_text(dy=-6, fontSize=size, color=QUIET)
        .encode(x=x, y=y, text="t:N"),
    ]


def _configured(chart: alt.TopLevelMixin) -> dict:
    styled = chart.configure(background="transparent", font="sans-serif", padding=2).configure_view(
        stroke=None
    )
    found: dict = styled.configure_axis(
        labelColor=TEXT, domainColor=QUIET, tickColor=QUIET, gridColor=GRID, labelFontSize=11
    ).to_dict()
    return found


def _axes(layers: list[alt.Chart], ticks: int, size: int) -> alt.LayerChart | alt.FacetChart:
    """A layered chart with axes that are set by the parameters of `_fill`."""
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
    """A kind of chart as Vega-Lite without its rows."""
    if kind == "trend":
        chart: alt.TopLevelMixin = _axes(_time_layers(11, _WIDTH), 4, 11).properties(
            data=alt.InlineData([]), width=_WIDTH, height=_HEIGHT
        )
    elif kind == "multiples":
        layered = _axes(_time_layers(9, _PANEL_WIDTH), 3, 9)
        chart = (
            layered.properties(width=_PANEL_WIDTH, height=_PANEL_HEIGHT)
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
        rows = alt.Chart(alt.InlineData([])).encode(
            y=alt.Y(
                "p:N",
                sort=None,
                axis=alt.Axis(
                    title=None,
                    ticks=False,
                    domain=False,
                    labelLimit=150,
                    labelFontSize=11,
                    labelPadding=6,
                ),
            )
        )
        x = alt.X("y:Q", axis=None, scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef("high")))
        bar = rows.mark_bar(color=BLUE, height=15).encode(x=x)
        said = rows.mark_text(align="left", dx=4, fontSize=11, color=TEXT)
        chart = alt.layer(bar, said.encode(x=x, text="t:N")).properties(
            width=200, height=alt.Step(_BAR_STEP)
        )
        chart = chart.add_params(alt.param(name="high", value=1))
    return _configured(chart)


def vega_lite(chart: Chart) -> dict:
    """The Vega-Lite description of a chart, its rows in it; only shown values are in the rows."""
    spec = deepcopy(_template(chart.kind))
    rows = _bar_rows(chart) if chart.kind == "bars" else _time_rows(chart)
    spec["data"] = {"values": rows}
    filled = _parameters(chart)
    for parameter in spec["params"]:
        parameter["value"] = filled[parameter["name"]]
    holder = spec["spec"] if chart.kind == "multiples" else spec
    holder["layer"] = [layer for layer in holder["layer"] if _has_rows(layer, rows)]
    return spec


def _has_rows(layer: dict, rows: list[dict]) -> bool:
    """Whether a layer has anything to draw; an empty layer costs as much as a full one."""
    kept = layer.get("transform", [{}])[0].get("filter")
    if kept == _rows("point") + _PROVISIONAL:
        return any(row.get("partial") for row in rows)
    return kept is None or any(kept == _rows(row["k"]) for row in rows)


def _parameters(chart: Chart) -> dict[str, object]:
    values = [point.figure.value for point in chart.points if point.figure.value is not None]
    values += [line.value for line in chart.lines]
    top = max(values, default=1) or 1
    high = top * 1.18
    places = _labelled(chart)
    return {
        "isShare": chart.is_share,
        "step": 0.01 if chart.is_share else 1,
        "low": min([0, *values]),
        "high": high,
        "last": len(chart.quarters) - 0.5,
        "places": places,
        "labels": [_quarter_label(chart, place, places) for place in range(len(chart.quarters))],
    }


def _labelled(chart: Chart) -> list[int]:
    count = len(chart.quarters)
    if chart.kind == "multiples":
        return [0, count - 1] if count > 1 else [0]
    if count <= _FEW_QUARTERS:
        return list(range(count))
    every = 4 * ceil(count / 24)
    first = next(i for i, q in enumerate(chart.quarters) if Quarter.parse(q).number == 1)
    return list(range(first, count, every))


def _quarter_label(chart: Chart, place: int, places: list[int]) -> list[str]:
    quarter = Quarter.parse(chart.quarters[place])
    is_first = place == places[0] or quarter.number == 1 or chart.kind == "multiples"
    return [f"Q{quarter.number}", quarter.year_words if is_first else ""]


def _time_rows(chart: Chart) -> list[dict]:
    rows: list[dict] = []
    for name in chart.panels:
        series = [point for point in chart.points if point.panel == name]
        panel = "|".join(wrap(name, _PANEL_NAME))
        told = _told(chart, [point.figure.value for point in series])
        for place, point in enumerate(series):
            figure = point.figure
            row = {"p": panel, "x": point.position, "y": figure.value, "k": "point"}
            row["t"] = figure.text if place in told else ""
            row["partial"] = "[p]" in figure.marks
            rows.append(row)
            if not figure.is_shown:
                gap = {"p": panel, "x": point.position, "y": 0, "k": "gap", "t": figure.text}
                rows.append(gap)
        rows += [_line_row(line, panel, series) for line in chart.lines if line.panel == name]
        rows += [{"p": panel, "x": found.position, "k": "break"} for found in chart.breaks]
        rows += [{"p": panel, "x": s - 0.5, "x2": s + 0.5, "k": "shade"} for s in chart.shaded]
    return rows


def _line_row(line: Line, panel: str, series: list[Point]) -> dict:
    """A line's row; the baseline runs from the quarter a year before, whose number names it."""
    if line.kind != "baseline":
        label = line.label.replace(" ", "|", 1)
        return {"p": panel, "y": line.value, "k": "line", "c": line.kind, "t": label}
    start = next(point.position for point in series if point.figure.part() in line.cells)
    row = {"p": panel, "y": line.value, "k": "baseline"}
    return {**row, "x": start, "x2": series[-1].position}


def _told(chart: Chart, values: list[float | None]) -> set[int]:
    """The points whose number is written beside them: all of a few, else the ends and extremes."""
    shown = {place: value for place, value in enumerate(values) if value is not None}
    if not shown:
        return set()
    if chart.kind == "multiples":
        return {max(shown)}
    if len(chart.quarters) <= _FEW_QUARTERS:
        return set(shown)
    return {
        min(shown),
        max(shown),
        max(shown, key=shown.__getitem__),
        min(shown, key=shown.__getitem__),
    }


def _bar_rows(chart: Chart) -> list[dict]:
    return [
        {"p": _short(point.label), "y": point.figure.value or 0, "t": point.figure.text}
        for point in chart.points
    ]


def _short(label: str) -> str:
    return label if len(label) <= _MOST_LABEL else label[: _MOST_LABEL - 1].rstrip() + "…"


def draw(chart: Chart) -> str:
    """A chart as an SVG element: lean, without inner roles, named by its title and description."""
    return drawn(order(chart))


def order(chart: Chart) -> Order:
    """All that is needed to draw a chart, in a process that knows nothing of charts."""
    return Order(chart.id, chart.title, chart.description.text, vega_lite(chart))
