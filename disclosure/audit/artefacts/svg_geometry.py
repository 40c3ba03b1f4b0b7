"""The geometry of the pages' charts: dots, bars and lines stand where printed figures put them.

A chart names its figures, so whatever is drawn can be measured: on the scale that the axis prints,
each dot is at a shown figure's value, each bar as long as one, and each line at a shown figure, a
target, another body's figure, or a mean or limit of twelve shown figures and more (rule 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from disclosure.audit.reader.html_tree import Element
from disclosure.audit.reader.number_matching import number_of, numbers_in
from disclosure.audit.reader.release_reader import SHOWN, PrintedFigure

PIXELS = 0.12  # coordinates are rounded to one decimal
BASELINE = 3  # so far below its tick a label of the axis is written
LEAST_POINTS = 12
PER_MOVING_RANGE = 2.66
DOT = re.compile(r"M(-?[\d.]+),(-?[\d.]+)h\.01")
VERTEX = re.compile(r"[ML](-?[\d.]+),(-?[\d.]+)")
BAR = re.compile(r"M0,-?[\d.]+h([\d.]+)v[\d.]+h-?[\d.]+Z")
PLACE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")


@dataclass(frozen=True)
class AxisScale:
    """How a vertical axis turns values into heights."""

    zero: float
    unit: float  # pixels
    most: float
    step: float

    def value(self, height: float) -> float:
        """The value at a height."""
        return (self.zero - height) / self.unit


def drawing_faults(
    svg: Element, figures: Sequence[PrintedFigure], others: set[float]
) -> Iterator[str]:
    """What is drawn of no shown figure; `others` are numbers that a line may stand at."""
    shown = [figure for figure in figures if figure.shown == SHOWN]
    values = sorted(value for each in shown if (value := _drawn(each)) is not None)
    paths = [each.attributes.get("d", "") for each in svg.all("path")]
    widths = [float(bar[1]) for path in paths if (bar := BAR.fullmatch(path))]
    scale = _scale(svg)
    if scale is None:
        yield from _bar_faults([width for width in widths if width], values)
        return
    inked = [each.attributes["d"] for each in svg.all("path") if _is_ink(each)]
    dots = [float(y) for path in inked for _, y in DOT.findall(path)]
    dots += [
        float(each.attributes.get("cy", 0))
        for each in svg.all("circle")
        if each.attributes.get("fill") != "white"
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


def _drawn(figure: PrintedFigure) -> float | None:
    value = figure.number("value")
    return figure.number("numerator") if value is None else value


def _bar_faults(widths: list[float], values: Sequence[float]) -> Iterator[str]:
    """Bars are in proportion to the shown figures, one for each that is not 0."""
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


def _scale(svg: Element) -> AxisScale | None:
    """The scale of the axis to the left, None where there is none."""
    ticks = sorted(
        {
            (number_of(numbers_in(each.text)[0]) / (100 if "%" in each.text else 1),
             float(each.attributes["y"]))
            for each in svg.all("text")
            if each.attributes.get("x") == "-2" and numbers_in(each.text)
        }
    )  # fmt: skip
    if len(ticks) < 2:
        return None
    (first, low), (last, high) = ticks[0], ticks[-1]
    unit = (low - high) / (last - first)
    return AxisScale(low - BASELINE + first * unit, unit, last, ticks[1][0] - first)


def _is_ink(path: Element) -> bool:
    """True for the series and its points: not the grid, an axis, or the white within a point."""
    return VERTEX.match(path.attributes.get("d", "")) is not None and not (
        "l" in path.attributes["d"] or path.attributes.get("stroke") in (None, "white")
    )


def _rules(svg: Element) -> list[float]:
    """The heights of the dashed lines across a chart."""
    found = []
    for line in svg.all("line"):
        place = PLACE.fullmatch(line.attributes.get("transform", ""))
        if place and "stroke-dasharray" in line.attributes and "y2" not in line.attributes:
            found.append(float(place[2]))
    return found


def _limits(figures: Sequence[PrintedFigure]) -> list[float]:
    """Mean and limits of each line of at least twelve shown quarters."""
    lines: dict[tuple[str, str], list[float | None]] = {}
    for figure in sorted(figures, key=lambda figure: figure.cell.quarter):
        if figure.cell.period == "quarter":
            value = _drawn(figure) if figure.shown == SHOWN else None
            lines.setdefault((figure.cell.measure, figure.cell.area), []).append(value)
    found: list[float] = []
    for line in lines.values():
        places = [place for place, value in enumerate(line) if value is not None][:LEAST_POINTS]
        if len(places) < LEAST_POINTS:
            continue
        values = {place: line[place] or 0 for place in places}
        moves = [abs(values[n] - values[n - 1]) for n in places if n - 1 in values]
        mean = sum(values.values()) / LEAST_POINTS
        reach = PER_MOVING_RANGE * sum(moves) / len(moves) if moves else 0
        found += [mean, mean + reach, mean - reach]
    return found


def _is_near(value: float, wanted: Iterable[float], slack: float) -> bool:
    return any(abs(value - each) <= slack + 1e-9 for each in wanted)
