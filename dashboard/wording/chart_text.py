"""What a chart shows, and the words that stand for it: made from its shown figures alone."""

from collections.abc import Callable, Sequence

from core.quarter import Quarter
from dashboard.view_models import ChartPoint, FigureView, MeasureView, ReferenceLine, Sentence
from dashboard.wording import formatting
from dashboard.wording.window_names import EACH_PERIOD, EVERY_WINDOW, YEARLY, period_name

#: The label of the line that carries last year's figure to the newest quarter.
LAST_YEAR = "same period last year {figure}"
NO_FIGURE = "No figure can be shown"
NO_DIFFERENCE = "The {several} do not differ significantly"
MOST_COMMON = "Most common{shown}: {told}"
OF_ALL = ", of {whole} in all"
#: What is said instead of a line that is flat.
UNCHANGED = "Unchanged for {count} {periods}"
UNCHANGED_SINCE = "Unchanged since {quarter}"
IN_EACH_AREA = "{said} in each area."
#: The longest course whose quarters are counted in words.
_MOST_IN_WORDS = 12
PROVISIONAL = "[p]"
#: So many names of areas or categories that share a figure are told; of more it says so.
_MOST_NAMES = 2


def trend_headline(
    measure: MeasureView,
    points: Sequence[ChartPoint],
    lines: Sequence[ReferenceLine] = (),
    *,
    is_yearly: bool = False,
) -> Sentence:
    """Return a line chart's headline: its target and latest figure, else lowest and highest."""
    if not points:
        return Sentence(NO_FIGURE)
    latest = points[-1].figure
    target = next((line for line in lines if line.kind == "target"), None)
    if target is not None:
        text = f"{formatting.figure_with_window(measure, latest)}; {target.label}"
        return Sentence(text[:1].upper() + text[1:], formatting.quoted_cells(latest))
    shown = [point.figure for point in points if formatting.is_firm(measure, point.figure)]
    if not shown:
        return Sentence(NO_FIGURE)
    low, high = _ends(shown)
    low_when, high_when = (_short(figure, is_yearly) for figure in (low, high))
    if len(shown) == 1:
        return Sentence(
            f"{low.text} ({low_when}), the only figure shown", formatting.quoted_cells(low)
        )
    has_gaps = len(shown) < len(points)
    if low.text == high.text:
        window = "stock" if measure.is_stock else low.key.period_type
        period = EVERY_WINDOW[period_name(measure, window, is_yearly=is_yearly)]
        text = f"{low.text} {period}{' shown' if has_gaps else ''}"
        return Sentence(text, formatting.quoted_cells(low))
    text = f"Between {low.text} ({low_when}) and {high.text} ({high_when})"
    text += f"{', where shown,' if has_gaps else ''} since {_since(measure, shown[0])}"
    return Sentence(text, formatting.quoted_cells(low) + formatting.quoted_cells(high))


def _since(measure: MeasureView, first: FigureView) -> str:
    """Return the month in which the window of a chart's first figure begins."""
    quarter = Quarter.parse(first.key.quarter)
    first_day = quarter.window_first_day(first.key.period_type)
    day = quarter.last_day if measure.is_stock else first_day
    return f"{day:%B %Y}"


def areas_headline(
    measure: MeasureView,
    latest: Sequence[ChartPoint],
    differ: Callable[[FigureView, FigureView], bool],
) -> Sentence:
    """Return small multiples' headline: the areas of the highest and lowest latest figure.

    They are named only where `differ` says that chance does not explain the difference. Raw counts
    are never ranked, since a larger area has more of everything: they have no headline.
    """
    if measure.kind not in ("ratio", "rate"):
        is_any = any(point.figure.is_shown for point in latest)
        return Sentence("" if is_any else NO_FIGURE)
    named = [(f"in {point.panel}", point.figure) for point in latest]
    found = _compared(named, "area", "Highest {}, lowest {}", differ)
    window = formatting.window_in_words(measure, latest[0].figure.key)
    return Sentence(f"{found.text} {window}", found.cells)


def bars_headline(
    measure: MeasureView,
    points: Sequence[ChartPoint],
    differ: Callable[[FigureView, FigureView], bool],
    whole: FigureView | None = None,
    window: str = "",
) -> Sentence:
    """Return the headline of a bar chart, and when, if told.

    Of counts the most common groups are named, with the `whole` that they are parts of, if any; of
    percentages the highest and the lowest. What chance explains is not ranked.
    """
    named = [(point.label, point.figure) for point in points]
    if measure.kind in ("ratio", "rate"):
        found = _compared(named, "group", "Highest: {}; lowest: {}", differ)
    else:
        found = _most_common(named, differ, whole)
    return Sentence(f"{found.text}, {window}", found.cells) if window and found.text else found


