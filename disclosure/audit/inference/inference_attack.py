"""What an attacker computes from the printed figures of all releases together.

Flagged is every hidden count for which fewer than three whole values remain and one of them lies
in 1 to T - 1. When all that remain lie there, the small number is out, whatever it is: an error.
When a larger one or 0 remains too, or when the attacker was given one count of 1, it
depends on the hidden numbers, which this side does not know: possible (`breaches` decides).
A count within the one that was given is no finding: the same person is counted in both.

docs/disclosure.md#rule-2, docs/disclosure.md#rule-3, docs/disclosure.md#rule-6,
docs/disclosure.md#rule-7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from disclosure.audit.findings import (
    CERTAIN,
    CONTRADICTION,
    NOTHING_KNOWN,
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
from disclosure.audit.inference.kept_results import KeptResults, Remaining
from disclosure.audit.inference.relations import collect_unknowns
from disclosure.audit.inference.solution_pool import ENOUGH, SolutionPool
from disclosure.audit.inference.solver import QuestionBudget
from disclosure.audit.inference.unknowns import Unknowns
from disclosure.audit.reader.release_reader import Occurrence, PublishedRelease

MOST = 100_000  # no count of a county is larger: an end for what is otherwise open
MOST_RELAXED = 2


def attack(
    releases: list[PublishedRelease],
    threshold: int = 5,
    knowledge: AttackerKnowledge = NOTHING_KNOWN,
    kept: KeptResults | None = None,
) -> list[Finding]:
    """Return the findings over all releases together.

    Figures that contradict each other as one story (a revised return, an identity that does not
    hold here) are attacked again with the story relaxed; where they still do, that is noted.
    `knowledge`: what the attacker is taken to know beside the bytes. `kept`: what remained in parts
    that were attacked before, which saves time alone.
    """
    relaxed: dict[str, int] = {}
    kept = kept or KeptResults()
    budget = QuestionBudget()
    while True:
        unknowns = collect_unknowns(releases, relaxed, knowledge)
        attacker = _Attack(unknowns, threshold, knowledge, kept, budget)
        findings = attacker.run()
        to_relax = {name for name in attacker.contradicting if relaxed.get(name, 0) < MOST_RELAXED}
        if not to_relax:
            return sorted({*findings, *_contradictions(unknowns, attacker.contradicting)})
        relaxed.update({name: relaxed.get(name, 0) + 1 for name in to_relax})


class _Attack:
    """One attack on all unknowns.

    `contradicting` are the measures whose figures contradict each other. `kept` keeps what remains
    in each part: one that comes again is not solved again.
    """

    def __init__(
        self,
        unknowns: Unknowns,
        threshold: int,
        knowledge: AttackerKnowledge,
        kept: KeptResults,
        budget: QuestionBudget,
    ) -> None:
        self.unknowns = unknowns
        self.threshold = threshold
        self.knowledge = knowledge
        self.kept = kept
        self.budget = budget
        self.contradicting: set[str] = set(unknowns.mismatches)
        hidden = {
            unknown: max(occurrences, key=_tells_best)
            for unknown, occurrences in unknowns.occurrences.items()
        }
        secret = {**unknowns.unpublished(), **hidden}
        self.targets = {n: where for n, where in secret.items() if n not in unknowns.printed}

    def run(self) -> list[Finding]:
        """Return the findings over all components."""
        known = [n for n in self.targets if self.unknowns.system.is_fixed(n)]
        findings = [self._finding(n, [int(self.unknowns.system.lower[n])]) for n in known]
        for component in components(self.unknowns.system):
            try:
                findings += self._component(component)
            except Contradiction:
                self.contradicting |= {
                    self.unknowns.owner[unknown] for unknown in component.unknowns
                }
            except Undecided:
                findings += [
                    self._undecided_finding(n) for n in component.unknowns if n in self.targets
                ]
        return [finding for finding in findings if finding]

    def _component(self, component: EquationComponent) -> list[Finding | None]:
        ends = np.minimum(component.upper, MOST)
        narrowed = tighten(replace(component, upper=ends))
        findings: list[Finding | None] = []
        for position in map(int, np.flatnonzero(narrowed.upper == narrowed.lower)):
            unknown = int(narrowed.unknowns[position])
            if unknown in self.targets:
                findings.append(self._finding(unknown, [int(narrowed.lower[position])]))
        for part in split(narrowed):
            for position, values, given in self._part(part):
                known = None if given is None else self.targets[int(part.unknowns[given])]
                findings.append(self._finding(int(part.unknowns[position]), values, known))
        return findings

    def _part(self, part: EquationComponent) -> list[Remaining]:
        """Return what remains for the targets of a part where it is little."""
        wanted = np.array(
            [n for n, unknown in enumerate(part.unknowns) if unknown in self.targets], dtype=int
        )
        if not len(wanted):
            return []
        ones = np.array([n for n in wanted if self._may_be_one(part.unknowns[n])], dtype=int)
        key = part.fingerprint(wanted, ones, np.array([self.threshold]))
        known = self.kept.find(key)
        if known is not None and self.budget.has(known[1]):
            remaining, questions = known
            self.budget.asked += questions
        else:
            before = self.budget.asked
            remaining = list(self._solve(part, wanted, ones))
            questions = self.budget.asked - before
        self.kept.keep(key, remaining, questions)
        return remaining

    def _solve(
        self, part: EquationComponent, wanted: np.ndarray, ones: np.ndarray
    ) -> Iterator[Remaining]:
        pool = SolutionPool(part, self.budget)
        pool.spread({}, wanted)
        told = set()
        for position in map(int, pool.unsettled({}, wanted)):
            values = pool.values(position, {})
            if self._is_small(values):
                told.add(position)
                yield position, values, None
        secret = np.array([position for position in wanted if position not in told], dtype=int)
        yield from self._singletons(part, pool, ones, secret)

    def _singletons(
        self, part: EquationComponent, pool: SolutionPool, ones: np.ndarray, secret: np.ndarray
    ) -> Iterator[Remaining]:
        """Give each count that may be 1 in turn, and ask for the others again."""
        wholes = part.wholes()
        for given in map(int, ones):
            if not pool.may_be(given, 1):
                continue
            apart = [
                position
                for position in secret
                if position != given and given not in wholes[position]
            ]
            for position, values in self._remaining_given(
                part, pool, given, np.array(apart, dtype=int)
            ):
                if self._is_small(values) and not pool.is_part(position, given):
                    yield position, values, given

    def _remaining_given(
        self, part: EquationComponent, pool: SolutionPool, given: int, others: np.ndarray
    ) -> Iterator[tuple[int, list[int]]]:
        """Yield the few values that remain for others once the given count is known to be 1."""
        lower, upper = part.lower.copy(), part.upper.copy()
        lower[given] = upper[given] = 1
        narrowed = tighten(replace(part, lower=lower, upper=upper))
        may_be_small = (narrowed.lower < self.threshold) & (narrowed.upper > 0)
        others = others[may_be_small[others]]
        is_told = narrowed.lower[others] == narrowed.upper[others]
        for position in others[is_told]:
            yield int(position), [int(narrowed.lower[position])]
        pins = {given: (1.0, 1.0)}
        pool.spread(pins, others[~is_told])
        for position in pool.unsettled(pins, others[~is_told]):
            yield int(position), pool.values(int(position), pins, self.threshold)

    def _may_be_one(self, unknown: int) -> bool:
        return self.knowledge.may_be_one(self.targets[int(unknown)])

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
        rule = UNPUBLISHED if unknown not in self.unknowns.occurrences else "3" if known else "2"
        return Finding(
            release=self.unknowns.releases[release].name,
            rule=rule,
            cell=str(cell),
            part=part,
            message=f"only {left} remains possible{given}",
            severity=CERTAIN if certain else POSSIBLE,
            values=tuple(values),
            known=(str(known[1]), known[2]) if known else None,
        )

    def _undecided_finding(self, unknown: int) -> Finding:
        """Return a finding: not proven safe in the solver's time is not safe."""
        release, cell, part = self.targets[unknown]
        message = "not proven safe within the solver's time"
        return Finding(self.unknowns.releases[release].name, "6", str(cell), message, part=part)


def _tells_best(occurrence: Occurrence) -> tuple[bool, Occurrence]:
    """Return by what a count is called: by its quarter, and as the newest release has it."""
    return occurrence[1].period == "quarter", occurrence


def _contradictions(unknowns: Unknowns, contradicting: set[str]) -> list[Finding]:
    """Return notices of figures that do not agree; where counts stay unattacked, errors."""
    last = unknowns.releases[-1].name
    findings = []
    for measure in sorted(contradicting):
        cell = unknowns.mismatches.get(measure)
        message = (
            "printed figures do not agree" if cell else "figures contradict: cannot be attacked"
        )
        severity = NOTICE if cell else CERTAIN
        findings.append(Finding(last, CONTRADICTION, cell or measure, message, severity))
    return findings
