"""What a release says, without a word of HTML: view models for every output.

Pages, workbook, PDF and data files are laid out from these and from nothing else. Every printed
number is a `Figure`, or stands in a `Sentence` that lists the cells it quotes. Nothing here
computes: `dashboard.build` fills these from protected values.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Shown = Literal["value", "c", "x", "z"]
Part = Literal["value", "numerator", "denominator"]
RatingWord = Literal["on track", "at risk", "off track", "not rated", "awaiting", "not shown"]

#: Worst first: an activity's status is the first of these that one of its parts has.
RATING_WORDS: tuple[RatingWord, ...] = (
    "off track", "at risk", "awaiting", "not shown", "on track", "not rated",
)  # fmt: skip


class CellKey(NamedTuple):
    """The name of one row of `measures.measure_values`."""

    measure_id: str
    period_type: str
    quarter: str
    area_code: str
    breakdown: str = "all"
    category: str = "all"

    def part(self, part: str = "value") -> str:
        """The name of one printed part of the row, as pages carry it in `data-cell`."""
        return "|".join((*self, part))


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell as it is printed."""

    key: CellKey
    shown: Shown
    status: str
    value: float | None
    numerator: float | None
    denominator: float | None
    text: str  #: "58%", "1,204", or the shorthand "[c]", "[x]", "[z]"
    of_text: tuple[str, str] | None = None  #: numerator and denominator where both are printed
    marks: tuple[str, ...] = ()  #: "[p]" provisional, "[r]" revised

    def part(self, part: Part = "value") -> str:
        """The name of one printed part of this figure."""
        return self.key.part(part)

    @property
    def is_shown(self) -> bool:
        """Whether a number stands here."""
        return self.shown == "value"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words made from data, and the parts of cells whose numbers they quote, in order."""

    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its header and its cells."""

    label: str
    cells: tuple[Figure | Sentence | str, ...]
    href: str | None = None  #: where the header leads, from the site's root


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row and one header column."""

    id: str
    caption: str
    corner: str  #: header of the first column
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> Iterator[Figure]:
        """Every figure of the table, row by row."""
        for row in self.rows:
            yield from (cell for cell in row.cells if isinstance(cell, Figure))

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand used in the table ("[c]", "[p]", …), to be explained beside it."""
        used = {mark for figure in self.figures for mark in figure.marks}
        used |= {figure.text for figure in self.figures if not figure.is_shown}
        return tuple(sorted(used))


@dataclass(frozen=True, slots=True)
class Point:
    """One place on a chart's line, or one bar."""

    panel: str
    position: int
    label: str  #: quarter or category
    figure: Figure


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line across a chart."""

    kind: Literal["target", "benchmark", "mean", "limit"]
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Break:
    """A day across which nothing is compared, as a place between the chart's quarters."""

    position: float
    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data: what is drawn, the headline above it and the words that stand for it."""

    id: str
    kind: Literal["trend", "multiples", "bars"]
    title: str
    description: Sentence
    is_share: bool
    quarters: tuple[str, ...]
    points: tuple[Point, ...]
    lines: tuple[Line, ...] = ()
    breaks: tuple[Break, ...] = ()
    shaded: tuple[int, ...] = ()  #: positions whose look-back is truncated
    drawn: str = ""  #: the cells whose numbers are drawn; "*" stands for any

    @property
    def panels(self) -> tuple[str, ...]:
        """The names of the panels in the order in which they are drawn."""
        return tuple(dict.fromkeys(point.panel for point in self.points))


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the catalogue, in words for people."""

    measure_id: str
    topic: str
    name: str
    definition: str
    kind: str
    unit: str
    good: str
    areas: str  #: finest level of area
    breakdowns: tuple[str, ...]
    extracts: tuple[str, ...]
    activities: tuple[str, ...]
    is_sensitive: bool
    headline: str  #: the window that pages show first
    caveats: str
    target_area: str
    target_kind: str
    source: str  #: who sends what it is made from
    href: str  #: its section on its topic's page, from the site's root

    @property
    def is_share(self) -> bool:
        """Whether its value is a share, printed in per cent."""
        return self.unit == "%"

    @property
    def anchor(self) -> str:
        """Its id on its topic's page."""
        return self.measure_id.replace("_", "-")


