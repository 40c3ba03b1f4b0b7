"""The quarters around a number, in which it is looked for room first.

Most numbers of a large component can move without touching any that is years away. What moves
while all others are held fast is a move of the whole component as well, and it rests on these
quarters alone: where a new release has changed nothing there, the same is found again.
"""

import numpy as np

from disclosure.control.optimise.attack_memory import component_name
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import HiddenComponent
from disclosure.control.optimise.feasible_moves import KnownMoves
from disclosure.control.optimise.leaks import Safeguards

#: So many quarters before and after: a year, as a rolling year links a quarter to the next three.
QUARTERS_AROUND = 4
#: A larger share of a component is attacked with all of it at once.
SMALL_PART = 0.5


class Neighbourhood:
    """The unknowns of a component that lie around one quarter."""

    def __init__(
        self, system: CellSystem, safeguards: Safeguards, component: np.ndarray, quarter: int
    ) -> None:
        """`component`: its unknowns; `quarter`: as the system counts them on."""
        self._system = system
        self._safeguards = safeguards
        apart = np.abs(system.quarters[component] - quarter)
        self.unknowns = component[apart <= QUARTERS_AROUND]
        self._quarter = quarter
        self.is_small_part = len(self.unknowns) <= SMALL_PART * len(component)
        is_target = safeguards.small[self.unknowns] & (system.quarters[self.unknowns] == quarter)
        self.targets: list[int] = np.flatnonzero(is_target).tolist()

    @property
    def key(self) -> tuple[int, bytes]:
        """What tells it from others of the same system."""
        return self._quarter, self.unknowns.tobytes()

    def name(self, knows_one: bool) -> str:
        """Return the hash of all that looking for room here rests on."""
        own, guards, numbers = self.unknowns, self._safeguards, self._system.numbers
        equations = self._system.by_equation[np.unique(self._system.incidence[own].indices)]
        every, places = np.unique(equations.indices, return_inverse=True)
        bounds = (guards.low[own] - numbers[own], guards.high[own] - numbers[own])
        masks = (guards.soft[own], guards.printable[own] & (numbers[own] == 1))
        inside = np.isin(every, own)
        return component_name(
            [equations.indptr, places, equations.data, numbers[every], inside, *bounds, *masks,
             np.array(self.targets)],
            f"around: {guards.width}, knows one: {knows_one}",
        )  # fmt: skip

    def component(self) -> HiddenComponent:
        """Return it as a component of its own, of which no move is known."""
        own, guards = self.unknowns, self._safeguards
        equations = np.unique(self._system.incidence[own].indices).tolist()
        numbers = self._system.numbers
        moves = KnownMoves(guards.low - numbers, guards.high - numbers)
        members = tuple(own.tolist()), equations
        return HiddenComponent(self._system, members, moves, self.targets, guards.width)
