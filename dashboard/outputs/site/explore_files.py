"""The files of the page to explore figures: its data, its script and the library that draws.

They are loaded by this page alone, by `<script src>`: a page that is opened from a folder may not
fetch anything.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.quarter import Quarter
from dashboard.charts.render import explore_library
from dashboard.view_models import FigureView, ReleaseView
from dashboard.view_models.explore_page import ExploreMeasure, ExplorePage
from dashboard.wording import explore_text
from dashboard.wording.formatting import ONCE_A_YEAR
from dashboard.wording.remarks import yearly_remark
from dashboard.wording.window_names import EACH_WINDOW

FOLDER = "explore"
DATA, LIBRARY, SCRIPT, STYLE = "figures.js", "vega.js", "explore.js", "explore.css"
_HERE = Path(__file__).parent
_LICENCE = _HERE / "vega-licence.txt"


def write_explore(release: ReleaseView, folder: Path) -> None:
    """Write what the page loads; the same release gives the same bytes."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name in (SCRIPT, STYLE):
        shutil.copyfile(_HERE / name, target / name)
    (target / LIBRARY).write_text(_library(), encoding="utf-8")
    content = json.dumps(_content(release), ensure_ascii=False, separators=(",", ":"))
    (target / DATA).write_text(f"window.EXPLORE = {content};\n", encoding="utf-8")


def _library() -> str:
    """Return the drawing library under its licence."""
    return f"/*!\n{_LICENCE.read_text(encoding='utf-8')}*/\n{explore_library()}"


def _content(release: ReleaseView) -> dict[str, Any]:
    page = release.explore
    assert page is not None
    return {
        "county": page.county,
        "quarters": list(page.quarters),
        "labels": [Quarter.parse(quarter).short for quarter in page.quarters],
        "areas": [[area.code, area.name, area.level] for area in page.areas],
        "breakdowns": dict(page.breakdowns),
        "categories": {name: dict(labels) for name, labels in page.categories.items()},
        "periods": EACH_WINDOW,
        "shorthand": {term.term: term.meaning for term in release.shorthand},
        "words": explore_text.SENTENCES,
        "once_a_year": ONCE_A_YEAR,
        "measures": {each.measure.measure_id: _measure(each) for each in page.measures},
        "figures": {each.measure.measure_id: _figures(each) for each in page.measures},
    }


def _measure(each: ExploreMeasure) -> dict[str, Any]:
    measure = each.measure
    said = (measure.definition, measure.caveats, yearly_remark(measure))
    return {
        "name": measure.name,
        "unit": measure.unit,
        "definition": " ".join(filter(None, said)),
        "source": measure.source,
        "page": measure.href.partition("#")[0],
        "window": _first_window(each),
        "stock": measure.is_stock,
    }


def _first_window(each: ExploreMeasure) -> str:
    """Return the window that pages show first, or the first that there is."""
    window = each.measure.default_window
    return window if window in each.windows else next(iter(each.windows))


def _figures(each: ExploreMeasure) -> dict[str, dict[str, str]]:
    """Return the cells of each window and series, the oldest first, in one text."""
    return {
        window: {
            f"{series.breakdown}/{series.code}": ";".join(map(cell_text, series.cells))
            for series in table
        }
        for window, table in each.windows.items()
    }


def cell_text(cell: FigureView | str) -> str:
    """Return a cell: its text, numerator, denominator and value, those left out that follow.

    `58% [p]|58|101` is 58 of 101; `1,204` is its own numerator and value.
    """
    if isinstance(cell, str):
        return cell
    text = " ".join((cell.text, *cell.marks))
    if not cell.is_shown:
        return text
    plain = _plain(cell.text)
    if cell.denominator is None and cell.numerator == cell.value == plain:
        return text
    parts = [_number(cell.numerator), _number(cell.denominator)]
    follows = cell.numerator is not None and cell.denominator not in (None, 0)
    if not follows or cell.value != cell.numerator / cell.denominator:  # type: ignore[operator]
        parts.append(_number(cell.value))
    return "|".join((text, *parts))


def _plain(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


@dataclass(frozen=True, slots=True)
class OfferedArea:
    """An area as the form offers it, and whether the measure that is chosen first has it."""

    code: str
    name: str
    is_offered: bool


def levels_of(page: ExplorePage) -> list[tuple[str, list[OfferedArea]]]:
    """Return the areas of each level, as the form offers them before a script has run."""
    first = page.measures[0]
    there = {series.code for series in first.windows[_first_window(first)]}
    levels: dict[str, list[OfferedArea]] = {}
    for area in page.areas:
        offered = OfferedArea(area.code, area.name, area.code in there)
        levels.setdefault(area.level, []).append(offered)
    return list(levels.items())
