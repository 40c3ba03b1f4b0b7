"""Words made from data: printed numbers, headlines and the text alternatives of charts.

A number is printed here and nowhere else, so that page, chart, workbook and PDF agree.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dashboard.model import CellKey, Figure, Line, Measure, Point, Sentence
from dashboard.quarters import Quarter

SHORTHAND = {
    "[c]": "hidden to protect people: small, or a small number could be worked out from it",
    "[x]": "not available: the return was not received",
    "[z]": "not applicable: nothing to count",
    "[p]": "provisional: some returns are missing, or an official figure is awaited",
    "[r]": "revised since an earlier release",
}

SCALE = {
    "on track": "The target is met, or the change from a year before is for the better and "
    "greater than chance explains; for a milestone, complete or on its way.",
    "at risk": "Within 10% of a target of 20 or more, or the change from a year before is for the "
    "worse and greater than chance explains; for a milestone, its lead says so.",
    "off track": "The target is missed by more, or the milestone is past its due date.",
    "not rated": "No target and no change beyond chance, too few to tell, a measure without a "
    "better direction, or one that is not compared.",
    "awaiting": "The data or the report it rests on has not been received.",
    "not shown": "A figure it rests on is hidden to protect people.",
}

NOT_SHOWN = {"c": "hidden to protect people", "x": "not available", "z": "nothing to count"}
WINDOW_NAMES = {
    "quarter": "In the quarter",
    "year_to_date": "Financial year so far",
    "rolling_year": "Year to the quarter's end",
}
EACH_WINDOW = {
    "quarter": "each quarter",
    "year_to_date": "the financial year up to each quarter",
    "rolling_year": "the year up to each quarter",
}


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: float, places: int = 1) -> str:
    """A number as printed: `1,204`, `3.5`; never a trailing `.0`, rounded half away from zero."""
    rounded = _round(Decimal(repr(float(value))), places)
    text = f"{rounded:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def percent(value: float, of: tuple[float, float] | None = None) -> str:
    """A share as a whole per cent: `58%`; from its numerator and denominator where they are known.

    The two are exact, while their quotient as a float may fall on the wrong side of a half.
    """
    if of is not None and of[1]:
        exact = Fraction(of[0]) / Fraction(of[1]) * 100
        return number(float(_round(Decimal(exact.numerator) / Decimal(exact.denominator), 0))) + "%"
    return number(float(_round(Decimal(repr(float(value))) * 100, 0)), 0) + "%"


def value_text(kind: str, unit: str, value: float, of: tuple[float, float] | None) -> str:
    """A measure's value as printed: shares and rates whole, counts and medians as they are."""
    if unit == "%":
        return percent(value, of)
    if kind == "rate":
        return number(value, 0)
    return number(value)


def said(figure: Figure) -> str:
    """A figure inside a sentence: its number, or why there is none."""
    if not figure.is_shown:
        return NOT_SHOWN[figure.shown]
    return figure.text + (" (provisional)" if "[p]" in figure.marks else "")


def quoted(figure: Figure) -> tuple[str, ...]:
    """The cells that `said` quotes for a figure."""
    return (figure.part(),) if figure.is_shown else ()


def when(kind: str, key: CellKey) -> str:
    """When a cell's window is: `in April to June 2019`, a stock's `on 30 June 2019`."""
    quarter = Quarter.parse(key.quarter)
    if kind == "stock":
        return f"on {day_words(quarter.last_day)}"
    return f"in {quarter.window(key.period_type)}"


def headline(
    name: str, kind: str, now: Figure, before: Figure | None, verdict: str = ""
) -> Sentence:
    """What a measure's chart shows, in one sentence: this window and the same one a year before."""
    text = f"{name}: {said(now)} {when(kind, now.key)}"
    cells = quoted(now)
    if before is not None:
        text += f"; a year before {said(before)}"
        cells += quoted(before)
    return Sentence(text + (f" ({verdict})" if verdict else "") + ".", cells)


def describe_trend(
    name: str,
    area: str,
    window: str,
    points: Sequence[Point],
    lines: Sequence[Line] = (),
    is_shaded: bool = False,
) -> Sentence:
    """The text alternative of a line chart: its span, lowest, highest and latest shown value."""
    first, last = (_short(points[i].figure) for i in (0, -1))
    said_of = [f"Line chart: {name}, {area}, {EACH_WINDOW[window]} from {first} to {last}."]
    shown = [point.figure for point in points if point.figure.is_shown]
    if not shown:
        return Sentence(f"{said_of[0]} No figure is shown.")
    low = min(shown, key=lambda figure: figure.value or 0)
    high = max(shown, key=lambda figure: figure.value or 0)
    cells = quoted(low) + quoted(high) + quoted(points[-1].figure)
    said_of.append(
        f"Lowest shown {low.text} ({_short(low)}), highest {high.text} ({_short(high)}), "
        f"latest {said(points[-1].figure)}."
    )
    if len(shown) < len(points):
        said_of.append("The line has gaps where no figure is shown.")
    for line in lines:
        if line.kind in ("target", "baseline", "benchmark"):
            said_of.append(f"A line marks {line.label}.")
            cells += line.cells
    if any(line.kind == "limit" for line in lines):
        said_of.append("Lines mark the mean and the limits of expected variation.")
    if is_shaded:
        said_of.append("Shaded quarters look back to a time before the first data held.")
    return Sentence(" ".join(said_of), cells)


def _short(figure: Figure) -> str:
    return Quarter.parse(figure.key.quarter).short


def describe_multiples(name: str, window: str, latest: Sequence[Point]) -> Sentence:
    """The text alternative of small multiples: the latest figure of each area."""
    quarter = Quarter.parse(latest[0].figure.key.quarter)
    each = ", ".join(f"{point.panel} {said(point.figure)}" for point in latest)
    text = (
        f"Small line charts on one scale, one for each area: {name}, {EACH_WINDOW[window]}. "
        f"In {quarter.window(window)}: {each}."
    )
    return Sentence(text, tuple(cell for point in latest for cell in quoted(point.figure)))


def describe_bars(name: str, by: str, points: Sequence[Point]) -> Sentence:
    """The text alternative of a bar chart: every bar's label and length."""
    key = points[0].figure.key
    window = Quarter.parse(key.quarter).window(key.period_type)
    each = ", ".join(f"{point.label} {said(point.figure)}" for point in points)
    text = f"Bar chart: {name} by {by} in {window}. {each}."
    return Sentence(text, tuple(cell for point in points for cell in quoted(point.figure)))


def listed(items: Sequence[str]) -> str:
    """Items as a list in a sentence: `a, b and c`."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count and its noun: `1 return`, `3 returns`, `no returns`."""
    noun = one if count == 1 else many or one + "s"
    return f"{count or 'no'} {noun}"


def day_words(day: date) -> str:
    """A day as printed: `28 July 2019`."""
    return f"{day.day} {day:%B %Y}"


def change(measure: Measure, by: float | None) -> str:
    """A change as printed: `+7`, `−3 percentage points`, `no change`; empty where there is none."""
    if by is None:
        return ""
    size = number(abs(by) * 100, 0) if measure.is_share else number(abs(by))
    if size == "0":
        return "no change"
    sign = "+" if by > 0 else "\N{MINUS SIGN}"
    points = " percentage point" + ("" if size == "1" else "s") if measure.is_share else ""
    return f"{sign}{size}{points}"


def target(measure: Measure, value: float | None) -> str:
    """A target as printed; empty where there is none."""
    return "" if value is None else value_text(measure.kind, measure.unit, value, None)
