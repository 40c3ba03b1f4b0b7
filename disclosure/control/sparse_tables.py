"""Which tables are so sparse that a quarter of them says little: a proposal for the policy.

Nothing is decided here: a person does that in the county's policy (docs/operate.md#sparse-tables).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.windows import QUARTER
from disclosure.control.inputs.cells import OPEN, CountRow, ProtectionLimits, must_hide, read_rows
from disclosure.control.inputs.cross_measure import (
    measure_families,
    read_measure_links,
    read_stock_flows,
)
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import read_measures, sensitive_kinds
from disclosure.control.inputs.publication_rules import AREAS, COUNTY, PublicationRules
from disclosure.control.protect import ReleaseSources


@dataclass(frozen=True)
class RowCount:
    """How many rows count something, and how many of these must be hidden."""

    counted: int = 0
    hidden: int = 0

    def __add__(self, other: "RowCount") -> "RowCount":
        """Return what both count together."""
        return RowCount(self.counted + other.counted, self.hidden + other.hidden)

    @property
    def is_sparse(self) -> bool:
        """Whether more than half of these rows must be hidden."""
        return self.hidden * 2 > self.counted


@dataclass(frozen=True)
class SparseTable:
    """A table that is proposed: how the policy names it, and why.

    `own`: its rows of single quarters. `together`: these, and those of the measures that it shares
    sums with, where it is sparse only together with them.
    """

    measure: str
    table: str
    own: RowCount
    together: RowCount | None = None


def sparse_tables(sources: ReleaseSources, limits: ProtectionLimits) -> list[SparseTable]:
    """Return the tables to publish once a year, by measure and name.

    They are those whose rows of single quarters, as far as they count something, must be hidden for
    more than half whatever stands around them; or where all such tables of the measures that share
    sums with it must, taken together. All of a measure is proposed where that holds of the county's
    own figures, both by the quarter and in the window that pages open with.
    """
    return _Tables(sources, limits).sparse()


class _Tables:
    """The tables that are published by the quarter and may be hidden, with their rows counted."""

    def __init__(self, sources: ReleaseSources, limits: ProtectionLimits) -> None:
        self._limits = limits
        self._rules = PublicationRules.read(sources.areas, sources.breakdowns, sources.relations)
        catalogue, kinds = sources.catalogue, sensitive_kinds(sources.catalogue)
        self._measures = read_measures(catalogue)
        self._default = dict(zip(catalogue["measure_id"], catalogue["default_window"], strict=True))
        values = sources.values
        self._rows = read_rows(values[values["measure_id"].isin(set(kinds))], kinds)
        linked = LinkedTables(self._rows, self._measures, sources.areas)
        links = read_measure_links(linked, sources.relations)
        self._families = measure_families(links, read_stock_flows(sources.relations))

    def sparse(self) -> list[SparseTable]:
        """Return those that are sparse, alone or together with the measures they share sums with.

        Where all of a measure is, its parts are not named.
        """
        counts = self._counts(row for row in self._rows if row.key[1] == QUARTER)
        in_default = self._counts(
            row for row in self._rows if row.key[1] == self._default[row.key[0]]
        )
        families: dict[tuple[str, str, str], RowCount] = defaultdict(RowCount)
        for name, count in counts.items():
            families[self._family(*name)] += count
        found = {}
        for (measure, table), own in sorted(counts.items()):
            together = families[self._family(measure, table)]
            if table == COUNTY:
                if own.is_sparse and in_default[measure, table].is_sparse:
                    found[measure, table] = SparseTable(measure, table, own)
            elif own.is_sparse:
                found[measure, table] = SparseTable(measure, table, own)
            elif together.is_sparse:
                found[measure, table] = SparseTable(measure, table, own, together)
        return [
            each
            for each in found.values()
            if each.table == COUNTY or (each.measure, COUNTY) not in found
        ]

    def _family(self, measure: str, table: str) -> tuple[str, str, str]:
        """Return what the tables have in common that are judged together."""
        level = self._measures[measure].level if table == AREAS else ""
        return self._families.get(measure, measure), table, level

    def _counts(self, rows: Iterable[CountRow]) -> dict[tuple[str, str], RowCount]:
        """Return the count of rows of each table, by measure and name."""
        counted: Counter[tuple[str, str]] = Counter()
        hidden: Counter[tuple[str, str]] = Counter()
        for row in rows:
            if row.state == OPEN and any(row.numbers) and self._may_be_yearly(row):
                measure, _, _, area, breakdown, _ = row.key
                name = measure, self._rules.name_of_table(area, breakdown)
                counted[name] += 1
                hidden[name] += must_hide(row, self._limits)
        counts = {name: RowCount(number, hidden[name]) for name, number in counted.items()}
        return defaultdict(RowCount, counts)

    def _may_be_yearly(self, row: CountRow) -> bool:
        """Tell whether rows like this are hidden at all, and are not published yearly already."""
        measure, breakdown = row.key[0], row.key[4]
        return not (
            self._measures[measure].is_stock
            or measure in self._rules.public_counts
            or breakdown in self._rules.people
        )
