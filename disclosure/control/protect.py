"""The protected values of a release (docs/disclosure.md)."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from disclosure.control.fallback import FallbackPlan
from disclosure.control.history.earlier_releases import EarlierRelease, EarlierRow, EarlierValues
from disclosure.control.history.known_facts import KnownFacts, read_known_facts
from disclosure.control.history.redefined_measures import hidden_of_others, kinds_as_today
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import (
    HIDDEN,
    SHOWN,
    CountCell,
    CountRow,
    ProtectionLimits,
    RowKey,
    key_of,
    read_rows,
    vanished_row,
)
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import county_of, read_measures, sensitive_kinds
from disclosure.control.inputs.publication_rules import PublicationRules
from disclosure.control.optimise.attack_memory import AttackMemory
from disclosure.control.optimise.leak_search import Attacker
from disclosure.control.optimise.leaks import OutOfTime, Unprotectable
from disclosure.control.optimise.linear_program import Effort
from disclosure.control.optimise.problem import ProtectionProblem, read_problem
from disclosure.control.optimise.problem_inputs import ProblemInputs
from disclosure.control.optimise.suppress import suppress
from disclosure.control.result import Protection, print_rows

#: Each time that the effort is spent, the next less detailed tables get this share of the limits.
GRACE = 0.25


@dataclass(frozen=True)
class ReleaseSources:
    """The tables that a release is protected from.

    `values`: the rows of measures.measure_values of all quarters up to the release's; a true/false
    column `public` marks figures that their owners have published (rule 9). `yearly`: the tables
    that the county's policy has published once a year (rule 7). The others are the catalogue of
    measures and the seeds of their names.
    """

    values: pd.DataFrame
    catalogue: pd.DataFrame
    areas: pd.DataFrame
    breakdowns: pd.DataFrame
    relations: pd.DataFrame
    yearly: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FailedTries:
    """What came of earlier tries to make this release, which an audit failed.

    `measures`: for each try, those whose figures were found out; they are suppressed further, a
    step each time. `seconds`: how much of the time limit went into the tries.
    """

    measures: Sequence[Collection[str]] = ()
    seconds: float = 0.0

    def then(self, measures: Collection[str], seconds: float) -> "FailedTries":
        """Return these with one more."""
        return FailedTries((*self.measures, measures), self.seconds + seconds)


NO_TRIES = FailedTries()


def protect(
    sources: ReleaseSources,
    earlier: Sequence[EarlierValues],
    limits: ProtectionLimits,
    failed: FailedTries = NO_TRIES,
    memory: AttackMemory | None = None,
) -> Protection:
    """Return the values that may be printed, with `shown`, and a report.

    `shown` is 'value', 'c' hidden, 'x' missing, 'z' 0 of 0; a row prints its numerator, denominator
    and value, or none of them. `earlier`: the earlier releases, oldest first. What is not protected
    within the time limit is published with less detail. Rows that are not published at all (rules
    6, 7 and 9) are not handed back; rows that only an earlier release had are, where they must stay
    as they were. `memory`: what attacks came to before; with or without, the values are the same.
    """
    begun = time.process_time()
    effort = Effort(limits.steps, limits.seconds - failed.seconds)
    attempts = _Attempts(sources, earlier, limits, effort, memory or AttackMemory())
    for measures in failed.measures:
        attempts.plan.suppress_further(attempts.problem(), measures)
    while True:
        problem = attempts.problem()
        try:
            hidden = suppress(problem.choices, problem.attacker)
            break
        except OutOfTime as leak:
            effort.extend(limits.steps * GRACE, limits.seconds * GRACE)
            attempts.plan.fall_back(problem, leak)
        except Unprotectable as leak:
            attempts.fall_back(problem, leak)
    protection = print_rows(sources.values, sources.catalogue, problem, hidden, attempts.plan)
    protection.report.attacks = effort.steps
    protection.report.is_stopped_by_clock = effort.is_stopped_by_clock
    protection.report.seconds = time.process_time() - begun
    return protection


class _Attempts:
    """Poses the problem of a release anew as often as something has been given up."""

    def __init__(
        self,
        sources: ReleaseSources,
        earlier: Sequence[EarlierValues],
        limits: ProtectionLimits,
        effort: Effort,
        memory: AttackMemory,
    ) -> None:
        self._effort = effort
        self._memory = memory
        self._attacker: Attacker | None = None  # of the last problem
        kinds = sensitive_kinds(sources.catalogue)
        county = county_of(sources.areas)
        values = sources.values
        catalogue = sources.catalogue
        releases: list[EarlierRelease] = []
        hidden: dict[RowKey, EarlierRow] = {}
        for each in earlier:
            known = kinds_as_today(each.values, kinds, catalogue)
            releases.append(EarlierRelease(each, known, county))
            hidden |= hidden_of_others(each.values, kinds, catalogue)
        self._history = ReleaseHistory.of(releases, county, hidden)
        self._rows = read_rows(values[values["measure_id"].isin(set(kinds))], kinds)
        last_quarter = str(values["quarter"].max())
        self._rows += _vanished_rows(self._rows, self._history, kinds, last_quarter)
        tables = LinkedTables(self._rows, read_measures(sources.catalogue), sources.areas)
        rules = PublicationRules.read(
            sources.areas, sources.breakdowns, sources.relations, sources.yearly
        )
        self._relations = CellRelations(tables, sources.relations, _told(rules, self._history))
        self._facts: KnownFacts = read_known_facts(releases, self._relations, self._rows)
        self._limits = limits
        names = sources.catalogue["measure_id"]
        windows = sources.catalogue["default_window"]
        self._default_window = dict(zip(names, windows, strict=True))
        self.plan = FallbackPlan(self._history, self._relations, rules)

    def problem(self) -> ProtectionProblem:
        """Return the problem that is left after what has been given up so far."""
        rows = [row for row in self._rows if self.plan.has_table(row.key)]
        inputs = ProblemInputs(
            rows=rows,
            relations=self._relations,
            history=self._history,
            facts=self._facts,
            limits=self._limits,
            people=self.plan.rules.people,
            is_yearly=self.plan.rules.is_yearly,
            default_window=self._default_window,
            has_table=self.plan.has_table,
            concessions=self.plan.concessions,
        )
        problem = read_problem(inputs, self._effort, self._memory, self._attacker)
        self._attacker = problem.attacker
        return problem

    def fall_back(self, problem: ProtectionProblem, leak: Unprotectable) -> None:
        """Give up one thing more; where the effort is spent meanwhile, as when the time is up."""
        try:
            self.plan.fall_back(problem, leak)
        except OutOfTime:
            self._effort.extend(self._limits.steps * GRACE, self._limits.seconds * GRACE)
            self.plan.fall_back(problem, OutOfTime(leak.unknowns))


def _told(rules: PublicationRules, history: ReleaseHistory) -> Callable[[CountCell], bool]:
    """Return what tells whether an earlier release has the table of a cell, or any may have it."""

    def is_told(cell: CountCell) -> bool:
        key = key_of(cell)
        return rules.is_published(key) or not history.is_new(key)

    return is_told


def _vanished_rows(
    rows: list[CountRow], history: ReleaseHistory, kinds: dict[str, str], last_quarter: str
) -> list[CountRow]:
    """Return rows that earlier releases printed or hid and in which nothing is counted now."""
    present = {row.key for row in rows}
    return [
        vanished_row(key, kinds[key[0]])
        for key, earlier in sorted(history.rows.items())
        if key not in present and key[2] <= last_quarter and earlier.shown in (SHOWN, HIDDEN)
    ]
