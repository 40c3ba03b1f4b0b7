"""Which tables a release may have at all, read from the reference seeds."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from core.windows import QUARTER, WINDOWS
from disclosure.control.inputs.cells import RowKey
from disclosure.control.inputs.measure_inputs import county_of

PUBLIC_COUNT = "public_count"
"""The relation of a measure that counts public events."""
FOURTH_QUARTER = "Q4"


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

    @classmethod
    def read(
        cls, areas: pd.DataFrame, breakdowns: pd.DataFrame, relations: pd.DataFrame
    ) -> "PublicationRules":
        """Read the rules from the seeds of these names."""
        people = read_people_breakdowns(breakdowns)
        return cls(county_of(areas), people, read_public_counts(relations))

    def is_published(self, key: RowKey) -> bool:
        """Tell whether a release has the table of this row (rules 7 and 9)."""
        measure, window, quarter, area, breakdown, _ = key
        if breakdown in self.people:
            return quarter.endswith(FOURTH_QUARTER) and window != QUARTER
        event = self.public_counts.get(measure)
        if event is None:
            return True
        return window in event.windows and (area == self.county or not event.county_only)
