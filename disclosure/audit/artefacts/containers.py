"""Workbook, Word document, PDF and Parquet as containers: nothing beside what a reader is shown.

Document properties, names, number formats, further objects, bytes outside of every listed part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet
from pypdf import PdfReader

from disclosure.audit.findings import Finding
from disclosure.audit.reader.number_matching import FigureLookup
from disclosure.audit.reader.release_reader import PublishedRelease

SHEET = re.compile(
    "worksheet|sheetPr|pageSetUpPr|dimension|sheetViews?|selection|pane|sheetFormatPr|cols?|row|c|v"
    "|sheetData|outlinePr|f|is|t|mergeCells?|hyperlinks?|pageMargins|pageSetup|headerFooter|odd(Header|Footer)"
    "|tableParts?|xml|extLst|ext|sparkline(Group)?s?|color(Series|Negative|Axis|Markers|First|Last|High|Low)"
    "|sqref"
)
#: A line in a cell draws cells of its row, and holds no number but where its scale begins.
DRAWN = re.compile(r"'[^'!]+'![A-Z]+(\d+):[A-Z]+\1")
SCALED = re.compile(r"manualMax|manualMin=\"(?!0\")")
BOOK = re.compile(
    "workbook|fileVersion|workbook(Pr|View|Protection)|bookViews|sheets?|calcPr|definedNames?|xml"
)
PARTS = {"xl/workbook.xml": BOOK}
TAG = re.compile(r"<[?]?(?:\w+:)?(\w+)")
TITLES = re.compile(r"[^!]+!(\$[A-Z]+)?\$\d+(:(\$[A-Z]+)?\$\d+)?")
FORMAT = re.compile(r"[#0,.%@;\\ ]+|[dmyhs:\\/ -]+", re.IGNORECASE)
PROPERTY = re.compile(r"<(?:\w+:)?(\w+)[^>]*>([^<]*)<")
#: Numbers of sheets and pages, the format's own, and hashes of what the file shows.
COUNTED = ("i4", "NPages", "part", "DocSecurity", "InstanceID", "DocumentID")
VERSION = re.compile(r"Version \d+|Quarter \d|v?\d+(\.\d+)+|\d{4}-\d\d-\d\dT[\d:]+Z")
END_OF_ARCHIVE, END_LENGTH = b"PK\x05\x06", 22
END_OF_PDF = b"%%EOF"
MAGIC_AND_LENGTH = 12  # of Parquet: four bytes before, the footer's length and four after


def check_containers(release: PublishedRelease) -> Iterator[Finding]:
    """Yield what workbook, PDF and Parquet files carry beside what they show."""
    lookup = FigureLookup(release)
    checks: tuple[tuple[str, Callable[[Path, FigureLookup], Iterator[str]]], ...] = (
        ("workbook.xlsx", _workbook_faults),
        ("*.docx", _word_faults),
        ("*.pdf", _pdf_faults),
        ("data/*.parquet", _parquet_faults),
    )
    for pattern, faults in checks:
        for path in sorted(release.folder.glob(pattern)):
            name = path.relative_to(release.folder).as_posix()
            for message in faults(path, lookup):
                yield Finding(release.name, "11", name, message)


def _archive_faults(path: Path) -> Iterator[str]:
    """Yield what an archive carries beside its parts."""
    content = path.read_bytes()
    end = content.rfind(END_OF_ARCHIVE)
    if not content.startswith(b"PK\x03\x04") or len(content) - end != END_LENGTH:
        yield "carries bytes before or after its archive"
    with ZipFile(path) as archive:
        if archive.comment or any(part.comment or part.extra for part in archive.infolist()):
            yield "carries comments in its archive"


def _word_faults(path: Path, lookup: FigureLookup) -> Iterator[str]:
    yield from _archive_faults(path)
    with ZipFile(path) as archive:
        for part in filter(re.compile("docProps/").match, archive.namelist()):
            text = archive.read(part).decode("utf-8", "replace")
            yield from _property_faults(PROPERTY.findall(text), lookup)


def _workbook_faults(path: Path, lookup: FigureLookup) -> Iterator[str]:
    yield from _archive_faults(path)
    with ZipFile(path) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            for message in _part_faults(part, text, lookup):
                yield f"{part} {message}"


def _part_faults(part: str, text: str, lookup: FigureLookup) -> Iterator[str]:
    if "<!--" in text:
        yield "holds a comment"
    known = SHEET if part.startswith("xl/worksheets/sheet") else PARTS.get(part)
    tags = sorted(set(TAG.findall(text)))
    if known is not None and not all(map(known.fullmatch, tags)):
        yield f"holds one of {', '.join(tags)}, which is not read back"
    if not all(DRAWN.fullmatch(cells) for cells in re.findall(r"<xm:f>([^<]*)<", text)) or (
        SCALED.search(text)
    ):
        yield "draws a line of other than its cells"
    names = re.findall(r"<definedName [^>]*>([^<]*)<", text)
    if not all(TITLES.fullmatch(name) for name in names):
        yield "names something other than a range"
    formats = re.findall(r'formatCode="([^"]*)"', text)
    if not all(FORMAT.fullmatch(code) for code in formats):
        yield "has a number format with words"
    if part.startswith("docProps/"):
        yield from _property_faults(PROPERTY.findall(text), lookup)


def _property_faults(properties: list[tuple[str, str]], lookup: FigureLookup) -> Iterator[str]:
    for name, text in properties:
        if name not in COUNTED and lookup.unexplained(VERSION.sub(" ", unescape(text)), ()):
            yield f"has a number in its property {name}"


def _pdf_faults(path: Path, lookup: FigureLookup) -> Iterator[str]:
    content = path.read_bytes()
    if content.count(END_OF_PDF) != 1 or content.rstrip().endswith(END_OF_PDF) is False:
        yield "was added to after it was made"
    document = PdfReader(path)
    properties = [(name.strip("/"), str(text)) for name, text in (document.metadata or {}).items()]
    yield from _property_faults(properties, lookup)
    if document.xmp_metadata is not None:
        text = document.xmp_metadata.stream.get_data().decode("utf-8", "replace")
        yield from _property_faults(PROPERTY.findall(text), lookup)
    for kind in sorted(
        {_kind(note) for page in document.pages for note in page.get("/Annots") or []}
    ):
        if kind != "/Link":
            yield f"carries notes of the kind {kind}"
    for name in ("/AcroForm", "/OpenAction", "/AA", "/Names"):
        if name in document.root_object:
            yield f"carries {name}"


def _kind(note: object) -> str:
    return str(note.get_object().get("/Subtype"))  # type: ignore[attr-defined]


def _parquet_faults(path: Path, _: FigureLookup) -> Iterator[str]:
    metadata = pyarrow.parquet.read_metadata(path)
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    held = sum(
        group.column(n).total_compressed_size for group in groups for n in range(group.num_columns)
    )
    if path.stat().st_size != held + metadata.serialized_size + MAGIC_AND_LENGTH:
        yield "carries bytes that no column leads to"
