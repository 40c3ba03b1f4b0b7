"""The geometry of the pages' charts: dots, bars and lines stand where printed figures put them.

A chart names its figures, so whatever is drawn can be measured: on the scale that the axis prints,
each dot is at a shown figure's value, each bar as long as one, and each line at a shown figure, a
target, another body's figure, or a mean or limit of twelve shown figures and more
(docs/disclosure.md#rule-8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from disclosure.audit.reader.number_matching import number_of, numbers_in
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import SHOWN, PrintedFigure

PIXELS = 0.12  # coordinates are rounded to one decimal
BASELINE = 3  # so far below its tick a label of the axis is written
LEAST_POINTS = 12
PER_MOVING_RANGE = 2.66
DOT = re.compile(r"M(-?[\d.]+),(-?[\d.]+)h\.01")
VERTEX = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
MOST_QUARTERS = 12  # of a sparkline
EDGE = 3  # around its line
SPARKLINE = "spark"
BAR = re.compile(r"M0,-?[\d.]+h([\d.]+)v[\d.]+h-?[\d.]+Z")
TRANSLATION = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")


@dataclass(frozen=True)
class AxisScale:
    """How a vertical axis turns values into heights."""

    zero: float
    unit: float  # pixels
    most: float
    step: float

    def value(self, height: float) -> float:
        """Return the value at a height."""
        return (self.zero - height) / self.unit


def drawing_faults(
    svg: HtmlElement,
    figures: Sequence[PrintedFigure],
    others: set[float],
    quarters: Sequence[str],
) -> Iterator[str]:
    """Yield what is drawn of no shown figure; `others` are numbers that a line may stand at.

    `quarters` are all that the release speaks of, in order.
    """
    if svg.get("class") == SPARKLINE:
        yield from _sparkline_faults(svg, figures, quarters[-MOST_QUARTERS:])
        return
    shown = [figure for figure in figures if figure.shown == SHOWN]
    values = sorted(value for figure in shown if (value := _drawn(figure)) is not None)
    paths = [path.get("d", "") for path in svg.iter("path")]
    widths = [float(bar[1]) for path in paths if (bar := BAR.fullmatch(path))]
    scale = _scale(svg)
    if scale is None:
        if any(_is_ink(path) for path in svg.iter("path")):
            yield "draws a line without a scale"
        yield from _bar_faults([width for width in widths if width], values)
        return
    inked = [path.attrib["d"] for path in svg.iter("path") if _is_ink(path)]
    dots = [float(y) for path in inked for _, y in DOT.findall(path)]
    dots += [
        float(circle.get("cy", 0)) for circle in svg.iter("circle") if circle.get("fill") != "white"
    ]
    if len({figure.cell.area for figure in figures}) == 1 and len(dots) != len(values):
        yield f"draws {len(dots)} points of {len(values)} shown figures"
    slack = PIXELS / scale.unit
    if not all(_is_near(scale.value(height), values, slack) for height in dots):
        yield "draws a point where no shown figure of it is"
    bends = {float(y) for path in inked for _, y in VERTEX.findall(path)}
    if not all(_is_near(height, dots, PIXELS) for height in bends):
        yield "draws a line through points that it does not draw"
    explained = [*values, *others, *_limits(figures)]
    if not all(_is_near(scale.value(height), explained, slack) for height in _rules(svg)):
        yield "draws a line where no shown figure, target or limit is"
    if scale.most - 1.01 * scale.step > max([*explained, 0]):
        yield "has an axis that reaches beyond what is shown"


def _sparkline_faults(
    svg: HtmlElement, figures: Sequence[PrintedFigure], quarters: Sequence[str]
) -> Iterator[str]:
    """Yield where a drawing without an axis is not the course of the shown figures of one cell."""
    if {inner.tag for inner in svg.iter()} - {"svg", "path", "circle"}:
        yield "draws more than a line and a dot"
    if len({figure.cell._replace(quarter="") for figure in figures}) != 1:
        yield "draws the course of more than one cell"
        return
    wanted = _course(svg, figures, quarters)
    drawn = [tuple(map(float, place)) for path in svg.iter("path") for place in _places(path)]
    dots = [(float(dot.get("cx", 0)), float(dot.get("cy", 0))) for dot in svg.iter("circle")]
    if not _are_alike(drawn, wanted):
        yield "draws a course that is not that of the shown figures"
    if any(not _are_alike([dot], wanted[-1:]) for dot in dots):
        yield "draws a dot where the newest shown figure is not"


def _course(
    svg: HtmlElement, figures: Sequence[PrintedFigure], quarters: Sequence[str]
) -> list[tuple[float, float]]:
    """Return where the quarters' shown figures stand on a scale from 0 to the highest."""
    found = {figure.cell.quarter: _drawn(figure) for figure in figures if figure.shown == SHOWN}
    values = [found.get(quarter) for quarter in quarters]
    shown = [value for value in values if value is not None]
    low, high = min([0.0, *shown]), max([0.0, *shown])
    width, height = (float(svg.get(name, 0)) - 2 * EDGE for name in ("width", "height"))
    return [
        (
            EDGE + place * width / max(len(values) - 1, 1),
            EDGE + height - (value - low) / ((high - low) or 1) * height,
        )
        for place, value in enumerate(values)
        if value is not None
    ]


