"""Code lists: the labels and synonyms that agencies write and the codes they mean."""

import csv
from dataclasses import dataclass
from pathlib import Path

from core.county import county_folder
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


def load_code_lists(reference: Path = REFERENCE, county: Path | None = None) -> CodeLists:
    """Return the national code lists with those of the county, by default the one in use.

    Raises CodeListError where a synonym means two codes, or a code that is on no list.
    """
    county = county or county_folder()
    labels: dict[str, dict[str, str]] = {}
    for row in read_codes(reference, county):
        labels.setdefault(row["list"], {})[row["code"]] = row["label"]
    synonyms: dict[str, dict[str, str]] = {name: {} for name in labels}
    for row in read_code_synonyms(reference, county):
        name, code, synonym = row["list"], row["code"], row["synonym"]
        if code not in labels.get(name, {}):
            raise CodeListError(f"{name}: {synonym!r} means {code!r}, which is on no list of codes")
        if synonyms[name].setdefault(fold_label(synonym), code) != code:
            raise CodeListError(f"{name}: {synonym!r} means {code!r} and another code too")
    for row in read_code_synonyms(reference, county):
        name, code = row["list"], row["code"]
        if synonyms[name].get(fold_label(labels[name][code])) != code:
            labels[name][code] = row["synonym"]
    return CodeLists(synonyms, labels)


def read_codes(reference: Path, county: Path) -> list[dict[str, str]]:
    """Return the rows of the national codes, then of the county's."""
    return _rows(reference / "codes.csv") + _rows(county / "county_codes.csv")


def read_code_synonyms(reference: Path, county: Path) -> list[dict[str, str]]:
    """Return the rows of the national synonyms, then of the county's."""
    return _rows(reference / "code_synonyms.csv") + _rows(county / "county_code_synonyms.csv")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
