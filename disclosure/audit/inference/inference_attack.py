"""What an attacker computes from the printed figures of all releases together (rules 2, 3, 7).

Flagged is every hidden count for which fewer than three whole values remain and one of them lies
in 1 to T - 1. When all that remain lie there, the small number is out, whatever it is: an error.
When a larger one or 0 remains too, or when the attacker was given one count of 1 (rule 3), it
depends on the hidden numbers, which this side does not know: possible (findings.breaches judges).
A count within the one that was given is no finding: the same person is counted in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from disclosure.audit.findings import (
    CERTAIN,
    CONTRADICTION,
    NOTICE,
    POSSIBLE,
    UNPUBLISHED,
    AttackerKnowledge,
    Finding,
)
from disclosure.audit.inference.equations import (
    Contradiction,
    EquationComponent,
    Undecided,
    components,
    split,
    tighten,
)
from disclosure.audit.inference.relations import collect_unknowns
from disclosure.audit.inference.solution_pool import ENOUGH, SolutionPool
from disclosure.audit.inference.unknowns import Occurrence, Unknowns
from disclosure.audit.reader.release_reader import PublishedRelease

MOST = 100_000  # no count of a county is larger: an end for what is otherwise open
LOOSEST = 2
NOTHING_KNOWN = AttackerKnowledge()
Told = tuple[int, list[int], int | None]  # place, values that remain for it, place given as 1


def attack(
    releases: list[PublishedRelease],
    threshold: int = 5,
    supposed: AttackerKnowledge = NOTHING_KNOWN,
) -> list[Finding]:
    """The findings of rules 2, 3 and 7 over all releases together.

    Figures that contradict each other as one story (a revised return, an identity that does not
    hold here) are attacked again with the story loosened; where they still do, that is noted.
    `supposed` names counts that are not to be taken for the same in all releases, those that
    somebody may know as 1 (rule 3), and figures that wait.
    """
    loose: dict[str, int] = {}
    solved: dict[bytes, list[Told]] = {}
    while True:
        book = collect_unknowns(releases, loose, supposed.changed, supposed.waiting)
        attacker = _Attack(book, threshold, supposed, solved)
        found = attacker.run()
        tighter = {name for name in attacker.torn if loose.get(name, 0) < LOOSEST}
        if not tighter:
            return sorted({*found, *_contradictions(book, attacker.torn)})
        loose.update({name: loose.get(name, 0) + 1 for name in tighter})


class _Attack:
    """One attack on a book.

    `torn` are the measures whose figures contradict each other. `solved` keeps what was found in
    each part: one that comes again is not solved again.
    """

    def __init__(
        self,
        book: Unknowns,
        threshold: int,
        supposed: AttackerKnowledge,
        solved: dict[bytes, list[Told]],
    ) -> None:
        self.book = book
        self.threshold = threshold
        self.supposed = supposed
        self.solved = solved
        self.torn: set[str] = set(book.mismatches)
        hidden = {unknown: max(places) for unknown, places in book.places.items()}
        secret = {**book.unpublished(), **hidden}
        self.targets = {n: place for n, place in secret.items() if n not in book.printed}

    def run(self) -> list[Finding]:
        """The findings over all components."""
        known = [n for n in self.targets if self.book.system.is_fixed(n)]
        found = [self._finding(n, [int(self.book.system.lower[n])]) for n in known]
        for component in components(self.book.system):
            try:
                found += self._component(component)
            except Contradiction:
                self.torn |= {self.book.owner[unknown] for unknown in component.unknowns}
            except Undecided:
                found += [self._undecided(n) for n in component.unknowns if n in self.targets]
        return [finding for finding in found if finding]

    def _component(self, component: EquationComponent) -> list[Finding | None]:
        ends = np.minimum(component.upper, MOST)
        narrowed = tighten(replace(component, upper=ends))
        found: list[Finding | None] = []
        for place in np.flatnonzero(narrowed.upper == narrowed.lower):
            unknown = int(narrowed.unknowns[place])
            if unknown in self.targets:
                found.append(self._finding(unknown, [int(narrowed.lower[place])]))
        for part in split(narrowed):
            for at, values, given in self._part(part):
                known = None if given is None else self.targets[int(part.unknowns[given])]
                found.append(self._finding(int(part.unknowns[at]), values, known))
        return found

    def _part(self, part: EquationComponent) -> list[Told]:
        """What remains for the targets of a part where it is little."""
        wanted = np.array(
            [n for n, unknown in enumerate(part.unknowns) if unknown in self.targets], dtype=int
        )
        if not len(wanted):
            return []
        ones = np.array([n for n in wanted if self._may_be_one(part.unknowns[n])], dtype=int)
        key = part.fingerprint(wanted, ones)
        if key not in self.solved:
            self.solved[key] = list(self._solve(part, wanted, ones))
        return self.solved[key]

    def _solve(
        self, part: EquationComponent, wanted: np.ndarray, ones: np.ndarray
    ) -> Iterator[Told]:
        pool = SolutionPool(part)
        pool.spread({}, wanted)
        told = set()
        for place in map(int, pool.unsettled({}, wanted)):
            values = pool.values(place, {})
            if self._is_small(values):
                told.add(place)
                yield place, values, None
        secret = np.array([place for place in wanted if place not in told], dtype=int)
        yield from self._singletons(part, pool, ones, secret)

    def _singletons(
        self, part: EquationComponent, pool: SolutionPool, ones: np.ndarray, secret: np.ndarray
    ) -> Iterator[Told]:
        """Rule 3: each count that may be 1 is given in turn, and the others asked again."""
        wholes = part.wholes()
        for given in map(int, ones):
            if not pool.may_be(given, 1):
                continue
            apart = [place for place in secret if place != given and given not in wholes[place]]
            for place, values in self._told(part, pool, given, np.array(apart, dtype=int)):
                if self._is_small(values) and not pool.is_part(place, given):
                    yield place, values, given

    def _told(
        self, part: EquationComponent, pool: SolutionPool, given: int, others: np.ndarray
    ) -> Iterator[tuple[int, list[int]]]:
        """The few values that remain for others once the given count is known to be 1."""
        lower, upper = part.lower.copy(), part.upper.copy()
        lower[given] = upper[given] = 1
        narrowed = tighten(replace(part, lower=lower, upper=upper))
        may_be_small = (narrowed.lower < self.threshold) & (narrowed.upper > 0)
        others = others[may_be_small[others]]
        is_told = narrowed.lower[others] == narrowed.upper[others]
        for place in others[is_told]:
            yield int(place), [int(narrowed.lower[place])]
        pins = {given: (1.0, 1.0)}
        pool.spread(pins, others[~is_told])
        for place in pool.unsettled(pins, others[~is_told]):
            yield int(place), pool.values(int(place), pins, self.threshold)

    def _may_be_one(self, unknown: int) -> bool:
        if self.supposed.ones is None:
            return True
        place = _, cell, part = self.targets[int(unknown)]
        return (str(cell), part) in self.supposed.ones and self.book.only_grew_since(place)

    def _is_small(self, values: list[int]) -> bool:
        return len(values) < ENOUGH and any(1 <= value < self.threshold for value in values)

    def _finding(
        self, unknown: int, values: list[int], known: Occurrence | None = None
    ) -> Finding | None:
        if not self._is_small(values):
            return None
        release, cell, part = self.targets[unknown]
        certain = known is None and all(1 <= value < self.threshold for value in values)
        left = " or ".join(str(value) for value in values)
        given = f" to whoever knows that {known[1]} {known[2]} is 1" if known else ""
        rule = UNPUBLISHED if unknown not in self.book.places else "3" if known else "2"
        return Finding(
            release=self.book.releases[release].name,
            rule=rule,
            cell=str(cell),
            part=part,
            message=f"only {left} remains possible{given}",
            severity=CERTAIN if certain else POSSIBLE,
            values=tuple(values),
            known=(str(known[1]), known[2]) if known else None,
        )

    def _undecided(self, unknown: int) -> Finding:
        """Not proven safe in the solver's time is not safe (rule 6)."""
        release, cell, part = self.targets[unknown]
        message = "not proven safe within the solver's time"
        return Finding(self.book.releases[release].name, "6", str(cell), message, part=part)


def _contradictions(book: Unknowns, torn: set[str]) -> list[Finding]:
    """Notices of figures that do not agree; where that leaves counts unattacked, errors."""
    last = book.releases[-1].name
    found = []
    for measure in sorted(torn):
        cell = book.mismatches.get(measure)
        message = (
            "printed figures do not agree" if cell else "figures contradict: cannot be attacked"
        )
        severity = NOTICE if cell else CERTAIN
        found.append(Finding(last, CONTRADICTION, cell or measure, message, severity))
    return found
