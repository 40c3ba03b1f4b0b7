"""The workbook and the papers, held against the pages (docs/disclosure.md#rule-11)."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from disclosure.audit.artefacts.listed_figures import listed_faults
from disclosure.audit.artefacts.narratives import narrative_faults, word_faults
from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import FigureLookup
from disclosure.audit.reader.page_tables import PageTables, tokens
from disclosure.audit.reader.release_reader import PublishedRelease

PLAIN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/workbook\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?"
    r"|xl/tables/table\d+\.xml|xl/(sharedStrings|styles|metadata)\.xml|xl/theme/theme1\.xml"
)
PACK = "board-pack.pdf"
DOCUMENTS = (
    "workbook.xlsx", "dashboard.pdf", PACK, "board-narrative.md", "board-narrative.docx",
    "data/README.txt",
)  # fmt: skip
BESIDE = ("Target", "Change")  # columns of words, and words that begin lines of their own
YEARS_END = re.compile(r"^Q4 ")
FORMULA = re.compile(rb"<f[ >/]")


def check_documents(release: PublishedRelease) -> Iterator[Finding]:
    """Yield what the workbook, the papers and the narrative print that the pages do not."""
    found = {name: release.folder / name for name in DOCUMENTS}
    if not any(path.is_file() for path in found.values()):
        return
    pages = PageTables(release.pages.values())
    lookup = FigureLookup(release)
    for name, path in found.items():
        if not path.is_file():
            continue
        if path.suffix == ".xlsx":
            faults = _workbook_faults(path, pages, lookup)
        elif path.suffix == ".pdf":
            faults = _paper_faults(path, pages, lookup if name == PACK else None)
        elif path.suffix == ".docx":
            faults = word_faults(path, pages, lookup)
        else:
            faults = narrative_faults(path, pages, lookup)
        yield from (Finding(release.name, "11", name, message) for message in faults)


def _workbook_faults(path: Path, pages: PageTables, lookup: FigureLookup) -> Iterator[str]:
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if not PLAIN_PARTS.fullmatch(name):
                yield f"holds {name}, which is not read back"
            if name.startswith("xl/worksheets/sheet") and FORMULA.search(archive.read(name)):
                yield f"{name} holds a formula"
            if name == "xl/sharedStrings.xml":
                text = re.sub(r"<[^>]+>", " ", archive.read(name).decode("utf-8"))
                for number in sorted(map(str, set(tokens(text)) - pages.all)):
                    yield f"holds the text {number}, which no page prints"
    with warnings.catch_warnings():
        # Lines in cells are read back with the other parts of the container.
        warnings.filterwarnings("ignore", message="Sparkline Group extension")
        yield from _sheets_faults(path, pages, lookup)


def _sheets_faults(path: Path, pages: PageTables, lookup: FigureLookup) -> Iterator[str]:
    workbook = openpyxl.load_workbook(path, read_only=True)
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            yield f"sheet {sheet.title} is hidden"
        rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        faults = [*_sheet_faults(rows, pages), *listed_faults(rows, lookup)]
        yield from (f"sheet {sheet.title}: {message}" for message in faults)
    workbook.close()


def _text(value: object) -> str:
    """Return a cell as text, a number as pages write it: 1,987 is no year."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)


def _sheet_faults(rows: list[list[str]], pages: PageTables) -> Iterator[str]:
    heading = next((row for row in rows if {"Measure", "Coverage", "Series"} <= set(row)), None)
    for row in rows if heading is None else rows[: rows.index(heading)]:
        for text in row:
            for token in tokens(text):
                if token not in pages.all:
                    yield f"{token} is on no page"
    if heading is None:
        return
    for row in rows[rows.index(heading) + 1 :]:
        named = dict(zip(heading, row, strict=False))
        caption = _caption(named["Measure"], named["Coverage"], pages)
        for position, text in enumerate(row[4:], start=4):
            where = (caption, named["Series"], heading[position])
            yield from (
                f"{', '.join(where)}: {fault}" for fault in _cell_faults(where, text, pages)
            )


