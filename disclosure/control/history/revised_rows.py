"""Which rows say something else than in earlier releases, and which of them change together."""

from dataclasses import dataclass
from itertools import pairwise

from disclosure.control.history.earlier_releases import (
    EarlierRelease,
    EarlierRow,
    TableKey,
    table_of,
)
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import CountCell, RowKey, TableRow, key_of, total_of
from disclosure.control.inputs.cross_measure import SLACK
from disclosure.control.inputs.linked_tables import Equation, LinkedTables


@dataclass(frozen=True)
class ReleaseHistory:
    """The earlier releases, and how each row stood in the newest that has it."""

    releases: list[EarlierRelease]
    rows: dict[RowKey, EarlierRow]
    tables: set[TableKey]
    county: str

    @classmethod
    def of(cls, releases: list[EarlierRelease], county: str) -> "ReleaseHistory":
        """The past that these releases, oldest first, make."""
        rows: dict[RowKey, EarlierRow] = {}
        for release in releases:
            rows |= release.rows
        return cls(releases, rows, set().union(*(each.tables for each in releases)), county)

    @property
    def last_quarter(self) -> str:
        """The last quarter of which a release has told anything; "" before the first one."""
        return max((each.last_quarter for each in self.releases), default="")

    def is_new(self, key: RowKey) -> bool:
        """Whether no release has had the table of this row yet."""
        return table_of(key, self.county) not in self.tables

    def is_hidden(self, key: RowKey) -> bool:
        """Whether the row was hidden, and so stays hidden."""
        return key in self.rows and self.rows[key].shown == "c"

    def is_revised(self, row: TableRow) -> bool:
        """Whether what was told of the row, were it that it is missing, no longer holds."""
        if row.public or self.is_new(row.key) or self.is_hidden(row.key):
            return False
        past = self.rows.get(row.key)
        if past is None:
            return any(row.numbers)
        return past.numbers(row.cells) != row.numbers or (past.shown == "x") != (row.state == "x")

    def is_changed(self, row: TableRow) -> bool:
        """Whether a number that was told of the row is another one now."""
        return self.was_told(row.key) and self.is_revised(row)

    def was_told(self, key: RowKey) -> bool:
        """Whether a number of the row was told."""
        return key in self.rows and self.rows[key].shown in ("value", "z")


def revised_together(
    rows: list[TableRow], relations: CellRelations, past: ReleaseHistory, changed: set[CountCell]
) -> list[list[int]]:
    """The revised rows, by position, in groups: a group is shown as it is now, or waits whole.

    Rows that a sum adds up belong together, or some figures would contradict others; so do sums of
    one hidden number that changed unseen (it is in `changed`). A part and its
    whole (orders granted, of orders applied for) belong together only where the one as it was would
    be more than the other as it is now.
    """
    revised = {at for at, row in enumerate(rows) if past.is_revised(row)}
    totals = {rows[at].key for at in revised}
    # A table that could not be printed while its total was missing comes with it.
    revised |= {
        at
        for at, row in enumerate(rows)
        if past.is_new(row.key) and total_of(row.key, past.county) in totals
    }
    row_of = {cell: at for at in revised for cell in rows[at].cells}
    hidden = sorted(changed - row_of.keys()) if revised else []
    unseen = {cell: number for number, cell in enumerate(hidden, start=len(rows))}
    first = {at: at for at in (*revised, *unseen.values())}

    def head(at: int) -> int:
        while first[at] != at:
            at = first[at]
        return at

    for equation in relations.equations if revised else ():
        loose = any(cell.side.startswith(SLACK) for cell in equation)
        members = sorted({row_of[cell] for cell in equation if cell in row_of})
        if members and not loose:
            members += [unseen[cell] for cell in equation if cell in unseen]
        if len(members) > 1 and not (
            loose and _agrees(equation, relations.tables, rows, row_of, past)
        ):
            for one, other in pairwise(members):
                first[head(other)] = head(one)
    groups: dict[int, list[int]] = {}
    for at in sorted(revised):  # without the numbers that changed unseen
        groups.setdefault(head(at), []).append(at)
    return list(groups.values())


def changed_with(
    rows: list[TableRow], relations: CellRelations, changed: set[CountCell]
) -> set[RowKey]:
    """The rows, by key, that changed with these revised ones; `changed` did so unseen."""
    cells = [cell for row in rows for cell in row.cells]
    beside = {each for cell in cells for equation in relations.of_cell[cell] for each in equation}
    return {row.key for row in rows} | {key_of(cell) for cell in beside & changed}


def _agrees(
    equation: Equation,
    tables: LinkedTables,
    rows: list[TableRow],
    row_of: dict[CountCell, int],
    past: ReleaseHistory,
) -> bool:
    """Whether a part is at most its whole, whichever of the two is as it was or as it is now."""
    least = most = 0
    for cell, times in equation.items():
        if cell.side.startswith(SLACK):
            continue
        numbers = {tables.number(cell)}
        if cell in row_of:
            row = rows[row_of[cell]]
            printed = past.rows.get(row.key)
            numbers.add(printed.numbers(row.cells)[row.cells.index(cell)] if printed else 0)
        if times > 0:
            most += max(numbers)
        else:
            least += min(numbers)
    return most <= least
