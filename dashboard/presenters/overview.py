"""The overview: what has changed, what needs attention, how the plan stands, what is missing."""

from collections.abc import Mapping

from core.windows import QUARTER
from dashboard.presenters.activities import outcome_of
from dashboard.presenters.latest_figures import latest_figure, now_and_before, printed, sparkline
from dashboard.presenters.lookups.page_inputs import PageInputs
from dashboard.presenters.lookups.shown_progress import ProgressRow
from dashboard.view_models import (
    ActivityLink,
    AimPage,
    AttentionItem,
    CellKey,
    ChangedFigure,
    HeadlineCard,
    JudgementTotal,
    MeasureView,
    OverviewPage,
    Sentence,
)
from dashboard.wording import formatting
from dashboard.wording.judgement_words import (
    DELIVERY,
    OF_THE_PLAN,
    OUTCOMES,
    JudgementWord,
    delivery_summary,
    outcome_summary,
)
from dashboard.wording.progress_text import change_word
from dashboard.wording.returns import received_sentence

#: Deliveries and outcomes of measures that the Board should look at.
_DELIVERIES_TO_SEE = ("overdue", "at_risk")
_OUTCOMES_TO_SEE = ("target_missed", "worse", "wanted_not_met")


def overview(
    source: PageInputs, aims: tuple[AimPage, ...], missing: tuple[str, ...]
) -> OverviewPage:
    """Return the overview of the current plan; a historic plan counts in none of its totals."""
    links = [row.link for aim in aims for row in aim.activities]
    return OverviewPage(
        headline=Sentence(f"{delivery_summary(links, OF_THE_PLAN)} {outcome_summary(links)}"),
        cards=_cards(source),
        activities=tuple(links),
        delivery=_totals(DELIVERY, {link: link.delivery.code for link in links}),
        outcomes=_totals(OUTCOMES, {link: link.outcome.code for link in links}),
        changed=_changed(source),
        attention=_attention(aims),
        received=received_summary(source),
        missing=missing,
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


def _cards(source: PageInputs) -> tuple[HeadlineCard, ...]:
    """Return the county's headline figures, in its order."""
    cards = (_card(source, measure) for measure in source.catalogue.headlines)
    return tuple(card for card in cards if card is not None)


def _card(source: PageInputs, measure: MeasureView) -> HeadlineCard | None:
    county, window = source.catalogue.county.area_code, measure.default_window
    periods = source.periods(measure, window, county)
    latest = latest_figure(source, measure, window, county)
    if latest is None and not periods.is_awaited:
        return None
    return HeadlineCard(
        measure=measure,
        now=printed(latest.now) if latest else formatting.ONCE_A_YEAR,
        unit=formatting.noun_and_marks(latest.now, measure.unit) if latest else "",
        window=formatting.window_alone(measure, periods.newest(county)),
        before=latest.before if latest else None,
        change=latest.change if latest else "",
        sparkline=sparkline(source, periods, county),
    )


def _totals(
    words: Mapping[str, JudgementWord], codes: Mapping[ActivityLink, str]
) -> tuple[JudgementTotal, ...]:
    return tuple(
        JudgementTotal(
            code, word.word, word.mark, tuple(link for link in codes if codes[link] == code)
        )
        for code, word in words.items()
    )


def _changed(source: PageInputs) -> tuple[ChangedFigure, ...]:
    """Return the county's figures that changed significantly, once a measure, the surest first."""
    county = source.catalogue.county.area_code
    found: dict[str, ProgressRow] = {}
    for row in source.progress.rows:
        window = source.catalogue.measures[row["measure_id"]].default_window
        if row["is_significant"] and (row["area_code"], row["period_type"]) == (county, window):
            found.setdefault(row["measure_id"], row)
    ordered = sorted(found.values(), key=lambda row: (row["p_value"], row["measure_id"]))
    return tuple(_changed_figure(source, row) for row in ordered)


def _changed_figure(source: PageInputs, row: ProgressRow) -> ChangedFigure:
    measure = source.catalogue.measures[row["measure_id"]]
    periods = source.periods(measure, row["period_type"], row["area_code"])
    now, before = now_and_before(source, periods, row["area_code"])
    if now is None:
        raise ValueError(f"progress speaks of {measure.measure_id}, which has no such cell")
    said = formatting.headline(measure, now, before, change_word(row))
    outcome = outcome_of(source, measure, row)
    return ChangedFigure(measure.measure_id, measure.name, said, outcome, measure.href)


def _attention(aims: tuple[AimPage, ...]) -> tuple[AttentionItem, ...]:
    """Return what the Board should look at: activities first, then their measures."""
    rows = [row for aim in aims for row in aim.activities]
    items = [
        AttentionItem(row.link, "", row.link.delivery)
        for code in _DELIVERIES_TO_SEE
        for row in rows
        if row.link.delivery.code == code
    ]
    items += [
        AttentionItem(row.link, measure.measure.name, measure.outcome)
        for row in rows
        for measure in row.measures
        if measure.outcome.code in _OUTCOMES_TO_SEE
    ]
    return tuple(items)
