"""The whole release as view models, from the warehouse's tables and the protected values."""

from core.quarter import Quarter
from dashboard.presenters.activities import ActivityPresenter
from dashboard.presenters.areas import area_pages
from dashboard.presenters.catalogue import Catalogue
from dashboard.presenters.chart_series import PageInputs
from dashboard.presenters.figures import FigureIndex, provisional_quarters
from dashboard.presenters.overview import overview, received_sentence
from dashboard.presenters.returns_received import missing, received_page
from dashboard.presenters.topics import topic_pages
from dashboard.presenters.withheld import LeftOutRows
from dashboard.release.protected_values import ReleaseCells
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import (
    GlossaryTerm,
    ProtectionSummary,
    ReleaseEdition,
    ReleaseView,
    RevisedFigure,
)
from dashboard.wording import formatting

#: What a topic's headline adds to its figures, by the rule that rated the county's.
_VERDICTS = {
    "better": "better, by more than chance explains",
    "worse": "worse, by more than chance explains",
    "no_change": "no change beyond chance",
    "too_few": "too few to tell",
}


def present_release(
    tables: WarehouseTables,
    published: ReleaseCells,
    edition: ReleaseEdition,
    revisions: tuple[RevisedFigure, ...] = (),
) -> ReleaseView:
    """Everything that a release of one quarter says; `published` is all that it may say."""
    catalogue = Catalogue(tables)
    quarter = Quarter.parse(edition.quarter)
    quarters = tuple(sorted({*published.values["quarter"], edition.quarter}))
    figures = FigureIndex(
        published.values,
        catalogue.measures,
        revised={revision.key for revision in revisions},
        provisional=provisional_quarters(catalogue, tables.returns, quarters),
        withheld=LeftOutRows(published.values, catalogue, quarters)
        if published.protected
        else None,
    )
    source = PageInputs(catalogue, figures, quarters)
    activities = ActivityPresenter(tables, source, published)
    aims = activities.aims()
    summary = received_sentence(source)
    return ReleaseView(
        edition=edition,
        overview=overview(source, activities, aims, missing(tables, catalogue, quarter)),
        aims=aims,
        plans=activities.plans(),
        topics=topic_pages(source, activities.links, _verdicts(activities, catalogue)),
        areas=area_pages(source),
        received=received_page(tables, catalogue, quarter, summary, protected=published.protected),
        glossary=catalogue.glossary,
        revisions=revisions,
        hidden=_hidden(published, tables),
        shorthand=tuple(
            GlossaryTerm(mark, meaning) for mark, meaning in formatting.SHORTHAND.items()
        ),
        scale=tuple(GlossaryTerm(word, rule) for word, rule in formatting.SCALE.items()),
        measures=tuple(catalogue.measures.values()),
    )


def _verdicts(activities: ActivityPresenter, catalogue: Catalogue) -> dict[str, str]:
    """What may be said of the change of each measure's county figure."""
    found = {}
    for row in activities.progress:
        measure = catalogue.measures.get(row.text("measure_id"))
        verdict = _VERDICTS.get(row.text("rule"))
        is_county = row.text("area_code") == catalogue.county.area_code
        if measure and verdict and is_county and row.text("period_type") == measure.default_window:
            found[measure.measure_id] = verdict
    return found


def _hidden(published: ReleaseCells, tables: WarehouseTables) -> ProtectionSummary:
    cells = published.values
    counts = cells["shown"].value_counts()
    title = tables.measures.set_index("measure_id")["topic_title"]
    by_topic = (cells["shown"] == "c").groupby(cells["measure_id"].map(title)).agg(["size", "sum"])
    return ProtectionSummary(
        protected=published.protected,
        published=int(counts.get("value", 0)),
        hidden=int(counts.get("c", 0)),
        missing=int(counts.get("x", 0)),
        not_applicable=int(counts.get("z", 0)),
        less_detailed=published.less_detailed,
        waiting=published.waiting,
        topics=tuple(
            (str(topic), int(size), int(hidden))
            for topic, size, hidden in by_topic.sort_index().itertuples(name=None)
            if hidden
        ),
    )
