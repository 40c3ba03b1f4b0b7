"""Which tables a release may have at all, read from the reference seeds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from core.windows import QUARTER, WINDOWS
from disclosure.control.inputs.cells import RowKey
from disclosure.control.inputs.measure_inputs import ALL, county_of

PUBLIC_COUNT = "public_count"
"""The relation of a measure that counts public events."""
FOURTH_QUARTER = "Q4"
COUNTY, AREAS = "county", "areas"
"""How the policy names tables that are no breakdown: all of a measure, and those of its areas."""
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})


class PublicCount(NamedTuple):
    """Where a count of public events is published (docs/disclosure.md#rule-9)."""

    windows: frozenset[str]
    county_only: bool


def read_public_counts(relations: pd.DataFrame) -> dict[str, PublicCount]:
    """Return the counts of public events by measure, from the seed measure_relations."""
    chosen = relations[relations["relation"] == PUBLIC_COUNT]
    return {
        row["measure_id"]: PublicCount(
            frozenset(row["windows"].split(";") if isinstance(row["windows"], str) else WINDOWS),
            str(row["county_only"]).lower() == "true",
        )
        for row in chosen.to_dict("records")
    }


def read_people_breakdowns(breakdowns: pd.DataFrame) -> frozenset[str]:
    """Return the breakdowns of people, from the seed breakdowns."""
    is_of_people = breakdowns["is_of_people"].astype(str).str.lower() == "true"
    return frozenset(breakdowns.loc[is_of_people, "breakdown"])


@dataclass(frozen=True)
class PublicationRules:
    """Which rows belong to tables that are published."""

    county: str
    people: frozenset[str]  #: breakdowns that are published once a year
    public_counts: dict[str, PublicCount]
    yearly: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Sparse tables that are published once a year, by measure, as the policy names them."""

    @classmethod
    def read(
        cls,
        areas: pd.DataFrame,
        breakdowns: pd.DataFrame,
        relations: pd.DataFrame,
        yearly: Mapping[str, Collection[str]] = NOTHING,
    ) -> "PublicationRules":
        """Read the rules from the seeds of these names; `yearly` from the county's policy."""
        people = read_people_breakdowns(breakdowns)
        return cls(county_of(areas), people, read_public_counts(relations), yearly)

    def is_published(self, key: RowKey) -> bool:
        """Tell whether a release has the table of this row (rules 7 and 9).

        What is published once a year is so for the year that the fourth quarter ends.
        """
        measure, window, quarter, area, breakdown, _ = key
        if breakdown in self.people or self.is_yearly(measure, area, breakdown):
            return quarter.endswith(FOURTH_QUARTER) and window != QUARTER
        event = self.public_counts.get(measure)
        if event is None:
            return True
        return window in event.windows and (area == self.county or not event.county_only)

    def is_yearly(self, measure: str, area: str, breakdown: str) -> bool:
        """Tell whether the policy has this table published once a year."""
        tables = self.yearly.get(measure, ())
        return COUNTY in tables or self.name_of_table(area, breakdown) in tables

    def name_of_table(self, area: str, breakdown: str) -> str:
        """Return how the policy names the table of such rows of a measure."""
        if breakdown != ALL:
            return breakdown
        return COUNTY if area == self.county else AREAS
