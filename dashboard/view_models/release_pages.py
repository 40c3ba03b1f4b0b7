"""A release as a whole: its edition and the pages that are not about one topic or plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from dashboard.view_models.explore_page import ExplorePage
from dashboard.view_models.judgements import ActivityLink, JudgementView, Mark
from dashboard.view_models.measure_pages import ChartView, MeasureView, TopicPage
from dashboard.view_models.plan_pages import ActivityRow, AimPage, PlanPage
from dashboard.view_models.printed_figures import (
    CellKey,
    FigureView,
    Sentence,
    SparklineView,
    TableView,
    shorthand_in,
)


@dataclass(frozen=True, slots=True)
class AreaPage:
    """An area with a page of its own: the measures that exist at its level, topic by topic.

    The tables have the same columns: the area, the county, last year's, the change, the course.
    """

    area_code: str
    name: str
    level: str
    href: str
    note: str
    table_id: str  #: of all its tables together
    caption: str  #: of all its tables together
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True)
class JudgementTotal:
    """How many activities of the current plan have one code of a judgement, and which."""

    code: str
    word: str
    mark: Mark
    activities: tuple[ActivityLink, ...]


@dataclass(frozen=True, slots=True)
class HeadlineCard:
    """A headline figure: a county's newest figure of a measure, and how it has changed."""

    measure: MeasureView
    now: FigureView | str  #: or the shorthand that says why there is none
    unit: str  #: its noun, if any, and its marks in words
    window: str  #: when, in words
    before: FigureView | None  #: a year before, where the two are compared
    change: str  #: in words, or why the two are not compared
    sparkline: SparklineView

    @property
    def href(self) -> str:
        """Its measure's section, from the site's root."""
        return self.measure.href


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A county's figure that changed significantly from the same period last year."""

    measure_id: str
    name: str
    sentence: Sentence
    outcome: JudgementView
    href: str


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """An activity, or one of its measures, that the Board should look at."""

    activity: ActivityLink
    measure: str  #: the measure's name; empty for the delivery of the activity itself
    judgement: JudgementView


AttentionGroups = tuple[tuple[AttentionItem, ...], ...]
#: So many items for attention stand open on the overview; the others are folded away.
_SEEN_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The first page: headline figures, what has changed, what needs attention, the plan."""

    headline: Sentence
    cards: tuple[HeadlineCard, ...]
    activities: tuple[ActivityLink, ...]  #: of the current plan, in its order
    delivery: tuple[JudgementTotal, ...]
    outcomes: tuple[JudgementTotal, ...]
    changed: tuple[ChangedFigure, ...]  #: the surest first
    attention: tuple[AttentionItem, ...]
    received: Sentence
    missing: tuple[str, ...]

    @property
    def shorthand(self) -> tuple[str, ...]:
        """The shorthand in its headline figures, to be explained beside them."""
        return shorthand_in(card.now for card in self.cards if not card.unit)

    @property
    def attention_groups(self) -> AttentionGroups:
        """What the Board should look at, what has one judgement and one reason together."""
        groups: dict[tuple[bool, str, str], list[AttentionItem]] = {}
        for item in self.attention:
            judgement = item.judgement
            key = (bool(item.measure), judgement.code, judgement.reason)
            groups.setdefault(key, []).append(item)
        return tuple(map(tuple, groups.values()))

    @property
    def first_attention(self) -> AttentionGroups:
        """The first of these groups, as many as a reader takes in at once."""
        return self.attention_groups[: self._seen_at_once]

    @property
    def more_attention(self) -> AttentionGroups:
        """The other groups."""
        return self.attention_groups[self._seen_at_once :]

    @property
    def _seen_at_once(self) -> int:
        sizes = list(accumulate(map(len, self.attention_groups)))
        return max(1, sum(size <= _SEEN_AT_ONCE for size in sizes))


@dataclass(frozen=True, slots=True)
class ReturnsPage:
    """Which returns were due for the quarter and what came."""

    summary: Sentence
    table: TableView
    note: str


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """An entry of the glossary."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """A figure that differs from the last release, and why."""

    key: CellKey
    measure_name: str
    area_name: str
    window: str  #: when, in words
    group: str  #: the category of a breakdown, else ""
    before: str
    now: FigureView
    reason: str


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """A measure that counts something else than in the last release, is new, or is retired."""

    measure_id: str
    measure_name: str
    before: str  #: the definition in the last release; "" for a new measure
    now: str  #: the definition today; "" for a retired measure
    change: str  #: what changed, in sentences


@dataclass(frozen=True, slots=True)
class ProtectionSummary:
    """How many cells of a release are not shown, and why."""

    protected: bool
    published: int
    hidden: int
    missing: int
    not_applicable: int
    less_detailed: tuple[str, ...] = ()  #: what was dropped because it could not be protected
    waiting: int = 0  #: figures that stay as they were although a correction changes them
    waiting_since: str = ""  #: in words, the release that first printed one of them as it was
    topics: tuple[tuple[str, int, int], ...] = ()  #: title, cells, and how many are hidden
    yearly: tuple[str, ...] = ()  #: the tables that are published once a year, by measure


@dataclass(frozen=True, slots=True)
class Download:
    """A file with the same figures as the pages."""

    name: str
    href: str  #: from the site's root
    size: str  #: how large it is, in words


@dataclass(frozen=True, slots=True)
class ReleaseEdition:
    """What kind of release this is: its quarter, version and marks."""

    quarter: str
    words: str  #: "April to June 2019"
    name: str  #: "Quarter 1, 2019-20"
    county: str
    publication_date: date
    next_publication_date: date
    made_on: date | None
    version: int | None
    watermark: str | None  #: stands on every page and sheet of a draft or restricted edition
    is_first: bool = False  #: no release was published before it


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Everything that one release of one quarter says."""

    edition: ReleaseEdition
    overview: OverviewPage
    aims: tuple[AimPage, ...]
    plans: tuple[PlanPage, ...]
    topics: tuple[TopicPage, ...]
    areas: tuple[AreaPage, ...]
    received: ReturnsPage
    glossary: tuple[GlossaryTerm, ...]
    revisions: tuple[RevisedFigure, ...]
    hidden: ProtectionSummary
    shorthand: tuple[GlossaryTerm, ...]  #: "[c]", "[n]", "[x]", "[z]", "[p]", "[r]" in words
    delivery_words: tuple[GlossaryTerm, ...]  #: the words of delivery and what each means
    outcome_words: tuple[GlossaryTerm, ...]  #: the words of outcome and what each means
    test_named: str  #: how a change is tested
    measures: tuple[MeasureView, ...] = field(default=())
    definition_changes: tuple[DefinitionChange, ...] = field(default=())
    explore: ExplorePage | None = None

    @property
    def activities(self) -> Iterator[ActivityRow]:
        """Every activity of every plan, in page order."""
        for aim in (*self.aims, *(aim for plan in self.plans for aim in plan.aims)):
            yield from aim.activities

    @property
    def charts(self) -> Iterator[ChartView]:
        """Every chart of the release, in page order."""
        for topic in self.topics:
            for section in topic.sections:
                yield from section.charts

    @property
    def revised(self) -> Iterator[tuple[MeasureView, tuple[RevisedFigure, ...]]]:
        """The measures with a revised figure, each with its revisions, newest quarter first."""
        for measure in self.measures:
            mine = [r for r in self.revisions if r.key.measure_id == measure.measure_id]
            if mine:
                yield measure, tuple(sorted(mine, key=lambda r: r.key.quarter, reverse=True))
