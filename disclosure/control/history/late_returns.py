"""What earlier releases hid of counts to which returns have come since.

A row whose status has changed (part of its returns were missing, now they are there) counts other
people than before: the number that an earlier release hid is one of its own, and everybody can see
that. It stands in the sums of that release beside all that has not changed, and returns that come
late can only add to it. Nobody kept it, so any whole number that fits the sums stands in for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from disclosure.control.history.earlier_releases import EarlierRelease
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    CountCell,
    TableRow,
    key_of,
    total_of,
)
from disclosure.control.inputs.linked_tables import Equation, LinkedTables

SIDES = (NUMERATOR, DENOMINATOR)
PARTIAL, COMPLETE = "partial", "complete"
WAIT = " while "  #: a number before the late returns: its side, and the status it had
GREW = "late returns of "  #: what the late returns have added
#: How many branches the search for numbers that fit may look at.
NODES = 2000


@dataclass(frozen=True)
class EarlierSum:
    """An equation of an earlier release: its hidden numbers, and what they add up to."""

    release: int
    equation: int  #: its place among the relations
    terms: Equation
    total: int


@dataclass
class LateFacts:
    """What is known of numbers before their late returns."""

    sums: list[Equation] = field(default_factory=list)  #: they hold, these numbers among others
    numbers: dict[CountCell, int] = field(
        default_factory=dict
    )  #: of the cells that are not in tables
    counted: set[CountCell] = field(default_factory=set)  #: those that are at least 1
    found: list[EarlierSum] = field(default_factory=list)  #: the sums, as each release had them

    @property
    def told(self) -> set[tuple[int, int]]:
        """Which equations of which releases are in it."""
        return {(each.release, each.equation) for each in self.found}


class _Statuses:
    """How complete a cell was in each release, and is now; None where nobody can say."""

    def __init__(
        self, releases: list[EarlierRelease], rows: list[TableRow], tables: LinkedTables
    ) -> None:
        self.releases = releases
        self.now = {row.key: row.status for row in rows}
        self.county = tables.county

    def before(self, release: int, cell: CountCell) -> str | None:
        """The status that the cell had, where it is another one now."""
        rows = self.releases[release].rows
        for key in (key_of(cell), total_of(key_of(cell), self.county)):
            if key in rows and key in self.now:
                then = rows[key].status
                return then if then != self.now[key] else None
        return None


def read_late_facts(
    releases: list[EarlierRelease],
    equations: list[Equation],
    rows: list[TableRow],
    tables: LinkedTables,
) -> LateFacts:
    """What the earlier releases tell of numbers that were hidden before late returns came."""
    statuses = _Statuses(releases, rows, tables)
    late = LateFacts()
    sums = [
        made
        for number, release in enumerate(releases)
        for place, equation in enumerate(equations)
        if all(cell.quarter <= release.last_quarter for cell in equation)
        and (made := _sum(number, place, equation, release, statuses)) is not None
    ]
    for group in _together(sums):
        numbers = _fit(group, releases, tables)
        if numbers is not None:
            _add(late, group, numbers, releases, tables)
    return late


def _sum(
    number: int, place: int, equation: Equation, release: EarlierRelease, statuses: _Statuses
) -> EarlierSum | None:
    """The equation as the release had it, where some of its numbers were others then."""
    hidden = {cell: release.known(cell) for cell in equation}
    before = {
        cell: status
        for cell, known in hidden.items()
        if known is None and cell.side in SIDES and (status := statuses.before(number, cell))
    }
    if not before:
        return None
    when = "/".join(sorted(set(before.values())))
    terms, total = {}, 0
    for cell, times in equation.items():
        known = hidden[cell]
        if known is not None:
            total -= times * known
        elif cell in before:
            terms[cell._replace(side=f"{cell.side}{WAIT}{before[cell]}")] = times
        elif cell.side in SIDES:
            terms[cell] = times
        else:  # what is left over is another number too
            terms[cell._replace(side=f"{cell.side}{WAIT}{when}")] = times
    return EarlierSum(number, place, terms, total)


def now_of(cell: CountCell) -> CountCell:
    """The number that has taken this one's place."""
    return cell._replace(side=cell.side.partition(WAIT)[0])


def is_before(cell: CountCell) -> bool:
    """Whether the cell is a number before its late returns."""
    return WAIT in cell.side


def _together(sums: list[EarlierSum]) -> Iterator[list[EarlierSum]]:
    """The sums, those that share a number of before together."""
    cells = sorted({cell for each in sums for cell in each.terms if is_before(cell)})
    column = {cell: at for at, cell in enumerate(cells)}
    pairs = [
        (row, len(sums) + column[cell])
        for row, each in enumerate(sums)
        for cell in each.terms
        if is_before(cell)
    ]
    if not pairs:
        return
    size = len(sums) + len(cells)
    graph = csr_array((np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][: len(sums)]
    for label in sorted(set(labels.tolist())):
        yield [sums[at] for at in np.flatnonzero(labels == label)]


def _fit(
    group: list[EarlierSum], releases: list[EarlierRelease], tables: LinkedTables
) -> dict[CountCell, int] | None:
    """Whole numbers that fit these sums; None where the rest of them has changed too."""
    cells = sorted({cell for each in group for cell in each.terms if is_before(cell)})
    column = {cell: at for at, cell in enumerate(cells)}
    rows, columns, entries = [], [], []
    totals = np.array([float(each.total) for each in group])
    low = np.zeros(len(cells))
    high = np.array([_most(cell, tables) for cell in cells])
    for row, each in enumerate(group):
        for cell, times in each.terms.items():
            if cell not in column:
                totals[row] -= times * tables.number(cell)
                continue
            rows.append(row)
            columns.append(column[cell])
            entries.append(float(times))
            if releases[each.release].is_counted(now_of(cell)):
                low[column[cell]] = 1
    if (low > high).any():
        return None
    matrix = csr_array((entries, (rows, columns)), shape=(len(group), len(cells)))
    result = milp(
        np.zeros(len(cells)),
        constraints=LinearConstraint(matrix, totals, totals),
        bounds=Bounds(low, high),
        integrality=np.ones(len(cells)),
        options={"node_limit": NODES},
    )
    if result.x is None:
        return None
    return dict(zip(cells, np.rint(result.x).astype(int).tolist(), strict=True))


def _only_grew(cell: CountCell) -> bool:
    side, _, status = cell.side.partition(WAIT)
    return side in SIDES and status == PARTIAL


def _most(cell: CountCell, tables: LinkedTables) -> float:
    return float(tables.number(now_of(cell))) if _only_grew(cell) else np.inf


def _add(
    late: LateFacts,
    group: list[EarlierSum],
    numbers: dict[CountCell, int],
    releases: list[EarlierRelease],
    tables: LinkedTables,
) -> None:
    late.numbers |= numbers
    for each in group:
        late.sums.append(each.terms)
        late.found.append(each)
        release = releases[each.release]
        late.counted |= {
            cell for cell in each.terms if is_before(cell) and release.is_counted(now_of(cell))
        }
    for cell, number in numbers.items():
        if _only_grew(cell):
            now = now_of(cell)
            grew = now._replace(side=f"{GREW}{now.side}")
            late.numbers[grew] = tables.number(now) - number
            late.sums.append({now: 1, cell: -1, grew: -1})
