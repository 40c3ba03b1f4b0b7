"""What protection needs to know of the measures, and of the windows they are counted over."""

from dataclasses import dataclass

import pandas as pd

from core.quarter import Quarter
from disclosure.control.inputs.cells import SIDES

ALL = "all"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class MeasureDefinition:
    """What the relations need to know of a measure."""

    measure: str
    kind: str
    level: str
    breakdowns: tuple[str, ...]
    part_of: str | None

    @property
    def outer(self) -> str:
        """The side that counts all its cases."""
        return SIDES[self.kind][-1]


def read_measures(catalogue: pd.DataFrame) -> dict[str, MeasureDefinition]:
    """The measures of the catalogue, by name."""
    measures = {}
    for row in catalogue.to_dict("records"):
        breakdowns = row["breakdowns"] if isinstance(row["breakdowns"], str) else ""
        part_of = row["part_of"] if isinstance(row["part_of"], str) and row["part_of"] else None
        measures[row["measure_id"]] = MeasureDefinition(
            row["measure_id"],
            row["kind"],
            row["areas"],
            tuple(name for name in breakdowns.split(";") if name),
            part_of,
        )
    return measures


def window(period: str, quarter: str) -> list[str]:
    """The quarters of a window that ends with this quarter."""
    return [str(each) for each in Quarter.parse(quarter).quarters(period)]
