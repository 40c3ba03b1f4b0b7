"""The numbers of a release's sensitive tables, as cells.

A cell is one whole number: a side (numerator or denominator) of a row of the measure values. A row
is what a reader sees; it prints all its cells or none of them, so two cells of one row share their
fate, and a cell that stands in several rows is known as soon as one of them is printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from core.cell_key import CELL_KEY
from core.policy import Policy

KEY = CELL_KEY
RowKey = tuple[str, str, str, str, str, str]

NUMERATOR, DENOMINATOR = "numerator", "denominator"
#: Which sides of a row count people; a rate's denominator is a population that anyone may know, a
#: median's denominator is how many values it rests on.
SIDES = {
    "count": (NUMERATOR,),
    "stock": (NUMERATOR,),
    "distinct": (NUMERATOR,),
    "rate": (NUMERATOR,),
    "ratio": (NUMERATOR, DENOMINATOR),
    "median": (DENOMINATOR,),
}
#: States of a row: to be decided, missing, and not applicable (0 of 0).
OPEN, MISSING, NOT_APPLICABLE = "open", "x", "z"
#: How a row that has numbers stands in a release.
SHOWN, HIDDEN = "value", "c"


@dataclass(frozen=True)
class ProtectionLimits:
    """The numbers that the data owner signs, and the time that protection may take."""

    threshold: int  #: counts from 1 to one less are hidden (rule 1)
    fewest_values: int  #: so many values must remain possible for each (rule 2)
    least_denominator: int  #: no share, and no median, of fewer (rule 5)
    steps: int = 100_000  #: programs that may be solved: the same on every machine (rule 6)
    seconds: float = 120.0  #: of the processor, the last stop

    @classmethod
    def of(cls, policy: Policy) -> "ProtectionLimits":
        """Return the limits that a county's policy sets."""
        return cls(
            policy.small_number_threshold,
            policy.fewest_values,
            policy.smallest_share_denominator,
        )


KEPT_CELLS = 1 << 18
"""So many rows' cells are kept, for releases to share."""


class CountCell(NamedTuple):
    """The name of one number."""

    measure: str
    side: str
    period: str
    quarter: str
    area: str
    breakdown: str
    category: str


@dataclass(frozen=True)
class CountRow:
    """One row of a table with the whole numbers behind it (0 where there is nothing)."""

    key: RowKey
    kind: str
    cells: tuple[CountCell, ...]
    numbers: tuple[int, ...]
    state: str  #: OPEN, MISSING or NOT_APPLICABLE
    public: bool  #: its owner has published it already
    status: str  #: complete, partial or missing, as the returns are that it rests on

    @property
    def base(self) -> int:
        """How many people, cases or values the row rests on."""
        return self.numbers[-1]


@lru_cache(maxsize=KEPT_CELLS)
def cells_of(key: RowKey, kind: str) -> tuple[CountCell, ...]:
    """Return the cells of the row of this key, numerator first."""
    measure, *rest = key
    return tuple(CountCell(measure, side, *rest) for side in SIDES[kind])


def vanished_row(key: RowKey, kind: str) -> CountRow:
    """Return the row of this key, where nothing is counted in it any more."""
    return CountRow(
        key, kind, cells_of(key, kind), (0,) * len(SIDES[kind]), OPEN, False, "complete"
    )


def key_of(cell: CountCell) -> RowKey:
    """Return the key of the row in which a cell would stand."""
    return cell.measure, *cell[2:]


def read_rows(frame: pd.DataFrame, kinds: dict[str, str]) -> list[CountRow]:
    """Return the rows of sensitive measures, in the order of the frame.

    The frame has the columns of measures.measure_values and, where the caller knows of figures that
    their owners have published, a true/false column `public`. Raise ValueError for a number that is
    no count.
    """
    public: Iterable[bool] = frame["public"] if "public" in frame else [False] * len(frame)
    keys = frame[KEY].itertuples(index=False, name=None)
    sides = zip(frame[NUMERATOR], frame[DENOMINATOR], frame["status"], public, strict=True)
    rows = []
    for key, (numerator, denominator, status, is_public) in zip(keys, sides, strict=True):
        kind = kinds[key[0]]
        given = {NUMERATOR: numerator, DENOMINATOR: denominator}
        cells = cells_of(key, kind)
        numbers = tuple(_whole(given[cell.side], key) for cell in cells)
        state = _state(kind, numbers, status)
        rows.append(CountRow(key, kind, cells, numbers, state, bool(is_public), status))
    return rows


def _whole(number: float | None, key: RowKey) -> int:
    if number is None or pd.isna(number):
        return 0
    if number != round(number) or number < 0:
        raise ValueError(f"{key[0]} is marked sensitive, so each of its numbers must be a count")
    return round(number)


def _state(kind: str, numbers: tuple[int, ...], status: str) -> str:
    if status == "missing":
        return MISSING
    return NOT_APPLICABLE if kind in ("ratio", "median") and numbers[-1] == 0 else OPEN


def series_of(key: RowKey) -> RowKey:
    """Return the key without its window: rows of one series differ in nothing else."""
    return key[0], "", "", *key[3:]


def total_of(key: RowKey, county: str) -> RowKey:
    """Return the key of the county's total beside this row."""
    return *key[:3], county, "all", "all"


def is_small(number: int, threshold: int) -> bool:
    """Tell whether a count is one of those that rule 1 hides."""
    return 0 < number < threshold


def must_hide(row: CountRow, limits: ProtectionLimits) -> bool:
    """Tell whether the row may not be printed whatever stands around it (rules 1 and 5).

    The rest of a ratio (the cases of the denominator that are not in the numerator) is a count of
    people too: anyone can subtract.
    """
    if row.public or row.state != OPEN:
        return False
    numbers = [*row.numbers]
    if row.kind == "ratio":
        numbers.append(numbers[1] - numbers[0])
    if row.kind in ("ratio", "median") and row.base < limits.least_denominator:
        return True
    return any(is_small(number, limits.threshold) for number in numbers)
