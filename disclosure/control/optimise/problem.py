"""The problem of protecting a release: its rows as choices, its numbers as a system to attack."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from disclosure.control.history.revised_rows import changed_with, revised_together
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    OPEN,
    CountCell,
    CountRow,
    RowKey,
    key_of,
    series_of,
)
from disclosure.control.inputs.measure_inputs import ALL, quarters_of
from disclosure.control.optimise.attack_memory import AttackMemory
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.constraints import HidingChoices
from disclosure.control.optimise.leak_search import Attacker
from disclosure.control.optimise.linear_program import Effort
from disclosure.control.optimise.problem_inputs import ProblemInputs
from disclosure.control.optimise.safeguards import read_safeguards, unprinted_quarters

#: The loss of hiding a row: what a reader looks at first, the county and the window that a page
#: opens with, counts once more for each; else fewest rows.
ROW_COST = 100
COUNTY_COST, DEFAULT_WINDOW_COST, AREA_COST = 100, 100, 2
#: A revision that waits loses more than a row that is hidden.
WAITING_COST = 400


@dataclass(frozen=True)
class ProtectionProblem:
    """What can be chosen, and the attacker who tries it.

    There is a choice per row, in order, then one per group of revised rows.
    """

    inputs: ProblemInputs
    system: CellSystem
    groups: list[list[int]]  #: revised rows, by position, that are shown or wait together
    choices: HidingChoices
    attacker: Attacker

    def group_choices(self) -> dict[int, int]:
        """Return the choice with which each revised row, by position, waits."""
        return group_choices(self.inputs, self.groups)

    def row_choices(self) -> np.ndarray:
        """Return the choice that hides each row."""
        return row_choices(self.inputs, self.groups)


def read_problem(
    inputs: ProblemInputs, effort: Effort, memory: AttackMemory, before: Attacker | None = None
) -> ProtectionProblem:
    """Return the problem that these inputs pose.

    `effort`: how much may be tried to solve it; `memory`: what attacks came to before; `before`:
    who attacked another problem of the same numbers.
    """
    relations, facts = inputs.relations, inputs.facts
    zeros = known_zeros(inputs)
    if before is not None and before.system.known_zeros == zeros:
        system = before.system
    else:
        system = CellSystem(relations.equations, inputs.numbers, zeros, facts.sums)
    groups = revised_together(inputs.rows, relations, inputs.history, facts.changed)
    choices = hiding_choices(inputs, system, groups)
    safeguards = read_safeguards(inputs, system, choices.stands_in)
    attacker = Attacker(system, safeguards, effort, memory)
    if before is not None:
        attacker.learn_from(before)
    return ProtectionProblem(inputs, system, groups, choices, attacker)


def known_zeros(inputs: ProblemInputs) -> set[CountCell]:
    """Return the cells that everybody knows to be 0: printed zeros, and rows that tables lack."""
    zeros = {cell for row in inputs.rows if inputs.is_zero(row) for cell in row.cells}
    first = inputs.relations.tables.first_quarter
    for cell, number in inputs.numbers.items():
        if number or cell in inputs.row_of or cell.side not in (NUMERATOR, DENOMINATOR):
            continue
        if cell.quarter >= first and inputs.has_table(key_of(cell)):
            zeros.add(cell)
    return zeros


def public_cells(inputs: ProblemInputs, system: CellSystem) -> set[CountCell]:
    """Return the cells that their owners have published, and the sums of such cells."""
    public = {cell for row in inputs.rows if row.public for cell in row.cells}
    has_grown = bool(public)
    while has_grown:
        has_grown = False
        for equation in inputs.relations.equations:
            whole = [cell for cell, times in equation.items() if times < 0]
            parts = [cell for cell, times in equation.items() if times > 0]
            if len(whole) != 1 or whole[0] in public:
                continue
            if any(cell in public for cell in parts) and all(
                cell in public or system.unknown(cell) is None for cell in parts
            ):
                public.add(whole[0])
                has_grown = True
    return public


# What can be chosen


def hiding_choices(
    inputs: ProblemInputs, system: CellSystem, groups: list[list[int]]
) -> HidingChoices:
    """Return the choices, with what is settled about them."""
    public = public_cells(inputs, system)
    settled = [settled_row(inputs, row, public) for row in inputs.rows]
    waits = [any(must_wait(inputs, inputs.rows[member]) for member in group) for group in groups]
    hidden = np.array([is_hidden is True for is_hidden in settled] + waits, dtype=bool)
    shown = np.array([is_hidden is False for is_hidden in settled] + [False] * len(groups))
    choice_of = row_choices(inputs, groups)
    follows = []
    for choice, group in enumerate(groups, start=len(inputs.rows)):
        own = [member for member in group if choice_of[member] != choice]
        others = own + list(rows_behind(inputs, group))
        follows += [(choice, position) for position in others if not shown[position]]
    stands_in: list[set[int]] = [set() for _ in range(len(system))]
    for position, row in enumerate(inputs.rows):
        for unknown in system.unknowns(row.cells):
            stands_in[unknown].add(int(choice_of[position]))
    sorted_choices = [tuple(sorted(choices)) for choices in stands_in]
    return HidingChoices(hidden, shown.astype(bool), costs(inputs, groups), sorted_choices, follows)


def settled_row(inputs: ProblemInputs, row: CountRow, public: set[CountCell]) -> bool | None:
    """Return True where the row is hidden from the start, False where it is shown, else None."""
    if row.state == OPEN and all(cell in public for cell in row.cells):
        return False
    if inputs.history.is_hidden(row.key):
        return True
    if inputs.is_zero(row) or inputs.history.was_shown(row.key):
        return False
    return True if inputs.must_hide(row) else None


def row_choices(inputs: ProblemInputs, groups: list[list[int]]) -> np.ndarray:
    """Return the choice that hides each row: its own, or its group's if it has been shown."""
    choice_of = np.arange(len(inputs.rows))
    for position, choice in group_choices(inputs, groups).items():
        if inputs.history.was_shown(inputs.rows[position].key):
            choice_of[position] = choice
    return choice_of


