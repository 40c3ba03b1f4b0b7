"""A page as a tree of elements, comments among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip


@dataclass(eq=False)
class Element:
    """One element; `own_text` is the text directly in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    pieces: list[str | Element] = field(default_factory=list)

    @property
    def own_text(self) -> str:
        """The text directly in the element, without its children's."""
        return " ".join(piece for piece in self.pieces if isinstance(piece, str)).strip()

    @property
    def text(self) -> str:
        """All text within the element, comments left out, runs of spaces as one."""
        parts = (
            piece if isinstance(piece, str) else "" if piece.tag == "comment" else piece.text
            for piece in self.pieces
        )
        return " ".join(" ".join(parts).split())

    def walk(self) -> Iterator[Element]:
        """The element and everything within it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of this tag within."""
        return (each for each in self.walk() if each.tag == tag)

    def is_within(self, attributes: Collection[str]) -> bool:
        """True when the element or one around it has one of the attributes."""
        here = any(name in self.attributes for name in attributes)
        return here or (self.parent is not None and self.parent.is_within(attributes))

    def is_in(self, tag: str) -> bool:
        """True when an element of this tag is around it."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.is_in(tag))

    def headings(self) -> list[str]:
        """The column headings of the table around a row."""
        table = self.parent
        while table is not None and table.tag != "table":
            table = table.parent
        first = next(table.all("tr"), None) if table is not None else None
        return [cell.text for cell in first.children] if first is not None else []


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        here: Element | None = self.at
        while here is not None and here.tag != tag:
            here = here.parent
        if here is not None and here.parent is not None:
            self.at = here.parent

    def handle_data(self, data: str) -> None:
        self.at.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self._add("comment", {}).pieces.append(data)

    def _add(self, tag: str, attributes: dict[str, str]) -> Element:
        element = Element(tag, attributes, self.at)
        self.at.children.append(element)
        self.at.pieces.append(element)
        return element


def parse(text: str) -> Element:
    """The root of a page's tree."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
