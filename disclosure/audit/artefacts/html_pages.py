"""What the pages print, read back and compared with values.csv (rule 11).

Pages name the figures they print: `data-cell` on an element whose text is one figure's part, and
`data-cells` (several, joined by ";", "*" for any) on a sentence or a chart made from figures.
Whatever stands in a page, its text alternatives, drawings, comments and further attributes, is
read; a number that belongs to a person must be one that values.csv prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.audit.artefacts.svg_geometry import drawing_faults
from disclosure.audit.findings import Finding
from disclosure.audit.reader.html_tree import Element, parse
from disclosure.audit.reader.number_matching import FigureLookup, number_of, numbers_in
from disclosure.audit.reader.release_reader import SHOWN, PublishedRelease

SPOKEN = ("alt", "aria-label", "aria-description", "title", "content", "value", "placeholder")
MOST_STEPS = 20
BENCHMARK = "Benchmark:"
MARKS = ("data-cell", "data-cells")
SHORTHAND = {"c": "[c]", "x": "[x]", "z": "[z]"}


def check_pages(release: PublishedRelease) -> Iterator[Finding]:
    """The faults of every page of the release's site."""
    reader = FigureLookup(release)
    for path in sorted((release.folder / "site").rglob("*.html")):
        name = path.relative_to(release.folder).as_posix()
        for where, message in _page_faults(parse(path.read_text(encoding="utf-8")), reader):
            yield Finding(release.name, "11", where or name, f"{name}: {message}")
    for path in sorted((release.folder / "site").rglob("*")):
        if path.is_file() and path.suffix not in (".html", ".css"):
            name = path.relative_to(release.folder).as_posix()
            yield Finding(release.name, "11", name, "a file of a kind that is not read back")


def _page_faults(page: Element, reader: FigureLookup) -> Iterator[tuple[str, str]]:
    # another body's figure, which the page states as such, may stand in its charts
    remarks = (item.text for item in page.all("li") if item.text.startswith(BENCHMARK))
    public = {number for text in remarks for number in numbers_in(text)}
    for element in page.walk():
        if "data-cell" in element.attributes:
            yield from _figure_faults(element, reader)
        elif "data-cells" in element.attributes:
            yield from _drawn_faults(element, reader, public)
            yield from _geometry_faults(element, reader, public)
        if not element.is_within(MARKS):
            yield from _unmarked_faults(element, reader)
        if element.tag == "tr":
            yield from _row_faults(element, reader)


def _figure_faults(element: Element, reader: FigureLookup) -> Iterator[tuple[str, str]]:
    """An element that is one figure prints that figure, and no other number."""
    mark = element.attributes["data-cell"]
    figure, part = reader.figure(mark)
    if figure is None:
        yield mark, "names a figure that the release does not have"
        return
    text = element.text
    if any(numbers_in(spoken) for spoken in _spoken(element)):
        yield mark, "carries a number beside its text"
    if figure.shown != SHOWN or figure.number(part) is None:
        if numbers_in(text):
            yield mark, "prints a number that is not shown"
        elif figure.shown in SHORTHAND and SHORTHAND[figure.shown] not in text:
            yield mark, f"does not say {SHORTHAND[figure.shown]}"
        return
    found = numbers_in(text)
    if len(found) != 1 or not reader.is_printed(found[0], figure, (part,)):
        yield mark, "does not print the figure as values.csv does"


def _drawn_faults(
    element: Element, reader: FigureLookup, public: set[str]
) -> Iterator[tuple[str, str]]:
    """A sentence or chart of people prints only numbers of the shown figures that it names."""
    figures = reader.figures(element.attributes["data-cells"])
    if not any(figure.is_hidden or reader.counts_people(figure) for figure in figures):
        return
    where = element.attributes["data-cells"].split(";")[0]
    drawn = [each for each in element.walk() if each.tag == "text"]
    said = [each.own_text for each in element.walk() if each.tag not in ("text", "tspan")]
    for text in [*said, *(spoken for each in element.walk() for spoken in _spoken(each))]:
        for number in set(reader.unexplained(text, figures)) - public:
            yield where, f"says {number}, which no shown figure of it is"
    everything = [number_of(n) for each in drawn for n in numbers_in(each.text)]
    left = [n for each in drawn for n in reader.unexplained(each.text, figures) if n not in public]
    if left and not _is_axis([number_of(text) for text in left], set(everything)):
        yield where, f"draws {', '.join(left)}, which no shown figure of it is"


def _geometry_faults(
    element: Element, reader: FigureLookup, public: set[str]
) -> Iterator[tuple[str, str]]:
    where = element.attributes["data-cells"].split(";")[0]
    for svg in element.all("svg"):
        figures = reader.figures(element.attributes["data-cells"])
        others = {number_of(text) / (100 if "%" in text else 1) for text in public}
        for message in drawing_faults(svg, figures, others | reader.targets):
            yield where, message


def _is_axis(left: list[float], drawn: set[float]) -> bool:
    """True when the numbers are steps of one scale from 0, each as often as any other."""
    if any(left.count(step) != left.count(left[0]) for step in left):
        return False
    steps = (lead * 10.0**power for power in range(-3, 5) for lead in (1, 2, 2.5, 5))
    most = max(left)
    return any(_are_steps(most, step, left, drawn) for step in steps if most <= step * MOST_STEPS)


def _are_steps(most: float, step: float, left: list[float], drawn: set[float]) -> bool:
    scale = {round(step * place, 6) for place in range(round(most / step) + 1)}
    return set(left) <= scale <= drawn


def _unmarked_faults(element: Element, reader: FigureLookup) -> Iterator[tuple[str, str]]:
    """Numbers outside named figures: in alternatives, drawings, comments, or beside a measure."""
    for spoken in _spoken(element):
        if reader.unexplained(spoken, ()):
            yield "", f"an alternative text with a number, {spoken[:60]!r}"
    if element.tag in ("text", "desc", "title", "script", "comment") and element.parent is not None:
        within_head = element.is_in("head")
        if not within_head and reader.unexplained(element.text, ()):
            yield "", f"a {element.tag} element with a number"
    elif element.own_text and reader.measure_named(element.own_text):
        for number in reader.unexplained(element.own_text, ()):
            yield "", f"a sentence about a measure says {number} without naming its figure"


def _row_faults(row: Element, reader: FigureLookup) -> Iterator[tuple[str, str]]:
    """Beside a hidden figure a row prints no number that is not a figure's or a target."""
    marks = [each.attributes["data-cell"] for each in row.walk() if "data-cell" in each.attributes]
    hidden = [mark for mark in marks if reader.is_hidden(mark)]
    if not hidden:
        return
    headings = row.headings()
    cells = [child for child in row.children if child.tag in ("td", "th")]
    for place, cell in enumerate(cells):
        heading = headings[place] if place < len(headings) else ""
        if cell.tag == "th" or "target" in heading.lower():
            continue
        for each in cell.walk():
            if not each.is_within(MARKS) and reader.unexplained(each.own_text, ()):
                yield hidden[0], "a number beside it in its row that names no figure"


def _spoken(element: Element) -> Iterator[str]:
    if element.attributes.get("name") == "viewport":
        return
    for name, text in element.attributes.items():
        if name in SPOKEN or (name.startswith("data-") and name not in MARKS):
            yield text
