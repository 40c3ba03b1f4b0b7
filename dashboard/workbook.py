"""The accessible workbook of a release: cover, contents, notes, and one marked table a sheet.

It follows the Government Analysis Function's guidance on spreadsheets: a title above each table,
one header row, no merged or blank cells, shorthand in square brackets and explained.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import gptables
import pandas as pd

from dashboard import words
from dashboard.model import ActivityRow, AimPage, Edition, Figure, Release, Row, Table, TopicPage

FIXED = datetime(2000, 1, 1)
"""The date of making that every workbook states: the same release gives the same bytes."""
NOTHING = "[z]"
_SHEET_NAME_LENGTH = 31


def write_workbook(release: Release, path: Path) -> None:
    """Writes the workbook of a release; the same release gives the same bytes."""
    edition = release.edition
    sheets = dict(_sheets(release))
    workbook = gptables.produce_workbook(
        filename=str(path),
        sheets=sheets,
        cover=_cover(release),
        auto_width=True,
    )
    workbook.set_properties(
        {
            "title": _title(edition),
            "subject": f"{edition.name}, {edition.words}",
            "author": f"{edition.county} domestic abuse partnership",
            "comments": edition.watermark or f"Version {edition.version}",
            "created": FIXED,
        }
    )
    workbook.close()


def _title(edition: Edition) -> str:
    return f"{edition.county} domestic abuse dashboard: {edition.words}"


def _cover(release: Release) -> gptables.Cover:
    edition = release.edition
    standing = [edition.watermark] if edition.watermark else [f"Version {edition.version}"]
    return gptables.Cover(
        title=_title(edition),
        intro=[*standing, f"{edition.name}: {edition.words}.", release.overview.headline.text],
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
    yield _sheet(
        release, "Data received", release.received.table.caption, _frame(release.received.table)
    )
    yield _sheet(release, "Definitions", "What each measure counts", _definitions(release))


def _sheet(
    release: Release, name: str, title: str, table: pd.DataFrame
) -> tuple[str, gptables.GPTable]:
    edition = release.edition
    label = name.replace("/", " ")[:_SHEET_NAME_LENGTH]
    return label, gptables.GPTable(
        table=table,
        table_name=f"table_{''.join(c if c.isalnum() else '_' for c in label.lower())}",
        title=f"{title}, {edition.words}",
        subtitles=[edition.watermark] if edition.watermark else [f"Version {edition.version}"],
        instructions="This sheet holds one table. Shorthand is explained in the notes.",
        source=f"Returns of the agencies of the {edition.county} domestic abuse partnership",
        index_columns={1: 0},
    )


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
        "Activity", "Measure", "Area", "Window", "Unit", "Now", "A year before", "Change",
        "Target", "Rating", "Reason",
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
            _said(each.change),
            _said(each.target),
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
                rows.append(row | {each.label: _in_row(each, place) for each in table.rows})
    return pd.DataFrame(rows).fillna(NOTHING)


def _in_row(row: Row, place: int) -> object:
    return _cell(row.cells[place])


def _definitions(release: Release) -> pd.DataFrame:
    rows = [
        (each.name, each.definition, _unit(each.unit), each.source, _said(each.caveats))
        for each in release.measures
    ]
    return pd.DataFrame(rows, columns=["Measure", "Definition", "Unit", "Source", "Caveats"])


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
    return _said(getattr(cell, "text", cell))


def _unit(unit: str) -> str:
    return "per cent" if unit == "%" else unit


def _said(text: str) -> str:
    """A text, or shorthand for one that says nothing: no cell of a table is blank or a dash."""
    return text if any(map(str.isalnum, text)) else NOTHING


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
