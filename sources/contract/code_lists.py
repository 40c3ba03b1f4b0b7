"""Code lists: the labels and synonyms that agencies write and the codes they mean."""

import csv
from dataclasses import dataclass
from pathlib import Path

from core.project import REFERENCE
from sources.contract.normalise import fold_label

UNRECOGNISED = "unrecognised"
"""The code of a cell that is not on the list."""

ELSEWHERE = "elsewhere"
"""The code, on a list of areas, of a place outside the county."""


class CodeListError(Exception):
    """Code lists that contradict themselves; the message names the list and the synonym."""


@dataclass(frozen=True)
class CodeLists:
    """The code lists by name: folded synonym to code, and code to label, in the seeds' order.

    A label that agencies do not write (`White, no further detail`) is the first of the code's
    synonyms here: what is offered on a form can be read back.
    """

    synonyms: dict[str, dict[str, str]]
    labels: dict[str, dict[str, str]]

    def lookup(self, name: str) -> dict[str, str]:
        """Return the folded synonyms of the list (its labels too) and the code that each means."""
        return self.synonyms[name]

    def codes(self, name: str) -> dict[str, str]:
        """Return the codes of the list with the label of each."""
        return self.labels[name]


def load_code_lists(seeds: Path = REFERENCE) -> CodeLists:
    """Return the code lists of the seeds; raises CodeListError where a synonym means two codes."""
    labels: dict[str, dict[str, str]] = {}
    for row in _rows(seeds / "codes.csv"):
        labels.setdefault(row["list"], {})[row["code"]] = row["label"]
    synonyms: dict[str, dict[str, str]] = {name: {} for name in labels}
    for row in _rows(seeds / "code_synonyms.csv"):
        name, code, synonym = row["list"], row["code"], row["synonym"]
        if code not in labels.get(name, {}):
            raise CodeListError(
                f"{name}: {synonym!r} means {code!r}, which codes.csv does not have"
            )
        if synonyms[name].setdefault(fold_label(synonym), code) != code:
            raise CodeListError(f"{name}: {synonym!r} means {code!r} and another code too")
    for row in _rows(seeds / "code_synonyms.csv"):
        name, code = row["list"], row["code"]
        if synonyms[name].get(fold_label(labels[name][code])) != code:
            labels[name][code] = row["synonym"]
    return CodeLists(synonyms, labels)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
