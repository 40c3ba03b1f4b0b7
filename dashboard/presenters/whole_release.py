"""The whole release as view models, from the warehouse's tables and the protected values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.presenters.activities import ActivityPresenter
from dashboard.presenters.areas import area_pages
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.definition_changes import definition_changes
from dashboard.presenters.explore import explore_page
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.figure_index import FigureIndex, provisional_quarters
from dashboard.presenters.lookups.left_out_rows import LeftOutRows
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.presenters.lookups.shown_progress import ProgressIndex
from dashboard.presenters.overview import overview, received_summary
from dashboard.presenters.published_reviews import published_reviews
from dashboard.presenters.returns_received import missing, received_page
from dashboard.presenters.revised_figures import revised_figures
from dashboard.presenters.topics import topic_pages
from dashboard.release.release_cells import ReleaseCells
from dashboard.release.release_inputs import ReleaseInputs
from dashboard.release.warehouse_tables import WarehouseTables
from dashboard.view_models import (
    DefinitionChange,
    GlossaryTerm,
    ProtectionSummary,
    ReleaseEdition,
    ReleaseView,
    RevisedFigure,
)
from dashboard.wording import formatting
from dashboard.wording.judgement_words import DELIVERY, OUTCOMES, JudgementWord, test_named


@dataclass(frozen=True)
class PresentedRelease:
    """What a release says: its view models for people, and the tables of its data files."""

    view: ReleaseView
    tables: Mapping[str, pd.DataFrame]


def present(inputs: ReleaseInputs, cells: ReleaseCells) -> PresentedRelease:
    """Present the cells of a release, with what it shows differently from the one before."""
    catalogue = Catalogue(inputs.tables)
    tables = inputs.tables
    changes = definition_changes(
        tables.measures, inputs.measures_before(), tables.definition_changes
    )
    before = _counted_as_today(inputs.values_before(), changes)
    revised = revised_figures(cells.values, before, catalogue, inputs.new_returns())
    view = present_release(tables, cells, _edition(inputs, catalogue), revised)
    view = replace(view, definition_changes=changes)
    return PresentedRelease(view, published_tables(tables, cells, view))


def _counted_as_today(
    before: pd.DataFrame | None, changes: Sequence[DefinitionChange]
) -> pd.DataFrame | None:
    """Return the values of the release before, without those of measures that are others now."""
    if before is None:
        return None
    return before[~before["measure_id"].isin([change.measure_id for change in changes])]


def _edition(inputs: ReleaseInputs, catalogue: Catalogue) -> ReleaseEdition:
    received = pd.to_datetime(inputs.tables.submissions["received_at"]).max()
    return ReleaseEdition(
        quarter=str(inputs.quarter),
        words=inputs.quarter.months_in_words,
        name=inputs.quarter.name,
        county=catalogue.county.name,
        publication_date=county_policy().publication_day(inputs.quarter),
        next_publication_date=county_policy().publication_day(inputs.quarter.plus(1)),
        made_on=received.date(),
        version=inputs.version,
        watermark=inputs.kind.watermark,
        is_first=not inputs.releases,
    )


def present_release(
    tables: WarehouseTables,
    published: ReleaseCells,
    edition: ReleaseEdition,
    revisions: tuple[RevisedFigure, ...] = (),
) -> ReleaseView:
    """Everything that a release of one quarter says; `published` is all that it may say."""
    catalogue = Catalogue(tables, published.yearly)
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
    progress = ProgressIndex(tables, published, edition.quarter, quarters[0])
    source = PageInputs(catalogue, figures, quarters, progress)
    activities = ActivityPresenter(tables, source, protected=published.protected)
    aims = activities.aims()
    summary = received_summary(source)
    return ReleaseView(
        edition=edition,
        overview=overview(source, aims, missing(tables, catalogue, quarter)),
        aims=aims,
        plans=activities.plans(),
        topics=topic_pages(source, activities.links, published_reviews(tables, source)),
        areas=area_pages(source),
        received=received_page(tables, catalogue, quarter, summary, protected=published.protected),
        glossary=catalogue.glossary,
        revisions=revisions,
        hidden=_hidden(published, tables, catalogue),
        shorthand=tuple(
            GlossaryTerm(mark, meaning)
            for mark, meaning in formatting.SHORTHAND.items()
            if published.yearly or mark != formatting.ONCE_A_YEAR
        ),
        delivery_words=_terms(DELIVERY),
        outcome_words=_terms(OUTCOMES),
        test_named=test_named(),
        measures=tuple(catalogue.measures.values()),
        explore=explore_page(source),
    )


def _terms(words: Mapping[str, JudgementWord]) -> tuple[GlossaryTerm, ...]:
    return tuple(GlossaryTerm(word.word, word.meaning) for word in words.values())


def _release_in_words(name: str) -> str:
    """Return a release by its months and version; "" for none."""
    quarter, _, version = name.partition("/v")
    return f"{Quarter.parse(quarter).months_in_words}, version {version}" if name else ""


def _hidden(
    published: ReleaseCells, tables: WarehouseTables, catalogue: Catalogue
) -> ProtectionSummary:
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
        waiting_since=_release_in_words(published.waiting_since),
        topics=tuple(
            (str(topic), int(size), int(hidden))
            for topic, size, hidden in by_topic.sort_index().itertuples(name=None)
            if hidden
        ),
        yearly=tuple(
            f"{measure.name}: {formatting.list_in_words(measure.yearly)}"
            for measure in catalogue.measures.values()
            if measure.yearly
        ),
    )
