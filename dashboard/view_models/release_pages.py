"""A release as a whole: its edition and the pages that are not about one topic or plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from dashboard.view_models.measure_pages import Chart, Measure, TopicPage
from dashboard.view_models.plan_pages import AimPage, PlanPage
from dashboard.view_models.printed_figures import CellKey, Figure, Sentence, Table
from dashboard.view_models.rating_scale import ActivityLink, Rating, RatingWord


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

    name: str
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
    window: str  #: when, in words
    group: str  #: the category of a breakdown, else ""
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
    waiting: int = 0  #: figures that stay as they were although a correction changes them
    topics: tuple[tuple[str, int, int], ...] = ()  #: title, cells, and how many are hidden


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
    shorthand: tuple[Term, ...]  #: "[c]", "[n]", "[x]", "[z]", "[p]", "[r]" in words
    scale: tuple[Term, ...]  #: the words of the rating scale and their rules
    measures: tuple[Measure, ...] = field(default=())

    @property
    def charts(self) -> Iterator[Chart]:
        """Every chart of the release, in page order."""
        for topic in self.topics:
            for section in topic.sections:
                yield from section.charts

    @property
    def revised(self) -> Iterator[tuple[Measure, tuple[Revision, ...]]]:
        """The measures with a revised figure, each with its revisions, newest quarter first."""
        for measure in self.measures:
            mine = [r for r in self.revisions if r.key.measure_id == measure.measure_id]
            if mine:
                yield measure, tuple(sorted(mine, key=lambda r: r.key.quarter, reverse=True))
