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

from dashboard import words
from dashboard.data_files import harmless
from dashboard.model import (
    ActivityRow,
    AimPage,
    Edition,
    Figure,
    Release,
    Sentence,
    Table,
    TopicPage,
)
from dashboard.quarters import Quarter
from dashboard.workbook_layout import lay_out, lay_out_cover

FIXED = datetime(2000, 1, 1)
"""The date of making that every workbook states: the same release gives the same bytes."""
NOTHING = "[z]"
_SHEET_NAME_LENGTH = 31
#: Above the contents stand a title, whether it is a draft, and instructions.
_CONTENTS_ROW = 3


def write_workbook(release: Release, path: Path) -> None:
    """Writes the workbook of a release; the same release gives the same bytes."""
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
    edition: Edition,
) -> None:
    """Sets widths, heights and print set-up of every sheet."""
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
        lay_out(workbook.get_worksheet_by_name(label), sheet.table, header_row, mark)


def _theme() -> gptables.Theme:
    """The guidance's own look, with every cell's text at the top of its row."""
    theme = deepcopy(gptables.gptheme)
    for look in (theme.data_format, theme.index_1_format, theme.index_2_format):
        look["valign"] = "top"
    return theme


def _standing(edition: Edition) -> str:
    return edition.watermark or f"Version {edition.version}"


def _title(edition: Edition) -> str:
    return f"{edition.county} domestic abuse dashboard: {edition.words}"


def _cover(release: Release) -> gptables.Cover:
    edition = release.edition
    return gptables.Cover(
        title=_title(edition),
        intro=[
            _standing(edition),
            f"{edition.name}: {edition.words}.",
            release.overview.headline.text,
        ],
        about=[
            "Each sheet holds one table, named in the contents. Figures stand by quarter, newest "
            "first. Shorthand such as [c] is explained in the notes.",
            "Small numbers are hidden so that nobody can be found in them."
            if release.hidden.protected
            else "Small numbers are not yet protected.",
        ],
        contact=[f"The {edition.county} domestic abuse partnership's co-ordinator"],
    )


def _notes(release: Release) -> pd.DataFrame:
    notes = [(term.term, term.meaning) for term in (*release.shorthand, *release.scale)]
    return pd.DataFrame(notes, columns=["Shorthand or rating", "What it means"])


def _sheets(release: Release) -> Iterator[tuple[str, gptables.GPTable]]:
    """Every sheet after the contents, by its name."""
    yield _sheet(release, "Notes", "Shorthand and ratings", _notes(release))
    plans = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    yield _sheet(
        release, "Activities", "Activities of the plans and how they stand", _activities(plans)
    )
    yield _sheet(
        release, "Activity measures", "Measures of the activities", _activity_measures(plans)
    )
    for topic in release.topics:
        rows = _figures(topic)
        if not rows.empty:
            yield _sheet(release, topic.title, f"{topic.title}: every measure by quarter", rows)
    yield _sheet(release, "Returns", release.received.table.caption, _frame(release.received.table))
    if release.revisions:
        yield _sheet(release, "Revisions", "What changed since the last release", _changed(release))
    yield _sheet(release, "Definitions", "What each measure counts", _definitions(release))


def _sheet(
    release: Release, name: str, title: str, table: pd.DataFrame
) -> tuple[str, gptables.GPTable]:
    edition = release.edition
    label = _label(name)
    return label, gptables.GPTable(
        table=table,
        table_name=f"table_{''.join(c if c.isalnum() else '_' for c in label.lower())}",
        title=f"{title}, {edition.words}",
        subtitles=[_standing(edition)],
        instructions="This sheet holds one table. Shorthand is explained in the notes.",
        source=f"Returns of the agencies of the {edition.county} domestic abuse partnership",
        index_columns={1: 0},
    )


def _label(name: str) -> str:
    """A name as a sheet's: whole words, without what Excel forbids in one."""
    allowed = " ".join(re.sub(r"[\[\]:*?/\\()]", " ", name).split())
    return shorten(allowed, _SHEET_NAME_LENGTH, placeholder="").removesuffix(" and")


