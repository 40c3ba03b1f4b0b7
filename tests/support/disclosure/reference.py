"""Tables given as cells and the inner cells that each sums, such as the reference tables."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from disclosure.control.inputs.cells import CountCell
from disclosure.control.optimise.attack_memory import AttackMemory
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.constraints import HidingChoices
from disclosure.control.optimise.leak_search import Attacker
from disclosure.control.optimise.leaks import Safeguards
from disclosure.control.optimise.linear_program import Effort


@dataclass(frozen=True)
class Table:
    """Cells with their numbers, the cells each total adds, and which are small."""

    numbers: list[int]
    sums: list[dict[int, int]]
    primary: list[bool]
    zeros_printed: bool = True

    def cell(self, position: int) -> CountCell:
        """The name of a cell."""
        return CountCell(
            "table", "numerator", "quarter", "2018-19-Q1", f"{position:04}", "all", "all"
        )

    def attacked(self) -> tuple[HidingChoices, Attacker]:
        """What can be chosen to hide in the table, and its attacker."""
        names = [self.cell(position) for position in range(len(self.numbers))]
        equations = [
            {names[position]: times for position, times in terms.items()} for terms in self.sums
        ]
        numbers = dict(zip(names, self.numbers, strict=True))
        zeros = {name for name in names if numbers[name] == 0 and self.zeros_printed}
        system = CellSystem(equations, numbers, zeros)
        unknown_of = [system.unknown(name) for name in names]
        stands_in: list[list[int]] = [[] for _ in range(len(system))]
        small = np.zeros(len(system), dtype=bool)
        for position, unknown in enumerate(unknown_of):
            if unknown is not None:
                stands_in[unknown].append(position)
                small[unknown] |= self.primary[position]
        hidden = np.array([unknown is not None and bool(small[unknown]) for unknown in unknown_of])
        choices = HidingChoices(
            hidden,
            np.array([unknown is None for unknown in unknown_of]),
            np.ones(len(names)),
            [tuple(each) for each in stands_in],
            [],
        )
        printable = np.ones(len(system), dtype=bool)
        safeguards = Safeguards(
            low=np.minimum(system.numbers, 1.0 if self.zeros_printed else 0.0),
            high=system.numbers + 60.0,
            small=small,
            soft=np.zeros(len(system), dtype=bool),
            printable=printable,
            fewest_values=3,
        )
        return choices, Attacker(system, safeguards, Effort(np.inf, np.inf), AttackMemory())


def read_table(folder: Path, name: str) -> tuple[Table, pd.DataFrame]:
    """A reference table, and its cells with the reference's own choice (`suppressed`)."""
    cells = pd.read_csv(folder / f"{name}.cells.csv")
    count = "freq" if "freq" in cells else "ant"
    members = pd.read_csv(folder / f"{name}.members.csv")
    inner = members.groupby("cell")["inner"].apply(frozenset)
    position_of = {cell: position for position, cell in enumerate(cells["cell"])}
    lone = {
        next(iter(parts)): position_of[cell] for cell, parts in inner.items() if len(parts) == 1
    }
    sums = []
    for cell, parts in inner.items():
        if len(parts) > 1:
            sums.append({position_of[cell]: -1} | {lone[part]: 1 for part in parts})
    table = Table(
        [int(number) for number in cells[count]],
        sums,
        [bool(flag) for flag in cells["primary"]],
        zeros_printed="zerospublished" in name,
    )
    return table, cells
