"""What is given up where suppression alone does not protect.

Revisions of a measure wait where a number of it leaks without any new table too; else new tables
lose detail, docs/disclosure.md#rule-6 says in which order.
"""

from collections.abc import Iterable

from core.windows import ROLLING_YEAR
from disclosure.control.history.earlier_releases import TableKey
from disclosure.control.history.known_facts import now_of
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import RowKey
from disclosure.control.inputs.measure_inputs import ALL
from disclosure.control.inputs.publication_rules import PublicationRules
from disclosure.control.optimise.leaks import OutOfTime, Unprotectable
from disclosure.control.optimise.problem import ProtectionProblem, leaks_anyway
from disclosure.control.optimise.problem_inputs import Concessions

LEFT_OUT, BREAKDOWNS, AREAS, WINDOWS, MEASURE = (
    "what an earlier release left out stays out",
    "no breakdown",
    "the county only",
    "the rolling year only",
    "nothing",
)
#: How the new tables of a measure that cannot be protected lose detail, step by step.
STEPS = (LEFT_OUT, BREAKDOWNS, AREAS, WINDOWS, MEASURE)
PARTS = 3  #: so many steps leave the county's figures as they are


class FallbackPlan:
    """Which rows a release has, and which stay as an earlier one had them."""

    def __init__(
        self, history: ReleaseHistory, relations: CellRelations, rules: PublicationRules
    ) -> None:
        self.history = history
        self.relations = relations
        self.rules = rules
        self.concessions = Concessions()
        self.steps: dict[str, int] = {}  #: how many steps of detail a measure's new tables lost
        self.late: set[str] = set()  #: measures for which there was not time enough

    def has_table(self, key: RowKey) -> bool:
        """Tell whether the release has a table in which this row could stand.

        What an earlier release had stays, whatever the policy says since; what it left out of its
        quarters stays out.
        """
        if not self.history.is_new(key):
            return True
        if self.history.is_left_out(key):
            return False
        steps = STEPS[: self.steps.get(key[0], 0)]
        return self.rules.is_published(key) and not any(
            self._is_dropped(key, step) for step in steps
        )

    def less_detailed(self) -> dict[str, str]:
        """Return what is left of the new tables of each measure that lost detail."""
        stay_out = {key[0] for key in self.history.left_out if self._is_of_this_release(key)}
        lost = {measure: STEPS[count - 1] for measure, count in self.steps.items()}
        return dict(sorted((dict.fromkeys(stay_out, LEFT_OUT) | lost).items()))

    def _is_of_this_release(self, table: TableKey) -> bool:
        measure, period, quarter, breakdown, is_of_county = table
        area = self.rules.county if is_of_county else ""
        if quarter > self.relations.tables.quarters[-1]:
            return False
        return self.rules.is_published((measure, period, quarter, area, breakdown, ""))

    def fall_back(self, problem: ProtectionProblem, leak: Unprotectable) -> None:
        """Give up one thing more.

        In the end a family of measures has no new figure at all, and there is nothing to attack.
        """
        cells = [cell for unknown in leak.unknowns for cell in problem.system.names(unknown)]
        measures = {cell.measure for cell in cells}
        if isinstance(leak, OutOfTime):
            self.late |= measures
            related = self._related(measures)
            self.concessions.frozen |= self._revised(problem, related)
            self._lose_detail(problem, related)
            return
        unavoidable = leaks_anyway(problem, leak.unknowns)
        if not unavoidable:
            self._lose_detail(problem, measures)
            return
        # What leaks from figures that are repeated word for word is no leak of this release.
        todays = {cell.measure for cell in unavoidable if cell == now_of(cell)}
        revised = self._revised(problem, todays)
        self.concessions.frozen |= revised
        if not revised:
            self.concessions.exempt |= unavoidable

    def suppress_further(self, problem: ProtectionProblem, measures: Iterable[str]) -> None:
        """Give up one thing more of these measures, whose figures a whole release gave away."""
        revised = self._revised(problem, self._related(measures))
        self.concessions.frozen |= revised
        if not revised:
            self._lose_detail(problem, measures)

    def _is_dropped(self, key: RowKey, step: str) -> bool:
        _, period, quarter, area, breakdown, _ = key
        return {
            LEFT_OUT: quarter <= self.history.last_quarter,
            BREAKDOWNS: breakdown != ALL,
            AREAS: area != self.rules.county,
            WINDOWS: period != ROLLING_YEAR,
            MEASURE: True,
        }[step]

    def _revised(self, problem: ProtectionProblem, measures: set[str]) -> set[str]:
        """Return those of the measures of whose revisions some could still wait."""
        rows = [problem.inputs.rows[member] for group in problem.groups for member in group]
        return measures & {row.key[0] for row in rows} - self.concessions.frozen

    def _related(self, measures: Iterable[str]) -> set[str]:
        """Return the measures of the families of these."""
        families = {self.relations.family(measure) for measure in measures}
        present = self.relations.tables.present
        return {measure for measure in present if self.relations.family(measure) in families}

    def _lose_detail(self, problem: ProtectionProblem, measures: Iterable[str]) -> None:
        """Go one step further for these measures; where none is left, withdraw their families.

        Before a figure of the county is given up, those that it depends on give up their parts.
        """
        steps = self._next_steps(problem, measures)
        if not steps or max(steps.values()) > PARTS:
            of_parts = self._next_steps(problem, self._related(measures))
            of_parts = {each: step for each, step in of_parts.items() if step <= PARTS}
            steps = of_parts or steps
        self.steps |= steps
        if not steps:
            self.concessions.withdrawn |= {self.relations.family(each) for each in measures}
            self.steps |= dict.fromkeys(self._related(measures), len(STEPS))

    def _next_steps(self, problem: ProtectionProblem, measures: Iterable[str]) -> dict[str, int]:
        """Return how many steps each of these measures has lost then; none for what has none."""
        further = {measure: self._next_step(problem, measure) for measure in measures}
        return {measure: step for measure, step in further.items() if step is not None}

    def _next_step(self, problem: ProtectionProblem, measure: str) -> int | None:
        """Return the next step that takes a new row away; None where there is none."""
        new = [
            row.key
            for row in problem.inputs.rows
            if row.key[0] == measure and self.history.is_new(row.key)
        ]
        for step in range(self.steps.get(measure, 0), len(STEPS)):
            if any(self._is_dropped(key, STEPS[step]) for key in new):
                return step + 1
        return None
