"""What the definitions of the measures say about each other, for whoever reads them closely.

`identities.csv` is the auditor's own reading of the definitions page, apart from the catalogue's
`part_of`, so that a relation which protection forgot is still attacked. A line holds for every
quarter and each area that both sides have; without brackets also for each category of a breakdown
that all its measures have. `waivers.csv` says of every other measure of people why there is no
relation to attack it with; a test demands one or the other.

A measure whose definition changed is another measure since: its catalogue says which version of the
definition a release counts by. `definitions.csv` says for which version the identities are written
(1 where it says nothing); one that names a version holds for measures of no later version.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from disclosure.audit.reader.release_reader import PublishedMeasure, read_rows

FILE = Path(__file__).with_name("identities.csv")
DEFINITIONS = Path(__file__).with_name("definitions.csv")
TERM = re.compile(
    r"\s*(?P<sign>[+-]?)\s*(?P<measure>\w+)\.(?P<part>numerator|denominator)"
    r"(?:\[(?P<breakdown>\w+)=(?P<category>[^\]]+)\])?(?P<before>@-1)?"
)


@cache
def latest_definitions() -> dict[str, int]:
    """Return the versions of the definitions that the identities are written for, unless 1."""
    return {row["measure_id"]: int(row["version"]) for row in read_rows(DEFINITIONS)}


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
    version: int = 0  #: that of the definitions it holds for; 0 for the latest

    @property
    def measures(self) -> frozenset[str]:
        """The measures that it speaks of."""
        return frozenset(term.measure for term in self.terms)

    @property
    def is_of_totals(self) -> bool:
        """True when it names a category, and so speaks of the county's totals alone."""
        return any(term.breakdown for term in self.terms)

    @property
    def spans_quarters(self) -> bool:
        """True when it compares two quarters: a figure that is missing there is no 0."""
        return any(term.before for term in self.terms)

    def holds_in(self, catalogue: Mapping[str, PublishedMeasure]) -> bool:
        """Return whether a release counts its measures by the definitions it is written for."""
        latest = latest_definitions()
        return all(
            catalogue[name].version == min(latest.get(name, 1), self.version or latest.get(name, 1))
            for name in self.measures
        )


def read_identities(path: Path = FILE) -> list[MeasureIdentity]:
    """Return the identities of a file; raise ValueError where an expression cannot be read."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            MeasureIdentity(
                (*_terms(row["left"], 1), *_terms(row["right"], -1)),
                row["relation"] == "=",
                int(row["version"] or 0),
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
