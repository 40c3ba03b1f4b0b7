"""One attempt at protecting a release: its rows as choices, its numbers as a system to attack."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np

from core.windows import QUARTER
from disclosure.control.history.known_facts import KnownFacts
from disclosure.control.history.revised_rows import ReleaseHistory, changed_with, revised_together
from disclosure.control.inputs.cell_relations import AHEAD, CellRelations
from disclosure.control.inputs.cells import (
    DENOMINATOR,
    NUMERATOR,
    PEOPLE,
    CountCell,
    RowKey,
    TableRow,
    is_people,
    is_small,
    key_of,
    must_hide,
    series_of,
)
from disclosure.control.inputs.measure_inputs import ALL, window
from disclosure.control.optimise.cell_system import CellSystem
from disclosure.control.optimise.component import EXACT
from disclosure.control.optimise.constraints import HidingChoices
from disclosure.control.optimise.leak_search import Attacker, Safeguards

#: How far above the truth a number is looked for: far enough to find three values in any sum, and a
#: nearer bound could only make protection stricter.
REACH = 60
#: The loss of hiding a row: fewest first, then what a reader looks at least.
ROW_COST = 100
COUNTY_COST, HEADLINE_COST, AREA_COST = 8, 4, 2
#: A revision that waits loses more than a row that is hidden.
WAITING_COST = 300


class ProtectionProblem:
    """The rows of the release, what is settled about them, and the attacker who tries them."""

    def __init__(
        self,
        rows: list[TableRow],
        relations: CellRelations,
        past: ReleaseHistory,
        told: KnownFacts,
        threshold: int,
        default_window: dict[str, str],
        has_table: Callable[[RowKey], bool],
        frozen: set[str],
        silent: set[str],
        exempt: set[CountCell],
    ) -> None:
        self.relations = relations
        self.past = past
        self.told = told
        self.threshold = threshold
        self.default_window = default_window
        self.frozen = frozen
        self.silent = silent
        self.exempt = exempt
        self.has_table = has_table
        self.rows = rows
        self.row_of = {cell: at for at, row in enumerate(self.rows) for cell in row.cells}
        self.numbers = relations.numbers | told.numbers
        self.system = CellSystem(relations.equations, self.numbers, self._zeros())
        self.groups = revised_together(self.rows, relations, past, told.changed)
        self.waits_with: dict[int, int] = {}  #: the choice with which a revised row waits
        self.choices = self._choices()
        self.attacker = Attacker(self.system, self._guard())

    # What everybody knows

    def _is_zero(self, row: TableRow) -> bool:
        if self.past.is_hidden(row.key) or self.past.is_changed(row):
            return False
        return row.state != "open" or (row.kind != "ratio" and row.base == 0)

    def _zeros(self) -> set[CountCell]:
        """The cells that everybody knows to be 0: printed zeros, and rows that tables lack."""
        zeros = {cell for row in self.rows if self._is_zero(row) for cell in row.cells}
        first = self.relations.tables.first_quarter
        for cell, number in self.numbers.items():
            if number or cell in self.row_of or cell.side not in (NUMERATOR, DENOMINATOR):
                continue
            if cell.quarter >= first and self.has_table(key_of(cell)):
                zeros.add(cell)
        return zeros

    def _public(self) -> set[CountCell]:
        """The cells that their owners have published, and the sums of such cells."""
        public = {cell for row in self.rows if row.public for cell in row.cells}
        found = bool(public)
        while found:
            found = False
            for equation in self.relations.equations:
                whole = [cell for cell, times in equation.items() if times < 0]
                parts = [cell for cell, times in equation.items() if times > 0]
                if len(whole) != 1 or whole[0] in public:
                    continue
                if any(cell in public for cell in parts) and all(
                    cell in public or self.system.unknown(cell) is None for cell in parts
                ):
                    public.add(whole[0])
                    found = True
        return public

    # What can be chosen

    def _choices(self) -> HidingChoices:
        public = self._public()
        size = len(self.rows) + len(self.groups)
        self.choice_of = np.arange(len(self.rows))
        hidden = np.zeros(size, dtype=bool)
        shown = np.zeros(size, dtype=bool)
        cost = np.zeros(size)
        cost[: len(self.rows)] = [self._cost(row) for row in self.rows]
        for at, row in enumerate(self.rows):
            if row.state == "open" and all(cell in public for cell in row.cells):
                shown[at] = True
            elif self.past.is_hidden(row.key):
                hidden[at] = True
            elif self._is_zero(row) or self.past.was_told(row.key):
                shown[at] = True
            else:
                hidden[at] = must_hide(row, self.threshold)
        follows = []
        for choice, group in enumerate(self.groups, start=len(self.rows)):
            told = [at for at in group if self.past.was_told(self.rows[at].key)]
            self.choice_of[told] = choice
            self.waits_with |= dict.fromkeys(group, choice)
            hidden[choice] = any(self._must_wait(self.rows[at]) for at in group)
            cost[choice] = WAITING_COST * len(group)
            others = [at for at in group if at not in told] + list(self._reaching(group))
            follows += [(choice, at) for at in others if not shown[at]]
        stands_in: list[set[int]] = [set() for _ in range(len(self.system))]
        for at, row in enumerate(self.rows):
            for unknown in self.system.unknowns(row.cells):
                stands_in[unknown].add(int(self.choice_of[at]))
        places = [tuple(sorted(choices)) for choices in stands_in]
        return HidingChoices(hidden, shown, cost, places, follows)

    def _must_wait(self, row: TableRow) -> bool:
        """Whether a revision cannot be shown: it tells a small number, or that none is left."""
        if self.relations.family(row.key[0]) in self.frozen:
            return True
        small = row.state != "open" or row.base == 0 or must_hide(row, self.threshold)
        return small and self.past.was_told(row.key)

    def _reaching(self, group: list[int]) -> Iterator[int]:
        """What is hidden while a group of revised rows waits.

        The new windows that reach back to what has changed, and stocks, which follow from earlier
        ones: beside figures that have not changed yet they would tell the change, or contradict it.
        """
        stocks = {stock.measure for stock in self.relations.stocks}
        rows = [self.rows[at] for at in group]
        families = {self.relations.family(row.key[0]) for row in rows}
        keys = changed_with(rows, self.relations, self.told.changed)
        quarters: dict[RowKey, set[str]] = defaultdict(set)
        for key in keys:
            quarters[series_of(key)].update(window(*key[1:3]))
        for at, row in enumerate(self.rows):
            measure, period, quarter, _, breakdown, _ = row.key
            if not self.past.is_new(row.key):
                continue
            changed = quarters[series_of(row.key)]
            if breakdown in PEOPLE:  # whose quarters no table prints
                changed = (
                    changed | quarters[measure, "", "", self.relations.tables.county, ALL, ALL]
                )
            reaches = not changed.isdisjoint(window(period, quarter))
            if reaches or (measure in stocks and self.relations.family(measure) in families):
                yield at

    def _cost(self, row: TableRow) -> float:
        measure, period, _, _, breakdown, _ = row.key
        cost = ROW_COST
        if breakdown == ALL:
            county = row.key[3] == self.relations.tables.county
            cost += COUNTY_COST if county else AREA_COST
        return cost + (HEADLINE_COST if period == self.default_window[measure] else 0)

    # What is attacked

    def _guard(self) -> Safeguards:
        size = len(self.system)
        printable = np.array([bool(choices) for choices in self.choices.stands_in], dtype=bool)
        low = np.zeros(size)
        # `[c]` is at least 1; of a hidden ratio only the denominator is, "0 of 7" is hidden too.
        low[list(self.system.unknowns(row.cells[-1] for row in self.rows))] = 1
        low[list(self.system.unknowns(self.told.counted))] = 1
        low = np.minimum(low, self.system.numbers)
        high = self.system.numbers + float(REACH)
        self._narrow(low, high)
        for equation in self.told.sums:
            self.system.add(equation)
        unsure = np.zeros(size, dtype=bool)
        unsure[list(self.system.unknowns(self.told.unsure))] = True
        unsure &= printable
        unsure[list(self.system.unknowns(self.told.unsure & self.told.numbers.keys()))] = True
        small = printable & (self.system.numbers > 0) & (self.system.numbers < self.threshold)
        soft = np.zeros(size, dtype=bool)
        for cell in self._implied():
            place = self.system.unknown(cell)
            if place is not None and is_small(self.numbers[cell], self.threshold):
                outside = cell.quarter < self.relations.tables.first_quarter or cell.side == AHEAD
                soft[place] |= not small[place] and outside
                small[place] = True
        for unknown in range(size) if self.silent else ():
            cells = self.system.names(unknown)
            if all(self.relations.family(cell.measure) in self.silent for cell in cells):
                small[unknown] = unsure[unknown] = printable[unknown] = False
        quiet = list(self.system.unknowns(self.exempt))
        small[quiet] = unsure[quiet] = printable[quiet] = False
        printable[list(self.system.unknowns(self._unprinted(self.rows)))] = True
        return Safeguards(low, high, small, soft, unsure, printable, self.threshold)

    def leaks_anyway(self, unknowns: Collection[int]) -> set[int]:
        """Those of these numbers that leak even where the release says nothing new at all.

        An earlier release had hidden another number there, so what leaks is not the true one. A
        number that stands in new rows alone is none of those: a coarser release does not have it.
        """
        is_new = np.array([self.past.is_new(row.key) for row in self.rows], dtype=bool)
        choices = self.choices.hidden.copy()
        choices[: len(self.rows)] |= is_new
        choices[len(self.rows) :] = True
        old = np.zeros(len(self.system), dtype=bool)
        told = [row for row, new in zip(self.rows, is_new, strict=True) if not new]
        cells = [*(cell for row in told for cell in row.cells), *self._unprinted(told)]
        old[list(self.system.unknowns(cells))] = True
        new = [
            cell for row, new in zip(self.rows, is_new, strict=True) if new for cell in row.cells
        ]
        avoidable = {unknown for unknown in self.system.unknowns(new) if not old[unknown]}
        guard = self.attacker.guard
        attacker = Attacker(self.system, replace(guard, printable=guard.printable & old))
        leaks = attacker.leaks(self.choices.unknowns_hidden(choices))
        return {leak.unknown for leak in leaks}.intersection(unknowns) - avoidable

    def _unprinted(self, rows: Iterable[TableRow]) -> list[CountCell]:
        """The quarters of people's categories that these rows sum: somebody may know one as 1."""
        summed = {
            (row.key[0], row.key[4], quarter)
            for row in rows
            if row.key[4] in PEOPLE
            for quarter in window(*row.key[1:3])
        }
        return [
            cell
            for cell in self._implied()
            if (cell.measure, cell.breakdown, cell.quarter) in summed and cell.period == QUARTER
        ]

    def _implied(self) -> list[CountCell]:
        """Counts of people that no table prints, but that sums could give away."""
        return [
            cell
            for cell in self.numbers
            if cell in self.relations.tables.implied
            or (is_people(cell) and cell.side == NUMERATOR and cell not in self.row_of)
        ]

    def _narrow(self, low: np.ndarray, high: np.ndarray) -> None:
        """Narrows these bounds to what earlier releases told, where it is still true."""
        for cell, least, most in self.told.intervals:
            unknown = self.system.unknown(cell)
            if unknown is not None and least <= self.numbers[cell] <= most:
                low[unknown] = max(low[unknown], np.ceil(least - EXACT))
                high[unknown] = min(high[unknown], np.floor(most + EXACT))
