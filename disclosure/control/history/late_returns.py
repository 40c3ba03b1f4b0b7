"""What earlier releases hid of counts to which returns have come since.

A row whose status has changed (part of its returns were missing, now they are there) counts other
people than before: the number that an earlier release hid is one of its own, and everybody can see
that. It stands in the sums of that release beside all that has not changed, and returns that come
late can only add to it. Nobody kept it, so any whole number that fits the sums stands in for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint

from disclosure.control.history.earlier_releases import EarlierRelease
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    CountCell,
    CountRow,
    RowKey,
    key_of,
    total_of,
)
from disclosure.control.inputs.linked_tables import Equation, LinkedTables
from disclosure.control.optimise.linear_program import (
    NODE_LIMIT,
    LinearModel,
    component_labels,
    solve_whole,
)

PRINTED = (NUMERATOR, DENOMINATOR)
PARTIAL = "partial"
WHILE = " while "  #: a number before the late returns: its side, and the status it had
GREW = "late returns of "  #: what the late returns have added


@dataclass(frozen=True)
class LateSum:
    """An equation of an earlier release: its hidden numbers, and what they add up to."""

    release: int
    equation: int  #: its position among the relations
    terms: Equation
    total: int


@dataclass
class LateFacts:
    """What is known of numbers before their late returns."""

    sums: list[Equation] = field(default_factory=list)  #: they hold, these numbers among others
    numbers: dict[CountCell, int] = field(default_factory=dict)  #: of the cells not in tables
    counted: set[CountCell] = field(default_factory=set)  #: those that are at least 1
    found: list[LateSum] = field(default_factory=list)  #: the sums, as each release had them

    @property
    def equations(self) -> set[tuple[int, int]]:
        """The equations that are among these facts: release and position."""
        return {(late_sum.release, late_sum.equation) for late_sum in self.found}


def read_late_facts(
    releases: list[EarlierRelease],
    equations: list[Equation],
    rows: list[CountRow],
    tables: LinkedTables,
) -> LateFacts:
    """Return what earlier releases say of numbers that were hidden before late returns came."""
    status_now = {row.key: row.status for row in rows}
    sums = []
    for number, release in enumerate(releases):
        for position, equation in enumerate(equations):
            if not release.speaks_of(equation):
                continue
            earlier = _earlier_statuses(equation, release, status_now, tables.county)
            if earlier:
                terms, total = _as_printed(equation, release, earlier)
                sums.append(LateSum(number, position, terms, total))
    facts = LateFacts()
    for group in _sharing_earlier_numbers(sums):
        numbers = _fitting_numbers(group, releases, tables)
        if numbers is not None:
            _add_facts(facts, group, numbers, releases, tables)
    return facts


def now_of(cell: CountCell) -> CountCell:
    """Return the number that has taken this one's place."""
    return cell._replace(side=cell.side.partition(WHILE)[0])


def is_before(cell: CountCell) -> bool:
    """Tell whether the cell is a number before its late returns."""
    return WHILE in cell.side


def _earlier_statuses(
    equation: Equation, release: EarlierRelease, status_now: dict[RowKey, str], county: str
) -> dict[CountCell, str]:
    """Return the hidden cells whose status has changed since, each with the one it had.

    A cell without a row has the status of the county's total.
    """
    statuses = {}
    for cell in equation:
        if cell.side not in PRINTED or release.known(cell) is not None:
            continue
        for key in (key_of(cell), total_of(key_of(cell), county)):
            if key in release.rows and key in status_now:
                earlier = release.rows[key].status
                if earlier and earlier != status_now[key]:
                    statuses[cell] = earlier
                break
    return statuses


def _as_printed(
    equation: Equation, release: EarlierRelease, earlier: dict[CountCell, str]
) -> tuple[Equation, int]:
    """Return the hidden terms of an equation as the release had it, and what they add up to."""
    all_statuses = "/".join(sorted(set(earlier.values())))
    terms, total = {}, 0
    for cell, times in equation.items():
        known = release.known(cell)
        if known is not None:
            total -= times * known
        elif cell in earlier:
            terms[cell._replace(side=f"{cell.side}{WHILE}{earlier[cell]}")] = times
        elif cell.side in PRINTED:
            terms[cell] = times
        else:  # what is left over is another number too
            terms[cell._replace(side=f"{cell.side}{WHILE}{all_statuses}")] = times
    return terms, total


def _earlier_cells(sums: list[LateSum]) -> list[CountCell]:
    return sorted({cell for late_sum in sums for cell in late_sum.terms if is_before(cell)})


def _sharing_earlier_numbers(sums: list[LateSum]) -> Iterator[list[LateSum]]:
    """Yield the sums, those that share a number of before together."""
    if not sums:
        return
    cells = _earlier_cells(sums)
    column = {cell: number for number, cell in enumerate(cells)}
    incidence = LinearModel()
    for late_sum in sums:
        incidence.add({column[cell]: 1 for cell in late_sum.terms if cell in column})
    labels = component_labels(incidence.matrix(len(cells)))[: len(sums)]
    for label in sorted(set(labels.tolist())):
        yield [sums[number] for number in np.flatnonzero(labels == label)]


def _fitting_numbers(
    group: list[LateSum], releases: list[EarlierRelease], tables: LinkedTables
) -> dict[CountCell, int] | None:
    """Return whole numbers that fit these sums; None where the rest of them has changed too."""
    cells = _earlier_cells(group)
    column = {cell: number for number, cell in enumerate(cells)}
    model = LinearModel()
    totals = np.array([float(late_sum.total) for late_sum in group])
    low = np.zeros(len(cells))
    high = np.array([_most(cell, tables) for cell in cells])
    for number, late_sum in enumerate(group):
        inside = {cell: times for cell, times in late_sum.terms.items() if cell in column}
        model.add({column[cell]: times for cell, times in inside.items()})
        totals[number] -= sum(
            times * tables.number(cell)
            for cell, times in late_sum.terms.items()
            if cell not in column
        )
        is_counted = releases[late_sum.release].is_counted
        low[[column[cell] for cell in inside if is_counted(now_of(cell))]] = 1
    if (low > high).any():
        return None
    sums = LinearConstraint(model.matrix(len(cells)), totals, totals)
    result = solve_whole(np.zeros(len(cells)), sums, Bounds(low, high), NODE_LIMIT)
    if result.x is None:
        return None
    return dict(zip(cells, np.rint(result.x).astype(int).tolist(), strict=True))


def _only_grew(cell: CountCell) -> bool:
    side, _, status = cell.side.partition(WHILE)
    return side in PRINTED and status == PARTIAL


def _most(cell: CountCell, tables: LinkedTables) -> float:
    return float(tables.number(now_of(cell))) if _only_grew(cell) else np.inf


def _add_facts(
    facts: LateFacts,
    group: list[LateSum],
    numbers: dict[CountCell, int],
    releases: list[EarlierRelease],
    tables: LinkedTables,
) -> None:
    """Add what follows from a group of sums once whole numbers stand in for the earlier ones."""
    facts.numbers |= numbers
    for late_sum in group:
        facts.sums.append(late_sum.terms)
        facts.found.append(late_sum)
        is_counted = releases[late_sum.release].is_counted
        facts.counted |= {
            cell for cell in late_sum.terms if is_before(cell) and is_counted(now_of(cell))
        }
    for cell, number in numbers.items():
        if _only_grew(cell):
            now = now_of(cell)
            grew = now._replace(side=f"{GREW}{now.side}")
            facts.numbers[grew] = tables.number(now) - number
            facts.sums.append({now: 1, cell: -1, grew: -1})
