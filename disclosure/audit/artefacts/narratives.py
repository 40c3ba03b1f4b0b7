"""The narrative for the Board: what it says with a number is a page's sentence or a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from disclosure.audit.reader.number_matching import FigureLookup
from disclosure.audit.reader.page_tables import PageTables, tokens

SENTENCE_END = re.compile(r"(?<=[.!?]) +")
ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")
MARKED = re.compile(r"^(?:#+|-) ")
COMMENT = "<!--"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TEXT = "word/document.xml"
WORD_PROPERTIES = ("docProps/app.xml", "docProps/core.xml")
WORD_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|word/_rels/document\.xml\.rels"
    r"|word/(document|fontTable|numbering|settings|styles|stylesWithEffects|webSettings)\.xml"
    r"|word/theme/theme1\.xml"
)
#: A text between two tags.
SAID = re.compile(r">[^<\s]")
#: What the text may consist of: paragraphs of a style, their runs, and the size of the paper.
WORD_NAMES = {
    "document", "body", "p", "pPr", "pStyle", "r", "t", "sectPr", "pgSz", "pgMar", "cols",
    "docGrid", "val", "w", "h", "top", "right", "bottom", "left", "header", "footer", "gutter",
    "space", "linePitch", "Ignorable",
}  # fmt: skip


def narrative_faults(path: Path, pages: PageTables, lookup: FigureLookup) -> Iterator[str]:
    """Yield the sentences with a number that are neither a page's nor of a measure's figures."""
    content = path.read_text(encoding="utf-8")
    if COMMENT in content:
        yield "holds a comment"
    for line in content.splitlines():
        yield from text_faults(ESCAPED.sub(r"\1", MARKED.sub("", line)), pages, lookup)


def text_faults(text: str, pages: PageTables, lookup: FigureLookup) -> Iterator[str]:
    """Yield the faults of one paragraph or item."""
    for sentence in SENTENCE_END.split(" ".join(text.split())):
        if not tokens(sentence) or pages.says(sentence):
            continue
        heading, _, said = sentence.partition(": ")  # `The lead's update: 12 people came.`
        if said and not tokens(heading) and pages.says(said):
            continue
        strange = lookup.unexplained_of_measure(sentence)
        if strange is None or strange:
            yield f"says what no page does, {sentence[:60]!r}"


def word_faults(path: Path, pages: PageTables, lookup: FigureLookup) -> Iterator[str]:
    """Yield what the Word document says that no page does, or holds where nobody reads."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            if not WORD_PARTS.fullmatch(name):
                yield f"holds {name}, which is not read back"
            elif COMMENT in text:
                yield f"{name} holds a comment"
            elif name not in (WORD_TEXT, *WORD_PROPERTIES) and SAID.search(text):
                yield f"{name} holds a text"
        content = etree.fromstring(archive.read(WORD_TEXT))
    names = {etree.QName(element).localname for element in content.iter()}
    names |= {etree.QName(name).localname for each in content.iter() for name in each.attrib}
    for strange in sorted(names - WORD_NAMES):
        yield f"holds {strange}, which is not read back"
    for paragraph in content.iter(f"{{{WORD}}}p"):
        yield from text_faults("".join(paragraph.itertext()), pages, lookup)
