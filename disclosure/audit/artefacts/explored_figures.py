"""The figures that the page to explore loads: those of values.csv, and nothing else is there.

The file is `window.EXPLORE = ` and JSON. Its cells are texts, `58% [p]|58|101`: what is printed,
then numerator, denominator and value where they do not follow. A cell is named by its measure,
window, series and place; the rest are names and sentences without a number of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import FigureLookup, numbers_in
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import (
    PARTS,
    SHOWN,
    WHOLE,
    PrintedCell,
    PrintedFigure,
    PublishedRelease,
)

EXPLORED = "site/explore/figures.js"
WRITTEN = re.compile(r"window\.EXPLORE = (\{.*\});\n", re.DOTALL)
NONE = re.compile(r"\[[cnxyz]\]( \[[pr]\])*")
MARKS = re.compile(r"( \[[pr]\])+$")
FIGURES = "figures"
#: Who sends what a measure is made from; pages say it too, and it may hold a number of a form.
SOURCE = "source"


def check_explored(release: PublishedRelease) -> Iterator[Finding]:
    """Yield what the data of the page to explore says that values.csv does not."""
    path = release.folder / EXPLORED
    if path.is_file():
        for cell, message in _faults(path.read_text(encoding="utf-8"), FigureLookup(release)):
            yield Finding(release.name, "11", cell or EXPLORED, f"{EXPLORED}: {message}")


def _faults(text: str, lookup: FigureLookup) -> Iterator[tuple[str, str]]:
    written = WRITTEN.fullmatch(text)
    content = json.loads(written[1]) if written else {}
    # A name that is there twice, a space or a comment would not come back.
    again = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if not written or again != written[1]:
        yield "", "is not plain data"
        return
    figures = content.pop(FIGURES, {})
    pages = [whole_text(page) for page in lookup.release.pages.values()]
    for name, leaf in set(_leaves(content)):
        is_told = name == SOURCE and any(str(leaf) in page for page in pages)
        if not is_told and (not isinstance(leaf, str) or lookup.unexplained(leaf, ())):
            yield "", f"says {str(leaf)[:60]!r}, which no page does"
    for cell, printed in _cells(figures, content, lookup.release):
        for message in _cell_faults(cell, printed, lookup):
            yield str(cell), message


def _leaves(content: object, under: str = "") -> Iterator[tuple[str, object]]:
    """Yield every name and value within mappings and lists, with the name that it is under."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield under, name
            yield from _leaves(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value, under)
    elif content is not None and not isinstance(content, bool):
        yield under, content


def _cells(
    figures: dict[str, Any], content: dict[str, Any], release: PublishedRelease
) -> Iterator[tuple[PrintedCell, str]]:
    """Yield each cell with what is printed of it; one beyond the last quarter has none to name."""
    quarters = content.get("quarters", [])
    for measure, windows in figures.items():
        for window, table in windows.items():
            for series, cells in table.items():
                breakdown, _, code = series.partition("/")
                area = release.county if breakdown else code
                group = (breakdown, code) if breakdown else (WHOLE, WHOLE)
                for place, printed in enumerate(cells.split(";")):
                    quarter = quarters[place] if place < len(quarters) else ""
                    yield PrintedCell(measure, window, quarter, area, *group), printed


def _cell_faults(cell: PrintedCell, printed: str, lookup: FigureLookup) -> Iterator[str]:
    text, *parts = printed.split("|")
    figure = lookup.release.figures.get(cell)
    if figure is None or figure.shown != SHOWN or figure.number("value") is None:
        if parts or not NONE.fullmatch(text) or text.startswith("[c]") != _is_hidden(figure):
            yield f"prints {printed!r} of what is not shown"
        return
    plain = MARKS.sub("", text)
    numbers = numbers_in(plain)
    if numbers != [plain] or not lookup.is_printed(plain, figure, ("value",)):
        yield f"prints {text!r}, which is not the figure"
    try:
        told = _parts_told(plain, parts)
    except (ValueError, ZeroDivisionError):
        yield f"has parts that cannot be read, {printed!r}"
        return
    if told != tuple(figure.number(part) for part in PARTS):
        yield f"has other parts than values.csv, {printed!r}"


def _is_hidden(figure: PrintedFigure | None) -> bool:
    return figure is not None and figure.is_hidden


def _parts_told(text: str, parts: list[str]) -> tuple[float | None, ...]:
    """Return numerator, denominator and value as the page's script reads them.

    Raises ValueError or ZeroDivisionError where they are none.
    """
    if not parts:
        number = float(text.replace(",", ""))
        return number, None, number
    top, below, *own = (float(part) if part else None for part in parts)
    if own:
        (value,) = own
        return top, below, value
    if top is None or below is None:
        raise ValueError(text)
    return top, below, top / below
