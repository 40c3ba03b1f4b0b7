"""What an attacker with a solver can narrow the hidden numbers of a release to."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.disclosure.component import EXACT, Component, components
from dashboard.disclosure.system import System
from dashboard.disclosure.witnesses import Witnesses

#: How many whole values must remain possible for a number that is to be protected (rule 2).
NEEDED = 3


@dataclass(frozen=True)
class Leak:
    """A number that can be narrowed too far, and the room that hiding others would give it.

    The rooms of the hidden unknowns must add up to `needed`; an unknown that is not named gives
    none.
    """

    unknown: int
    rooms: dict[int, float]
    needed: float


@dataclass(frozen=True)
class Guard:
    """What is to be protected, an entry an unknown."""

    low: np.ndarray  #: the least it can be, as everybody knows, once it is hidden
    high: np.ndarray  #: the most it can be
    small: np.ndarray  #: true: a count that rule 1 hides; three values must remain
    soft: np.ndarray  #: true: of those, a quarter before the first: protected where possible
    printable: np.ndarray  #: true: stands in a table, where its `[c]` could be a small one
    threshold: int


class Attacker:
    """Attacks what is hidden; remembers what it has found about each component."""

    def __init__(self, system: System, guard: Guard) -> None:
        self.system = system
        self.guard = guard
        self.witnesses = Witnesses(system, guard.low, guard.high)
        self.attacks = 0
        self._known: dict[tuple[int, ...], list[Leak]] = {}

    def leaks(self, hidden: np.ndarray) -> list[Leak]:
        """Every number that can be narrowed too far when these unknowns are hidden."""
        found = []
        for unknowns, equations in components(self.system, hidden):
            if unknowns not in self._known:
                self._known[unknowns] = list(self._component(unknowns, equations))
            found.extend(self._known[unknowns])
        return found

    def _component(self, unknowns: tuple[int, ...], equations: list[int]) -> Iterator[Leak]:
        members = np.array(unknowns)
        attacked = self.guard.small[members] | self.guard.printable[members]
        targets = np.flatnonzero(attacked).tolist()
        if not targets:
            return
        component = Component(
            self.system, members, equations, self.guard.low[members], self.guard.high[members]
        )
        leaks = [leak for at in targets for leak in self._number(component, at, None)]
        yield from leaks
        if not all(self.guard.soft[leak.unknown] for leak in leaks):
            return  # what the attacker knows beforehand matters only where nothing leaks
        single = self.guard.printable[members] & (component.truth == 1)
        for told in np.flatnonzero(single).tolist():
            own = self._within(unknowns[told])
            for at in targets:
                if unknowns[at] not in own and not self.guard.soft[unknowns[at]]:
                    yield from self._number(component, at, told)

    def _within(self, told: int) -> set[int]:
        """The unknowns that can only count the one person of a known count of 1, itself included.

        What is known of them is about that person alone: of one order applied for, she knows
        whether it was granted.
        """
        within, stack = {told}, [told]
        while stack:
            unknown = stack.pop()
            for index in self.system.of_unknown[unknown]:
                equation = self.system.equations[index]
                wholes = [other for other, times in equation.items() if times < 0]
                parts = equation.keys() - wholes
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

    def _is_free(self, component: Component, at: int, told: int | None) -> bool:
        """Whether solutions that are known show as many values as are needed."""
        known = None if told is None else int(component.unknowns[told])
        unknown = int(component.unknowns[at])
        needed = NEEDED - 1
        return self.witnesses.reach(unknown, component.inside, known, needed) >= needed

    def _number(self, component: Component, at: int, told: int | None) -> Iterator[Leak]:
        """The leak of one number, if it can be narrowed too far."""
        if self._is_free(component, at, told):
            return
        ends: list[float] = []
        rooms: dict[int, float] = {}
        for sign in (1, -1):
            self.attacks += 1
            push = component.furthest(at, sign, told)
            self.witnesses.add(push.moved)
            if self._is_free(component, at, told):
                return
            ends.append(math.floor(push.distance + EXACT))
            for unknown, pull in component.pulls(at, sign, push.prices, told).items():
                rooms[unknown] = rooms.get(unknown, 0.0) + self._room(unknown, pull)
        needed = NEEDED - 1.0
        if sum(ends) >= needed and not self._harmless(component, at, ends[1]):
            pushes = [component.furthest_whole(at, sign, told) for sign in (1, -1)]
            for push in pushes:
                self.witnesses.add(push.moved)
            ends = [push.distance for push in pushes]
            if sum(ends) >= needed:
                return
            rooms, needed = dict.fromkeys(component.beside(), 1.0), 1.0
        if not self._harmless(component, at, ends[1]):
            yield Leak(int(component.unknowns[at]), rooms, needed)

    def _harmless(self, component: Component, at: int, down: float) -> bool:
        """Whether the number cannot be taken for a small one (it is not, and that can be seen)."""
        small = self.guard.small[component.unknowns[at]]
        return not small and component.truth[at] - down >= self.guard.threshold

    def _room(self, unknown: int, pull: float) -> float:
        number = self.system.numbers[unknown]
        if pull < 0:
            return -pull * (self.guard.high[unknown] - number)
        return pull * (number - self.guard.low[unknown])
