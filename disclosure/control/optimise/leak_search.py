"""What an attacker with a solver can narrow the hidden numbers of a release to."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import EXACT, HiddenComponent, components
from disclosure.control.optimise.feasible_moves import WIDTH, KnownMoves, ReachedRange

#: So many leaks to whoever knows a count of 1 are enough at a time: hiding for one mends many.
ENOUGH = 20


@dataclass(frozen=True)
class Leak:
    """A number that can be narrowed too far, and the room that hiding others would give it.

    The rooms of the hidden unknowns must add up to `needed`; an unknown that is not named gives
    none.
    """

    unknown: int
    rooms: dict[int, float]
    needed: float
    told: int | None = None  #: the count of 1 that the attacker knows

    @property
    def unknowns(self) -> set[int]:
        """The number, and what is known beforehand."""
        return {self.unknown} if self.told is None else {self.unknown, self.told}


@dataclass(frozen=True)
class Safeguards:
    """What is to be protected, an entry an unknown."""

    low: np.ndarray  #: the least it can be, as everybody knows or was told, once it is hidden
    high: np.ndarray  #: the most it can be
    small: np.ndarray  #: true: a count that rule 1 hides; three values must remain
    soft: np.ndarray  #: true: of those, what no release prints yet: protected where possible
    unsure: np.ndarray  #: true: not small now, but perhaps when an earlier release hid it
    printable: np.ndarray  #: true: stands in a table, so that it could be known to be 1
    threshold: int


class Attacker:
    """Attacks what is hidden; remembers what it has found about each component."""

    def __init__(self, system: CellSystem, guard: Safeguards) -> None:
        self.system = system
        self.guard = guard
        self.witnesses = KnownMoves(guard.low - system.numbers, guard.high - system.numbers)
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

    def is_safe(self, hidden: np.ndarray, shown: list[int]) -> bool:
        """Whether nothing leaks from these hidden unknowns that hang together with some shown."""
        equations = {index for unknown in shown for index in self.system.of_unknown[unknown]}
        near = {unknown for index in equations for unknown in self.system.equations[index]}
        for unknowns, inside in components(self.system, hidden, sorted(near)):
            if unknowns not in self._known:
                leak = next(self._component(unknowns, inside), None)
                if leak is not None:
                    return False
                self._known[unknowns] = []
            if self._known[unknowns]:
                return False
        return True

    def _component(self, unknowns: tuple[int, ...], equations: list[int]) -> Iterator[Leak]:
        members = np.array(unknowns)
        attacked = self.guard.small[members] | self.guard.unsure[members]
        targets = np.flatnonzero(attacked).tolist()
        if not targets:
            return
        component = HiddenComponent(self.system, members, equations, self.witnesses, targets)
        leaks = list(self._numbers(component, targets, None))
        yield from leaks
        if not all(self.guard.soft[leak.unknown] for leak in leaks):
            return  # what the attacker knows beforehand matters only where nothing leaks
        single = self.guard.printable[members] & (component.truth == 1)
        targets = [at for at in targets if not self.guard.soft[unknowns[at]]]
        found = 0
        for told in np.flatnonzero(single).tolist():
            own = self._within(unknowns[told], component.inside)
            others = [at for at in targets if unknowns[at] not in own]
            for leak in self._numbers(component, others, told):
                yield leak
                found += 1
            if found >= ENOUGH:
                return

    def _within(self, told: int, hidden: np.ndarray) -> set[int]:
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

    def _numbers(
        self, component: HiddenComponent, targets: list[int], told: int | None
    ) -> Iterator[Leak]:
        """The leaks of some numbers of a component."""
        spread = component.spread(told)
        for sign in (1, -1):
            stuck = [at for at in targets if not spread.is_wide(at)]
            if len(stuck) > 1:  # one push often moves many
                self.attacks += 1
                component.push(stuck, sign, spread)
        for at in targets:
            if not spread.is_wide(at):
                yield from self._number(component, at, spread)

    def _number(self, component: HiddenComponent, at: int, spread: ReachedRange) -> Iterator[Leak]:
        """The leak of one number, if it can be narrowed too far."""
        ends: list[float] = []
        rooms: dict[int, float] = {}
        for sign in (1, -1):
            self.attacks += 1
            push = component.push([at], sign, spread)
            if spread.is_wide(at):
                return
            ends.append(math.floor(push.distance + EXACT))
            for unknown, pull in component.pulls(at, sign, push.prices, spread.told).items():
                rooms[unknown] = rooms.get(unknown, 0.0) + self._room(unknown, pull)
        needed = float(WIDTH)
        if sum(ends) >= needed and not self._harmless(component, at, ends[1]):
            ends = [component.push_whole(at, sign, spread) for sign in (1, -1)]
            if sum(ends) >= needed:
                return
            rooms, needed = dict.fromkeys(component.beside(), 1.0), 1.0
        if not self._harmless(component, at, ends[1]):
            told = None if spread.told is None else int(component.unknowns[spread.told])
            yield Leak(int(component.unknowns[at]), rooms, needed, told)

    def _harmless(self, component: HiddenComponent, at: int, down: float) -> bool:
        """Whether the number cannot be taken for a small one (it is not, and that can be seen)."""
        small = self.guard.small[component.unknowns[at]]
        return not small and component.truth[at] - down >= self.guard.threshold

    def _room(self, unknown: int, pull: float) -> float:
        number = self.system.numbers[unknown]
        if pull < 0:
            return -pull * (self.guard.high[unknown] - number)
        return pull * (number - self.guard.low[unknown])
