"""What the Board's pack prints beside what the annex prints: its choice of a release, in order."""

from collections.abc import Sequence
from typing import Any

from core.area_levels import area_levels
from core.county import this_county
from core.quarter import Quarter
from dashboard.charts import palette
from dashboard.outputs.pdf.pdf_content import judged, printed_cell, table_content
from dashboard.view_models import AreaPage, HeadlineCard, JudgementTotal, ReleaseView, TableView
from dashboard.wording import board_text
from dashboard.wording.protection_text import protection_lines

#: Pages of the pack, and how many of them are not of aims: cover, overview, areas, data received.
MOST_PAGES, _OTHER_PAGES = 12, 5
_CHANGES = 7
#: The columns of the table of returns that say that one has come whole and in time.
_FINAL = "final"


def pack_content(release: ReleaseView) -> dict[str, Any]:
    """Return what the layout of the Board's pack prints, as plain lists and words."""
    overview, edition = release.overview, release.edition
    return {
        "title": board_text.PACK.format(county=edition.county),
        "dates": board_text.dates(edition),
        "contact": board_text.contact_lines(this_county().contact),
        "more": board_text.MORE,
        "left": board_text.LEFT,
        "cards": [_card(place, card) for place, card in enumerate(overview.cards)],
        "changed": [
            [f"{each.name}: {each.sentence.text}", judged(each.outcome)]
            for each in overview.changed[:_CHANGES]
        ],
        "more_changed": board_text.more_changed(len(overview.changed[_CHANGES:])),
        "delivery": _bar(overview.delivery),
        "outcome": _bar(overview.outcomes),
        "aim_pages": _aim_pages(len(release.aims)),
        "areas": _areas(release),
        "not_in_full": _not_in_full(release.received.table),
        "cautions": _cautions(release),
    }


def _card(place: int, card: HeadlineCard) -> dict[str, str]:
    """Return a headline figure as it stands on the overview, and the file of its drawing."""
    before = board_text.SAME_PERIOD.format(figure=printed_cell(card.before)) if card.before else ""
    return {
        "title": card.measure.name,
        "figure": printed_cell(card.now),
        "unit": card.unit,
        "window": card.window,
        "before": before,
        "change": " ".join(f"{said}." for said in (card.change, card.sparkline.unchanged) if said),
        "file": card_file(place) if card.sparkline.is_drawn else "",
        "alt": card.sparkline.text,
    }


def card_file(place: int) -> str:
    """Return the file of a headline figure's drawing, by its place."""
    return f"card-{place}.svg"


def _bar(totals: tuple[JudgementTotal, ...]) -> list[list[Any]]:
    """Return the parts of a bar: what each is called, how long it is and the colour of its mark."""
    grey = {"neutral": palette.LINE, "waiting": palette.QUIET, "hidden": palette.QUIET}
    return [
        [
            {"word": total.word},
            len(total.activities),
            grey.get(total.mark) or palette.MARK_COLOURS[total.mark],
        ]
        for total in totals
        if total.activities
    ]


def _aim_pages(count: int) -> list[list[int]]:
    """Return which aims stand on which page: one each, or several where there would be too many."""
    pages = min(count, MOST_PAGES - _OTHER_PAGES)
    return [[aim for aim in range(count) if aim * pages // count == page] for page in range(pages)]


def _areas(release: ReleaseView) -> list[dict[str, Any]]:
    """Return a table for each level of areas: a row a measure, a column an area."""
    shown = [area for area in release.areas if area.tables]
    levels = dict.fromkeys(area.level for area in shown)
    return [_level(release, level, [a for a in shown if a.level == level]) for level in levels]


def _level(release: ReleaseView, level: str, areas: Sequence[AreaPage]) -> dict[str, Any]:
    """Return the measures of a level's areas side by side, with the county's.

    Each measure has a rank: the first of each topic come before the second of any.
    """
    county = release.edition.county
    tables = areas[0].tables
    places = [(row, topic) for topic, table in enumerate(tables) for row in range(len(table.rows))]
    ranks = {place: rank for rank, place in enumerate(sorted(places))}
    return {
        "caption": board_text.BY_AREA.format(level=area_levels()[level].singular),
        "head": ["Measure", *(area.name for area in areas), county],
        "rows": [
            {
                "rank": ranks[row, topic],
                "label": table.rows[row].label,
                "note": table.rows[row].note,
                "cells": [
                    *(_figure_in(area.tables[topic], row, area.name) for area in areas),
                    _figure_in(table, row, county),
                ],
            }
            for topic, table in enumerate(tables)
            for row in range(len(table.rows))
        ],
    }


def _figure_in(table: TableView, row: int, area_name: str) -> str:
    """Return the figure of an area in a row of a page's table, as it is printed."""
    column = next(n for n, heading in enumerate(table.columns) if heading.startswith(area_name))
    return printed_cell(table.rows[row].cells[column])


def _not_in_full(table: TableView) -> dict[str, Any]:
    """Return the table of returns without those that came in time and are final."""
    on_time = table.columns.index("On time")
    kept = [
        row for row in table.rows if row.cells[on_time] != "yes" or str(row.cells[-1]) != _FINAL
    ]
    return {
        **table_content(table),
        "caption": board_text.NOT_IN_FULL,
        "rows": [[row.label, *map(printed_cell, row.cells)] for row in kept],
    }


def _cautions(release: ReleaseView) -> list[str]:
    """Return what to bear in mind when reading the figures, most important first."""
    year_before = Quarter.parse(release.edition.quarter).plus(-4)
    breaks = [each for chart in release.charts for each in chart.breaks]
    return [
        *board_text.breaks_told(breaks, year_before.first_day),
        *board_text.redefined(each.measure_name for each in release.definition_changes),
        board_text.revised(len(release.revisions)),
        *protection_lines(release.hidden),
        *(f"{term.term} {term.meaning}." for term in release.shorthand),
        release.test_named,
        release.received.note,
    ]
