"""What an attacker with a solver can narrow the hidden numbers of a release to."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import EXACT, HiddenComponent, Members, components
from disclosure.control.optimise.feasible_moves import KnownMoves, ReachedRange
from disclosure.control.optimise.linear_program import Effort, OutOfEffort

#: So many leaks to whoever knows a count of 1 are enough at a time: hiding for one mends many.
ENOUGH = 20


class Unprotectable(Exception):
    """No choice that is left protects these numbers."""

    def __init__(self, unknowns: Iterable[int]) -> None:
        super().__init__("some numbers cannot be protected by hiding others")
        self.unknowns = frozenset(unknowns)


class OutOfTime(Unprotectable):
    """These numbers were not protected when the effort was spent."""


@dataclass(frozen=True)
class Leak:
    """A number that can be narrowed too far, and the room that hiding others would give it.

    The rooms of the hidden unknowns must add up to `needed`; an unknown that is not named gives
    none.
    """

    unknown: int
    rooms: dict[int, float]
    needed: float
    known_one: int | None = None  #: the count of 1 that the attacker knows

    @property
    def unknowns(self) -> set[int]:
        """The number, and what is known beforehand."""
        return {self.unknown} if self.known_one is None else {self.unknown, self.known_one}


@dataclass(frozen=True)
class Safeguards:
    """What is to be protected: an entry per unknown, and the limits."""

    low: np.ndarray  #: the least it can be, as everybody knows or was told, once it is hidden
    high: np.ndarray  #: the most it can be
    small: np.ndarray  #: true: a count that rule 1 hides; enough values must remain
    soft: np.ndarray  #: true: of those, what no release prints yet: protected where possible
    printable: np.ndarray  #: true: stands in a table, so that it could be known to be 1
    fewest_values: int

    @property
    def width(self) -> int:
        """How far apart the first and the last of the values that remain must be."""
        return self.fewest_values - 1


class Attacker:
    """Attacks what is hidden; remembers what is known about each component."""

    def __init__(self, system: CellSystem, safeguards: Safeguards, effort: Effort) -> None:
        self.system = system
        self.safeguards = safeguards
        self.effort = effort
        self._moves = KnownMoves(safeguards.low - system.numbers, safeguards.high - system.numbers)
        self._leaks: dict[tuple[int, ...], list[Leak]] = {}  # by component

    def leaks(self, hidden: np.ndarray) -> list[Leak]:
        """Return every number that can be narrowed too far when these unknowns are hidden.

        Each component is attacked once, whatever comes of it. Raise OutOfTime for all numbers that
        were not attacked when the effort was spent, and for those that leak.
        """
        leaks: list[Leak] = []
        untried: list[int] = []
        for members in components(self.system, hidden):
            if members[0] not in self._leaks:
                try:
                    self._leaks[members[0]] = list(self._attack(members))
                except OutOfEffort:
                    untried += members[0]
                    continue
            leaks.extend(self._leaks[members[0]])
        hard = {unknown for unknown in untried if self.safeguards.small[unknown]}
        hard |= {leak.unknown for leak in leaks} if hard else set()
        hard = {unknown for unknown in hard if not self.safeguards.soft[unknown]}
        if hard:
            raise OutOfTime(hard)
        return leaks

    def is_safe(self, hidden: np.ndarray, shown: list[int]) -> bool:
        """Tell whether nothing leaks from the hidden unknowns that share sums with some shown."""
        equations = {index for unknown in shown for index in self.system.of_unknown[unknown]}
        near = {unknown for index in equations for unknown in self.system.equations[index]}
        for members in components(self.system, hidden, sorted(near)):
            if members[0] not in self._leaks:
                try:
                    if next(self._attack(members), None) is not None:
                        return False
                except OutOfEffort:
                    return False
                self._leaks[members[0]] = []
            if self._leaks[members[0]]:
                return False
        return True

    def _attack(self, members: Members) -> Iterator[Leak]:
        """Yield the leaks of a component, to anybody or to whoever knows a count of 1."""
        unknowns = np.array(members[0])
        targets = np.flatnonzero(self.safeguards.small[unknowns]).tolist()
        if not targets:
            return
        component = HiddenComponent(
            self.system, members, self._moves, targets, self.safeguards.width
        )
        leaks = list(self._narrowed(component, targets, None))
        yield from leaks
        if not all(self.safeguards.soft[leak.unknown] for leak in leaks):
            return  # what the attacker knows beforehand matters only where nothing leaks
        is_one = self.safeguards.printable[unknowns] & (component.truth == 1)
        targets = [target for target in targets if not self.safeguards.soft[unknowns[target]]]
        count = 0
        for known_one in np.flatnonzero(is_one).tolist():
            own = self._same_person(int(unknowns[known_one]), component.inside)
            others = [target for target in targets if unknowns[target] not in own]
            for leak in self._narrowed(component, others, known_one):
                yield leak
                count += 1
            if count >= ENOUGH:
                return

    def _same_person(self, known_one: int, hidden: np.ndarray) -> set[int]:
        """Return the unknowns that can only count the one person of a known count of 1.

        What is known of them is about that person alone: of one order applied for, she knows
        whether it was granted. The known count is among them.
        """
        within, stack = {known_one}, [known_one]
        while stack:
            unknown = stack.pop()
            for index in self.system.of_unknown[unknown]:
                equation = self.system.equations[index]
                wholes = [other for other, times in equation.items() if times < 0]
                parts = equation.keys() - wholes
                parts = {part for part in parts if hidden[part] or self.system.numbers[part]}
                if len(wholes) != 1:
                    continue
                new: set[int] = set()
                if wholes[0] in within:
                    new = parts - within
                elif parts <= within:
                    new = set(wholes)
                within |= new
                stack.extend(new)
        return within

    def _narrowed(
        self, component: HiddenComponent, targets: list[int], known_one: int | None
    ) -> Iterator[Leak]:
        """Yield the leaks of some numbers of a component."""
        reached = component.reached(known_one)
        for sign in (1, -1):
            stuck = [target for target in targets if not component.is_wide(target, reached)]
            if len(stuck) > 1:  # one push often moves many
                self.effort.spend()
                component.push(stuck, sign, reached)
        for target in targets:
            if not component.is_wide(target, reached):
                yield from self._leak_of(component, target, reached)

    def _leak_of(
        self, component: HiddenComponent, target: int, reached: ReachedRange
    ) -> Iterator[Leak]:
        """Yield the leak of one number, if it can be narrowed too far."""
        ends: list[float] = []
        rooms: dict[int, float] = {}
        for sign in (1, -1):
            self.effort.spend()
            push = component.push([target], sign, reached)
            if component.is_wide(target, reached):
                return
            ends.append(math.floor(push.distance + EXACT))
            pulls = component.pulls(target, sign, push.prices, reached.fixed)
            for unknown, pull in pulls.items():
                rooms[unknown] = rooms.get(unknown, 0.0) + self._room(unknown, pull)
        needed = float(self.safeguards.width)
        if sum(ends) >= needed:
            self.effort.spend()
            ends = [component.push_whole(target, sign, reached) for sign in (1, -1)]
            if sum(ends) >= needed:
                return
            rooms, needed = dict.fromkeys(component.shown_beside(), 1.0), 1.0
        fixed = reached.fixed
        known_one = None if fixed is None else int(component.unknowns[fixed])
        yield Leak(int(component.unknowns[target]), rooms, needed, known_one)

    def _room(self, unknown: int, pull: float) -> float:
        """Return what the freedom of an unknown adds to a push that it is pulled by."""
        number = self.system.numbers[unknown]
        if pull < 0:
            return -pull * (self.safeguards.high[unknown] - number)
        return pull * (number - self.safeguards.low[unknown])
