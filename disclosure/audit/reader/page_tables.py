"""The tables of the pages as rows of tokens, by caption: what workbook and PDF are held against.

The pages are checked against values.csv cell by cell; the workbook and the PDF print the same
tables, so their rows must be rows of the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from lxml.html import HtmlElement

from disclosure.audit.reader.number_matching import number_of, numbers_in
from disclosure.audit.reader.page_tree import whole_text

SHORTHAND = re.compile(r"\[[cxz]\]")
Token = float | str


def tokens(text: str, *, first: bool = False) -> list[Token]:
    """Return the numbers and the shorthand for none of a text, in order, or the first alone."""
    tokens_found: list[Token] = []
    for word in re.split(r"(\[[cxz]\])", text):
        if SHORTHAND.fullmatch(word):
            tokens_found.append(word)
        else:
            tokens_found += map(number_of, numbers_in(word))
    return tokens_found[:1] if first else tokens_found


class PageTables:
    """Every table of a site: for each caption the tokens of each row and of each column."""

    def __init__(self, pages: Iterable[HtmlElement]) -> None:
        self.tokens_by_label: dict[tuple[str, str], Counter[Token]] = {}
        self.cells: dict[tuple[str, str, str], list[Token]] = {}
        self.all: set[Token] = set()
        self.texts: list[str] = []
        self.alternatives: set[str] = set()
        for page in pages:
            self.texts.append(whole_text(page))
            self.all |= set(tokens(self.texts[-1]))
            self.alternatives |= {whole_text(description) for description in page.iter("desc")}
            self.alternatives |= {svg.get("aria-label", "") for svg in page.iter("svg")}
            for table in page.iter("table"):
                self._read(table)

    @cached_property
    def captions(self) -> set[str]:
        """The captions of all tables."""
        return {caption for caption, _ in self.tokens_by_label}

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The headings of rows and columns by caption, longest first."""
        by_caption: dict[str, list[str]] = {}
        for caption, label in self.tokens_by_label:
            by_caption.setdefault(caption, []).append(label)
        return {
            caption: sorted(labels, key=len, reverse=True) for caption, labels in by_caption.items()
        }

    def has_row(self, line: str) -> bool:
        """Return whether a line is a row of some page's table, or a part of one."""
        return any(
            label
            and line.startswith(label + " ")
            and not Counter(tokens(line.removeprefix(label))) - printed
            for (_, label), printed in self.tokens_by_label.items()
        )

    def says(self, sentence: str) -> bool:
        """Return whether a page says a sentence, word for word."""
        return any(sentence in text for text in self.texts)

    def _read(self, table: HtmlElement) -> None:
        caption = " ".join(map(whole_text, table.iter("caption")))
        rows = list(table.iter("tr"))
        headings = [whole_text(cell) for cell in rows[0]] if rows else []
        for row in rows[1:]:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            label = whole_text(cells[0]) if cells else ""
            for position, cell in enumerate(cells[1:], start=1):
                printed = tokens(whole_text(cell))
                heading = headings[position] if position < len(headings) else ""
                self.tokens_by_label.setdefault((caption, label), Counter()).update(printed)
                self.tokens_by_label.setdefault((caption, heading), Counter()).update(printed)
                self.cells[caption, label, heading] = printed
                self.cells[caption, heading, label] = printed
