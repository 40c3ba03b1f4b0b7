"""What an attacker with a solver can narrow the hidden numbers of a release to."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from disclosure.control.optimise.attack_memory import (
    AttackMemory,
    AttackOutcome,
    LocalLeak,
    Move,
    component_name,
)
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import HiddenComponent, Members, components
from disclosure.control.optimise.component_attack import ComponentAttack
from disclosure.control.optimise.feasible_moves import KnownMoves
from disclosure.control.optimise.leaks import Leak, OutOfTime, Safeguards
from disclosure.control.optimise.linear_program import Effort, OutOfEffort
from disclosure.control.optimise.neighbourhood import Neighbourhood

FIRST_ONLY = " first leak"


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
        self._looked_at: set[tuple[tuple[int, bytes], bool]] = set()  # neighbourhoods, for whom
        self._known_leaks: dict[str, dict[tuple[int, int | None], LocalLeak]] = {}

    def learn_from(self, other: "Attacker") -> None:
        """Take over the leaks that another has come across, and the moves of the same numbers."""
        moves = other._moves
        if other.system is self.system and moves.has_bounds(self._moves.down, self._moves.up):
            self._moves = moves
        self._known_leaks = other._known_leaks

    def leaks(self, hidden: np.ndarray, about: Iterable[int] | None = None) -> list[Leak]:
        """Return every number that can be narrowed too far when these unknowns are hidden.

        `about`: only of components that hold one of these. Each component is attacked once,
        whatever comes of it. Raise OutOfTime for all numbers that were not attacked when the effort
        was spent, and for those that leak.
        """
        leaks: list[Leak] = []
        untried: list[int] = []
        for members in components(self.system, hidden, about):
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
        """Return the leaks of a component, `first_only` no more than one.

        What an attacker knows beforehand matters only where nothing leaks to anybody.
        """
        small = self.safeguards.small
        targets = np.flatnonzero(small[list(members[0])]).tolist()
        leaks = self._leaks_to(members, targets, first_only, knows_one=False)
        if all(self.safeguards.soft[leak.unknown] for leak in leaks):
            leaks += self._leaks_to(members, targets, first_only, knows_one=True)
        return leaks

    def _leaks_to(
        self, members: Members, targets: list[int], first_only: bool, *, knows_one: bool
    ) -> list[Leak]:
        """Return what leaks to whoever knows a count of 1, or to anybody, from memory if known.

        What is taken from memory counts as the effort that it took.
        """
        attack = self._attack_on(members, targets)
        short = attack.short_of_room(targets, knows_one)
        if short:
            self._look_close_by(attack.component, short, knows_one)
            attack = self._attack_on(members, targets)
            short = attack.short_of_room(targets, knows_one)
        if not short:
            return []
        component = attack.component
        place = self._place(component, knows_one)
        component.leaks = self._known_leaks.setdefault(place, component.leaks)
        name = self._name(component, place)
        outcome = self.memory.outcome(name)
        if first_only and (outcome is None or outcome.leaks):
            name += FIRST_ONLY
            outcome = self.memory.outcome(name)
        if outcome is not None and self.effort.has(outcome.steps):
            self._repeat(component, outcome)
        else:
            steps, known = self.effort.steps, len(component.moves)
            found = attack.leaks(targets, knows_one)
            leaks = list(islice(found, 1) if first_only else found)
            moves = component.moves_since(known)
            outcome = AttackOutcome(leaks, moves, self.effort.steps - steps)
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

    def _attack_on(self, members: Members, targets: list[int]) -> ComponentAttack:
        width = self.safeguards.width
        component = HiddenComponent(self.system, members, self._moves, targets, width)
        return ComponentAttack(component, self.system, self.safeguards, self.effort)

    def _look_close_by(self, component: HiddenComponent, short: set[int], knows_one: bool) -> None:
        """Look for moves of these numbers in the quarters around each, once, and remember them."""
        quarters = self.system.quarters[component.unknowns[sorted(short)]]
        for quarter in np.unique(quarters).tolist():
            near = Neighbourhood(self.system, self.safeguards, component.unknowns, quarter)
            if near.is_small_part and (near.key, knows_one) not in self._looked_at:
                self._looked_at.add((near.key, knows_one))
                for positions, steps in self._moves_close_by(near, knows_one):
                    self._moves.add(near.unknowns[positions], np.array(steps))

    def _moves_close_by(self, near: Neighbourhood, knows_one: bool) -> list[Move]:
        """Return the moves that are found in some quarters, from memory if known."""
        known = self._moves_close_by(near, False) if knows_one else []
        name = near.name(knows_one)
        outcome = self.memory.outcome(name)
        if outcome is not None and self.effort.has(outcome.steps):
            self.effort.steps += outcome.steps
        else:
            steps = self.effort.steps
            component = near.component()
            for positions, move in known:
                component.add_move(np.array(positions), np.array(move))
            attack = ComponentAttack(component, self.system, self.safeguards, self.effort)
            attack.give_room(near.targets, knows_one)
            moves = component.moves_since(len(known))
            outcome = AttackOutcome([], moves, self.effort.steps - steps)
        self.memory.use(name, outcome)
        return [*known, *outcome.moves]

    def _place(self, component: HiddenComponent, knows_one: bool) -> str:
        """Return the name of a component's numbers, their bounds and equations."""
        every, guards = component.names, self.safeguards
        numbers = (each[every] for each in (self.system.numbers, guards.low, guards.high))
        sizes = np.array([guards.fewest_values, len(component.unknowns)])
        return component_name([sizes, component.terms(), *numbers], f"knows one: {knows_one}")

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
