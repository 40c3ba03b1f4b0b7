"""Values of xlsx and ods workbooks by the fast reader."""

from typing import Any

import pyarrow as pa
from python_calamine import CalamineSheet

from sources.reading.workbook import Marks, columns_of


def read_columns(sheet: CalamineSheet, marks: Marks) -> tuple[list[pa.Array], list[pa.Array]]:
    """The sheet's columns from A1 to the furthest filled cell, with `marks` laid over them."""
    start: Any = sheet.start
    if start is None:
        return columns_of([], 0, marks=marks)
    # The reader yields the rows above the first filled one, not the columns left of it.
    return columns_of(sheet.iter_rows(), sheet.width, start[1], marks)
