"""What the pages print, compared with values.csv (docs/disclosure.md#rule-11).

Pages name the figures they print: `data-cell` on an element whose text is one figure's part, and
`data-cells` (several, joined by ";", "*" for any) on a sentence or a chart made from figures.
Whatever stands in a page, its text alternatives, drawings, comments and further attributes, is
read; a number that belongs to a person must be one that values.csv prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from disclosure.audit.artefacts.svg_geometry import drawing_faults
from disclosure.audit.findings import Finding
from disclosure.audit.reader.interval_ends import ends_of
from disclosure.audit.reader.number_matching import FigureLookup, number_of, numbers_in
from disclosure.audit.reader.page_tree import (
    COMMENT,
    column_headings,
    is_within,
    own_text,
    tag_of,
    whole_text,
)
from disclosure.audit.reader.release_reader import SHOWN, PublishedRelease

SPOKEN = ("alt", "aria-label", "aria-description", "title", "content", "value", "placeholder")
MOST_STEPS = 20
BENCHMARK, INTERVAL = "benchmark", "interval"
ROUNDED = 0.1001
MARKS = ("data-cell", "data-cells")
LABEL = "data-label"  # on a phone, what a cell's column is called
NUMBERLESS = ("text", "desc", "title", "script", COMMENT)  # but for figures that are named
SHORTHAND = {"c": "[c]", "x": "[x]", "z": "[z]"}


def check_pages(release: PublishedRelease) -> Iterator[Finding]:
    """Yield the faults of every page of the release's site."""
    lookup = FigureLookup(release)
    for name, page in release.pages.items():
        for where, message in _page_faults(page, lookup):
            yield Finding(release.name, "11", where or name, f"{name}: {message}")


def _page_faults(page: HtmlElement, lookup: FigureLookup) -> Iterator[tuple[str, str]]:
    # another body's figure, which the page states as such, may stand in its charts
    remarks = (whole_text(item) for item in page.iter("li") if item.get("class") == BENCHMARK)
    public = {number for text in remarks for number in numbers_in(text)}
    for element in page.iter():
        if "data-cell" in element.attrib:
            yield from _figure_faults(element, lookup)
        elif "data-cells" in element.attrib:
            yield from _drawn_faults(element, lookup, public)
            yield from _geometry_faults(element, lookup, public)
        if not is_within(element, MARKS):
            yield from _unmarked_faults(element, lookup)
        if element.get(LABEL, "") not in ("", _heading_of(element)):
            yield "", f"a cell that is labelled otherwise than its column, {element.get(LABEL)!r}"
        if element.tag == "tr":
            yield from _row_faults(element, lookup)


def _figure_faults(element: HtmlElement, lookup: FigureLookup) -> Iterator[tuple[str, str]]:
    """Yield where an element that is one figure prints anything but that figure."""
    mark = element.attrib["data-cell"]
    figure, part = lookup.figure(mark)
    if figure is None:
        yield mark, "names a figure that the release does not have"
        return
    text = whole_text(element)
    if any(numbers_in(spoken) for spoken in _spoken(element)):
        yield mark, "carries a number beside its text"
    if figure.shown != SHOWN or figure.number(part) is None:
        if numbers_in(text):
            yield mark, "prints a number that is not shown"
        elif figure.shown in SHORTHAND and SHORTHAND[figure.shown] not in text:
            yield mark, f"does not say {SHORTHAND[figure.shown]}"
        return
    numbers = numbers_in(text)
    if len(numbers) != 1 or not lookup.is_printed(numbers[0], figure, (part,)):
        yield mark, "does not print the figure as values.csv does"