@dataclass(frozen=True, slots=True)
class MeasureSection:
    """A measure on its topic's page, or in a topic's part of the PDF."""

    measure: Measure
    headline: Sentence
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    remarks: tuple[Sentence, ...]  #: variation, breaks, look-back, target, benchmarks
    activities: tuple["ActivityLink", ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic with all its measures."""

    topic: str
    title: str
    href: str
    sections: tuple[MeasureSection, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """A word of the one scale, and the rule or reason beside it."""

    word: RatingWord
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What an activity is to reach, by when, and how it stands."""

    text: str
    target: str
    due_on: date | None
    revised_on: date | None
    completed_on: date | None
    lead_says: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class ActivityMeasure:
    """One measure of an activity, in the area that the plan asks about."""

    measure: Measure
    area_name: str
    window: str
    now: Figure
    before: Figure | None
    change: str
    target: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """An activity's place on its page."""

    activity_id: str
    short_title: str
    href: str
    lead: str
    status: Rating


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity of a plan with everything that is known of it."""

    link: ActivityLink
    area_of_work: str
    activity: str
    evidence: str
    target: str
    milestone: Milestone | None
    measures: tuple[ActivityMeasure, ...]
    summary: str | None
    without: str  #: what is said where there is no data, else ""

    @property
    def status(self) -> Rating:
        """How the activity stands."""
        return self.link.status


@dataclass(frozen=True, slots=True)
class AimPage:
    """One aim of the current plan with every activity, in the plan's order."""

    plan: str
    plan_title: str
    aim: str
    href: str
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective above a plan, and those below it."""

    level: str
    title: str
    below: tuple["Objective", ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A second plan on one page: the objectives above it, then its tasks by aim."""

    plan: str
    title: str
    note: str
    is_historic: bool
    href: str
    objectives: tuple[Objective, ...]
    aims: tuple[AimPage, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """A district or police area: the measures that exist at its level, topic by topic."""

    area_code: str
    name: str
    level: str
    href: str
    note: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """How many activities of the current plan stand at one word of the scale, and which."""

    word: RatingWord
    activities: tuple[ActivityLink, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that moved by more than chance explains."""

    sentence: Sentence
    rating: Rating
    href: str


@dataclass(frozen=True, slots=True)
class LeadActivities:
    """The activities of one lead."""

    lead: str
    activities: tuple[ActivityLink, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: what is on track, what is not, what moved, what is missing."""

    headline: Sentence
    totals: tuple[StatusTotal, ...]
    moved: tuple[Moved, ...]
    received: Sentence
    missing: tuple[str, ...]
    leads: tuple[LeadActivities, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """Which returns were due for the quarter and what came."""

    summary: Sentence
    table: Table
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that differs from the last release, and why."""

    key: CellKey
    measure_name: str
    area_name: str
    before: str
    now: Figure
    reason: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many cells of a release are not shown, and why."""

    protected: bool
    published: int
    hidden: int
    missing: int
    not_applicable: int
    coarsened: tuple[str, ...] = ()  #: what was dropped because it could not be protected


@dataclass(frozen=True, slots=True)
class Edition:
    """What kind of release this is: its quarter, version and marks."""

    quarter: str
    words: str  #: "April to June 2019"
    name: str  #: "Quarter 1, 2019-20"
    county: str
    publication_date: date
    made_on: date | None
    version: int | None
    watermark: str | None  #: stands on every page and sheet of a draft or restricted edition

    @property
    def is_draft(self) -> bool:
        """Whether it has no version: a draft, or the Board's restricted edition."""
        return self.version is None


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that one release of one quarter says."""

    edition: Edition
    overview: Overview
    aims: tuple[AimPage, ...]
    plans: tuple[PlanPage, ...]
    topics: tuple[TopicPage, ...]
    areas: tuple[AreaPage, ...]
    received: Received
    glossary: tuple[Term, ...]
    revisions: tuple[Revision, ...]
    hidden: Hidden
    shorthand: tuple[Term, ...]  #: "[c]", "[x]", "[z]", "[p]", "[r]" in words
    scale: tuple[Term, ...]  #: the words of the rating scale and their rules
    measures: tuple[Measure, ...] = field(default=())

    @property
    def charts(self) -> Iterator[Chart]:
        """Every chart of the release, in page order."""
        for topic in self.topics:
            for section in topic.sections:
                yield from section.charts
