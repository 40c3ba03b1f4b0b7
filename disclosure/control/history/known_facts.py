"""All that earlier releases say of numbers that are still hidden."""

from dataclasses import dataclass, field

from disclosure.control.history.earlier_releases import (
    EarlierRelease,
    intervals_of_release,
    sums_of_release,
)
from disclosure.control.history.late_returns import (
    LateFacts,
    is_before,
    now_of,
    read_late_facts,
)
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import CountCell, CountRow
from disclosure.control.inputs.linked_tables import Equation


@dataclass(frozen=True)
class KnownFacts:
    """What earlier releases say of numbers that are still hidden.

    `sums` hold for the present numbers too, beside `numbers` that no table has any more; of these
    `counted` are at least 1. `intervals` are what single releases left for numbers in sums that
    have been revised since; `changed` are all hidden ones in such sums; `unsure` are those of them
    that may have been small then: what a release left fewer than three values was not.
    """

    sums: list[Equation] = field(default_factory=list)
    numbers: dict[CountCell, int] = field(default_factory=dict)
    counted: set[CountCell] = field(default_factory=set)
    intervals: list[tuple[CountCell, float, float]] = field(default_factory=list)
    changed: set[CountCell] = field(default_factory=set)
    unsure: set[CountCell] = field(default_factory=set)


def read_known_facts(
    releases: list[EarlierRelease],
    relations: CellRelations,
    rows: list[CountRow],
    fewest_values: int,
) -> KnownFacts:
    """Return what these releases say; `fewest_values`: so many protect a number."""
    late = read_late_facts(releases, relations.equations, rows, relations.tables)
    facts = KnownFacts(list(late.sums), late.numbers, late.counted)
    for number, release in enumerate(releases):
        others = [
            equation
            for position, equation in enumerate(relations.equations)
            if (number, position) not in late.equations
        ]
        holding, broken = sums_of_release(release, others, relations.numbers)
        facts.sums.extend(holding)
        hidden = {cell for equation in broken for cell in equation if release.is_hidden(cell)}
        before = _hidden_before(late, number, release)
        about = [*broken, *({now_of(cell): 1} for cell in sorted(before))]
        intervals = intervals_of_release(release, relations.equations, about)
        facts.intervals.extend(
            (cell, *intervals[cell]) for cell in sorted(hidden & intervals.keys())
        )
        facts.changed.update(hidden, map(now_of, before))
        facts.unsure.update(
            cell
            for cell in hidden | before
            if _width(intervals.get(now_of(cell))) >= fewest_values - 1
        )
    return facts


def _hidden_before(late: LateFacts, number: int, release: EarlierRelease) -> set[CountCell]:
    """Return the numbers before their late returns that this release hid."""
    return {
        cell
        for late_sum in late.found
        if late_sum.release == number
        for cell in late_sum.terms
        if is_before(cell) and release.is_hidden(now_of(cell))
    }


def _width(interval: tuple[float, float] | None) -> float:
    return float("inf") if interval is None else interval[1] - interval[0]
