"""What charts and tables are made from, and for which periods a release publishes each table."""

from dataclasses import dataclass
from functools import cached_property

from core.quarter import Quarter
from core.windows import QUARTER, QUARTERS_OF_A_YEAR, ROLLING_YEAR
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.figure_index import FigureIndex
from dashboard.presenters.lookups.shown_progress import ProgressIndex, ProgressRow
from dashboard.view_models import CellKey, MeasureView
from dashboard.wording.window_names import period_name


@dataclass(frozen=True, slots=True)
class PublishedPeriods:
    """The windows of a measure's table that a release publishes.

    What is published once a year is so for the financial year, with the release of its last
    quarter. A year that began before the data did is none of these.
    """

    measure: MeasureView
    window: str
    quarters: tuple[str, ...]  #: that the windows end with, the oldest first; none before the first
    latest: str  #: the quarter that the newest ends with, or that the first will
    is_yearly: bool = False

    @property
    def is_awaited(self) -> bool:
        """Whether the first is still to come."""
        return not self.quarters

    @property
    def name(self) -> str:
        """The name by which the words of the window are found."""
        return period_name(self.measure, self.window, is_yearly=self.is_yearly)

    def newest(self, area: str) -> CellKey:
        """Return the cell of an area in the newest window."""
        return CellKey(self.measure.measure_id, self.window, self.latest, area)

    def of_each(self, area: str) -> str:
        """Return the cells of an area in all windows, as a drawing names them."""
        return self.newest(area)._replace(quarter="*").part()

    def label(self, quarter: str) -> str:
        """Return what a table calls the window that ends with a quarter."""
        parsed = Quarter.parse(quarter)
        return parsed.year_words if self.is_yearly else parsed.short


@dataclass(frozen=True)
class PageInputs:
    """What charts and tables are made from."""

    catalogue: Catalogue
    figures: FigureIndex
    quarters: tuple[str, ...]
    progress: ProgressIndex

    @property
    def latest(self) -> str:
        """The quarter of the release."""
        return self.quarters[-1]

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The last quarters of the financial years that the release has and holds in full."""
        return tuple(
            quarter
            for quarter in self.quarters
            if quarter >= str(self._first_year) and _year_end(quarter) == quarter
        )

    @property
    def next_year(self) -> str:
        """The last quarter of the financial year that is published first, before any is."""
        return max(str(self._first_year), _year_end(self.latest))

    @property
    def _first_year(self) -> Quarter:
        first = Quarter.parse(self.quarters[0])
        return Quarter(first.start_year + (first.number > 1), QUARTERS_OF_A_YEAR)

    def periods(
        self, measure: MeasureView, window: str, area: str, breakdown: str = "all"
    ) -> PublishedPeriods:
        """Return for which windows a table is published, where pages would show it in this one.

        The year to date and the rolling year are the same where the financial year ends.
        """
        rules = self.catalogue.publication_rules
        if not rules.is_yearly(measure.measure_id, area, breakdown):
            return PublishedPeriods(measure, window, self.quarters, self.latest)
        window = ROLLING_YEAR if window == QUARTER else window
        latest = self.years[-1] if self.years else self.next_year
        return PublishedPeriods(measure, window, self.years, latest, True)

    def progress_of(self, periods: PublishedPeriods, area: str) -> ProgressRow | None:
        """Return what became of an area's newest figure since a year before, if anything says."""
        return self.progress.of(periods.newest(area))

    def is_compared(self, periods: PublishedPeriods, area: str) -> bool:
        """Return whether an area's newest figure may be laid beside that of a year before."""
        row = self.progress_of(periods, area)
        return row is not None and row["comparison"] == "compared"


def _year_end(quarter: str) -> str:
    return str(Quarter(Quarter.parse(quarter).start_year, QUARTERS_OF_A_YEAR))