def _activities(aims: list[AimPage]) -> pd.DataFrame:
    rows = [
        (
            activity.link.activity_id,
            aim.plan_title,
            aim.aim,
            activity.area_of_work,
            activity.activity,
            activity.link.lead,
            activity.status.word,
            _said(activity.status.reason),
            activity.milestone.text if activity.milestone else NOTHING,
            _day(activity.milestone.due_on) if activity.milestone else NOTHING,
            _said(activity.summary or activity.without),
        )
        for aim in aims
        for activity in aim.activities
    ]
    headings = (
        "Activity", "Plan", "Aim", "Area of work", "What is to be done", "Lead", "Status",
        "Reason", "Milestone", "Due", "Summary",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=headings)


def _activity_measures(aims: list[AimPage]) -> pd.DataFrame:
    rows = [row for aim in aims for activity in aim.activities for row in _measures_of(activity)]
    headings = (
        "Activity", "Measure", "Area", "Window", "Unit", "Now", "A year before",
        "Change, in points where per cent", "Target", "Rating", "Reason",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=headings)


def _measures_of(activity: ActivityRow) -> Iterator[tuple]:
    for each in activity.measures:
        yield (
            activity.link.activity_id,
            each.measure.name,
            each.area_name,
            each.window,
            _unit(each.measure.unit),
            _cell(each.now),
            _cell(each.before) if each.before else NOTHING,
            _change(each.change),
            _number(_said(each.target)),
            each.rating.word,
            _said(each.rating.reason),
        )


def _figures(topic: TopicPage) -> pd.DataFrame:
    """A row a measure and area, window or category; a column a quarter, newest first."""
    rows: list[dict[str, object]] = []
    for section in topic.sections:
        for table in section.tables:
            what = table.caption.removeprefix(section.measure.name).lstrip(", ")
            for place, column in enumerate(table.columns):
                row: dict[str, object] = {
                    "Measure": section.measure.name,
                    "Unit": _unit(section.measure.unit),
                    "Table": what,
                    "Row": column,
                }
                rows.append(row | {each.label: _cell(each.cells[place]) for each in table.rows})
    return pd.DataFrame(rows).fillna(NOTHING)


def _definitions(release: Release) -> pd.DataFrame:
    rows = [
        (each.name, each.definition, _unit(each.unit), each.source, _said(each.caveats))
        for each in release.measures
    ]
    return pd.DataFrame(rows, columns=["Measure", "Definition", "Unit", "Source", "Caveats"])


def _changed(release: Release) -> pd.DataFrame:
    rows = [
        (
            each.measure_name,
            each.area_name,
            Quarter.parse(each.key.quarter).window(each.key.period_type),
            "all" if each.key.breakdown == "all" else each.key.category.replace("_", " "),
            _number(each.before),
            _cell(each.now),
            _said(each.reason),
        )
        for each in release.revisions
    ]
    headings = ["Measure", "Area", "Window", "Group", "Before", "Now", "Why"]
    return pd.DataFrame(rows, columns=headings)


def _frame(table: Table) -> pd.DataFrame:
    rows = [(row.label, *(_cell(cell) for cell in row.cells)) for row in table.rows]
    return pd.DataFrame(rows, columns=[table.corner, *table.columns])


def _cell(cell: object) -> object:
    """A figure as a number, or as text where it is shorthand or carries a mark."""
    if isinstance(cell, Figure):
        if not cell.is_shown:
            return cell.text
        if cell.marks:
            return " ".join((cell.text, *cell.marks))
        return _number(cell.text)
    return _said(cell.text if isinstance(cell, Sentence) else str(cell))


def _unit(unit: str) -> str:
    return "per cent" if unit == "%" else unit


def _said(text: str) -> str:
    """A text, or shorthand for one that says nothing: no cell of a table is blank or a dash.

    What gptables would take for a link or a note, or a spreadsheet for a formula, stays a text.
    """
    plain = text.strip().replace("](", "] (").replace("$$", "$ $")
    return harmless(plain) if any(map(str.isalnum, plain)) else NOTHING


def _change(text: str) -> float | int | str:
    """A printed change as a number: −3 for `−3 percentage points`, 0 for `no change`."""
    if text == "no change":
        return 0
    return _number(text.removeprefix("+").split(" ")[0]) if text else NOTHING


def _number(text: str) -> float | int | str:
    """The number that a printed figure shows: 58 for `58%`, since the unit has its own column."""
    plain = text.removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-")
    try:
        number = float(plain)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _day(day: object) -> str:
    return words.day_words(day) if day else NOTHING  # type: ignore[arg-type]
