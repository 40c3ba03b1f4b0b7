"""What the definitions of the measures say about each other, for whoever reads them closely.

`identities.csv` is the auditor's own reading of the definitions page, apart from the catalogue's
`part_of`, so that a relation which protection forgot is still attacked. A line holds for every
quarter and each area that both sides have; without brackets also for each category of a breakdown
that all its measures have. `waivers.csv` says of every other measure of people why there is no
relation to attack it with; a test demands one or the other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from disclosure.audit.reader.release_reader import PublishedMeasure

FILE = Path(__file__).with_name("identities.csv")
TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<measure>\w+)\.(?P<part>numerator|denominator)"
    r"(?:\[(?P<breakdown>\w+)=(?P<category>[^\]]+)\])?(?P<before>@-1)?"
)


@dataclass(frozen=True)
class IdentityTerm:
    """One count of an identity; `breakdown` and `category` are "" where the series' own stand."""

    sign: int
    measure: str
    part: str
    breakdown: str = ""
    category: str = ""
    before: bool = False


@dataclass(frozen=True)
class MeasureIdentity:
    """The sum of the terms is 0, or at most 0."""

    terms: tuple[IdentityTerm, ...]
    equal: bool

    @property
    def measures(self) -> frozenset[str]:
        """The measures that it speaks of."""
        return frozenset(term.measure for term in self.terms)

    @property
    def is_of_totals(self) -> bool:
        """True when it names a category, and so speaks of the county's totals alone."""
        return any(term.breakdown for term in self.terms)


def read_identities(path: Path = FILE) -> list[MeasureIdentity]:
    """Return the identities of a file; raise ValueError where an expression cannot be read."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            MeasureIdentity(
                (*_terms(row["left"], 1), *_terms(row["right"], -1)), row["relation"] == "="
            )
            for row in csv.DictReader(file)
        ]


def parts_of(catalogue: Mapping[str, PublishedMeasure]) -> list[MeasureIdentity]:
    """Return what the catalogue's `part_of` says: one measure counts only rows of another.

    A ratio stands for its denominator, on either side.
    """
    identities = []
    for measure in catalogue.values():
        for name in filter(None, measure.get("part_of").split(";")):
            whole = catalogue.get(name)
            if whole is not None:
                terms = (_widest(measure, 1), _widest(whole, -1))
                identities.append(MeasureIdentity(terms, equal=False))
    return identities


def _widest(measure: PublishedMeasure, sign: int) -> IdentityTerm:
    return IdentityTerm(sign, measure.measure_id, measure.parts[-1])


def _terms(expression: str, side: int) -> list[IdentityTerm]:
    terms, position = [], 0
    while position < len(expression):
        match = TERM.match(expression, position)
        if match is None:
            raise ValueError(f"not an identity: {expression!r} from character {position + 1}")
        sign = -side if match["sign"] == "-" else side
        terms.append(
            IdentityTerm(
                sign,
                match["measure"],
                match["part"],
                match["breakdown"] or "",
                match["category"] or "",
                bool(match["before"]),
            )
        )
        position = match.end()
    return terms
