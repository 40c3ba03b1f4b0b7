"""The cells of a release as one linear system, with what is equal merged into one unknown."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import numpy as np
from scipy.sparse import csr_array

from core.quarter import Quarter
from core.windows import QUARTERS_OF_A_YEAR
from disclosure.control.inputs.cells import DENOMINATOR, NUMERATOR, CountCell
from disclosure.control.inputs.linked_tables import Equation
from disclosure.control.optimise.linear_program import LinearModel

PRINTED_SIDES = (NUMERATOR, DENOMINATOR)


class CellSystem:
    """Unknowns 0..n-1, their true numbers, and equations over how far they may be from the truth.

    The true numbers satisfy every equation, so the differences from the truth sum to 0 in each.
    """

    def __init__(
        self,
        equations: list[Equation],
        numbers: dict[CountCell, int],
        zeros: set[CountCell],
        known_sums: Iterable[Equation] = (),
    ) -> None:
        """`zeros`: cells that everybody knows to be 0; `known_sums`: what earlier releases add."""
        self._aliases: dict[CountCell, CountCell] = {}  # a cell, and one that is equal to it
        self.known_zeros = frozenset(zeros)
        self._zeros = set(zeros)
        reduced = self._merge(equations, numbers)
        heads = sorted({self._head(cell) for cell in numbers} - self._zeros)
        self._index = {cell: index for index, cell in enumerate(heads)}
        self._names: list[list[CountCell]] = [[] for _ in heads]
        for cell in numbers:
            unknown = self.unknown(cell)
            if unknown is not None:
                self._names[unknown].append(cell)
        self.numbers = np.array([numbers[cell] for cell in heads], dtype=np.int64)
        #: The quarter, counted on, with which the window of each ends.
        self.quarters = np.array([_counted_on(cell.quarter) for cell in heads], dtype=np.int64)
        reduced += filter(None, map(self._reduce, known_sums))
        self.equations: list[dict[int, int]] = [
            {self._index[cell]: times for cell, times in terms.items()} for terms in reduced
        ]
        self.of_unknown: list[list[int]] = [[] for _ in heads]
        for number, equation in enumerate(self.equations):
            for unknown in equation:
                self.of_unknown[unknown].append(number)
        #: A row per unknown, a column per equation.
        self.incidence = self.matrix(self.equations).T.tocsr()
        self.by_equation = self.incidence.T.tocsr()

    def __len__(self) -> int:
        return len(self.numbers)

    def matrix(self, equations: Iterable[dict[int, int]]) -> csr_array:
        """Return a row per equation, a column per unknown."""
        model = LinearModel()
        for equation in equations:
            model.add(equation)
        return model.matrix(len(self))

    def unknown(self, cell: CountCell) -> int | None:
        """Return the unknown that a cell stands for; None where everybody knows it to be 0."""
        return self._index.get(self._head(cell))

    def names(self, unknown: int) -> list[CountCell]:
        """Return the cells that the unknown stands for."""
        return self._names[unknown]

    def unknowns(self, cells: Iterable[CountCell]) -> tuple[int, ...]:
        """Return the unknowns of these cells, each once, in order."""
        indices = {self.unknown(cell) for cell in cells}
        return tuple(sorted(index for index in indices if index is not None))

    def mask(self, cells: Iterable[CountCell]) -> np.ndarray:
        """Return which unknowns stand for one of these cells."""
        mask = np.zeros(len(self), dtype=bool)
        mask[list(self.unknowns(cells))] = True
        return mask

    def _head(self, cell: CountCell) -> CountCell:
        while cell in self._aliases:
            cell = self._aliases[cell]
        return cell

    def _reduce(self, equation: Equation) -> Equation:
        terms: Equation = defaultdict(int)
        for cell, times in equation.items():
            head = self._head(cell)
            if head not in self._zeros:
                terms[head] += times
        return {cell: times for cell, times in terms.items() if times}

    def _merge(self, equations: list[Equation], numbers: dict[CountCell, int]) -> list[Equation]:
        """Return the equations that are left when equal cells are one and single cells are known.

        What one equation settles may settle another, so this is repeated until nothing changes. An
        equal cell is replaced by the one that is printed, or comes first by name.
        """
        has_changed = True
        while has_changed:
            has_changed = False
            remaining: dict[tuple[object, int], tuple[CountCell | None, Equation]] = {}
            for equation in equations:
                terms = self._reduce(equation)
                cells = sorted(terms, key=_printed_first)
                if len(cells) == 1 and numbers[cells[0]] == 0:
                    self._zeros.add(cells[0])
                    has_changed = True
                elif len(cells) == 2 and terms[cells[0]] == -terms[cells[1]]:
                    self._aliases[cells[1]] = cells[0]
                    has_changed = True
                elif cells:
                    # The same sum with a rest, or a whole, of its own is the same rest.
                    rest = _defined(terms, cells)
                    total = tuple((cell, terms[cell]) for cell in cells if cell != rest)
                    name = total, terms[rest] if rest else 0
                    known_rest = remaining.setdefault(name, (rest, terms))[0]
                    if rest is not None and known_rest is not None and known_rest != rest:
                        self._aliases[rest] = known_rest
                        has_changed = True
            equations = [terms for _, terms in remaining.values()]
        return equations


def _printed_first(cell: CountCell) -> tuple[bool, CountCell]:
    return cell.side not in PRINTED_SIDES, cell


def _defined(terms: Equation, cells: list[CountCell]) -> CountCell | None:
    """Return the cell that an equation defines: a rest that no table prints, or a whole."""
    if cells[-1].side not in PRINTED_SIDES:
        return cells[-1]
    wholes = [cell for cell in cells if terms[cell] < 0]
    return wholes[0] if len(wholes) == 1 else None


@cache
def _counted_on(quarter: str) -> int:
    parsed = Quarter.parse(quarter)
    return QUARTERS_OF_A_YEAR * parsed.start_year + parsed.number
