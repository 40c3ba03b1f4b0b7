"""What the files of a release may consist of at all: known files, columns, attributes, no codes.

What is not on these lists is not read back by any other check, so it must not be there.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from lxml.html import HtmlElement

from disclosure.audit.artefacts.explored_figures import EXPLORED
from disclosure.audit.findings import Finding
from disclosure.audit.reader.page_tree import lost_words, own_text, tag_of, whole_text
from disclosure.audit.reader.release_reader import (
    OWNER,
    VALUE_COLUMNS,
    PublishedRelease,
    read_rows,
)

WHOLE = (
    "board-narrative.docx",
    "board-narrative.md",
    "board-pack.pdf",
    "dashboard.pdf",
    "workbook.xlsx",
    "manifest.json",
    "data/README.txt",
)
KINDS = {"data": (".csv", ".parquet"), "site": (".html", ".css", ".csv", ".svg", ".png")}
#: Scripts are read back by their hash: each that a release may have is listed, earlier ones too.
KNOWN_SCRIPTS = Path(__file__).parents[1] / "rules" / "known_scripts.csv"
SCRIPTS = re.compile(r"(\.\./)*explore/(explore|figures|vega)\.js")
DICTIONARY = "data_dictionary"
ATTRIBUTES = re.compile(
    "autocomplete|checked|data-level|defer|label|selected|type|value"
    "|aria-(controls|current|describedby|expanded|hidden|label|labelledby)|alt|blocking|charset|class"
    "|colspan|content|c[xy]|data-(cells?|label)|d[xy]?|fill|(fill|stroke)-opacity|focusable"
    "|font-(family|size|weight)|for|headers|height|hidden|href|id|lang|media|name|opacity|open|r[xy]?"
    "|rel|role|rowspan|scope|src|stroke|stroke-(dasharray|linecap|width)|tabindex|text-anchor|title"
    "|transform|viewbox|width|[xy][12]?|xmlns"
)
LINKS = ("href", "src")
WRITTEN_IN = re.compile(r"(?<![\w-])content\s*:\s*[^;}]*\d|data:", re.IGNORECASE)
ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
SCHEME = re.compile(r"(?!https://)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
ENCODED = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9+/_=]{24,}")


def check_allowed_files(release: PublishedRelease) -> Iterator[Finding]:
    """Yield the files, columns, attributes and runs of characters that no release has."""
    for path in sorted(release.folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(release.folder).as_posix()
            for message in _faults(release, path, name):
                yield Finding(release.name, "11", name, message)


def _faults(release: PublishedRelease, path: Path, name: str) -> Iterator[str]:
    room = name.partition("/")[0]
    if path.suffix == ".js" and name != EXPLORED:
        if hashlib.sha256(path.read_bytes()).hexdigest() not in _known_scripts(path.name):
            yield "a script that is not known"
    elif name not in (*WHOLE, EXPLORED) and path.suffix not in KINDS.get(room, ()):
        yield "a file of a kind that is not read back"
    elif path.suffix == ".html":
        page = release.pages[name]
        yield from sorted(set(_page_faults(page)))
        if lost := lost_words(path.read_text(encoding="utf-8"), page):
            yield f"has markup that is not read back, {lost[0][:30]!r}"
    elif path.suffix == ".css" and _writes(path.read_text(encoding="utf-8")):
        yield "writes a number or data into pages"
    elif path.suffix == ".csv" and room == "data":
        yield from _table_faults(release, path)


def _known_scripts(name: str) -> set[str]:
    """Return the hashes of the scripts of a name that releases have or had."""
    return {row["sha256"] for row in read_rows(KNOWN_SCRIPTS) if row["name"] == name}


def _page_faults(page: HtmlElement) -> Iterator[str]:
    for element in page.iter():
        for name, text in element.attrib.items():
            if not ATTRIBUTES.fullmatch(name):
                yield f"has an attribute {name}, which is not read back"
            if name in LINKS and SCHEME.match(text):
                yield f"has a link that holds what it leads to, {text[:30]!r}"
            if name not in ("d", "data-cells", "data-cell") and name not in LINKS:
                yield from _encoded(text)
        if element.tag == "script" and (
            whole_text(element) or not SCRIPTS.fullmatch(element.get("src", ""))
        ):
            yield "has a script of its own"
        if element.tag == "style" and _writes(own_text(element)):
            yield "writes a number or data into the page"
        if tag_of(element) not in ("svg", "style"):
            yield from _encoded(own_text(element))


def _writes(style: str) -> bool:
    """Return whether a style sheet writes a number into pages, or data."""
    return bool(WRITTEN_IN.search(ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), style)))


def _encoded(text: str) -> Iterator[str]:
    for run in ENCODED.findall(text):
        if any(map(str.isupper, run)) or len(set(run) & set("0123456789")) > 3:
            yield f"has what may be encoded, {run[:12]!r}"


def _table_faults(release: PublishedRelease, path: Path) -> Iterator[str]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        heading = next(csv.reader(file), [])
    described = _described(release)
    if path.stem == "values" and not set(heading) <= {*VALUE_COLUMNS, OWNER}:
        yield "has columns that are not read back"
    if path.stem == DICTIONARY or not described:
        return
    if path.stem not in described:
        yield "is no table of the data dictionary"
    elif heading != described[path.stem]:
        yield "has other columns than the data dictionary says"


def _described(release: PublishedRelease) -> dict[str, list[str]]:
    """Return the columns of each table as the data dictionary lists them."""
    path = release.folder / "data" / f"{DICTIONARY}.csv"
    columns: dict[str, list[str]] = {}
    for row in read_rows(path) if path.is_file() else ():
        columns.setdefault(row["table"], []).append(row["column"])
    return columns
