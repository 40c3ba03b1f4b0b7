"""The narrative for the Board as blocks of text: the sentences of the overview and of each aim."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.view_models import (
    ActivityMeasure,
    ActivityRow,
    AimPage,
    JudgementView,
    OverviewPage,
    ReleaseView,
)
from dashboard.wording import board_text

#: The outcome of a measure to which no test applies: its figures alone say what there is.
_UNTOLD = "not_tested"


@dataclass(frozen=True, slots=True)
class NarrativeBlock:
    """A title, a heading, a paragraph or an item of a list."""

    kind: Literal["title", "heading", "subheading", "paragraph", "item"]
    text: str


def narrative_blocks(release: ReleaseView) -> Iterator[NarrativeBlock]:
    """Yield the narrative of a release, in the order in which it is read."""
    edition = release.edition
    yield NarrativeBlock("title", board_text.NARRATIVE.format(county=edition.county))
    standing = edition.watermark or f"Version {edition.version}"
    yield NarrativeBlock("paragraph", f"{edition.name}: {edition.words}. {standing}")
    yield NarrativeBlock("paragraph", board_text.TO_EDIT)
    yield NarrativeBlock("paragraph", board_text.dates(edition))
    yield from _overview(release.overview)
    for aim in release.aims:
        yield from _aim(aim)


def _overview(overview: OverviewPage) -> Iterator[NarrativeBlock]:
    yield NarrativeBlock("heading", "Overview")
    yield NarrativeBlock("paragraph", overview.headline.text)
    yield NarrativeBlock("subheading", "What has changed")
    for changed in overview.changed:
        yield NarrativeBlock("item", f"{changed.name}. {changed.sentence.text}")
    if not overview.changed:
        yield NarrativeBlock("paragraph", board_text.NOTHING_CHANGED)
    yield NarrativeBlock("subheading", "For the Board's attention")
    for each in overview.attention:
        what = ": ".join(filter(None, (each.activity.short_title, each.measure)))
        yield NarrativeBlock("item", f"{what}. {_judged(each.judgement)}")
    if not overview.attention:
        yield NarrativeBlock("paragraph", board_text.NOTHING_TO_SEE)
    yield NarrativeBlock("subheading", "Missing data")
    yield NarrativeBlock("paragraph", overview.received.text)
    for line in overview.missing:
        yield NarrativeBlock("item", line)


def _aim(aim: AimPage) -> Iterator[NarrativeBlock]:
    yield NarrativeBlock("heading", aim.aim)
    yield NarrativeBlock("paragraph", aim.headline)
    for row in aim.activities:
        yield from _activity(row)


def _activity(row: ActivityRow) -> Iterator[NarrativeBlock]:
    link = row.link
    yield NarrativeBlock("subheading", f"{link.activity_id} {link.short_title}")
    yield NarrativeBlock("paragraph", f"Lead: {link.lead}.")
    yield NarrativeBlock("paragraph", f"Delivery: {_judged(link.delivery)}")
    if row.summary:
        yield NarrativeBlock("paragraph", f"The lead's update: {row.summary}")
    yield NarrativeBlock("paragraph", f"Outcome: {_judged(link.outcome)}")
    for measure in row.measures:
        yield NarrativeBlock("item", _figure(measure))


def _judged(judgement: JudgementView) -> str:
    word = judgement.word[:1].upper() + judgement.word[1:]
    return f"{word}. {judgement.reason}".strip()


def _figure(measure: ActivityMeasure) -> str:
    """Return a figure with last year's, and what became of it where a test says so."""
    before, outcome = measure.before, measure.outcome
    told = f"last year {board_text.figure_told(before)}" if before else "no figure last year"
    figure = (
        f"{measure.measure.name}, {measure.area_name}, {measure.window}: "
        f"{board_text.figure_told(measure.now)}; {told}."
    )
    return figure if outcome.code == _UNTOLD else f"{figure} {_judged(outcome)}"
