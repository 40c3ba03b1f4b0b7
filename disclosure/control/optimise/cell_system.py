"""The cells of a release as one linear system, with what is equal merged into one unknown."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from disclosure.control.inputs.cells import DENOMINATOR, NUMERATOR, CountCell
from disclosure.control.inputs.linked_tables import Equation

PRINTED = (NUMERATOR, DENOMINATOR)


class CellSystem:
    """Unknowns 0..n-1, their true numbers, and equations over how far they may be from the truth.

    The true numbers satisfy every equation, so the differences from the truth sum to 0 in each.
    """

    def __init__(
        self, equations: list[Equation], numbers: dict[CountCell, int], zeros: set[CountCell]
    ):
        """`zeros` are cells that everybody knows to be 0."""
        self._heads: dict[CountCell, CountCell] = {}
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
        self.equations: list[dict[int, int]] = []
        self.of_unknown: list[list[int]] = [[] for _ in heads]
        for equation in reduced:
            self._append({self._index[cell]: times for cell, times in equation.items()})

    def __len__(self) -> int:
        return len(self.numbers)

    def unknown(self, cell: CountCell) -> int | None:
        """The unknown that a cell stands for; None where everybody knows it to be 0."""
        return self._index.get(self._head(cell))

    def names(self, unknown: int) -> list[CountCell]:
        """The cells that the unknown stands for."""
        return self._names[unknown]

    def unknowns(self, cells: Iterable[CountCell]) -> tuple[int, ...]:
        """The unknowns of these cells, each once, in order."""
        found = {self.unknown(cell) for cell in cells}
        return tuple(sorted(index for index in found if index is not None))

    def reached(self, unknowns: Iterable[int]) -> set[int]:
        """All unknowns that hang together with these, whatever is hidden."""
        stack = list(unknowns)
        reached = set(stack)
        while stack:
            for index in self.of_unknown[stack.pop()]:
                new = self.equations[index].keys() - reached
                reached |= new
                stack.extend(new)
        return reached

    def add(self, equation: Equation) -> None:
        """One more equation, such as an earlier release gives."""
        terms = self._reduce(equation)
        if terms:
            self._append({self._index[cell]: times for cell, times in terms.items()})

    def _append(self, equation: dict[int, int]) -> None:
        for unknown in equation:
            self.of_unknown[unknown].append(len(self.equations))
        self.equations.append(equation)

    def _head(self, cell: CountCell) -> CountCell:
        while cell in self._heads:
            cell = self._heads[cell]
        return cell

    def _reduce(self, equation: Equation) -> Equation:
        terms: Equation = defaultdict(int)
        for cell, times in equation.items():
            head = self._head(cell)
            if head not in self._zeros:
                terms[head] += times
        return {cell: times for cell, times in terms.items() if times}

    def _merge(self, equations: list[Equation], numbers: dict[CountCell, int]) -> list[Equation]:
        """The equations that are left when equal cells are one and single cells are known."""
        found = True
        while found:  # what one equation settles may settle another
            found = False
            left: dict[tuple[object, int], tuple[CountCell | None, Equation]] = {}
            for equation in equations:
                terms = self._reduce(equation)
                cells = sorted(terms, key=_printed_first)
                if len(cells) == 1 and numbers[cells[0]] == 0:
                    self._zeros.add(cells[0])
                    found = True
                elif len(cells) == 2 and terms[cells[0]] == -terms[cells[1]]:
                    self._heads[cells[1]] = cells[0]
                    found = True
                elif cells:
                    # The same sum with a rest of its own is the same rest.
                    rest = cells[-1] if cells[-1].side not in PRINTED else None
                    total = tuple((cell, terms[cell]) for cell in cells if cell != rest)
                    before = left.setdefault((total, terms[rest] if rest else 0), (rest, terms))[0]
                    if rest is not None and before is not None and before != rest:
                        self._heads[rest] = before
                        found = True
            equations = [terms for _, terms in left.values()]
        return equations


def _printed_first(cell: CountCell) -> tuple[bool, CountCell]:
    return cell.side not in PRINTED, cell
