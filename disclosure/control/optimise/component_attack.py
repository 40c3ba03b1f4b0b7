"""The attack on one component: which of its numbers can be narrowed too far, and by whom."""

import math
from collections.abc import Iterator

import numpy as np

from disclosure.control.optimise.attack_memory import LocalLeak
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import HiddenComponent
from disclosure.control.optimise.feasible_moves import ReachedRange
from disclosure.control.optimise.leaks import Safeguards
from disclosure.control.optimise.linear_program import EXACT, Effort

#: So many leaks to whoever knows a count of 1 are enough at a time: hiding for one mends many.
ENOUGH = 20


class ComponentAttack:
    """Pushes the numbers of a component up and down; what it finds is kept by the component."""

    def __init__(
        self, component: HiddenComponent, system: CellSystem, safeguards: Safeguards, effort: Effort
    ) -> None:
        self.component = component
        self.system = system
        self.safeguards = safeguards
        self.effort = effort
        is_one = safeguards.printable[component.unknowns] & (component.truth == 1)
        #: The counts of 1 that an attacker may know, by position.
        self.ones: list[int] = np.flatnonzero(is_one).tolist()
        self._soft = safeguards.soft[component.unknowns]

    def short_of_room(self, targets: list[int], knows_one: bool) -> set[int]:
        """Return the targets that known moves take not far enough.

        `knows_one`: to whoever knows a count of 1; else to anybody.
        """
        component = self.component
        if knows_one:
            return set().union(*(narrowed for _, narrowed in self._narrowed_by_ones()))
        reached = component.reached(None)
        return {target for target in targets if not component.is_wide(target, reached)}

    def give_room(self, targets: list[int], knows_one: bool) -> None:
        """Look for moves of some numbers, until each has room or is found to have none here."""
        if not knows_one:
            self._give_room(targets, None)
            return
        wide = self.component.without().widths >= self.component.width
        for known_one, narrowed in self._narrowed_by_ones():
            others = [target for target in narrowed if target in targets and wide[target]]
            self._give_room(others, known_one)

    def leaks(self, targets: list[int], knows_one: bool) -> Iterator[LocalLeak]:
        """Yield the leaks of the component, to anybody or to whoever knows a count of 1."""
        if not knows_one:
            yield from self._narrowed(targets, None)
            return
        count = 0
        for known_one, narrowed in self._narrowed_by_ones():
            for leak in self._narrowed(narrowed, known_one):
                yield leak
                count += 1
            if count >= ENOUGH:
                return

    def _narrowed_by_ones(self) -> Iterator[tuple[int, list[int]]]:
        """Yield the counts of 1 without which known moves take some numbers not far enough."""
        without = self.component.without()
        hard = self.component.is_target & ~self._soft
        for known_one in self.ones:
            narrowed = without.narrowed(known_one, hard, self.component.width)
            if narrowed:
                own = self._same_person(known_one)
                narrowed = [one for one in narrowed if self.component.unknowns[one] not in own]
            if narrowed:
                yield known_one, narrowed

    def _give_room(self, targets: list[int], known_one: int | None) -> None:
        component = self.component
        reached = component.reached(known_one)
        self._push_together(targets, reached)
        for target in targets:
            distance = 0.0
            for sign in (1, -1):
                if not component.is_wide(target, reached):
                    self.effort.spend()
                    distance += math.floor(component.push([target], sign, reached).distance + EXACT)
            if distance >= component.width and not component.is_wide(target, reached):
                self.effort.spend()
                component.look_for_whole(target, reached)

    def _push_together(self, targets: list[int], reached: ReachedRange) -> None:
        """Push all numbers that are short of room up, then down: one push often moves many."""
        for sign in (1, -1):
            stuck = [one for one in targets if not self.component.is_wide(one, reached)]
            if len(stuck) > 1:
                self.effort.spend()
                self.component.push(stuck, sign, reached)

    def _same_person(self, known_one: int) -> set[int]:
        """Return the unknowns that can only count the one person of a known count of 1.

        What is known of them is about that person alone: of one order applied for, she knows
        whether it was granted. The known count, which is given by its position, is among them.
        """
        component = self.component
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

    def _narrowed(self, targets: list[int], known_one: int | None) -> Iterator[LocalLeak]:
        """Yield the leaks of some numbers of a component."""
        component = self.component
        reached = component.reached(known_one)
        leaks = component.leaks
        unknown = [target for target in targets if (target, known_one) not in leaks]
        self._push_together(unknown, reached)
        for target in targets:
            if (target, known_one) not in leaks and not component.is_wide(target, reached):
                leak = self._leak_of(target, reached)
                if leak is not None:
                    leaks[target, known_one] = leak
            if (target, known_one) in leaks:
                yield leaks[target, known_one]

    def _leak_of(self, target: int, reached: ReachedRange) -> LocalLeak | None:
        """Return the leak of one number, if it can be narrowed too far."""
        component = self.component
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
