"""What an attempt at protecting a release starts from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from core.windows import QUARTER
from disclosure.control.history.known_facts import KnownFacts
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    OPEN,
    CountCell,
    CountRow,
    ProtectionLimits,
    RowKey,
    must_hide,
)
from disclosure.control.inputs.measure_inputs import ALL, quarters_of

CellSeries = tuple[str, str, str, str, str]
"""Measure, quarter, area, breakdown and category."""


@dataclass
class Concessions:
    """What is given up because suppression alone does not protect."""

    frozen: set[str] = field(default_factory=set)  #: measures whose revisions wait
    withdrawn: set[str] = field(default_factory=set)  #: families that have no new figure at all
    exempt: set[CountCell] = field(default_factory=set)  #: cells that leak without new figures too


@dataclass(frozen=True)
class ProblemInputs:
    """The rows of a release, what is known of them, and what is given up."""

    rows: list[CountRow]
    relations: CellRelations
    history: ReleaseHistory
    facts: KnownFacts
    limits: ProtectionLimits
    people: frozenset[str]  #: breakdowns of people
    is_yearly: Callable[
        [str, str, str], bool
    ]  #: whether a measure's table is published by the year
    default_window: dict[str, str]  #: by measure
    has_table: Callable[[RowKey], bool]  #: whether the release has the table of a row
    concessions: Concessions

    @cached_property
    def numbers(self) -> dict[CountCell, int]:
        """The true numbers of all cells, and of those that only earlier releases had."""
        return self.relations.numbers | self.facts.numbers

    @cached_property
    def row_of(self) -> dict[CountCell, int]:
        """The position of the row in which a cell stands."""
        return {cell: position for position, row in enumerate(self.rows) for cell in row.cells}

    @cached_property
    def summed(self) -> set[CellSeries]:
        """The quarters that rows of this release or of earlier ones sum, by series."""
        return summed_by(row.key for row in self.rows) | summed_by(self.history.rows)

    def family(self, row: CountRow) -> str:
        """Return the family of the row's measure."""
        return self.relations.family(row.key[0])

    def is_zero(self, row: CountRow) -> bool:
        """Tell whether everybody knows that nothing is counted in the row."""
        if self.history.is_hidden(row.key) or self.history.is_changed(row):
            return False
        return row.state != OPEN or (row.kind != "ratio" and row.base == 0)

    def must_hide(self, row: CountRow) -> bool:
        """Tell whether the row is hidden whatever stands around it."""
        return must_hide(row, self.limits)

    def unprinted_counts(self) -> list[CountCell]:
        """Return the counts of people that no table prints, but that sums could give away.

        Quarters are among them whose tables are left out for whatever reason: of categories, and of
        tables that are published by the year, for a later window that is printed may sum them; of
        other areas once one does.
        """
        return [
            cell
            for cell in self.relations.numbers
            if cell in self.relations.tables.implied
            or (cell.side in (NUMERATOR, DENOMINATOR) and self._is_unprinted(cell))
        ]

    def _is_unprinted(self, cell: CountCell) -> bool:
        if cell.period != QUARTER or cell in self.row_of:
            return False
        return cell.breakdown != ALL or self.may_be_told(cell)

    def may_be_told(self, cell: CountCell) -> bool:
        """Tell whether a row sums the quarter of a cell, or one will when the year is out."""
        if series_of_cell(cell) in self.summed:
            return True
        return self.is_yearly(cell.measure, cell.area, cell.breakdown)


def series_of_cell(cell: CountCell) -> CellSeries:
    """Return what tells a cell of a quarter from others, apart from its side."""
    return cell.measure, cell.quarter, *cell[4:]


def summed_by(rows: Iterable[RowKey]) -> set[CellSeries]:
    """Return the quarters whose counts the rows of these keys sum."""
    return {(key[0], quarter, *key[3:]) for key in rows for quarter in quarters_of(*key[1:3])}
