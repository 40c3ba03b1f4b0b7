"""The accessible workbook of a release: cover, contents, notes, and one marked table a sheet.

It follows the Government Analysis Function's guidance on spreadsheets: a title above each table,
one header row, no merged or blank cells, shorthand in square brackets and explained.
"""

import re
import warnings
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from textwrap import shorten

import gptables
import pandas as pd

from dashboard.outputs.workbook.sheet_layout import (
    beside_each_other,
    draw_lines,
    lay_out,
    lay_out_cover,
)
from dashboard.outputs.workbook.sheet_tables import (
    LINE,
    activities_table,
    activity_measures_table,
    definition_changes_table,
    definitions_table,
    every_figure_table,
    figures_table,
    indicators_table,
    plain_table,
    revisions_table,
)
from dashboard.view_models import ReleaseEdition, ReleaseView
from dashboard.wording.protection_text import NOT_PROTECTED, PROTECTED

FIXED = datetime(2000, 1, 1)
"""The date of making that every workbook states: the same release gives the same bytes."""
_SHEET_NAME_LENGTH = 31
#: Above the contents stand a title, whether it is a draft, and instructions.
_CONTENTS_ROW = 3


def write_workbook(release: ReleaseView, path: Path) -> None:
    """Write the workbook of a release; the same release gives the same bytes."""
    edition = release.edition
    sheets = dict(_sheets(release))
    cover = _cover(release)
    with warnings.catch_warnings():
        # The notes are a sheet of our own: gptables' has a note a number, not a shorthand a row.
        warnings.filterwarnings("ignore", message="No note text provided")
        # It is also written for an older pandas.
        warnings.filterwarnings("ignore", category=pd.errors.Pandas4Warning)
        workbook = gptables.produce_workbook(
            filename=str(path),
            sheets=sheets,
            theme=_theme(),
            cover=cover,
            contentsheet_options={"subtitles": [_standing(edition)]},
            auto_width=False,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )
    _lay_out(workbook, sheets, cover, edition)
    workbook.set_properties(
        {
            "title": _title(edition),
            "subject": f"{edition.name}, {edition.words}",
            "author": f"{edition.county} domestic abuse partnership",
            "comments": _standing(edition),
            "created": FIXED,
        }
    )
    workbook.close()


def _lay_out(
    workbook: gptables.GPWorkbook,
    sheets: dict[str, gptables.GPTable],
    cover: gptables.Cover,
    edition: ReleaseEdition,
) -> None:
    """Set widths, heights and print set-up of every sheet."""
    mark = edition.watermark or ""
    lines = [cover.title, "", *cover.intro, "", *cover.about, "", *cover.contact]
    lay_out_cover(workbook.get_worksheet_by_name(cover.cover_label), lines, cover.width, mark)
    contents = pd.DataFrame(
        [(label, sheet.title) for label, sheet in sheets.items()],
        columns=["Sheet name", "Table description"],
    )
    lay_out(workbook.get_worksheet_by_name("Contents"), contents, _CONTENTS_ROW, mark)
    for label, sheet in sheets.items():
        header_row = sheet.data_range[0]
        worksheet = workbook.get_worksheet_by_name(label)
        lay_out(worksheet, sheet.table, header_row, mark)
        if LINE in sheet.table:
            draw_lines(worksheet, label, sheet.table, header_row)


def _theme() -> gptables.Theme:
    """Return the guidance's own look, with every cell's text at the top of its row."""
    theme = deepcopy(gptables.gptheme)
    for look in (theme.data_format, theme.index_1_format, theme.index_2_format):
        look["valign"] = "top"
    return theme


def _standing(edition: ReleaseEdition) -> str:
    return edition.watermark or f"Version {edition.version}"


def _title(edition: ReleaseEdition) -> str:
    return f"{edition.county} domestic abuse dashboard: {edition.words}"


def _cover(release: ReleaseView) -> gptables.Cover:
    edition = release.edition
    return gptables.Cover(
        title=_title(edition),
        intro=[
            _standing(edition),
            f"{edition.name}: {edition.words}.",
            release.overview.headline.text,
        ],
        about=[
            "Each sheet holds one table, listed in the contents. Figures are by quarter, latest "
            "first. Shorthand such as [c] is explained in the notes. The sheet Figures has one row "
            "for each figure. A line beside a row draws its latest figures, up to the first gap.",
            PROTECTED if release.hidden.protected else NOT_PROTECTED,
        ],
        contact=[f"The {edition.county} domestic abuse partnership's co-ordinator"],
    )


def _notes(release: ReleaseView) -> pd.DataFrame:
    notes = [(term.term, term.meaning) for term in release.shorthand]
    for judgement, terms in (
        ("Delivery", release.delivery_words),
        ("Outcome", release.outcome_words),
    ):
        notes += [(f"{judgement}: {term.term}", term.meaning) for term in terms]
    notes.append(("Significant", release.test_named))
    return pd.DataFrame(notes, columns=["Shorthand or word", "Meaning"])


def _sheets(release: ReleaseView) -> Iterator[tuple[str, gptables.GPTable]]:
    """Return every sheet after the contents, by its name."""
    yield _sheet(release, "Notes", "Shorthand and words", _notes(release))
    plans = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    yield _sheet(
        release, "Activities", "Activities of the plans and their progress", activities_table(plans)
    )
    yield _sheet(
        release, "Activity measures", "Measures of the activities", activity_measures_table(plans)
    )
    indicators = indicators_table(release)
    if not indicators.empty:
        yield _sheet(release, "Contract indicators", "Indicators of contracts", indicators)
    for topic in release.topics:
        rows = figures_table(topic)
        if not rows.empty:
            yield _sheet(release, topic.title, f"{topic.title}: every measure by quarter", rows)
    yield _sheet(release, "Figures", "Every figure, one a row", every_figure_table(release))
    yield _sheet(
        release, "Returns", release.received.table.caption, plain_table(release.received.table)
    )
    if release.revisions:
        yield _sheet(
            release, "Revisions", "Figures revised since the last release", revisions_table(release)
        )
    if release.definition_changes:
        yield _sheet(
            release,
            "Definition changes",
            "Measures with a new definition since the last release",
            definition_changes_table(release),
        )
    yield _sheet(release, "Definitions", "What each measure counts", definitions_table(release))


def _sheet(
    release: ReleaseView, name: str, title: str, table: pd.DataFrame
) -> tuple[str, gptables.GPTable]:
    edition = release.edition
    label = _label(name)
    return label, gptables.GPTable(
        table=table,
        table_name=f"table_{''.join(c if c.isalnum() else '_' for c in label.lower())}",
        title=f"{title}, {edition.words}",
        subtitles=[_standing(edition)],
        instructions="This sheet has one table. Shorthand is explained in the notes.",
        source=f"Returns from the agencies of the {edition.county} domestic abuse partnership",
        index_columns={1: 0},
        additional_formatting=beside_each_other(table),
    )


def _label(name: str) -> str:
    """Return a name as a sheet's: whole words, without what Excel forbids in one.

    A straight apostrophe would end the name in a link to the sheet.
    """
    allowed = " ".join(re.sub(r"[\[\]:*?/\\()]", " ", name).replace("'", "\u2019").split())
    return shorten(allowed, _SHEET_NAME_LENGTH, placeholder="").removesuffix(" and")
