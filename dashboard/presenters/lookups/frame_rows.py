"""Rows of frames with typed cells: a null is the empty text, None or no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One row of a frame, its cells by column."""

    cells: Mapping[str, object]

    def text(self, column: str) -> str:
        """Return a cell as text; empty for a null."""
        value = self.cells[column]
        return "" if _is_null(value) else str(value)

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that holds a list parted by semicolons."""
        return tuple(part for part in self.text(column).split(";") if part)

    def number(self, column: str) -> float | None:
        """Return a cell as a number; None for a null."""
        text = self.text(column)
        return float(text) if text else None

    def day(self, column: str) -> date | None:
        """Return a cell as a day; None for a null."""
        text = self.text(column)
        return date.fromisoformat(text[:10]) if text else None

    def is_true(self, column: str) -> bool:
        """Return whether a cell says yes; a null does not."""
        return self.text(column).lower() == "true"


def _is_null(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value


def records(frame: pd.DataFrame) -> list[FrameRow]:
    """Return the rows of a frame in its order."""
    rows = frame.to_dict("records")
    return [FrameRow({str(name): cell for name, cell in row.items()}) for row in rows]
