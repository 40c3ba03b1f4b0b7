"""Drawings that a whole test run shares: the same chart is drawn once, whoever asks first."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from dashboard.charts.vega_spec import order
from dashboard.view_models import ChartView

DrawAll = Callable[[tuple[ChartView, ...]], tuple[Markup, ...]]


def drawn_once(folder: Path, draw_all: DrawAll) -> DrawAll:
    """Return a `draw_all` that keeps in a folder what it draws, by all that a drawing is made of.

    Of charts not drawn yet it draws all at once, as `draw_all` does.
    """

    def draw(charts: tuple[ChartView, ...]) -> tuple[Markup, ...]:
        files = [folder / f"{_content_of(chart)}.svg" for chart in charts]
        missing = {
            file: chart for file, chart in zip(files, charts, strict=True) if not file.exists()
        }
        if missing:
            for file, svg in zip(missing, draw_all(tuple(missing.values())), strict=True):
                unfinished = file.with_suffix(f".{id(svg)}")
                unfinished.write_text(svg, encoding="utf-8")
                unfinished.replace(file)
        return tuple(Markup(file.read_text(encoding="utf-8")) for file in files)

    return draw


def _content_of(chart: ChartView) -> str:
    return hashlib.sha256(repr(order(chart)).encode()).hexdigest()
