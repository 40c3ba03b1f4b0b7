"""Unknowns that the rows say are equal, made one: a smaller system with the same solutions."""

from __future__ import annotations

from disclosure.audit.inference.equations import EquationRow, EquationSystem, connected


def merge_equals(system: EquationSystem) -> list[int]:
    """Return for each unknown the one that now stands for it; the system is changed in place.

    The others keep their number and bounds but occur in no row. Equal unknowns without a value in
    common are left two, and their row is left to contradict itself.
    """
    stands_for = list(range(len(system.lower)))
    while True:
        equal = [row for row in system.rows if _says_equal(row)] + _same_sums(system.rows)
        newly = _classes(equal, len(stands_for))
        for unknown, stand in enumerate(newly):
            low = max(system.lower[stand], system.lower[unknown])
            high = min(system.upper[stand], system.upper[unknown])
            if low > high:
                newly[unknown] = unknown
            else:
                system.lower[stand], system.upper[stand] = low, high
        if newly == list(range(len(newly))):
            return stands_for
        rows = (_renamed(row, newly) for row in system.rows)
        system.rows = list(dict.fromkeys(row for row in rows if row.terms))
        stands_for = [newly[stand] for stand in stands_for]


def _classes(equal: list[EquationRow], size: int) -> list[int]:
    first = [row.terms[0][0] for row in equal]
    second = [row.terms[1][0] for row in equal]
    _, labels = connected(first, second, size)
    stands_for: dict[int, int] = {}
    return [stands_for.setdefault(int(label), n) for n, label in enumerate(labels)]


def _same_sums(rows: list[EquationRow]) -> list[EquationRow]:
    """Return rows that say equal of two unknowns which are the sum of the same others."""
    equal = []
    sums: dict[frozenset[tuple[int, float]], int] = {}
    for row in rows:
        wholes = [unknown for unknown, value in row.terms if value == -1]
        if row.low == row.high == 0 and len(wholes) == 1:
            same = sums.setdefault(frozenset(row.terms) - {(wholes[0], -1)}, wholes[0])
            if same != wholes[0]:
                equal.append(EquationRow(((same, 1), (wholes[0], -1)), 0, 0))
    return equal


def _says_equal(row: EquationRow) -> bool:
    return row.low == row.high == 0 and sorted(value for _, value in row.terms) == [-1, 1]


def _renamed(row: EquationRow, stands_for: list[int]) -> EquationRow:
    terms: dict[int, float] = {}
    for unknown, value in row.terms:
        stand = stands_for[unknown]
        terms[stand] = terms.get(stand, 0) + value
    return EquationRow(tuple((n, value) for n, value in terms.items() if value), row.low, row.high)
