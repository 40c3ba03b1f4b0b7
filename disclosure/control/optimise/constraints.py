"""Constraints on what is hidden, one for each leak, and the cheapest choice that meets them."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from scipy.cluster.hierarchy import DisjointSet
from scipy.optimize import Bounds, LinearConstraint

from disclosure.control.optimise.component import EXACT
from disclosure.control.optimise.leaks import Leak, Safeguards, Unprotectable
from disclosure.control.optimise.linear_program import NODE_LIMIT, LinearModel, solve_whole


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
        printed_in = LinearModel()
        for choices in self.stands_in:
            printed_in.add(dict.fromkeys(choices, 1.0))
        self._printed_in = printed_in.matrix(len(self.hidden))

    def unknowns_hidden(self, hidden: np.ndarray) -> np.ndarray:
        """Return which unknowns are hidden when these choices are."""
        return self._printed_in @ (~hidden).astype(float) == 0

    def open(self, unknown: int) -> list[int]:
        """Return the choices on which it still depends whether an unknown is hidden."""
        return [choice for choice in self.stands_in[unknown] if not self.hidden[choice]]

    def followed(self, hidden: np.ndarray) -> np.ndarray:
        """Return the same choices, with those that follow from them."""
        hidden = hidden.copy()
        for first, second in self.follows:
            hidden[second] |= hidden[first]
        return hidden

    def is_settled(self, unknown: int) -> bool | None:
        """Return True where the unknown is hidden whatever is chosen, False where it never is."""
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
        """Tell whether there is room enough when these unknowns are hidden."""
        if self.unless_shown is not None and not hidden[self.unless_shown]:
            return True
        room = sum(room for unknown, room in self.rooms.items() if hidden[unknown])
        return room >= self.needed - EXACT


class ConstraintSet:
    """All constraints so far."""

    def __init__(self, choices: HidingChoices, safeguards: Safeguards) -> None:
        self.choices = choices
        self.safeguards = safeguards
        self._all: list[RoomConstraint] = []
        self._about: dict[int, list[RoomConstraint]] = {}  # by choice
        self._again: Counter[tuple[int, int | None]] = Counter()  # leaks of unknown room
        self._solved: dict[tuple[tuple[int, ...], bytes], list[int]] = {}

    def add(self, leaks: list[Leak]) -> None:
        """Add the constraints of these leaks; raise Unprotectable where one cannot be met.

        What no release prints yet is given up where it cannot be protected.
        """
        hard: set[int] = set()
        for leak in leaks:
            constraint = self._constraint(self._more_each_time(leak))
            if constraint.needed <= EXACT:
                continue
            room = sum(constraint.rooms.values())
            if constraint.unless_shown is not None or room >= constraint.needed - EXACT:
                self._all.append(constraint)
                for choice in constraint.involved:
                    self._about.setdefault(choice, []).append(constraint)
            elif self.safeguards.soft[leak.unknown]:
                self.safeguards.small[leak.unknown] = False
            else:
                hard |= leak.unknowns
        if hard:
            raise Unprotectable(hard)

    def allow(self, choice: int, hidden: np.ndarray) -> bool:
        """Tell whether the constraints about a choice hold when these unknowns are hidden."""
        return all(constraint.holds(hidden) for constraint in self._about.get(choice, ()))

    def cheapest(self, floor: np.ndarray) -> np.ndarray:
        """Return the cheapest choice that meets all constraints and hides at least `floor`."""
        hidden = floor.copy()
        for group in self._groups():
            constraints = [self._all[number] for number in group]
            involved = sorted({choice for each in constraints for choice in each.involved})
            name = tuple(group), floor[involved].tobytes()
            if name not in self._solved:
                self._solved[name] = _cheapest_of(self.choices, constraints, involved, floor)
            hidden[self._solved[name]] = True
        return self.choices.followed(hidden)

    def _more_each_time(self, leak: Leak) -> Leak:
        """Return a leak of which nobody knows which room would mend it: twice as much as before.

        Whole numbers have no prices. One row more at a time would take many attacks; what turns out
        not to be needed is shown again.
        """
        if not leak.is_whole:
            return leak
        number = leak.unknown, leak.known_one
        open_rooms = {
            unknown: room
            for unknown, room in leak.rooms.items()
            if self.choices.is_settled(unknown) is None
        }
        needed = float(min(2 ** self._again[number], max(len(open_rooms), 1)))
        self._again[number] += 1
        return replace(leak, rooms=open_rooms, needed=needed)

    def _constraint(self, leak: Leak) -> RoomConstraint:
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
        """Return the constraints, by number, those that share a choice together."""
        together: DisjointSet = DisjointSet()
        for constraint in self._all:
            for choice in constraint.involved:
                together.add(choice)
                together.merge(constraint.involved[0], choice)
        groups: dict[int, list[int]] = {}
        for number, constraint in enumerate(self._all):
            groups.setdefault(together[constraint.involved[0]], []).append(number)
        return list(groups.values())


def _cheapest_of(
    choices: HidingChoices,
    constraints: list[RoomConstraint],
    involved: list[int],
    floor: np.ndarray,
) -> list[int]:
    """Return the choices to hide for one group of constraints.

    The integer program has a column per choice, then one per unknown: 1 where it is hidden.
    """
    model = LinearModel()
    least: list[float] = []
    column = {choice: number for number, choice in enumerate(involved)}
    unknown_column: dict[int, int] = {}
    for constraint in constraints:
        for unknown in constraint.rooms:
            if unknown in unknown_column:
                continue
            unknown_column[unknown] = len(involved) + len(unknown_column)
            for choice in choices.open(unknown):  # hidden only where all its rows are
                model.add({column[choice]: 1.0, unknown_column[unknown]: -1.0})
                least.append(0.0)
        terms = {unknown_column[unknown]: room for unknown, room in constraint.rooms.items()}
        itself: list[int] = []
        if constraint.unless_shown is not None:
            # The number itself: where any of its rows is shown, nothing is needed.
            itself = choices.open(constraint.unless_shown)
        for choice in itself:
            terms[column[choice]] = terms.get(column[choice], 0.0) - constraint.needed
        model.add(terms)
        is_always_hidden = constraint.unless_shown is None
        least.append(constraint.needed * (1 if is_always_hidden else 1 - len(itself)))
    size = len(involved) + len(unknown_column)
    cost = np.zeros(size)
    cost[: len(involved)] = choices.cost[involved]
    low = np.zeros(size)
    low[: len(involved)] = floor[involved]
    met = LinearConstraint(model.matrix(size), np.array(least) - EXACT, np.inf)
    result = solve_whole(cost, met, Bounds(low, np.ones(size)), NODE_LIMIT)
    if result.x is None:  # no choice came out within the limit: everything is hidden
        return involved
    return [choice for choice, value in zip(involved, result.x, strict=False) if value > 0.5]
