"""A figure's course as a drawing so small that it stands in a line of a table.

Drawn here and not by Vega, which takes as long for one as for a whole chart: a page has a hundred.
"""

from markupsafe import Markup, escape

from dashboard.charts.palette import BLUE
from dashboard.view_models import SparklineView

#: The size of the drawing, and the room that its line leaves at its edges.
_WIDTH, _HEIGHT, _EDGE = 96, 24, 3


def sparkline_svg(view: SparklineView) -> Markup:
    """Return a course as one path on a scale from zero, or from its lowest where that is below.

    A quarter that is not shown breaks the path, and a year does where there is a figure a year; the
    newest, where it is shown, has a dot.
    """
    values = [f.value if f is not None and f.is_shown else None for f in view.figures]
    shown = [value for value in values if value is not None]
    low, high = min([0, *shown]), max([0, *shown])
    step = (_WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)
    unit = (_HEIGHT - 2 * _EDGE) / (high - low or 1)
    path = dot = ""
    places = [n for n, f in enumerate(view.figures) if f is not None or not view.is_yearly]
    for place, position in enumerate(places):
        value = values[position]
        if value is None:
            continue
        x, y = _EDGE + position * step, _HEIGHT - _EDGE - (value - low) * unit
        is_within = place > 0 and values[places[place - 1]] is not None
        path += f"{'L' if is_within else 'M'}{x:.1f},{y:.1f}"
        is_last = place == len(places) - 1
        if not is_within and (is_last or values[places[place + 1]] is None):
            path += "h.01"  # alone between two gaps: the round ends of a line without length
        if is_last:
            dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{BLUE}"/>'
    return Markup(  # noqa: S704 (numbers of our own, and an escaped text)
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-label="{escape(view.text)}">'
        f'<path d="{path}" fill="none" stroke="{BLUE}" stroke-width="2" stroke-linecap="round"/>'
        f"{dot}</svg>"
    )
