"""All that earlier releases say of numbers that are hidden now, or were hidden then.

A cell and each number that it has had are an unknown of their own: the hidden number of an earlier
release is today's number where the two are the same, else one beside it. So every sum that an
earlier release printed is known once, however many releases repeat it. A sum that its own numbers
did not satisfy (a correction waited) tells nobody anything true.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from disclosure.control.history.earlier_releases import PRINTED_SIDES, EarlierRelease
from disclosure.control.inputs.cell_relations import AHEAD, CellRelations
from disclosure.control.inputs.cells import CountCell, CountRow, RowKey, key_of, total_of
from disclosure.control.inputs.linked_tables import Equation

PARTIAL, COMPLETE = "partial", "complete"
WHILE = " while "  #: another number than today's: its side, and what it was
GREW = "late returns of "  #: what returns that came late have added


@dataclass(frozen=True)
class KnownFacts:
    """What earlier releases say.

    `sums` hold for the true `numbers` of then, of which `counted` were printed as at least 1.
    `changed` are the cells that were hidden and had another number than now.
    """

    sums: list[Equation] = field(default_factory=list)
    numbers: dict[CountCell, int] = field(default_factory=dict)
    counted: set[CountCell] = field(default_factory=set)
    changed: set[CountCell] = field(default_factory=set)


def now_of(cell: CountCell) -> CountCell:
    """Return the cell whose number this one was."""
    return cell._replace(side=cell.side.partition(WHILE)[0])


def read_known_facts(
    releases: list[EarlierRelease], relations: CellRelations, rows: list[CountRow]
) -> KnownFacts:
    """Return what these releases, oldest first, say beside today's rows."""
    facts = KnownFacts()
    written: set[frozenset[tuple[CountCell, int]]] = set()
    statuses = {row.key: row.status for row in rows}
    later: _NumbersThen | None = None
    for release in reversed(releases):
        then = _NumbersThen(release, relations)
        terms = [*then.sums(), *then.growth(later, statuses)]
        statuses = statuses | {key: row.status for key, row in release.rows.items()}
        later = then
        for equation in terms:
            name = frozenset(equation.items())
            if name not in written:
                written.add(name)
                facts.sums.append(equation)
                # A cell that only sums have that hold no more is 0 today.
                gone = [cell for cell in equation if cell not in relations.numbers]
                facts.numbers.update(dict.fromkeys(gone, 0))
        facts.numbers.update(then.numbers)
        facts.counted.update(then.named(cell) for cell in then.changed if release.is_counted(cell))
        facts.changed.update(cell for cell in then.changed if release.printed(cell) is None)
    return facts


class _NumbersThen:
    """What was other in an earlier release than it is today, and what its sums say of it."""

    def __init__(self, release: EarlierRelease, relations: CellRelations) -> None:
        self.release = release
        self.relations = relations
        self.changed = release.changed(relations.counts, relations.tables.first_quarter)
        self.numbers = {self.named(cell): number for cell, number in self.changed.items()}
        self._rests: dict[CountCell, CountCell | None] = {}  # rests, and what they are called here

    def named(self, cell: CountCell) -> CountCell:
        """Return the cell of the number that a cell had in this release."""
        if cell not in self.changed:
            return cell
        shown = self.relations.always_equal(cell)
        return shown._replace(side=f"{shown.side}{WHILE}{self.changed[cell]}")

    def sums(self) -> Iterator[Equation]:
        """Yield the sums of hidden numbers that this release adds to what today's tables say."""
        touched = {
            position for cell in self.changed for position in self.relations.positions_of[cell]
        }
        for position in sorted(touched):
            equation = self.relations.candidates[position]
            is_said = self.release.speaks_of(equation)
            if is_said and all(cell.side != AHEAD for cell in equation):
                terms = self._hidden_terms(equation, position)
                if terms:
                    yield terms

    def growth(
        self, later: "_NumbersThen | None", statuses: dict[RowKey, str]
    ) -> Iterator[Equation]:
        """Yield that returns which came after this release only added to what it hid.

        `later`: the release after it; `statuses`: those of its rows, or of today's.
        """
        county = self.relations.tables.county
        for cell, number in self.changed.items():
            if self.release.known(cell) is not None or not self._came_late(cell, statuses, county):
                continue
            is_known = later is not None and later.release.known(cell) is not None
            after = later.named(cell) if later else cell
            total = later.number(cell) if later else self.relations.numbers.get(cell, 0)
            if total < number:
                continue
            before = self.named(cell)
            grew = before._replace(side=f"{GREW}{before.side} up to {total}")
            self.numbers[grew] = total - number
            yield {before: 1, grew: 1} if is_known else {after: -1, before: 1, grew: 1}

    def number(self, cell: CountCell) -> int:
        """Return the number of a cell in this release."""
        return self.changed.get(cell, self.relations.numbers.get(cell, 0))

    def _came_late(self, cell: CountCell, statuses: dict[RowKey, str], county: str) -> bool:
        """Tell whether returns came after this release; without a row its total's status counts."""
        for key in (key_of(cell), total_of(key_of(cell), county)):
            if key in self.release.rows:
                now = statuses.get(key)
                return (self.release.rows[key].status, now) == (PARTIAL, COMPLETE)
        return False

    def _hidden_terms(self, equation: Equation, position: int) -> Equation:
        """Return what an equation says of hidden numbers; nothing where it did not hold."""
        terms: Equation = {}
        total, rest = 0, None
        for cell, times in equation.items():
            if cell.side not in PRINTED_SIDES and self.relations.positions_of[cell][0] == position:
                rest = cell  # which this equation defines
                continue
            name = cell if cell.side in PRINTED_SIDES else self._rests.get(cell, cell)
            if name is None:  # a rest below 0
                return {}
            number = self.numbers[name] if name != cell else self.number(cell)
            total += times * number
            if self.release.known(cell) is None:
                name = name if name != cell else self.named(cell)
                terms[name] = terms.get(name, 0) + times
        if rest is None:
            # Where windows repeat a number, nothing is left.
            return {cell: times for cell, times in terms.items() if times} if total == 0 else {}
        number = -total // equation[rest]
        if number < 0:
            self._rests[rest] = None
            return {}
        others = sorted(cell for cell in equation if cell != rest)
        names = "/".join(str(self.number(cell)) for cell in others)
        window = self.relations.always_equal(others[0])
        name = rest._replace(
            side=f"{rest.side}{WHILE}{names}", period=window.period, quarter=window.quarter
        )
        self._rests[rest] = name
        self.numbers[name] = number
        return terms | {name: equation[rest]}
