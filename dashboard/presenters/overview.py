"""The overview: what is on track, what is not, what moved, what is missing."""

from core.windows import QUARTER
from dashboard.presenters.activities import ActivityPresenter, rating_of
from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.lookups.frame_rows import FrameRow
from dashboard.presenters.topics import now_and_before
from dashboard.view_models import (
    RATING_WORDS,
    AimPage,
    CellKey,
    LeadActivities,
    MovedFigure,
    OverviewPage,
    Sentence,
    StatusTotal,
)
from dashboard.wording import formatting
from dashboard.wording.ratings import status_summary
from dashboard.wording.returns import received_sentence

_MOST_MOVED = 5


def overview(
    source: PageInputs,
    activities: ActivityPresenter,
    aims: tuple[AimPage, ...],
    missing: tuple[str, ...],
) -> OverviewPage:
    """Return the overview of the current plan; a historic plan counts in none of its totals."""
    links = [row.link for aim in aims for row in aim.activities]
    totals = tuple(
        StatusTotal(word, tuple(link for link in links if link.status.word == word))
        for word in RATING_WORDS
    )
    leads = {
        link.lead: tuple(other for other in links if other.lead == link.lead) for link in links
    }
    return OverviewPage(
        headline=Sentence(status_summary([link.status.word for link in links])),
        totals=totals,
        moved=_moved(source, activities, {link.activity_id for link in links}),
        received=received_summary(source),
        missing=missing,
        leads=tuple(LeadActivities(lead, tuple(of_lead)) for lead, of_lead in leads.items()),
    )


def received_summary(source: PageInputs) -> Sentence:
    """Return how many of the returns that were due have come, and how many in time."""
    county = source.catalogue.county.area_code
    figures = [
        source.figures.get(CellKey(measure.measure_id, QUARTER, source.latest, county))
        for measure in source.catalogue.measures_of_returns
    ]
    received, on_time, *_ = (*figures, None, None)
    return received_sentence(received, on_time)


def _moved(
    source: PageInputs, activities: ActivityPresenter, current: set[str]
) -> tuple[MovedFigure, ...]:
    """Return the measures that changed by more than chance explains, the greatest change first."""
    found: dict[tuple[str, str], tuple[float, MovedFigure]] = {}
    for row in activities.progress:
        is_current = row.text("activity_id") in current and row.is_true("is_plan_area")
        if is_current and row.text("rule") in ("better", "worse"):
            key = row.text("measure_id"), row.text("area_code")
            found[key] = _size(row), _moved_row(source, row)
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(moved for _, (_, moved) in ordered[:_MOST_MOVED])


def _size(row: FrameRow) -> float:
    change, baseline = row.number("change") or 0.0, row.number("baseline")
    return abs(change) / abs(baseline) if baseline else float("inf")


def _moved_row(source: PageInputs, row: FrameRow) -> MovedFigure:
    measure = source.catalogue.measures[row.text("measure_id")]
    area, window = row.text("area_code"), row.text("period_type")
    now, before = now_and_before(source, measure, window, area)
    if now is None:
        raise ValueError(f"progress rates {measure.measure_id} in {area}, which has no such cell")
    name = f"{measure.name}, {source.catalogue.area_name(area)}"
    said = formatting.headline(measure.kind, now, before)
    return MovedFigure(name, said, rating_of(row), measure.href)
