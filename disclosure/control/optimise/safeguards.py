"""Which numbers of a release are to be protected, and what everybody knows of them beforehand."""

from collections.abc import Sequence

import numpy as np

from core.windows import QUARTER
from disclosure.control.history.earlier_releases import PRINTED_SIDES
from disclosure.control.history.known_facts import GREW, now_of
from disclosure.control.inputs.cell_relations import AHEAD
from disclosure.control.inputs.cells import CountCell, is_small
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.leaks import Safeguards
from disclosure.control.optimise.problem_inputs import ProblemInputs

#: How far above the truth a number is looked for: far enough to find three values in any sum, and a
#: nearer bound could only make protection stricter.
REACH = 60


def read_safeguards(
    inputs: ProblemInputs, system: CellSystem, stands_in: Sequence[Sequence[int]]
) -> Safeguards:
    """Return what is protected; `stands_in`: the choices in which each unknown is printed."""
    is_printed = np.array([bool(choices) for choices in stands_in], dtype=bool)
    low, high = bounds(inputs, system)
    were = earlier_counts(inputs, system)
    small = (is_printed | were) & (system.numbers > 0) & (system.numbers < inputs.limits.threshold)
    implied, soft = implied_targets(inputs, system, small)
    let_go = unprotected(inputs, system)
    return Safeguards(
        low=low,
        high=high,
        small=(small | implied) & ~let_go,
        soft=soft,
        printable=((is_printed | system.mask(printed_then(inputs))) & ~let_go)
        | system.mask(unprinted_quarters(inputs)),
        fewest_values=inputs.limits.fewest_values,
    )


def bounds(inputs: ProblemInputs, system: CellSystem) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that each hidden number can be, as everybody knows.

    `[c]` is at least 1; of a hidden ratio only the denominator is, for "0 of 7" is hidden too.
    """
    counted = system.mask(row.cells[-1] for row in inputs.rows) | system.mask(inputs.facts.counted)
    low = np.minimum(counted.astype(float), system.numbers)
    high = system.numbers + float(REACH)
    return low, high


def earlier_counts(inputs: ProblemInputs, system: CellSystem) -> np.ndarray:
    """Return which unknowns are counts of people of an earlier release that are others now."""
    implied = inputs.relations.tables.implied
    return system.mask(
        cell
        for cell in inputs.facts.numbers
        if not cell.side.startswith(GREW)
        and (now_of(cell).side in PRINTED_SIDES or now_of(cell) in implied)
    )


def printed_then(inputs: ProblemInputs) -> list[CountCell]:
    """Return the counts of earlier releases that tables had a place for: one may be known as 1."""
    return [cell for cell in inputs.facts.numbers if now_of(cell).side in PRINTED_SIDES]


def implied_targets(
    inputs: ProblemInputs, system: CellSystem, small: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which unknowns are small counts that no table prints, and which of them are soft.

    Soft are those that no release prints yet, unless a table prints a small count that is the same.
    """
    implied = np.zeros(len(system), dtype=bool)
    soft = np.zeros(len(system), dtype=bool)
    first = inputs.relations.tables.first_quarter
    for cell in inputs.unprinted_counts():
        unknown = system.unknown(cell)
        if unknown is not None and is_small(inputs.numbers[cell], inputs.limits.threshold):
            is_outside = cell.quarter < first or cell.side == AHEAD
            soft[unknown] |= not (small[unknown] or implied[unknown]) and is_outside
            implied[unknown] = True
    return implied, soft


def unprotected(inputs: ProblemInputs, system: CellSystem) -> np.ndarray:
    """Return which unknowns leak without any new figure, or belong to withdrawn families."""
    concessions = inputs.concessions
    let_go = system.mask(concessions.exempt)
    for unknown in range(len(system)) if concessions.withdrawn else ():
        families = {inputs.relations.family(cell.measure) for cell in system.names(unknown)}
        let_go[unknown] |= families <= concessions.withdrawn
    return let_go


def unprinted_quarters(inputs: ProblemInputs) -> list[CountCell]:
    """Return the quarters that no table prints and that windows tell of: one may be known as 1.

    The rest of a ratio is a count to know only where nothing of its quarter is ever printed.
    """
    return [
        cell
        for cell in inputs.unprinted_counts()
        if cell.period == QUARTER
        and (cell.side in PRINTED_SIDES or cell.breakdown in inputs.people)
        and inputs.may_be_told(cell)
    ]