def _most_common(
    named: Sequence[tuple[str, FigureView]],
    differ: Callable[[FigureView, FigureView], bool],
    whole: FigureView | None,
) -> Sentence:
    """Return the groups with the most, where no more than a few may be the largest."""
    shown = sorted(
        ((name, figure) for name, figure in named if figure.is_shown),
        key=lambda found: -(found[1].value or 0),
    )
    if not shown:
        return Sentence(NO_FIGURE)
    if len(shown) == 1:
        return _only(*shown[0])
    largest = shown[0][1]
    first = [(name, figure) for name, figure in shown if not differ(figure, largest)]
    if len(first) == len(shown):
        return Sentence(NO_DIFFERENCE.format(several="groups"))
    if len(first) > _MOST_NAMES:
        return Sentence("")
    told = formatting.list_in_words([f"{name} ({figure.text})" for name, figure in first])
    text = MOST_COMMON.format(
        shown="" if len(shown) == len(named) else " of those shown", told=told
    )
    cells = tuple(cell for _, figure in first for cell in formatting.quoted_cells(figure))
    if whole is None or not whole.is_shown:
        return Sentence(text, cells)
    return Sentence(text + OF_ALL.format(whole=whole.text), cells + formatting.quoted_cells(whole))


def _only(name: str, figure: FigureView) -> Sentence:
    return Sentence(f"{figure.text} {name}, the only figure shown", formatting.quoted_cells(figure))


def _compared(
    named: Sequence[tuple[str, FigureView]],
    one: str,
    form: str,
    differ: Callable[[FigureView, FigureView], bool],
) -> Sentence:
    """Return where the highest and the lowest of the figures are that are shown."""
    shown = [(name, figure) for name, figure in named if figure.is_shown]
    if not shown:
        return Sentence(NO_FIGURE)
    low, high = _ends([figure for _, figure in shown])
    if len(shown) == 1:
        return _only(*shown[0])
    if low.text == high.text:
        where = f"in every {one}" if len(shown) == len(named) else "wherever a figure is shown"
        return Sentence(f"{low.text} {where}", formatting.quoted_cells(low))
    if not differ(low, high):
        return Sentence(NO_DIFFERENCE.format(several=f"{one}s"))

    several = f"{'in ' if one == 'area' else ''}several {one}s"

    def told(end: FigureView) -> str:
        names = [name for name, figure in shown if figure.text == end.text]
        listed = formatting.list_in_words(names) if len(names) <= _MOST_NAMES else several
        return f"{listed} ({end.text})"

    text = form.format(told(high), told(low))
    if len(shown) < len(named):
        text = text.replace("ighest", "ighest shown").replace("lowest", "lowest shown")
    return Sentence(text, formatting.quoted_cells(high) + formatting.quoted_cells(low))


def _ends(figures: Sequence[FigureView]) -> tuple[FigureView, FigureView]:
    """Return the lowest and the highest of shown figures."""
    return (
        min(figures, key=lambda figure: figure.value or 0),
        max(figures, key=lambda figure: figure.value or 0),
    )


