"""One attempt at protecting a release: its rows as choices, its numbers as a system to attack."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dashboard.disclosure.attack import Attacker, Guard
from dashboard.disclosure.cells import (
    DENOMINATOR,
    NUMERATOR,
    Cell,
    Key,
    Row,
    is_small,
    key_of,
    must_hide,
)
from dashboard.disclosure.choose import Choices
from dashboard.disclosure.history import Printed, Release, equations_told, intervals_told
from dashboard.disclosure.measures import QUARTER
from dashboard.disclosure.relations import ALL, Relations, is_people
from dashboard.disclosure.system import System

#: How far above the truth a number is looked for: far enough to find three values in any sum, and a
#: nearer bound could only make protection stricter.
REACH = 60
#: The loss of hiding a row: fewest first, then what a reader looks at least.
ROW_COST = 100
COUNTY_COST, HEADLINE_COST, AREA_COST = 8, 4, 2
#: A revision that waits loses more than a row that is hidden.
WAITING_COST = 300


@dataclass(frozen=True)
class Past:
    """The earlier releases, and how each row stood in the newest that has it."""

    releases: list[Release]
    rows: dict[Key, Printed]

    @classmethod
    def of(cls, releases: list[Release]) -> "Past":
        """The past that these releases, oldest first, make."""
        rows: dict[Key, Printed] = {}
        for release in releases:
            rows |= release.rows
        return cls(releases, rows)

    def is_hidden(self, key: Key) -> bool:
        """Whether the row was hidden, and so stays hidden."""
        return key in self.rows and self.rows[key].shown == "c"

    def is_revised(self, row: Row) -> bool:
        """Whether what was shown of the row is no longer what it says."""
        past = self.rows.get(row.key)
        return (
            past is not None
            and not row.public
            and past.shown in ("value", "z")
            and past.numbers(row.cells) != row.numbers
        )


class Attempt:
    """The rows of the release, what is settled about them, and the attacker who tries them."""

    def __init__(
        self,
        rows: list[Row],
        relations: Relations,
        past: Past,
        threshold: int,
        headline: dict[str, str],
        has_table: Callable[[Key], bool],
        frozen: set[str],
    ) -> None:
        self.relations = relations
        self.past = past
        self.threshold = threshold
        self.headline = headline
        self.frozen = frozen
        self.has_table = has_table
        self.rows = rows
        self.row_of = {cell: at for at, row in enumerate(self.rows) for cell in row.cells}
        self.numbers = {cell: 0 for equation in relations.equations for cell in equation}
        self.numbers |= relations.numbers
        self.system = System(relations.equations, self.numbers, self._zeros())
        self.groups = self._groups()
        self.choices = self._choices()
        self.attacker = Attacker(self.system, self._guard())

    # What everybody knows

    def _is_zero(self, row: Row) -> bool:
        if self.past.is_hidden(row.key) or self._stays_missing(row):
            return False
        return row.state != "open" or (row.kind != "ratio" and row.base == 0)

    def _zeros(self) -> set[Cell]:
        """The cells that everybody knows to be 0: printed zeros, and rows that tables lack."""
        zeros = {cell for row in self.rows if self._is_zero(row) for cell in row.cells}
        first = self.relations.quarters[0]
        for cell, number in self.numbers.items():
            if number or cell in self.row_of or cell.side not in (NUMERATOR, DENOMINATOR):
                continue
            if cell.quarter >= first and self.has_table(key_of(cell)):
                zeros.add(cell)
        return zeros

    def _public(self) -> set[Cell]:
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

    def _groups(self) -> list[list[int]]:
        """The revised rows, those that share a sum together: they change together or wait."""
        revised = {at for at, row in enumerate(self.rows) if self.past.is_revised(row)}
        group = {at: at for at in revised}

        def head(at: int) -> int:
            while group[at] != at:
                at = group[at]
            return at

        for equation in self.relations.equations if revised else ():
            members = sorted({self.row_of[c] for c in equation if self.row_of.get(c) in revised})
            for one, other in pairwise(members):
                group[head(other)] = head(one)
        together: dict[int, list[int]] = {}
        for at in sorted(revised):
            together.setdefault(head(at), []).append(at)
        return list(together.values())

    def _choices(self) -> Choices:
        public = self._public()
        self.choice_of = np.arange(len(self.rows))
        hidden = np.zeros(len(self.rows), dtype=bool)
        shown = np.zeros(len(self.rows), dtype=bool)
        cost = np.array([self._cost(row) for row in self.rows], dtype=float)
        for at, row in enumerate(self.rows):
            past = self.past.rows.get(row.key)
            if all(cell in public for cell in row.cells) and row.state == "open":
                shown[at] = True
            elif self.past.is_hidden(row.key) or self._stays_missing(row):
                hidden[at] = True
            elif self._is_zero(row) or (past is not None and past.shown == "value"):
                shown[at] = True
            else:
                hidden[at] = must_hide(row, self.threshold)
        for group in self.groups:
            self.choice_of[group] = group[0]
            waits = any(self._must_wait(self.rows[at]) for at in group)
            hidden[group], shown[group] = waits, False
            cost[group[0]] = WAITING_COST * len(group)
        stands_in: list[set[int]] = [set() for _ in range(len(self.system))]
        for at, row in enumerate(self.rows):
            for unknown in self.system.unknowns(row.cells):
                stands_in[unknown].add(int(self.choice_of[at]))
        places = [tuple(sorted(choices)) for choices in stands_in]
        return Choices(hidden, shown, cost, places, self._follows(shown))

    def _stays_missing(self, row: Row) -> bool:
        past = self.past.rows.get(row.key)
        return past is not None and past.shown == "x" and row.key[0] in self.frozen

    def _must_wait(self, row: Row) -> bool:
        if row.key[0] in self.frozen:
            return True
        return row.state != "open" or row.base == 0 or must_hide(row, self.threshold)

    def _follows(self, shown: np.ndarray) -> list[tuple[int, int]]:
        """A window is not shown while one of its quarters waits: it would tell the revision."""
        revised = {at for group in self.groups for at in group}
        pairs = set()
        for equation in self.relations.equations if revised else ():
            whole = [cell for cell, times in equation.items() if times < 0]
            if len(whole) != 1 or whole[0].period == QUARTER or whole[0] not in self.row_of:
                continue
            new = self.row_of[whole[0]]
            if new in revised or shown[new]:
                continue
            for cell in equation:
                if self.row_of.get(cell) in revised and cell.measure == whole[0].measure:
                    pairs.add((int(self.choice_of[self.row_of[cell]]), new))
        return sorted(pairs)

    def _cost(self, row: Row) -> float:
        measure, period, _, _, breakdown, _ = row.key
        cost = ROW_COST
        if breakdown == ALL:
            county = row.key[3] == self.relations.county
            cost += COUNTY_COST if county else AREA_COST
        return cost + (HEADLINE_COST if period == self.headline[measure] else 0)

    # What is attacked

    def _guard(self) -> Guard:
        size = len(self.system)
        printable = np.array([bool(choices) for choices in self.choices.stands_in], dtype=bool)
        low = (printable & (self.system.numbers > 0)).astype(float)
        high = self.system.numbers + float(REACH)
        for release in self.past.releases:
            self._told(release, low, high)
        small = np.zeros(size, dtype=bool)
        for unknown, number in enumerate(self.system.numbers.tolist()):
            small[unknown] = printable[unknown] and is_small(number, self.threshold)
        soft = np.zeros(size, dtype=bool)
        for cell in self._implied():
            place = self.system.unknown(cell)
            if place is not None and is_small(self.numbers[cell], self.threshold):
                soft[place] |= not small[place] and cell.quarter < self.relations.quarters[0]
                small[place] = True
        return Guard(low, high, small, soft, printable, self.threshold)

    def _implied(self) -> list[Cell]:
        """Counts of people that no table prints, but that sums could give away."""
        return [
            cell
            for cell in self.numbers
            if cell in self.relations.implied
            or (is_people(cell) and cell.side == NUMERATOR and cell not in self.row_of)
        ]

    def _told(self, release: Release, low: np.ndarray, high: np.ndarray) -> None:
        """Adds what an earlier release says of numbers that are still hidden."""
        equations = self.relations.equations
        holding, broken = equations_told(release, equations, self.numbers)
        for equation in holding:
            self.system.add(equation)
        for cell, (least, most) in intervals_told(release, equations, broken).items():
            unknown = self.system.unknown(cell)
            if unknown is not None and least <= self.numbers[cell] <= most:
                low[unknown] = max(low[unknown], least)
                high[unknown] = min(high[unknown], most)
