"""What protection needs to know of the measures, and of the windows they are counted over."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from core.area_levels import whole_level
from core.quarter import Quarter
from disclosure.control.inputs.cells import SIDES

ALL = "all"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class MeasureDefinition:
    """What the relations need to know of a measure."""

    measure: str
    kind: str
    is_stock: bool  #: as at the last day; other windows repeat it
    level: str
    breakdowns: tuple[str, ...]
    part_of: str | None

    @property
    def has_areas(self) -> bool:
        """Whether it is counted for parts of the county too."""
        return self.level != whole_level()

    @property
    def outer(self) -> str:
        """The side that counts all its cases."""
        return SIDES[self.kind][-1]


def read_measures(catalogue: pd.DataFrame) -> dict[str, MeasureDefinition]:
    """Return the measures of the catalogue, by name."""
    measures = {}
    for row in catalogue.to_dict("records"):
        breakdowns = row["breakdowns"] if isinstance(row["breakdowns"], str) else ""
        part_of = row["part_of"] if isinstance(row["part_of"], str) and row["part_of"] else None
        measures[row["measure_id"]] = MeasureDefinition(
            row["measure_id"],
            row["kind"],
            bool(row["is_stock"]),
            row["areas"],
            tuple(name for name in breakdowns.split(";") if name),
            part_of,
        )
    return measures


def sensitive_kinds(catalogue: pd.DataFrame) -> dict[str, str]:
    """Return the kinds of the measures that count people or cases, by name."""
    chosen = catalogue[catalogue["sensitive"].astype(str).str.lower() == "true"]
    return dict(zip(chosen["measure_id"], chosen["kind"], strict=True))


def county_of(areas: pd.DataFrame) -> str:
    """Return the code of the county."""
    return str(areas.loc[areas["level"] == whole_level(), "area_code"].iloc[0])


@cache
def quarters_of(window: str, quarter: str) -> tuple[str, ...]:
    """Return the quarters of a window that ends with this quarter, the latest first."""
    return tuple(str(part) for part in Quarter.parse(quarter).quarters(window))