def describe_trend(
    name: str,
    area: str,
    window: str,
    points: Sequence[ChartPoint],
    lines: Sequence[ReferenceLine] = (),
    is_shaded: bool = False,
) -> Sentence:
    """Return a line chart's text: its duration, lowest, highest and latest shown value.

    `window`: the name of what there is a point for, as in EACH_PERIOD.
    """
    if not points:
        return Sentence(f"{NO_FIGURE}.")
    is_yearly = window in YEARLY
    first, last = (_short(points[i].figure, is_yearly) for i in (0, -1))
    said_of = [f"Line chart: {name}, {area}, {EACH_PERIOD[window]} from {first} to {last}."]
    shown = [point.figure for point in points if point.figure.is_shown]
    if not shown:
        return Sentence(f"{said_of[0]} No figure is shown.")
    low = min(shown, key=lambda figure: figure.value or 0)
    high = max(shown, key=lambda figure: figure.value or 0)
    cells = (
        formatting.quoted_cells(low)
        + formatting.quoted_cells(high)
        + formatting.quoted_cells(points[-1].figure)
    )
    said_of.append(
        f"Lowest shown {low.text} ({_short(low, is_yearly)}), highest {high.text} "
        f"({_short(high, is_yearly)}), "
        f"latest {formatting.figure_in_words(points[-1].figure)}."
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
        shaded = "years" if is_yearly else "quarters"
        said_of.append(f"Shaded {shaded} look back to a time before the first data held.")
    return Sentence(" ".join(said_of), cells)


def describe_sparkline(figures: Sequence[FigureView | None], *, is_yearly: bool = False) -> str:
    """Return what stands for a small drawing: from when to when, its lowest and its highest."""
    shown = [figure for figure in figures if figure is not None and figure.is_shown]
    if not shown:
        return NO_FIGURE + "."
    low, high = _ends(shown)
    ends = f"{low.text} throughout" if low.text == high.text else f"{low.text} to {high.text}"
    gaps = ", with gaps" if len(shown) < len(figures) else ""
    first, last = (_short(figure, is_yearly) for figure in (shown[0], shown[-1]))
    return f"{first} to {last}: {ends}{gaps}."


def unchanged(figures: Sequence[FigureView | None], *, is_yearly: bool = False) -> str:
    """Return for how long a course has not changed, "" for one that has or is not held whole.

    Every quarter, or year, must be shown and final, with the same value.
    """
    held = [
        figure for figure in figures
        if figure is not None and figure.is_shown and PROVISIONAL not in figure.marks
    ]  # fmt: skip
    if len(held) < max(2, len(figures)) or len({figure.value for figure in held}) > 1:
        return ""
    if len(held) > _MOST_IN_WORDS:
        return UNCHANGED_SINCE.format(quarter=_short(held[0], is_yearly))
    count = formatting.number_in_words(len(held))
    return UNCHANGED.format(count=count, periods="years" if is_yearly else "quarters")


def unchanged_trend(
    figures: Sequence[FigureView | None],
    lines: Sequence[ReferenceLine],
    *,
    is_yearly: bool = False,
) -> Sentence | None:
    """Return what is said instead of a line chart of what never changes, with its target."""
    said, latest = unchanged(figures, is_yearly=is_yearly), figures[-1] if figures else None
    if not said or latest is None:
        return None
    target = next((line for line in lines if line.kind == "target"), None)
    text = f"{said}; {target.label}" if target else said
    return Sentence(f"{text}.", formatting.quoted_cells(latest))


def unchanged_areas(
    courses: Sequence[Sequence[FigureView | None]],
    lines: Sequence[ReferenceLine],
    *,
    is_yearly: bool = False,
) -> Sentence | None:
    """Return what is said instead of small charts of areas of which none ever changes.

    A target of one of them is drawn beside its course.
    """
    said = {unchanged(figures, is_yearly=is_yearly) for figures in courses}
    if lines or len(said) != 1 or "" in said:
        return None
    latest = (figures[-1] for figures in courses)
    cells = tuple(cell for f in latest if f is not None for cell in formatting.quoted_cells(f))
    return Sentence(IN_EACH_AREA.format(said=said.pop()), cells)


def _short(figure: FigureView, is_yearly: bool) -> str:
    """Return when a figure of a course is: the quarter, or the year that it ends."""
    quarter = Quarter.parse(figure.key.quarter)
    return quarter.year_words if is_yearly else quarter.short


def describe_multiples(measure: MeasureView, window: str, latest: Sequence[ChartPoint]) -> Sentence:
    """Return the text alternative of small multiples: the latest figure of each area."""
    when = formatting.window_in_words(measure, latest[0].figure.key)
    each = _each([(point.panel, point.figure) for point in latest])
    text = (
        "Small line charts on one scale, one for each area: "
        f"{measure.name}, {EACH_PERIOD[window]}. "
        f"{when[:1].upper()}{when[1:]}: {each}"
    )
    return Sentence(
        text, tuple(cell for point in latest for cell in formatting.quoted_cells(point.figure))
    )


def describe_bars(measure: MeasureView, by: str, points: Sequence[ChartPoint]) -> Sentence:
    """Return the text alternative of a bar chart: every bar's label and length."""
    window = formatting.window_in_words(measure, points[0].figure.key)
    each = _each([(point.label, point.figure) for point in points])
    text = f"Bar chart: {measure.name} by {by} {window}. {each[:1].upper()}{each[1:]}"
    return Sentence(
        text, tuple(cell for point in points for cell in formatting.quoted_cells(point.figure))
    )


def _each(named: Sequence[tuple[str, FigureView]]) -> str:
    """Return each figure by its name, then the names of those that are not shown, by reason.

    `Area 1 5, Area 2 7. Hidden to protect people: Area 3, Area 4.`
    """
    shown = [
        f"{name} {formatting.figure_in_words(figure)}" for name, figure in named if figure.is_shown
    ]
    apart: dict[str, list[str]] = {}
    for name, figure in named:
        if not figure.is_shown:
            apart.setdefault(formatting.figure_in_words(figure), []).append(name)
    if len(apart) == 1 and not shown:
        return f"{next(iter(apart))} in each case."
    parts = [", ".join(shown)] if shown else []
    parts += [f"{why}: {', '.join(names)}" for why, names in apart.items()]
    first, *others = parts
    return ". ".join([first, *(f"{part[:1].upper()}{part[1:]}" for part in others)]) + "."
