"""The drawings of a release's charts, each drawn once for the site and the papers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, lru_cache
from threading import Lock

import vl_convert
from markupsafe import Markup

from dashboard.charts.drawing_processes import Asked, Made, drawing_processes, made_beside
from dashboard.charts.svg_cleanup import drawn
from dashboard.charts.vega_spec import order
from dashboard.view_models import ChartView

#: Fewer charts than this are drawn here: a second process takes as long to start.
_WORTH_A_PROCESS = 40
#: How much larger than on the page a picture is, to be sharp on a slide.
PNG_SCALE = 2
#: Held while something is drawn: who asks for the same meanwhile waits for it.
_drawing = Lock()
_WHOLE_LIBRARY = "window.vegaEmbed = vegaEmbed;"


@contextmanager
def drawn_beside(charts: Iterable[ChartView]) -> Iterator[None]:
    """Have other processes draw charts while the block does what needs no drawing yet."""
    wanted = _drawn(charts)
    if len(wanted) < _WORTH_A_PROCESS:
        yield
        return
    with drawing_processes(), ThreadPoolExecutor(1) as beside:
        beside.submit(drawings_of, wanted)
        beside.submit(explore_library)
        yield


def drawings_of(charts: Iterable[ChartView]) -> dict[str, Markup]:
    """Return the SVG of each chart by its id; of one of which words say all there is none."""
    wanted = _drawn(charts)
    with _drawing:
        return dict(zip((chart.id for chart in wanted), _draw_all(wanted), strict=True))


def _drawn(charts: Iterable[ChartView]) -> tuple[ChartView, ...]:
    return tuple(chart for chart in charts if chart.is_drawn)


def pictures_of(drawings: Sequence[str]) -> list[bytes]:
    """Return the PNG of each drawing."""
    return _made_of(drawings, _picture)


def explore_library() -> str:
    """Return the drawing library as one script, from the package that draws the charts here.

    Vega alone is not to be had from its bundle: Vega-Embed draws with it.
    """
    with _drawing:
        return _library()


@cache
def _library() -> str:
    return made_beside(_bundle, _WHOLE_LIBRARY)


@lru_cache(maxsize=1)
def _draw_all(charts: tuple[ChartView, ...]) -> tuple[Markup, ...]:
    """Return the drawings of the release at hand; site and PDF ask for the same charts in turn."""
    drawings = _made_of([order(chart) for chart in charts], drawn)
    return tuple(Markup(drawing) for drawing in drawings)  # noqa: S704 (our own drawing)


def _made_of(wanted: Sequence[Asked], make: Callable[[Asked], Made]) -> list[Made]:
    """Return what is made of each, by several processes where there are many."""
    if len(wanted) >= _WORTH_A_PROCESS:
        with drawing_processes() as processes:
            if processes is not None:
                return list(processes.map(make, wanted, chunksize=4))
    return [make(each) for each in wanted]


def _picture(drawing: str) -> bytes:
    made: bytes = vl_convert.svg_to_png(drawing, scale=PNG_SCALE)
    return made


def _bundle(wanted: str) -> str:
    script: str = vl_convert.javascript_bundle(wanted)
    return script