def group_choices(inputs: ProblemInputs, groups: list[list[int]]) -> dict[int, int]:
    """Return the choice with which each revised row, by position, waits."""
    return {
        member: choice
        for choice, group in enumerate(groups, start=len(inputs.rows))
        for member in group
    }


def costs(inputs: ProblemInputs, groups: list[list[int]]) -> np.ndarray:
    """Return the loss of each choice."""
    rows = [row_cost(inputs, row) for row in inputs.rows]
    return np.array(rows + [WAITING_COST * len(group) for group in groups], dtype=float)


def row_cost(inputs: ProblemInputs, row: CountRow) -> float:
    """Return the loss of hiding a row."""
    measure, period, _, area, breakdown, _ = row.key
    cost = ROW_COST
    if breakdown == ALL:
        cost += COUNTY_COST if area == inputs.relations.tables.county else AREA_COST
    return cost + (DEFAULT_WINDOW_COST if period == inputs.default_window[measure] else 0)


def must_wait(inputs: ProblemInputs, row: CountRow) -> bool:
    """Tell whether a revision cannot be shown: it says a small number, or that none is left."""
    if row.key[0] in inputs.concessions.frozen:
        return True
    is_small = row.state != OPEN or row.base == 0 or inputs.must_hide(row)
    return is_small and inputs.history.was_shown(row.key)


def rows_behind(inputs: ProblemInputs, group: list[int]) -> Iterator[int]:
    """Yield the rows, by position, that are hidden while a group of revised rows waits.

    They are the new windows that reach back to what has changed, and those that are held to the
    quarter before, such as stocks: beside figures that have not changed yet they would give away
    the change, or contradict it.
    """
    relations = inputs.relations
    rows = [inputs.rows[member] for member in group]
    families = {inputs.family(row) for row in rows}
    keys = changed_with(rows, relations, inputs.facts.changed)
    quarters: dict[RowKey, set[str]] = defaultdict(set)
    for key in keys:
        quarters[series_of(key)].update(quarters_of(*key[1:3]))
    for position, row in enumerate(inputs.rows):
        measure, period, quarter, _, breakdown, _ = row.key
        if not inputs.history.is_new(row.key):
            continue
        changed = quarters[series_of(row.key)]
        if breakdown in inputs.people:  # whose quarters no table prints
            changed = changed | quarters[measure, "", "", relations.tables.county, ALL, ALL]
        reaches = not changed.isdisjoint(quarters_of(period, quarter))
        if reaches or (measure in relations.across_quarters and inputs.family(row) in families):
            yield position


# What leaks whatever is chosen


def leaks_anyway(problem: ProtectionProblem, unknowns: Collection[int]) -> set[CountCell]:
    """Return the cells of these numbers that leak even where the release has no new table at all.

    An earlier release had hidden another number there, so what leaks is not the true one. A number
    that stands in new rows alone is none of those: a less detailed release does not have it.
    """
    inputs, history = problem.inputs, problem.inputs.history
    old = _without_new_tables(inputs)
    old_cells = {cell for row in old.rows for cell in row.cells}
    old_cells |= {*unprinted_quarters(old), *inputs.facts.numbers}
    new_cells = {cell for row in inputs.rows if history.is_new(row.key) for cell in row.cells}
    before = read_problem(old, problem.attacker.effort, problem.attacker.memory)
    hidden = before.choices.hidden.copy()
    hidden[len(old.rows) :] = True  # what has been revised waits
    about = before.system.unknowns(
        cell for unknown in unknowns for cell in problem.system.names(unknown)
    )
    safeguards = before.attacker.safeguards
    asked = np.zeros_like(safeguards.small)
    asked[list(about)] = True
    safeguards = replace(safeguards, small=safeguards.small & asked)
    attacker = Attacker(before.system, safeguards, before.attacker.effort, before.attacker.memory)
    leaks = attacker.leaks(before.choices.unknowns_hidden(hidden), about)
    leaking = {cell for leak in leaks for cell in before.system.names(leak.unknown)}
    unavoidable: set[CountCell] = set()
    for unknown in unknowns:
        names = set(problem.system.names(unknown))
        if names & leaking and (names & old_cells or not names & new_cells):
            unavoidable |= names
    return unavoidable


def _without_new_tables(inputs: ProblemInputs) -> ProblemInputs:
    """Return the same of a release that has the tables of earlier releases alone."""
    history = inputs.history
    return replace(
        inputs,
        rows=[row for row in inputs.rows if not history.is_new(row.key)],
        has_table=lambda key: inputs.has_table(key) and not history.is_new(key),
    )
