"""Plans, their aims and activities, each with its delivery and its outcome."""

from dataclasses import dataclass
from itertools import groupby

from dashboard.view_models.judgements import ActivityLink, JudgementView
from dashboard.view_models.measure_pages import MeasureView
from dashboard.view_models.printed_figures import (
    FigureView,
    Sentence,
    SparklineView,
    TableView,
    shorthand_in,
)


@dataclass(frozen=True, slots=True)
class ActivityMeasure:
    """One measure of an activity, in the area that the plan asks about."""

    measure: MeasureView
    area_name: str
    window: str
    now: FigureView | str  #: or the shorthand that says why there is none
    before: FigureView | str | None
    change: str  #: the difference of what is printed; empty where the two are not compared
    target: str
    outcome: JudgementView
    sparkline: SparklineView


@dataclass(frozen=True, slots=True)
class ContractIndicators:
    """A contract's indicators: target and result of each, and what the records say of the same."""

    table: TableView
    compared: tuple[Sentence, ...]


def _window(measure: ActivityMeasure) -> str:
    return measure.window


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity of a plan with everything that is known of it."""

    link: ActivityLink
    area_of_work: str
    activity: str
    evidence: str
    target: str
    milestone: str  #: what is to be reached; empty where the plan names nothing
    due_on: str  #: the plan's own due date in words; empty for none
    measures: tuple[ActivityMeasure, ...]
    summary: str | None
    without: str  #: what is said where there is no data, else ""
    indicators: tuple[ContractIndicators, ...] = ()  #: of the contract that its measures count

    @property
    def table_id(self) -> str:
        """The id of the table of its measures."""
        return f"{self.link.activity_id.lower()}-measures"

    @property
    def windows(self) -> tuple[tuple[str, tuple[ActivityMeasure, ...]], ...]:
        """The measures of each window, with the window in words."""
        return tuple((window, tuple(of)) for window, of in groupby(self.measures, _window))

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand in the figures of its measures, to be explained beside them."""
        return shorthand_in(figure for m in self.measures for figure in (m.now, m.before))


@dataclass(frozen=True, slots=True)
class AimPage:
    """One aim of the current plan with every activity, in the plan's order."""

    plan: str
    plan_title: str
    aim: str
    href: str
    headline: str  #: how far its activities are, and what became of their figures
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """An objective above a plan, and those below it."""

    level: str
    title: str
    below: tuple["ObjectiveView", ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A second plan on one page: the objectives above it, then its tasks by aim."""

    plan: str
    title: str
    note: str
    is_historic: bool
    href: str
    objectives: tuple[ObjectiveView, ...]
    aims: tuple[AimPage, ...]
