"""What an attacker with a solver can narrow the hidden numbers of a release to."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from disclosure.control.optimise.attack_memory import (
    AttackMemory,
    AttackOutcome,
    LocalLeak,
    component_name,
)
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import HiddenComponent, Members, components
from disclosure.control.optimise.feasible_moves import KnownMoves, ReachedRange
from disclosure.control.optimise.linear_program import EXACT, Effort, OutOfEffort

#: So many leaks to whoever knows a count of 1 are enough at a time: hiding for one mends many.
ENOUGH = 20
FIRST_ONLY = " first leak"


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
    def is_whole(self) -> bool:
        """Whether it shows in whole numbers alone: any room may mend it, and none is sure to."""
        return self.needed == 1.0 and set(self.rooms.values()) == {1.0}

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

    def __init__(
        self, system: CellSystem, safeguards: Safeguards, effort: Effort, memory: AttackMemory
    ) -> None:
        """`memory`: what attacks on the same components came to before."""
        self.system = system
        self.safeguards = safeguards
        self.effort = effort
        self.memory = memory
        self._moves = KnownMoves(safeguards.low - system.numbers, safeguards.high - system.numbers)
        self._leaks: dict[tuple[int, ...], list[Leak]] = {}  # by component
        self._known_leaks: dict[str, dict[tuple[int, int | None], LocalLeak]] = {}

    def learn_from(self, other: "Attacker") -> None:
        """Take over the leaks that another has come across, and the moves of the same numbers."""
        moves = other._moves
        if other.system is self.system and moves.has_bounds(self._moves.down, self._moves.up):
            self._moves = moves
        self._known_leaks = other._known_leaks

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
                    self._leaks[members[0]] = self._leaks_of(members)
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
                    self._leaks[members[0]] = self._leaks_of(members, first_only=True)
                except OutOfEffort:
                    return False
            if self._leaks[members[0]]:
                return False
        return True

    def _leaks_of(self, members: Members, first_only: bool = False) -> list[Leak]:
        """Return the leaks of a component, `first_only` no more than one, from memory if known.

        What is taken from memory counts as the effort that it took.
        """
        targets = np.flatnonzero(self.safeguards.small[list(members[0])]).tolist()
        if not targets:
            return []
        component = HiddenComponent(
            self.system, members, self._moves, targets, self.safeguards.width
        )
        place = self._place(component)
        component.leaks = self._known_leaks.setdefault(place, component.leaks)
        name = self._name(component, place)
        outcome = self.memory.outcome(name)
        if first_only and (outcome is None or outcome.leaks):
            name += FIRST_ONLY
            outcome = self.memory.outcome(name)
        if outcome is not None and self.effort.has(outcome.steps):
            self._repeat(component, outcome)
        else:
            outcome = self._outcome(component, targets, first_only)
        self.memory.use(name if outcome.leaks else name.removesuffix(FIRST_ONLY), outcome)
        names = component.names.tolist()
        return [
            Leak(
                names[leak.target],
                {names[position]: room for position, room in leak.rooms},
                leak.needed,
                None if leak.known_one is None else names[leak.known_one],
            )
            for leak in outcome.leaks
        ]

    def _place(self, component: HiddenComponent) -> str:
        """Return the name of a component's numbers, their bounds and equations."""
        every, guards = component.names, self.safeguards
        numbers = (each[every] for each in (self.system.numbers, guards.low, guards.high))
        sizes = np.array([guards.fewest_values, len(component.unknowns)])
        return component_name([sizes, component.terms(), *numbers])

    def _name(self, component: HiddenComponent, place: str) -> str:
        """Return the name of all that an attack on a component rests on."""
        own, guards = component.unknowns, self.safeguards
        masks = (each[own] for each in (guards.small, guards.soft, guards.printable))
        return component_name([*masks, *component.found()], place)

    def _repeat(self, component: HiddenComponent, outcome: AttackOutcome) -> None:
        """Do what an attack did that came to this."""
        self.effort.steps += outcome.steps
        for positions, steps in outcome.moves:
            component.add_move(np.array(positions), np.array(steps))
        for leak in outcome.leaks:
            component.leaks[leak.target, leak.known_one] = leak

    def _outcome(
        self, component: HiddenComponent, targets: list[int], first_only: bool
    ) -> AttackOutcome:
        """Return what an attack on a component comes to."""
        steps, known = self.effort.steps, len(component.moves)
        found = self._attack(component, targets)
        leaks = list(islice(found, 1) if first_only else found)
        moves = [
            (component.position[move.unknowns].tolist(), move.steps.tolist())
            for move in component.moves[known:]
        ]
        return AttackOutcome(leaks, moves, self.effort.steps - steps)

    def _attack(self, component: HiddenComponent, targets: list[int]) -> Iterator[LocalLeak]:
        """Yield the leaks of a component, to anybody or to whoever knows a count of 1."""
        unknowns = component.unknowns
        soft = self.safeguards.soft[unknowns]
        is_told = False
        for leak in self._narrowed(component, targets, None):
            yield leak
            is_told |= not soft[leak.target]
        if is_told:
            return  # what the attacker knows beforehand matters only where nothing leaks
        is_one = self.safeguards.printable[unknowns] & (component.truth == 1)
        targets = [target for target in targets if not soft[target]]
        count = 0
        for known_one in np.flatnonzero(is_one).tolist():
            own = self._same_person(known_one, component)
            others = [target for target in targets if unknowns[target] not in own]
            for leak in self._narrowed(component, others, known_one):
                yield leak
                count += 1
            if count >= ENOUGH:
                return

    def _same_person(self, known_one: int, component: HiddenComponent) -> set[int]:
        """Return the unknowns that can only count the one person of a known count of 1.

        What is known of them is about that person alone: of one order applied for, she knows
        whether it was granted. The known count, which is given by its position, is among them.
        """
        start = int(component.unknowns[known_one])
        within, stack = {start}, [start]
        while stack:
            for equation in component.equations_of.get(stack.pop(), ()):
                wholes = [other for other, times in equation.items() if times < 0]
                parts = equation.keys() - wholes
                parts = {
                    part for part in parts if component.inside[part] or self.system.numbers[part]
                }
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
    ) -> Iterator[LocalLeak]:
        """Yield the leaks of some numbers of a component."""
        reached = component.reached(known_one)
        leaks = component.leaks
        for sign in (1, -1):
            stuck = [
                target
                for target in targets
                if (target, known_one) not in leaks and not component.is_wide(target, reached)
            ]
            if len(stuck) > 1:  # one push often moves many
                self.effort.spend()
                component.push(stuck, sign, reached)
        for target in targets:
            if (target, known_one) not in leaks and not component.is_wide(target, reached):
                leak = self._leak_of(component, target, reached)
                if leak is not None:
                    leaks[target, known_one] = leak
            if (target, known_one) in leaks:
                yield leaks[target, known_one]

    def _leak_of(
        self, component: HiddenComponent, target: int, reached: ReachedRange
    ) -> LocalLeak | None:
        """Return the leak of one number, if it can be narrowed too far."""
        ends: list[float] = []
        rooms: dict[int, float] = {}
        for sign in (1, -1):
            self.effort.spend()
            push = component.push([target], sign, reached)
            if component.is_wide(target, reached):
                return None
            ends.append(math.floor(push.distance + EXACT))
            pulls = component.pulls(target, sign, push.prices, reached.fixed)
            for unknown, pull in pulls.items():
                rooms[unknown] = rooms.get(unknown, 0.0) + self._room(unknown, pull)
        needed = float(self.safeguards.width)
        if sum(ends) >= needed:
            self.effort.spend()
            component.look_for_whole(target, reached)
            if component.is_wide(target, reached):
                return None
            ends = [component.push_whole(target, sign, reached) for sign in (1, -1)]
            if sum(ends) >= needed:
                return None
            rooms, needed = dict.fromkeys(component.shown_beside(), 1.0), 1.0
        local = [(component.place[unknown], float(room)) for unknown, room in rooms.items()]
        return LocalLeak(target, reached.fixed, needed, local)

    def _room(self, unknown: int, pull: float) -> float:
        """Return what the freedom of an unknown adds to a push that it is pulled by."""
        number = self.system.numbers[unknown]
        if pull < 0:
            return -pull * (self.safeguards.high[unknown] - number)
        return pull * (number - self.safeguards.low[unknown])
