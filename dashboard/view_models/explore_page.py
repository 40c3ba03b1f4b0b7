"""Every published figure of a release by measure, window and series, to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.view_models.measure_pages import MeasureView
from dashboard.view_models.printed_figures import FigureView


@dataclass(frozen=True, slots=True)
class ExploreSeries:
    """The figures of an area, or of a category of the county's, one for each quarter."""

    breakdown: str  #: empty for an area
    code: str  #: of the area or of the category
    cells: tuple[FigureView | str, ...]  #: or the shorthand that says why there is none


@dataclass(frozen=True, slots=True)
class ExploreMeasure:
    """A measure with its series by window."""

    measure: MeasureView
    topic_title: str
    windows: Mapping[str, tuple[ExploreSeries, ...]]


@dataclass(frozen=True, slots=True)
class ExploreArea:
    """An area that may be chosen."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """What may be chosen, and the figures of each choice."""

    quarters: tuple[str, ...]  #: the oldest first
    county: str
    areas: tuple[ExploreArea, ...]
    breakdowns: Mapping[str, str]
    categories: Mapping[str, Mapping[str, str]]  #: by breakdown, each in words
    measures: tuple[ExploreMeasure, ...]
