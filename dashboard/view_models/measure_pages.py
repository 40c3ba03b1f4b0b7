"""Measures as their pages say them: charts as data, sections, topics."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.view_models.judgements import ActivityLink
from dashboard.view_models.printed_figures import FigureView, Sentence, TableView


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure of the catalogue, in words for people."""

    measure_id: str
    topic: str
    name: str
    definition: str
    kind: str
    is_stock: bool  #: as at a quarter's last day, not counted over the quarter
    unit: str
    polarity: str
    areas: str  #: finest level of area
    breakdowns: tuple[str, ...]
    extracts: tuple[str, ...]
    activities: tuple[str, ...]
    default_window: str  #: the window that pages show first
    caveats: str
    target_kind: str
    target_activity: str  #: the activity that sets the target
    target_area: str
    target_window: str
    target_value: float | None
    target_baseline_year: str  #: the year that a reduction starts from; empty for none
    plan_words: str  #: what the plan itself says of it, where it names no number
    look_back_days: int  #: so many days before a window count for its value too
    source: str  #: who sends what it is made from
    href: str  #: its section on its topic's page, from the site's root
    yearly: tuple[str, ...] = ()  #: which of its tables are published once a year, in words

    @property
    def is_share(self) -> bool:
        """Whether its value is a share, printed in per cent."""
        return self.unit == "%"

    @property
    def anchor(self) -> str:
        """Its id on its topic's page."""
        return self.measure_id.replace("_", "-")


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One place on a chart's line, or one bar."""

    panel: str
    position: int
    label: str  #: quarter or category
    figure: FigureView


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A horizontal line across a chart."""

    kind: Literal["target", "baseline", "benchmark", "mean", "limit"]
    value: float
    label: str
    panel: str
    cells: tuple[str, ...] = ()  #: the cells whose numbers its label quotes


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A day across which nothing is compared, or of an event, as a place between quarters."""

    position: float
    day: date
    what: str
    is_event: bool = False  #: something a reader should know, across which figures are compared


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as data: what is drawn, the headline above it and the words that stand for it."""

    id: str
    kind: Literal["trend", "multiples", "bars"]
    headline: Sentence  #: what it shows
    title: str  #: what is drawn
    description: Sentence
    is_share: bool
    quarters: tuple[str, ...]
    points: tuple[ChartPoint, ...]
    lines: tuple[ReferenceLine, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    shaded: tuple[int, ...] = ()  #: positions whose look-back is truncated
    drawn: str = ""  #: the cells whose numbers are drawn; "*" stands for any
    unchanged: Sentence | None = None  #: what is said instead of drawing what never changes

    @property
    def is_drawn(self) -> bool:
        """Whether there is a course to draw: something is shown, and it changes."""
        return self.unchanged is None and not self.is_blank

    @property
    def panels(self) -> tuple[str, ...]:
        """The names of the panels in the order in which they are drawn."""
        return tuple(dict.fromkeys(point.panel for point in self.points))

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it may be shown."""
        return not any(point.figure.is_shown for point in self.points)

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand of what cannot be drawn, to be explained beside the chart."""
        return tuple(sorted({p.figure.text for p in self.points if not p.figure.is_shown}))


@dataclass(frozen=True, slots=True)
class MeasureSection:
    """A measure on its topic's page, or in a topic's part of the PDF."""

    measure: MeasureView
    headline: Sentence
    charts: tuple[ChartView, ...]
    tables: tuple[TableView, ...]
    remarks: tuple[Sentence, ...]  #: variation, breaks, look-back, target, benchmarks
    activities: tuple["ActivityLink", ...]
    rates: TableView | None = None  #: by area, with intervals, where a population stands behind it


#: The page that a topic stands on: one of its own, the overview, or the one of returns.
Host = Literal["own", "overview", "returns"]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic with all its measures."""

    topic: str
    title: str
    href: str
    sections: tuple[MeasureSection, ...]
    summary: TableView  #: every measure with its newest figure, last year's, change and course
    records: TableView | None = None  #: single things that are public themselves
    host: Host = "own"

    @property
    def has_summary(self) -> bool:
        """Whether its summary is shown: on another page one measure needs none."""
        return self.host == "own" or len(self.sections) > 1

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it may be shown, in any quarter."""
        tables = (table for section in self.sections for table in section.tables)
        return not any(figure.is_shown for table in tables for figure in table.figures)
