"""A page as lxml reads it, comments among its elements, and what can be asked of an element."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

COMMENT = "comment"
TEXTS_WITHIN = etree.XPath(".//text()", smart_strings=False)
WORD = re.compile(r"\w+")
DOCUMENT_TYPE = Counter(("doctype", "html"))


def read_page(text: str) -> HtmlElement:
    """Return the root of a page's tree; what stands outside of the root is moved into it."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    root = document_fromstring(text.encode() if text.strip() else b"<html>", parser=parser)
    for outside in [*root.itersiblings(preceding=True), *root.itersiblings()]:
        root.append(outside)
    return root


def lost_words(text: str, root: HtmlElement) -> list[str]:
    """Return the words of a page that its tree does not hold, in order of the alphabet.

    The parser drops, as browsers do, what a page has no room for: a second attribute of one name,
    attributes of an end tag, text after the end. The other checks read the tree alone. A document
    type may say that a page is HTML, and no more.
    """
    tree = etree.tostring(root, method="html", encoding="unicode")
    return sorted(_words(text) - _words(tree) - DOCUMENT_TYPE)


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(html.unescape(text).lower()))


def tag_of(element: HtmlElement) -> str:
    """Return the tag of an element; comments and processing instructions are COMMENT."""
    return element.tag if isinstance(element.tag, str) else COMMENT


def own_text(element: HtmlElement) -> str:
    """Return the text directly in an element or comment, without its children's."""
    pieces = (element.text, *(child.tail for child in element))
    return " ".join(filter(None, pieces)).strip()


def whole_text(element: HtmlElement) -> str:
    """Return all text within an element, comments left out, runs of spaces as one."""
    pieces = [element.text or ""] if tag_of(element) == COMMENT else TEXTS_WITHIN(element)
    return " ".join(" ".join(pieces).split())


def is_within(element: HtmlElement, attributes: Collection[str]) -> bool:
    """Return whether the element or one around it has one of the attributes."""
    own_and_around = (element, *element.iterancestors())
    return any(name in outer.attrib for outer in own_and_around for name in attributes)


def column_headings(row: HtmlElement) -> list[str]:
    """Return the column headings of the table around a row."""
    table = next(row.iterancestors("table"), None)
    first = None if table is None else next(table.iter("tr"), None)
    return [] if first is None else [whole_text(cell) for cell in first]
