"""What readers take away from the pages, held against them (docs/disclosure.md#rule-11).

A CSV file is named by the id of a table, which may go on over several pages: each of its lines says
no word that the row of its name does not. An SVG file is a drawing of a page, byte for byte, and a
PNG file the picture of the SVG file beside it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import vl_convert
from lxml.html import HtmlElement

from disclosure.audit.findings import Finding
from disclosure.audit.reader.page_tree import whole_text
from disclosure.audit.reader.release_reader import PublishedRelease

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
PNG_SCALE = 2
#: Words of headings that the pages' tables do without.
BESIDE = {"Period", "marks", "Measure", "Area", "Target"}
Rows = dict[str, set[str]]


def check_taken_files(release: PublishedRelease) -> Iterator[Finding]:
    """Yield the tables and drawings of a site that say something else than its pages."""
    site = release.folder / "site"
    found = sorted(path for path in site.rglob("*") if path.suffix in (".csv", ".svg", ".png"))
    if not found:
        return
    tables, drawings = _tables(release), _drawings(site)
    for path in found:
        name = path.relative_to(release.folder).as_posix()
        if path.suffix == ".png":
            if not _is_picture(path):
                yield Finding(release.name, "11", name, "is no picture of the drawing beside it")
            continue
        if path.suffix == ".svg":
            if path.read_text(encoding="utf-8") not in drawings:
                yield Finding(release.name, "11", name, "is no drawing of a page")
            continue
        for message in _table_faults(path, tables.get(path.stem, {})):
            yield Finding(release.name, "11", name, message)


def _is_picture(path: Path) -> bool:
    """Return whether a PNG file is what the drawing of its name gives, larger, and nothing else."""
    drawing = path.with_suffix(".svg")
    if not drawing.is_file():
        return False
    try:
        picture = vl_convert.svg_to_png(drawing.read_text(encoding="utf-8"), scale=PNG_SCALE)
    except RuntimeError:  # what cannot be drawn has no picture
        return False
    return bool(picture == path.read_bytes())


def _drawings(site: Path) -> set[str]:
    pages = (path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    return {drawing for page in pages for drawing in DRAWING.findall(page)}


def _tables(release: PublishedRelease) -> dict[str, Rows]:
    """Return the words of each row of each table with an id; "" stands for headings and caption."""
    tables: dict[str, Rows] = {}
    for page in release.pages.values():
        for table in page.iter("table"):
            if "id" in table.attrib:
                _add_rows(tables.setdefault(table.attrib["id"], {}), table)
    return tables


def _add_rows(rows: Rows, table: HtmlElement) -> None:
    for place, row in enumerate(table.iter("tr")):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        label = _label(cells[0]) if cells and place else ""
        rows.setdefault(label, set()).update(*(_words(whole_text(cell)) for cell in cells))
    for caption in table.iter("caption"):
        rows.setdefault("", set()).update(_words(whole_text(caption)))


def _label(heading: HtmlElement) -> str:
    """Return what a row is called: its link's text, else its own."""
    return whole_text(next(heading.iter("a"), heading))


def _words(text: str) -> set[str]:
    """Return the words of a text, numbers without commas between their digits."""
    words = re.sub(r"(?<=\d),(?=\d)", "", text).split()
    return {word.rstrip(",:;") for word in words}


def _table_faults(path: Path, rows: Rows) -> Iterator[str]:
    if not rows:
        yield "is no table of a page"
        return
    with path.open(newline="", encoding="utf-8") as file:
        heading, *lines = csv.reader(file)
    unknown = set().union(*map(_words, heading)) - rows.get("", set()) - BESIDE
    if unknown:
        yield f"has a heading that the page has not, {min(unknown)!r}"
    for label, *cells in lines:
        said = set().union(*map(_words, cells))
        if label not in rows:
            yield f"has a row that the page has not, {label[:30]!r}"
        elif unknown := said - rows[label] - rows.get("", set()):
            yield f"says what the page does not, {min(unknown)!r}"