def _drawn_faults(
    element: HtmlElement, lookup: FigureLookup, public: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield numbers of a sentence or chart of people that no shown figure it names prints."""
    figures = lookup.figures(element.attrib["data-cells"])
    if not any(figure.is_hidden or lookup.counts_people(figure) for figure in figures):
        return
    where = element.attrib["data-cells"].split(";")[0]
    drawn = [whole_text(label) for label in element.iter("text")]
    said = [own_text(inner) for inner in element.iter() if inner.tag not in ("text", "tspan")]
    if element.get("class") == INTERVAL:
        ends = [end for figure in figures for end in ends_of(figure)]
        public = public | {n for n in numbers_in(said[0]) if _is_end(number_of(n), ends)}
    for text in [*said, *(spoken for inner in element.iter() for spoken in _spoken(inner))]:
        for number in set(lookup.unexplained(text, figures)) - public:
            yield where, f"says {number}, which no shown figure of it is"
    everything = [number_of(n) for text in drawn for n in numbers_in(text)]
    left = [n for text in drawn for n in lookup.unexplained(text, figures) if n not in public]
    if left and not _is_axis([number_of(text) for text in left], set(everything)):
        yield where, f"draws {', '.join(left)}, which no shown figure of it is"


def _is_end(number: float, ends: list[float]) -> bool:
    """Return whether a number is the end of an interval; halves may be rounded either way."""
    return any(abs(number - end) < ROUNDED for end in ends)


def _geometry_faults(
    element: HtmlElement, lookup: FigureLookup, public: set[str]
) -> Iterator[tuple[str, str]]:
    where = element.attrib["data-cells"].split(";")[0]
    for svg in element.iter("svg"):
        figures = lookup.figures(element.attrib["data-cells"])
        others = {number_of(text) / (100 if "%" in text else 1) for text in public}
        for message in drawing_faults(
            svg, figures, others | lookup.targets, lookup.release.quarters
        ):
            yield where, message


def _is_axis(left: list[float], drawn: set[float]) -> bool:
    """Return whether numbers are steps of one scale from 0, each as often as any other."""
    if any(left.count(step) != left.count(left[0]) for step in left):
        return False
    steps = (lead * 10.0**power for power in range(-3, 10) for lead in (1, 2, 2.5, 5))
    most = max(left)
    return any(_are_steps(most, step, left, drawn) for step in steps if most <= step * MOST_STEPS)


def _are_steps(most: float, step: float, left: list[float], drawn: set[float]) -> bool:
    scale = {round(step * number, 6) for number in range(round(most / step) + 1)}
    return set(left) <= scale <= drawn


def _unmarked_faults(element: HtmlElement, lookup: FigureLookup) -> Iterator[tuple[str, str]]:
    """Yield numbers outside named figures: in alternatives, drawings, comments, sentences."""
    for spoken in _spoken(element):
        if lookup.unexplained(spoken, ()):
            yield "", f"an alternative text with a number, {spoken[:60]!r}"
    tag, text = tag_of(element), own_text(element)
    if tag in NUMBERLESS:
        within_head = next(element.iterancestors("head"), None) is not None
        if not within_head and lookup.unexplained(whole_text(element), ()):
            yield "", f"a {tag} element with a number"
    elif text and lookup.measure_named(text):
        for number in lookup.unexplained(text, ()):
            yield "", f"a sentence about a measure says {number} without naming its figure"


def _row_faults(row: HtmlElement, lookup: FigureLookup) -> Iterator[tuple[str, str]]:
    """Yield numbers beside a hidden figure in its row that are no figure's and no target."""
    marks = [inner.attrib["data-cell"] for inner in row.iter() if "data-cell" in inner.attrib]
    hidden = [mark for mark in marks if lookup.is_hidden(mark)]
    if not hidden:
        return
    headings = column_headings(row)
    cells = [child for child in row if child.tag in ("td", "th")]
    for position, cell in enumerate(cells):
        heading = headings[position] if position < len(headings) else ""
        if cell.tag == "th" or "target" in heading.lower():
            continue
        for inner in cell.iter():
            if not is_within(inner, MARKS) and lookup.unexplained(own_text(inner), ()):
                yield hidden[0], "a number beside it in its row that names no figure"


def _heading_of(cell: HtmlElement) -> str:
    """Return the heading of the column that a cell of a table stands in, else an empty text."""
    row = next(cell.iterancestors("tr"), None)
    if row is None or cell not in (cells := list(row)):
        return ""
    headings = column_headings(row)
    return headings[place] if (place := cells.index(cell)) < len(headings) else ""


def _spoken(element: HtmlElement) -> Iterator[str]:
    if element.get("name") == "viewport":
        return
    for name, text in element.attrib.items():
        if name in SPOKEN or (name.startswith("data-") and name not in (*MARKS, LABEL)):
            yield text
