"""The reading grade of sentences: the years of school after which most people can read them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import readability

from tests.support.words.plain_english import sentences
from tests.support.words.read_texts import page_texts

_FEWEST_WORDS = 4


def site_sentences(site: Path) -> dict[str, list[str]]:
    """Return the whole sentences of each page of a site, by the page's place in it."""
    pages = {page.relative_to(site).as_posix(): page for page in sorted(site.rglob("*.html"))}
    return {place: list(dict.fromkeys(_whole(page_texts(page)))) for place, page in pages.items()}


def grade(said: Iterable[str]) -> float:
    """Return the Flesch-Kincaid grade of sentences together."""
    tokens = [" ".join(re.findall(r"[\w'’]+(?:[-.,][\w'’]+)*", each.lower())) for each in said]
    measures = readability.getmeasures([f"{each} ." for each in tokens if each], lang="en")
    return float(measures["readability grades"]["Kincaid"])


def _whole(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for sentence, words in sentences(text):
            if words >= _FEWEST_WORDS and sentence.endswith("."):
                yield sentence
