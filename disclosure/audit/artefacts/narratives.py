"""The narrative for the Board: what it says with a number is a page's sentence or a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from disclosure.audit.reader.number_matching import FigureLookup
from disclosure.audit.reader.page_tables import PageTables, tokens

SENTENCE_END = re.compile(r"(?<=[.!?]) +")
ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")
MARKED = re.compile(r"^(?:#+|-) ")
COMMENT = "<!--"


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
