"""Choosing what to hide: the least that leaves every small number enough room.

Each leak that the attacker finds becomes a condition on what is hidden; an integer program finds
the cheapest choice that meets all conditions so far; the attacker tries again, until it fails.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from dashboard.disclosure.attack import Attacker, Leak
from dashboard.disclosure.component import EXACT

#: After so many rounds nothing that is hidden is shown again: the choice is then no longer the
#: cheapest, and the rounds come to an end.
FREE_ROUNDS = 4
#: How many branches an integer program may look at; a count, so that every machine stops alike.
NODES = 2000


class Unprotectable(Exception):
    """No choice that is left protects these numbers."""

    def __init__(self, unknowns: Iterable[int]) -> None:
        super().__init__("some numbers cannot be protected by hiding others")
        self.unknowns = frozenset(unknowns)


@dataclass
class Choices:
    """What can be decided: each choice hides the rows that belong to it.

    `hidden` and `shown`: what is settled. `cost`: the loss of hiding. `stands_in`: the choices of
    the rows in which an unknown is printed; it is hidden when all of them are. `follows`: pairs
    (a, b): where a is hidden, so is b.
    """

    hidden: np.ndarray
    shown: np.ndarray
    cost: np.ndarray
    stands_in: list[tuple[int, ...]]
    follows: list[tuple[int, int]]

    def __post_init__(self) -> None:
        lengths = [len(choices) for choices in self.stands_in]
        columns = [choice for choices in self.stands_in for choice in choices]
        rows = np.repeat(np.arange(len(lengths)), lengths)
        shape = len(lengths), len(self.hidden)
        self._places = csr_array((np.ones(len(columns)), (rows, columns)), shape=shape)

    def unknowns_hidden(self, hidden: np.ndarray) -> np.ndarray:
        """Which unknowns are hidden when these choices are."""
        return self._places @ (~hidden).astype(float) == 0

    def open(self, unknown: int) -> list[int]:
        """The choices on which it still depends whether an unknown is hidden."""
        return [each for each in self.stands_in[unknown] if not self.hidden[each]]

    def followed(self, hidden: np.ndarray) -> np.ndarray:
        """The same choices, with those that follow from them."""
        hidden = hidden.copy()
        for first, second in self.follows:
            hidden[second] |= hidden[first]
        return hidden

    def of(self, unknowns: Iterable[int]) -> np.ndarray:
        """The choices that can hide these unknowns, as far as they are open."""
        every = np.zeros(len(self.hidden), dtype=bool)
        for unknown in unknowns:
            every[list(self.stands_in[unknown])] = True
        return every & ~self.shown

    def is_settled(self, unknown: int) -> bool | None:
        """True where the unknown is hidden whatever is chosen, False where it never is."""
        choices = list(self.stands_in[unknown])
        if self.shown[choices].any():
            return False
        return True if self.hidden[choices].all() else None


@dataclass(frozen=True)
class Choice:
    """Which choices are hidden, and of which unknowns for want of time all that could be."""

    hidden: np.ndarray
    out_of_time: frozenset[int]


def choose(choices: Choices, attacker: Attacker, deadline: float) -> Choice:
    """The choices to hide, so that the attacker narrows no small number too far.

    From the deadline (of time.process_time, so that a busy machine hides no more) on, all that
    hangs together with a leak is hidden. Raises Unprotectable.
    """
    found: list[Leak] = []
    late: set[int] = set()
    soft = attacker.guard.soft
    hidden = choices.hidden.copy()
    rounds = 0
    while True:
        leaks = attacker.leaks(choices.unknowns_hidden(hidden))
        leaks = [leak for leak in leaks if not (soft[leak.unknown] and leak in found)]
        if not leaks:
            break
        if all(leak in found for leak in leaks):
            raise Unprotectable(leak.unknown for leak in leaks)
        rounds += 1
        found.extend(leaks)
        floor = choices.hidden if rounds <= FREE_ROUNDS else hidden
        hidden = _cheapest(choices, found, attacker, floor)
        if time.process_time() > deadline:
            late |= attacker.system.reached(leak.unknown for leak in leaks)
        hidden |= choices.of(late)
    if rounds and not late:
        hidden = _show_again(choices, found, attacker, hidden, deadline)
    return Choice(hidden, frozenset(late))


def _show_again(
    choices: Choices, found: list[Leak], attacker: Attacker, hidden: np.ndarray, deadline: float
) -> np.ndarray:
    """The same without what turns out not to be needed, the most important shown first.

    The conditions that were found tell most of what is needed without a new attack.
    """
    conditions = [_condition(choices, leak) for leak in found]
    about: dict[int, list[Condition]] = {}
    for condition in conditions:
        for choice in _involved(choices, condition):
            about.setdefault(choice, []).append(condition)
    follows = {second for first, second in choices.follows if hidden[first]}
    extra = np.flatnonzero(hidden & ~choices.hidden).tolist()
    for choice in sorted(extra, key=lambda each: (-choices.cost[each], each)):
        if choice in follows or time.process_time() > deadline:
            continue
        trial = hidden.copy()
        trial[choice] = False
        unknowns = choices.unknowns_hidden(trial)
        if all(_holds(each, unknowns) for each in about.get(choice, ())):
            fresh = np.flatnonzero(choices.unknowns_hidden(hidden) & ~unknowns)
            if attacker.is_safe(unknowns, fresh.tolist()):
                hidden = trial
    return hidden


@dataclass(frozen=True)
class Condition:
    """Rooms of unknowns that are still open, which must add up to what is needed."""

    rooms: dict[int, float]
    needed: float
    unless_shown: int | None  #: needed only where this unknown is hidden


def _holds(condition: Condition, hidden: np.ndarray) -> bool:
    """Whether there is room enough when these unknowns are hidden."""
    if condition.unless_shown is not None and not hidden[condition.unless_shown]:
        return True
    room = sum(room for unknown, room in condition.rooms.items() if hidden[unknown])
    return room >= condition.needed - EXACT


def _cheapest(
    choices: Choices, leaks: list[Leak], attacker: Attacker, floor: np.ndarray
) -> np.ndarray:
    """The cheapest choice that leaves room for all these leaks and hides at least `floor`."""
    conditions = [_condition(choices, leak) for leak in leaks]
    impossible = [
        condition.unless_shown is None and sum(condition.rooms.values()) < condition.needed - EXACT
        for condition in conditions
    ]
    lost = {leak.unknown for leak, no in zip(leaks, impossible, strict=True) if no}
    hard = [unknown for unknown in sorted(lost) if not attacker.guard.soft[unknown]]
    if hard:
        raise Unprotectable(hard)
    attacker.guard.small[sorted(lost)] = False  # what no release prints is given up
    conditions = [each for each, no in zip(conditions, impossible, strict=True) if not no]
    hidden = floor.copy()
    for group in _groups(choices, [each for each in conditions if each.needed > EXACT]):
        hidden[_solve(choices, group, floor)] = True
    return choices.followed(hidden)


def _condition(choices: Choices, leak: Leak) -> Condition:
    rooms, needed = {}, leak.needed
    for unknown, room in leak.rooms.items():
        settled = choices.is_settled(unknown)
        if settled:
            needed -= room
        elif settled is None:
            rooms[unknown] = room
    rooms = {unknown: min(room, needed) for unknown, room in rooms.items()}
    certain = choices.is_settled(leak.unknown)
    return Condition(rooms, needed, None if certain else leak.unknown)


def _groups(choices: Choices, conditions: list[Condition]) -> list[list[Condition]]:
    """The conditions, those that share a choice together."""
    owner: dict[int, int] = {}
    groups: dict[int, list[Condition]] = {}
    for index, condition in enumerate(conditions):
        groups[index] = [condition]
        for choice in _involved(choices, condition):
            other = owner.get(choice, index)
            if other != index:
                groups[index].extend(groups.pop(other))
                owner = {key: index if at == other else at for key, at in owner.items()}
            owner[choice] = index
    return list(groups.values())


def _involved(choices: Choices, condition: Condition) -> list[int]:
    unknowns = [*condition.rooms]
    if condition.unless_shown is not None:
        unknowns.append(condition.unless_shown)
    return sorted({choice for unknown in unknowns for choice in choices.open(unknown)})


def _solve(choices: Choices, conditions: list[Condition], floor: np.ndarray) -> list[int]:
    """The choices to hide for one group of conditions."""
    chosen = sorted({each for condition in conditions for each in _involved(choices, condition)})
    column = {choice: at for at, choice in enumerate(chosen)}
    unknowns: dict[int, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    entries: list[float] = []
    least: list[float] = []

    def add(terms: dict[int, float], bound: float) -> None:
        rows.extend([len(least)] * len(terms))
        columns.extend(terms)
        entries.extend(terms.values())
        least.append(bound)

    def at(unknown: int) -> int:
        if unknown not in unknowns:
            unknowns[unknown] = len(chosen) + len(unknowns)
            for choice in choices.open(unknown):  # hidden only where all its rows are
                add({column[choice]: 1.0, unknowns[unknown]: -1.0}, 0.0)
        return unknowns[unknown]

    for condition in conditions:
        terms = {at(unknown): room for unknown, room in condition.rooms.items()}
        if condition.unless_shown is None:
            add(terms, condition.needed)
            continue
        # The number itself: where any of its rows is shown, nothing is needed.
        itself = choices.open(condition.unless_shown)
        for choice in itself:
            terms[column[choice]] = terms.get(column[choice], 0.0) - condition.needed
        add(terms, condition.needed * (1 - len(itself)))
    size = len(chosen) + len(unknowns)
    cost = np.zeros(size)
    cost[: len(chosen)] = choices.cost[chosen]
    low = np.zeros(size)
    low[: len(chosen)] = floor[chosen]
    matrix = csr_array((entries, (rows, columns)), shape=(len(least), size))
    result = milp(
        cost,
        constraints=LinearConstraint(matrix, np.array(least) - EXACT, np.inf),
        bounds=Bounds(low, np.ones(size)),
        integrality=np.ones(size),
        options={"node_limit": NODES},
    )
    if result.x is None:  # no choice found within the limit: everything is
        return chosen
    return [choice for choice, value in zip(chosen, result.x, strict=False) if value > 0.5]