def _places(path: HtmlElement) -> list[tuple[str, str]]:
    """Return the places that a path of a sparkline runs through; one unknown stands for no path."""
    drawn = path.get("d", "")
    is_known = re.fullmatch(rf"({VERTEX.pattern}(h\.01)?)*", drawn)
    return VERTEX.findall(drawn) if is_known else [("nan", "nan")]


def _are_alike(drawn: Sequence[tuple[float, ...]], wanted: Sequence[tuple[float, float]]) -> bool:
    return len(drawn) == len(wanted) and all(
        abs(a - b) <= PIXELS
        for one, other in zip(drawn, wanted, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def _drawn(figure: PrintedFigure) -> float | None:
    value = figure.number("value")
    return figure.number("numerator") if value is None else value


def _bar_faults(widths: list[float], values: Sequence[float]) -> Iterator[str]:
    """Yield bars out of proportion to the shown figures, or more or fewer than not 0."""
    wanted = sorted(value for value in values if value)
    if not widths:
        return
    if len(widths) != len(wanted):
        yield f"draws {len(widths)} bars of {len(wanted)} shown figures"
        return
    unit = max(widths) / max(wanted)
    pairs = zip(sorted(widths), wanted, strict=True)
    if any(abs(width - unit * value) > PIXELS for width, value in pairs):
        yield "draws a bar as long as no shown figure of it is"


def _scale(svg: HtmlElement) -> AxisScale | None:
    """Return the scale of the axis to the left, None where there is none."""
    labels = [(whole_text(label), label) for label in svg.iter("text") if label.get("x") == "-2"]
    ticks = sorted(
        {
            (number_of(numbers[0]) / (100 if "%" in text else 1), float(label.attrib["y"]))
            for text, label in labels
            if (numbers := numbers_in(text))
        }
    )
    if len(ticks) < 2:
        return None
    (first, low), (last, high) = ticks[0], ticks[-1]
    unit = (low - high) / (last - first)
    return AxisScale(low - BASELINE + first * unit, unit, last, ticks[1][0] - first)


def _is_ink(path: HtmlElement) -> bool:
    """Return whether a path is a series or its points: no grid, axis, or white of a point."""
    return VERTEX.match(path.get("d", "")) is not None and not (
        "l" in path.attrib["d"] or path.get("stroke") in (None, "white")
    )


def _rules(svg: HtmlElement) -> list[float]:
    """Return the heights of the dashed lines across a chart."""
    heights = []
    for line in svg.iter("line"):
        moved = TRANSLATION.fullmatch(line.get("transform", ""))
        if moved and "stroke-dasharray" in line.attrib and "y2" not in line.attrib:
            heights.append(float(moved[2]))
    return heights


def _limits(figures: Sequence[PrintedFigure]) -> list[float]:
    """Return mean and limits of each line of at least twelve shown quarters."""
    lines: dict[tuple[str, str], list[float | None]] = {}
    for figure in sorted(figures, key=lambda figure: figure.cell.quarter):
        if figure.cell.period == "quarter":
            value = _drawn(figure) if figure.shown == SHOWN else None
            lines.setdefault((figure.cell.measure, figure.cell.area), []).append(value)
    limits: list[float] = []
    for line in lines.values():
        shown = [n for n, value in enumerate(line) if value is not None][:LEAST_POINTS]
        if len(shown) < LEAST_POINTS:
            continue
        values = {n: line[n] or 0 for n in shown}
        moves = [abs(values[n] - values[n - 1]) for n in shown if n - 1 in values]
        mean = sum(values.values()) / LEAST_POINTS
        reach = PER_MOVING_RANGE * sum(moves) / len(moves) if moves else 0
        limits += [mean, mean + reach, mean - reach]
    return limits


def _is_near(value: float, wanted: Iterable[float], slack: float) -> bool:
    return any(abs(value - number) <= slack + 1e-9 for number in wanted)
