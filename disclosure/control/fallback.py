"""What is given up where hiding alone does not protect: revisions first, then detail (rule 6)."""

from collections.abc import Iterable

from core.windows import ROLLING_YEAR
from disclosure.control.history.revised_rows import ReleaseHistory
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import CountCell, RowKey, is_published
from disclosure.control.inputs.measure_inputs import ALL
from disclosure.control.optimise.constraints import OutOfTime, Unprotectable
from disclosure.control.optimise.problem import ProtectionProblem

LEFT_OUT, BREAKDOWNS, AREAS, WINDOWS, MEASURE = (
    "what an earlier release left out stays out",
    "no breakdown",
    "the county only",
    "the rolling year only",
    "nothing",
)
#: How the new tables of a measure that cannot be protected get coarser, step by step.
STEPS = (LEFT_OUT, BREAKDOWNS, AREAS, WINDOWS, MEASURE)


class FallbackPlan:
    """Which rows a release has, and which stay as an earlier one had them."""

    def __init__(self, past: ReleaseHistory, relations: CellRelations) -> None:
        self.past = past
        self.relations = relations
        self.counties = set(relations.tables.areas["county"])
        self.frozen: set[str] = set()  #: families of measures whose revisions wait
        self.exempt: set[CountCell] = set()  #: cells that leak although nothing new is said of them
        self.silent: set[str] = set()  #: families of measures that say nothing new
        self.steps: dict[str, int] = {}  #: how far the new tables of a measure are coarsened
        self.late: set[str] = set()  #: measures for which there was not time enough
        self.delays = 0  #: how often the time was up

    def has_table(self, key: RowKey) -> bool:
        """Whether the release has a table in which this row could stand."""
        if not is_published(key, self.counties, self.relations.public_counts):
            return False
        steps = STEPS[: self.steps.get(key[0], 0)] if self.past.is_new(key) else ()
        return not any(self._is_dropped(key, step) for step in steps)

    def _is_dropped(self, key: RowKey, step: str) -> bool:
        _, period, quarter, area, breakdown, _ = key
        return {
            LEFT_OUT: quarter <= self.past.last_quarter,
            BREAKDOWNS: breakdown != ALL,
            AREAS: area not in self.counties,
            WINDOWS: period != ROLLING_YEAR,
            MEASURE: True,
        }[step]

    def fall_back(self, attempt: ProtectionProblem, leak: Unprotectable) -> None:
        """Gives up one thing more.

        In the end a family of measures says nothing new at all, and there is nothing to attack.
        """
        cells = [cell for unknown in leak.unknowns for cell in attempt.system.names(unknown)]
        measures = {cell.measure for cell in cells}
        families = {self._family(measure) for measure in measures}
        revised = self._revised(attempt, families)
        if isinstance(leak, OutOfTime):
            self.delays += 1
            self.late |= measures
            self.frozen |= revised
            self._coarsen(attempt, self._of(families))
            return
        if revised:
            self.frozen |= revised
            return
        old = attempt.leaks_anyway(leak.unknowns)
        if old:
            self.exempt.update(*map(attempt.system.names, old))
            return
        self._coarsen(attempt, measures)

    def suppress_further(self, attempt: ProtectionProblem, measures: Iterable[str]) -> None:
        """Gives up one thing more of these measures, whose figures a whole release gave away."""
        revised = self._revised(attempt, {self._family(measure) for measure in measures})
        self.frozen |= revised
        if not revised:
            self._coarsen(attempt, measures)

    def _revised(self, attempt: ProtectionProblem, families: set[str]) -> set[str]:
        """Those of the families of whose revisions some could still wait."""
        rows = [attempt.rows[at] for group in attempt.groups for at in group]
        return families & {self._family(row.key[0]) for row in rows} - self.frozen

    def _of(self, families: set[str]) -> set[str]:
        """The measures of these families."""
        return {each for each in self.relations.tables.present if self._family(each) in families}

    def _coarsen(self, attempt: ProtectionProblem, measures: Iterable[str]) -> None:
        """One step more for these measures; where there is none left, their families are silent."""
        further = {measure: self._next_step(attempt, measure) for measure in measures}
        coarser = {measure: step for measure, step in further.items() if step is not None}
        self.steps |= coarser
        if not coarser:
            families = {self._family(measure) for measure in measures}
            self.silent |= families
            self.steps |= dict.fromkeys(self._of(families), len(STEPS))

    def _next_step(self, attempt: ProtectionProblem, measure: str) -> int | None:
        """The next step that takes a new row away; None where there is none."""
        new = [
            row.key for row in attempt.rows if row.key[0] == measure and self.past.is_new(row.key)
        ]
        for step in range(self.steps.get(measure, 0), len(STEPS)):
            if any(self._is_dropped(key, STEPS[step]) for key in new):
                return step + 1
        return None

    def _family(self, measure: str) -> str:
        return self.relations.family(measure)

    def coarsened(self) -> dict[str, str]:
        """What is left of the new tables of each measure that was coarsened."""
        return {measure: STEPS[count - 1] for measure, count in sorted(self.steps.items())}
