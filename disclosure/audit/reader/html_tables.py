"""The tables of the pages as rows of tokens, by caption: what workbook and PDF are held against.

The pages are checked against values.csv cell by cell; the workbook and the PDF print the same
tables, so their rows must be rows of the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from pathlib import Path

from disclosure.audit.reader.html_tree import Element, parse
from disclosure.audit.reader.number_matching import numbers_in

SHORTHAND = re.compile(r"\[[cxz]\]")
Token = float | str


def tokens(text: str, *, first: bool = False) -> list[Token]:
    """The numbers and the shorthand for none of a text, in order; at most the first when asked."""
    found: list[Token] = []
    for word in re.split(r"(\[[cxz]\])", text):
        if SHORTHAND.fullmatch(word):
            found.append(word)
        else:
            found += [float(n.rstrip("% ").replace(",", "")) for n in numbers_in(word)]
    return found[:1] if first else found


class PageTables:
    """Every table of a site: for each caption the tokens of each row and of each column."""

    def __init__(self, site: Path) -> None:
        self.lines: dict[tuple[str, str], Counter[Token]] = {}
        self.cells: dict[tuple[str, str, str], list[Token]] = {}
        self.all: set[Token] = set()
        self.alternatives: set[str] = set()
        for path in sorted(site.rglob("*.html")):
            page = parse(path.read_text(encoding="utf-8"))
            self.all |= set(tokens(page.text))
            self.alternatives |= {" ".join(each.text.split()) for each in page.all("desc")}
            for table in page.all("table"):
                self._read(table)

    @cached_property
    def captions(self) -> set[str]:
        """The captions of all tables."""
        return {caption for caption, _ in self.lines}

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The headings of rows and columns by caption, longest first."""
        found: dict[str, list[str]] = {}
        for caption, label in self.lines:
            found.setdefault(caption, []).append(label)
        return {caption: sorted(each, key=len, reverse=True) for caption, each in found.items()}

    def _read(self, table: Element) -> None:
        caption = " ".join(each.text for each in table.all("caption"))
        rows = list(table.all("tr"))
        headings = [cell.text for cell in rows[0].children] if rows else []
        for row in rows[1:]:
            cells = [cell for cell in row.children if cell.tag in ("td", "th")]
            label = cells[0].text if cells else ""
            for place, cell in enumerate(cells[1:], start=1):
                found = tokens(cell.text)
                heading = headings[place] if place < len(headings) else ""
                self.lines.setdefault((caption, label), Counter()).update(found)
                self.lines.setdefault((caption, heading), Counter()).update(found)
                self.cells[caption, label, heading] = found
                self.cells[caption, heading, label] = found