def _caption(measure: str, table: str, pages: PageTables) -> str:
    """Return the page's caption: the measure's name and the table's, with or without a comma."""
    plain = f"{measure} {table}".strip()
    return plain if plain in pages.captions else f"{measure}, {table}"


def _cell_faults(where: tuple[str, str, str], text: str, pages: PageTables) -> Iterator[str]:
    """Yield how a cell of a topic's sheet is not the same cell of the page's table.

    `where`: the table's caption, the row and the column. What is published once a year stands under
    the quarter that ends the year, which pages call by the year.
    """
    caption, series, column = where
    of_year = caption, series, YEARS_END.sub("", column)
    on_page = pages.cells.get(where, pages.cells.get(of_year))
    if on_page is None:
        if any(isinstance(token, float) for token in tokens(text)):
            yield "is in no table of the pages"
    elif tokens(text, first=True) != on_page[:1]:
        yield "is not what the page prints"


def _paper_faults(path: Path, pages: PageTables, lookup: FigureLookup | None) -> Iterator[str]:
    """Yield what a paper prints that no page does.

    `lookup` is for one with tables of its own: a line that begins with a measure has its figures.
    """
    reader = PdfReader(path)
    if reader.attachments:
        yield "carries attachments"
    for text in _alternatives(reader):
        if (
            any(isinstance(token, float) for token in tokens(text))
            and text not in pages.alternatives
        ):
            yield f"an alternative text that no page has, {text[:60]!r}"
    headings = set(_headings(reader.outline))
    numbers = pages.all | {float(number) for number in range(len(reader.pages) + 1)}
    caption = before = ""
    for number, page in enumerate(reader.pages, start=1):
        written: list[str] = []
        lines = page.extract_text(visitor_text=_keep(written)).splitlines()
        # Each piece of text by itself: a line may run the labels of two charts into one number.
        for token in (token for piece in written for token in tokens(piece)):
            if isinstance(token, float) and token not in numbers:
                yield f"page {number}: {token:g} is on no page of the site"
        for raw in lines:
            line = " ".join(raw.split())
            over_two_lines = f"{before} {line}"
            caption = next((c for c in (line, over_two_lines) if c in pages.captions), caption)
            if line in headings and line not in (caption, *pages.labels.get(caption, ())):
                caption = ""  # what follows is no row of the table above
            before = line
            if not _is_line_of(caption, line, pages):
                yield f"page {number}: {caption}: {line.split(' ')[0]} … is not the page's row"
            strange = lookup.unexplained_of_measure(line) if lookup else None
            if strange and not pages.has_row(line):
                yield f"page {number}: {line[:40]!r} says {strange[0]}, which is no figure of it"


def _headings(outline: Sequence[Any]) -> Iterator[str]:
    """Yield every heading that a document's outline names."""
    for entry in outline:
        if isinstance(entry, list):
            yield from _headings(entry)
        else:
            yield " ".join(str(entry["/Title"]).split())


def _keep(written: list[str]) -> Callable[..., None]:
    """Return what takes each piece of text of a page as it was written into it."""

    def keep(text: str, *_: object) -> None:
        written.append(text)

    return keep


def _is_line_of(caption: str, line: str, pages: PageTables) -> bool:
    """Return whether a line of a table prints no more than the page's row or column of its name."""
    for label in pages.labels.get(caption, ()):
        if label and label not in BESIDE and line.startswith(label + " "):
            printed = Counter(tokens(line.removeprefix(label)))
            return not printed - pages.tokens_by_label[caption, label]
    return True


def _alternatives(reader: PdfReader) -> Iterator[str]:
    """Yield every alternative text of the document's structure."""
    ahead: list[object] = [reader.root_object.get("/StructTreeRoot")]
    seen: set[int] = set()
    while ahead:
        node = ahead.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, ArrayObject):
            ahead.extend(node)
        elif isinstance(node, DictionaryObject):
            for name in ("/Alt", "/ActualText"):
                if name in node:
                    yield " ".join(str(node[name]).split())
            if "/K" in node:
                ahead.append(node.raw_get("/K"))
