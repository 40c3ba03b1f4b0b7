"""The drawings of a release's charts, each drawn once for the site and the PDF."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context, parent_process
from threading import Thread

from markupsafe import Markup

from dashboard.charts.svg_cleanup import drawn
from dashboard.charts.vega_spec import order
from dashboard.view_models import ChartView

#: Fewer charts than this are drawn here: a second process takes as long to start.
_WORTH_A_PROCESS = 40


def drawings_of(charts: Iterable[ChartView]) -> dict[str, Markup]:
    """Return the SVG of each chart by its id."""
    wanted = tuple(charts)
    return dict(zip((chart.id for chart in wanted), _draw_all(wanted), strict=True))


@lru_cache(maxsize=1)
def _draw_all(charts: tuple[ChartView, ...]) -> tuple[Markup, ...]:
    """Return the drawings of the release at hand; site and PDF ask for the same charts in turn."""
    orders = [order(chart) for chart in charts]
    processes = min(2, os.cpu_count() or 1)
    if len(charts) < _WORTH_A_PROCESS or processes == 1:
        return tuple(Markup(drawn(wanted)) for wanted in orders)  # noqa: S704 (our own drawing)
    # A fork would copy the drawing engine's threads half-way through; a fresh process is safe.
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_end_with_parent
    ) as pool:
        return tuple(Markup(svg) for svg in pool.map(drawn, orders, chunksize=8))  # noqa: S704


def _end_with_parent() -> None:
    """See to it that this process ends when the one that started it was killed."""
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
