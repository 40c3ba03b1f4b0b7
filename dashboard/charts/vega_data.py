"""A chart's data as rows and numbers for its drawing; only shown values are among them.

All marks share one list of rows, told apart by `k`.
"""

from math import ceil
from textwrap import wrap

from core.quarter import Quarter
from dashboard.view_models import ChartPoint, ChartView, ReferenceLine

#: The width and height of a chart's drawing, and of a panel's.
WIDTH, HEIGHT = 264, 150
PANEL_WIDTH, PANEL_HEIGHT = 112, 70
#: How broad a digit or comma of a point's number is at most, in bold.
DIGIT = 7
#: Lines that a bar's name may take.
BAR_LINES = 2
#: Letters on one line of a panel's name, of a line's, and of a bar's.
_PANEL_NAME, _LINE_NAME, _BAR_NAME = 22, 11, 26
#: The share of a scale below which a number has no room under its point.
_ROOM_BELOW = 0.15
#: With more quarters than this only some quarters have a label.
_FEW_QUARTERS = 8


def parameters(chart: ChartView) -> dict[str, object]:
    """Return what a drawing is told besides its rows: its scale's ends, the quarters' names."""
    values = [point.figure.value for point in chart.points if point.figure.value is not None]
    values += [line.value for line in chart.lines]
    top = max(values, default=1) or 1
    step = 0.01 if chart.is_share else 1
    high = max(top, 2 * step) * 1.18  # of one step alone, Vega would mark the half too
    places = _labelled(chart)
    return {
        "isShare": chart.is_share,
        "step": step,
        "low": min([0, *values]),
        "high": high,
        "last": _right_end(chart),
        "places": places,
        "labels": [_quarter_label(chart, place, places) for place in range(len(chart.quarters))],
    }


def _right_end(chart: ChartView) -> float:
    """Return where the scale of quarters ends: past the newest number, where lines are named.

    A number is above the middle of its quarter. A long one would run into the names of lines.
    """
    count = len(chart.quarters)
    end = count - 0.5
    newest = [len(p.figure.text) for p in chart.points if p.position == count - 1]
    if not chart.lines or not newest:
        return end
    width = PANEL_WIDTH if chart.kind == "multiples" else WIDTH
    half = DIGIT * max(newest) / 2
    return end + max(0, (half * count - width / 2) / (width - half))


def _labelled(chart: ChartView) -> list[int]:
    count = len(chart.quarters)
    if chart.kind == "multiples":
        return [0, count - 1] if count > 1 else [0]
    if count <= _FEW_QUARTERS:
        return list(range(count))
    every = 4 * ceil(count / 20)
    first = next(i for i, q in enumerate(chart.quarters) if Quarter.parse(q).number == 1)
    return list(range(first, count, every))


def _quarter_label(chart: ChartView, place: int, places: list[int]) -> list[str]:
    quarter = Quarter.parse(chart.quarters[place])
    is_first = place == places[0] or quarter.number == 1 or chart.kind == "multiples"
    return [f"Q{quarter.number}", quarter.year_words if is_first else ""]


def time_rows(chart: ChartView) -> list[dict]:
    """Return the rows of a chart over quarters, panel by panel."""
    rows: list[dict] = []
    for name in chart.panels:
        series = [point for point in chart.points if point.panel == name]
        panel = "|".join(wrap(name, _PANEL_NAME))
        told = _told(chart, series)
        below = {place for place in told if _is_below(chart, series, place)}
        for place, point in enumerate(series):
            figure = point.figure
            row = {"p": panel, "x": point.position, "y": figure.value, "k": "point"}
            row["t"] = figure.text if place in told - below else ""
            row["partial"] = "[p]" in figure.marks
            rows.append(row)
            if place in below:
                rows.append({**row, "k": "below", "t": figure.text})
            if not figure.is_shown:
                gap = {"p": panel, "x": point.position, "y": 0, "k": "gap", "t": figure.text}
                rows.append(gap)
        lines = [line for line in chart.lines if line.panel == name]
        rows += [_line_row(line, panel, series) for line in lines]
        rows += _label_rows(chart, panel, lines)
        rows += [{"p": panel, "x": found.position, "k": "break"} for found in chart.breaks]
        rows += [{"p": panel, "x": s - 0.5, "x2": s + 0.5, "k": "shade"} for s in chart.shaded]
    return rows


def _line_row(line: ReferenceLine, panel: str, series: list[ChartPoint]) -> dict:
    """Return a line's row; the baseline runs from the quarter a year before."""
    if line.kind != "baseline":
        return {"p": panel, "y": line.value, "k": "line", "c": line.kind}
    start = next(point.position for point in series if point.figure.part() in line.cells)
    row = {"p": panel, "y": line.value, "k": "baseline"}
    return {**row, "x": start, "x2": series[-1].position}


def _label_rows(chart: ChartView, panel: str, lines: list[ReferenceLine]) -> list[dict]:
    """Return the lines' names at the right edge, moved apart where they would lie on one another.

    The figure of a year before stands at its own quarter, so its line is named without it.
    """
    is_small = chart.kind == "multiples"
    height, line_height = (PANEL_HEIGHT, 11.5) if is_small else (HEIGHT, 12.5)
    scale = parameters(chart)
    unit = (float(str(scale["high"])) - float(str(scale["low"]))) / height
    rows: list[dict] = []
    lowest_free = float("-inf")
    for line in sorted(lines, key=lambda line: line.value):
        name = "last year" if line.kind == "baseline" else line.label
        lines_of_text = wrap(name, _LINE_NAME)
        half = len(lines_of_text) * line_height / 2 * unit
        middle = max(line.value, lowest_free + half)
        lowest_free = middle + half
        first_line = middle + half - line_height / 2 * unit
        rows.append({"p": panel, "y": first_line, "k": "label", "t": "|".join(lines_of_text)})
    return rows


def _told(chart: ChartView, series: list[ChartPoint]) -> set[int]:
    """Return the points with a number beside them: the newest, and the first if it has room."""
    shown = [place for place, point in enumerate(series) if point.figure.value is not None]
    if not shown:
        return set()
    if chart.kind != "multiples" and _are_apart(chart, series[shown[0]], series[shown[-1]]):
        return {shown[0], shown[-1]}
    return {shown[-1]}


def _is_below(chart: ChartView, series: list[ChartPoint], place: int) -> bool:
    """Return whether a number stands under its point, as the line goes up from there.

    Close to zero there is no room under it.
    """
    beside = place + 1 if place == 0 or series[place - 1].figure.value is None else place - 1
    value = series[place].figure.value
    other = series[beside].figure.value if beside < len(series) else None
    if value is None or other is None or other <= value:
        return False
    scale = parameters(chart)
    low, high = float(str(scale["low"])), float(str(scale["high"]))
    return (value - low) / (high - low) > _ROOM_BELOW


def _are_apart(chart: ChartView, one: ChartPoint, other: ChartPoint) -> bool:
    """Return whether the numbers of two points, each above its point, leave each other room."""
    between = abs(one.position - other.position) * WIDTH / (_right_end(chart) + 0.5)
    return between >= DIGIT * (len(one.figure.text) + len(other.figure.text)) / 2


def bar_rows(chart: ChartView) -> list[dict]:
    """Return the rows of a bar chart; a bar that is not shown has no length."""
    rows: list[dict] = []
    for point in chart.points:
        name = wrap(point.label, _BAR_NAME, max_lines=BAR_LINES, placeholder="…")
        rows.append(
            {
                "p": "|".join(name),
                "lines": len(name),
                "y": point.figure.value or 0,
                "t": point.figure.text,
            }
        )
    return rows
