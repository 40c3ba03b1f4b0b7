"""Code lists: the words that agencies use and the codes they mean, from the seeds."""

import csv
from dataclasses import dataclass
from pathlib import Path

from core.project import REFERENCE
from sources.contract.normalise import fold_word

UNRECOGNISED = "unrecognised"
"""What a word that is not on the list becomes."""


class CodeListError(Exception):
    """Code lists that contradict themselves; the message names the list and the word."""


@dataclass(frozen=True)
class CodeLists:
    """The code lists by name: folded word to code, and code to label, in the seeds' order."""

    words: dict[str, dict[str, str]]
    labels: dict[str, dict[str, str]]

    def lookup(self, name: str) -> dict[str, str]:
        """The folded words of the list and the code that each means."""
        return self.words[name]

    def codes(self, name: str) -> dict[str, str]:
        """The codes of the list with the label of each, which is one of its words."""
        return self.labels[name]


def load_code_lists(seeds: Path = REFERENCE) -> CodeLists:
    """The code lists of the seeds; raises CodeListError where a word means two codes."""
    labels: dict[str, dict[str, str]] = {}
    for row in _rows(seeds / "codes.csv"):
        labels.setdefault(row["list"], {})[row["code"]] = row["label"]
    words: dict[str, dict[str, str]] = {name: {} for name in labels}
    for row in _rows(seeds / "code_synonyms.csv"):
        name, code, word = row["list"], row["code"], row["synonym"]
        if code not in labels.get(name, {}):
            raise CodeListError(f"{name}: {word!r} means {code!r}, which codes.csv does not have")
        if words[name].setdefault(fold_word(word), code) != code:
            raise CodeListError(f"{name}: {word!r} means {code!r} and another code too")
    return CodeLists(words, labels)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
