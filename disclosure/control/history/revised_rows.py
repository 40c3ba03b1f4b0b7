"""Which rows say something else than in earlier releases, and which of them change together."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from scipy.cluster.hierarchy import DisjointSet

from disclosure.control.history.earlier_releases import (
    EarlierRelease,
    EarlierRow,
    TableKey,
    table_of,
)
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import (
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    SHOWN,
    CountCell,
    CountRow,
    RowKey,
    key_of,
    total_of,
)


@dataclass(frozen=True)
class ReleaseHistory:
    """The earlier releases, and how each row stood in the newest that has it."""

    releases: list[EarlierRelease]
    rows: dict[RowKey, EarlierRow]
    tables: set[TableKey]
    county: str
    left_out: set[TableKey]  #: tables that a release could have had, and none has

    @classmethod
    def of(
        cls,
        releases: list[EarlierRelease],
        county: str,
        hidden: Mapping[RowKey, EarlierRow] = MappingProxyType({}),
    ) -> "ReleaseHistory":
        """Return the history that these releases, oldest first, make.

        `hidden`: rows that were hidden while their measure had another definition.
        """
        rows = dict(hidden)
        for release in releases:
            rows |= release.rows
        tables = set().union(*(release.tables for release in releases))
        left_out = set().union(*(release.left_out for release in releases)) - tables
        return cls(releases, rows, tables, county, left_out)

    @property
    def last_quarter(self) -> str:
        """The last quarter that a release had figures of; "" before the first release."""
        return max((release.last_quarter for release in self.releases), default="")

    def is_new(self, key: RowKey) -> bool:
        """Tell whether no release has had the table of this row yet."""
        return table_of(key, self.county) not in self.tables

    def is_left_out(self, key: RowKey) -> bool:
        """Tell whether an earlier release could have had the table of this row, and none has."""
        return table_of(key, self.county) in self.left_out

    def is_hidden(self, key: RowKey) -> bool:
        """Tell whether the row was hidden, and so stays hidden (rule 4)."""
        return key in self.rows and self.rows[key].shown == HIDDEN

    def was_shown(self, key: RowKey) -> bool:
        """Tell whether a number of the row was printed, were it 0 of 0."""
        return key in self.rows and self.rows[key].shown in (SHOWN, NOT_APPLICABLE)

    def is_revised(self, row: CountRow) -> bool:
        """Tell whether what was printed of the row, were it that it is missing, no longer holds."""
        if row.public or self.is_new(row.key) or self.is_hidden(row.key):
            return False
        earlier = self.rows.get(row.key)
        if earlier is None:
            return any(row.numbers)
        has_changed_state = (earlier.shown == MISSING) != (row.state == MISSING)
        return earlier.numbers(row.cells) != row.numbers or has_changed_state

    def is_changed(self, row: CountRow) -> bool:
        """Tell whether a number that was printed of the row is another one now."""
        return self.was_shown(row.key) and self.is_revised(row)


def revised_together(
    rows: list[CountRow],
    relations: CellRelations,
    history: ReleaseHistory,
    changed: set[CountCell],
) -> list[list[int]]:
    """Return the revised rows, by position, in groups: a group is shown as it is now, or waits.

    Rows of a measure that a sum adds up belong together, or some would contradict others; so do
    sums of one hidden number that changed unseen (it is in `changed`). Two measures do not, whether
    they count the same or one is part of the other: one may show its correction while the other's
    waits.
    """
    revised = _revised_rows(rows, history)
    if not revised:
        return []
    row_of = {cell: position for position in revised for cell in rows[position].cells}
    unseen = changed - row_of.keys()
    together: DisjointSet = DisjointSet([*revised, *sorted(unseen)])
    for equation in relations.equations:
        if len({cell.measure for cell in equation}) > 1:
            continue
        members: list[int | CountCell] = []
        members += sorted({row_of[cell] for cell in equation if cell in row_of})
        if members:
            members += [cell for cell in equation if cell in unseen]
        for pair in pairwise(members):
            together.merge(*pair)
    groups: dict[int | CountCell, list[int]] = {}
    for position in sorted(revised):  # without the numbers that changed unseen
        groups.setdefault(together[position], []).append(position)
    return list(groups.values())


def _revised_rows(rows: list[CountRow], history: ReleaseHistory) -> list[int]:
    """Return the revised rows, by position.

    A table that could not be printed while its total was missing comes with it.
    """
    revised = {position for position, row in enumerate(rows) if history.is_revised(row)}
    totals = {rows[position].key for position in revised}
    new = {
        position
        for position, row in enumerate(rows)
        if history.is_new(row.key) and total_of(row.key, history.county) in totals
    }
    return sorted(revised | new)


def changed_with(
    rows: list[CountRow], relations: CellRelations, changed: set[CountCell]
) -> set[RowKey]:
    """Return the rows, by key, that changed with these revised ones; `changed` did so unseen."""
    equations = [
        equation for row in rows for cell in row.cells for equation in relations.equations_of(cell)
    ]
    beside = {cell for equation in equations for cell in equation}
    return {row.key for row in rows} | {key_of(cell) for cell in beside & changed}
