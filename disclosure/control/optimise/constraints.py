"""Conditions on what is hidden, one for each leak, and the cheapest choice that meets them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from disclosure.control.optimise.component import EXACT
from disclosure.control.optimise.leak_search import Leak, Safeguards

#: How many branches an integer program may look at; a count, so that every machine stops alike.
NODES = 2000


class Unprotectable(Exception):
    """No choice that is left protects these numbers."""

    def __init__(self, unknowns: Iterable[int]) -> None:
        super().__init__("some numbers cannot be protected by hiding others")
        self.unknowns = frozenset(unknowns)


class OutOfTime(Unprotectable):
    """These numbers were not protected when the time was up."""


@dataclass
class HidingChoices:
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

    def is_settled(self, unknown: int) -> bool | None:
        """True where the unknown is hidden whatever is chosen, False where it never is."""
        choices = list(self.stands_in[unknown])
        if self.shown[choices].any():
            return False
        return True if self.hidden[choices].all() else None


@dataclass(frozen=True)
class RoomConstraint:
    """Rooms of unknowns that are still open, which must add up to what is needed."""

    rooms: dict[int, float]
    needed: float
    unless_shown: int | None  #: needed only where this unknown is hidden
    involved: tuple[int, ...]  #: the open choices that it depends on

    def holds(self, hidden: np.ndarray) -> bool:
        """Whether there is room enough when these unknowns are hidden."""
        if self.unless_shown is not None and not hidden[self.unless_shown]:
            return True
        room = sum(room for unknown, room in self.rooms.items() if hidden[unknown])
        return room >= self.needed - EXACT


class ConstraintSet:
    """All conditions so far."""

    def __init__(self, choices: HidingChoices, guard: Safeguards) -> None:
        self.choices = choices
        self.guard = guard
        self._all: list[RoomConstraint] = []
        self._about: dict[int, list[RoomConstraint]] = {}  # by choice
        self._solved: dict[tuple[tuple[int, ...], bytes], list[int]] = {}

    def add(self, leaks: list[Leak]) -> None:
        """Adds the conditions of these leaks. Raises Unprotectable.

        What no release prints yet is given up where it cannot be protected.
        """
        hard: set[int] = set()
        for leak in leaks:
            condition = self._condition(leak)
            if condition.needed <= EXACT:
                continue
            room = sum(condition.rooms.values())
            if condition.unless_shown is not None or room >= condition.needed - EXACT:
                self._all.append(condition)
                for choice in condition.involved:
                    self._about.setdefault(choice, []).append(condition)
            elif self.guard.soft[leak.unknown]:
                self.guard.small[leak.unknown] = False
            else:
                hard |= leak.unknowns
        if hard:
            raise Unprotectable(hard)

    def allow(self, choice: int, hidden: np.ndarray) -> bool:
        """Whether the conditions about a choice hold when these unknowns are hidden."""
        return all(condition.holds(hidden) for condition in self._about.get(choice, ()))

    def cheapest(self, floor: np.ndarray) -> np.ndarray:
        """The cheapest choice that meets all conditions and hides at least `floor`."""
        hidden = floor.copy()
        for group in self._groups():
            chosen = sorted({choice for at in group for choice in self._all[at].involved})
            name = tuple(group), floor[chosen].tobytes()
            if name not in self._solved:
                conditions = [self._all[at] for at in group]
                self._solved[name] = _solve(self.choices, conditions, chosen, floor)
            hidden[self._solved[name]] = True
        return self.choices.followed(hidden)

    def _condition(self, leak: Leak) -> RoomConstraint:
        rooms, needed = {}, leak.needed
        for unknown, room in leak.rooms.items():
            settled = self.choices.is_settled(unknown)
            if settled:
                needed -= room
            elif settled is None:
                rooms[unknown] = room
        rooms = {unknown: min(room, needed) for unknown, room in rooms.items()}
        unless_shown = None if self.choices.is_settled(leak.unknown) else leak.unknown
        about = [*rooms] if unless_shown is None else [*rooms, unless_shown]
        involved = {choice for unknown in about for choice in self.choices.open(unknown)}
        return RoomConstraint(rooms, needed, unless_shown, tuple(sorted(involved)))

    def _groups(self) -> list[list[int]]:
        """The conditions, by number, those that share a choice together."""
        first: dict[int, int] = {}

        def head(choice: int) -> int:
            while first.setdefault(choice, choice) != choice:
                first[choice] = first[first[choice]]
                choice = first[choice]
            return choice

        for condition in self._all:
            for choice in condition.involved[1:]:
                first[head(choice)] = head(condition.involved[0])
        groups: dict[int, list[int]] = {}
        for at, condition in enumerate(self._all):
            groups.setdefault(head(condition.involved[0]), []).append(at)
        return list(groups.values())


def _solve(
    choices: HidingChoices, conditions: list[RoomConstraint], chosen: list[int], floor: np.ndarray
) -> list[int]:
    """The choices to hide for one group of conditions."""
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
