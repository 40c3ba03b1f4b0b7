"""Printed numbers, the sentences that quote them, and tables of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from core.cell_key import CellKey

#: "n": not published, as the table could not be protected.
Shown = Literal["value", "c", "n", "x", "z"]
#: The status of a figure of which the data files have no row.
LEFT_OUT = "left out"
Part = Literal["value", "numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class FigureView:
    """One cell as it is printed."""

    key: CellKey
    shown: Shown
    status: str
    value: float | None
    numerator: float | None
    denominator: float | None
    text: str  #: "58%", "1,204", or the shorthand "[c]", "[n]", "[x]", "[z]"
    of_text: tuple[str, str] | None = None  #: numerator and denominator where both are printed
    marks: tuple[str, ...] = ()  #: "[p]" provisional, "[r]" revised

    def part(self, part: Part = "value") -> str:
        """Return the name of one printed part of this figure."""
        return self.key.part(part)

    @property
    def is_shown(self) -> bool:
        """Whether a number stands here."""
        return self.shown == "value"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words made from data, and the parts of cells whose numbers they quote, in order.

    `is_benchmark`: its number is another body's, which charts of the page may draw.
    """

    text: str
    cells: tuple[str, ...] = ()
    is_benchmark: bool = False
    is_interval: bool = False  #: the ends of an interval of chance around the cell that it names


@dataclass(frozen=True, slots=True)
class SparklineView:
    """A figure's course over the last quarters, drawn small beside it; a gap is not shown."""

    figures: tuple[FigureView | None, ...]  #: one a quarter, the newest last
    text: str  #: what stands for the drawing
    drawn: str  #: the cells that are drawn and quoted; "*" stands for any
    unchanged: str = ""  #: what is said instead of drawing what never changes
    is_yearly: bool = False  #: a figure a year: a quarter without one is no gap

    @property
    def is_drawn(self) -> bool:
        """Whether there is a course to draw: two quarters or more are shown, and it changes."""
        shown = sum(figure is not None and figure.is_shown for figure in self.figures)
        return shown >= 2 and not self.unchanged


@dataclass(frozen=True, slots=True)
class TableViewRow:
    """One row of a table: its header and its cells."""

    label: str
    cells: tuple[FigureView | Sentence | SparklineView | str, ...]
    href: str | None = None  #: where the header leads, from the site's root
    note: str = ""  #: below the header, such as when its figures are of


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with one header row and one header column."""

    id: str
    caption: str
    corner: str  #: header of the first column
    columns: tuple[str, ...]
    rows: tuple[TableViewRow, ...]
    notes: tuple[str, ...] = ()
    is_yearly: bool = False  #: its rows are financial years, not quarters

    @property
    def figures(self) -> Iterator[FigureView]:
        """Every figure of the table, row by row."""
        for row in self.rows:
            yield from (cell for cell in row.cells if isinstance(cell, FigureView))

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand used in the table ("[c]", "[p]", …), to be explained beside it."""
        return shorthand_in(cell for row in self.rows for cell in row.cells)


def shorthand_in(cells: Iterable[object]) -> tuple[str, ...]:
    """Return the shorthand that stands in cells, in alphabetical order."""
    used: set[str] = set()
    for cell in cells:
        if isinstance(cell, FigureView):
            used.update(cell.marks if cell.is_shown else (cell.text, *cell.marks))
        elif isinstance(cell, str) and cell.startswith("["):
            used.add(cell)
    return tuple(sorted(used))
