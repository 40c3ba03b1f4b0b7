"""The key of a cell: which measure, of when, where and whom a figure of the warehouse is."""

from typing import NamedTuple


class CellKey(NamedTuple):
    """The name of one row of `measures.measure_values`; `period_type` is its window."""

    measure_id: str
    period_type: str
    quarter: str
    area_code: str
    breakdown: str = "all"
    category: str = "all"

    def part(self, part: str = "value") -> str:
        """Return the name of one printed part of the row, as pages carry it in `data-cell`."""
        return "|".join((*self, part))


CELL_KEY = list(CellKey._fields)
"""The columns of the key, in order."""
