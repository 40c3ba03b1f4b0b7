"""The tables of the workbook: no cell is blank, numbers are numbers, shorthand is text."""

from collections.abc import Iterator

import pandas as pd

from dashboard.outputs.data.data_files import harmless
from dashboard.view_models import (
    ActivityRow,
    AimPage,
    FigureView,
    ReleaseView,
    Sentence,
    TableView,
    TopicPage,
)
from dashboard.wording import formatting

NOTHING = "[z]"


def activities_table(aims: list[AimPage]) -> pd.DataFrame:
    """Return the activities of the plans, one row each."""
    rows = [
        (
            activity.link.activity_id,
            aim.plan_title,
            aim.aim,
            activity.area_of_work,
            activity.activity,
            activity.link.lead,
            activity.link.delivery.word,
            _said(activity.link.delivery.reason),
            activity.link.outcome.word,
            _said(activity.link.outcome.reason),
            _said(activity.milestone),
            _said(activity.due_on),
            _said(activity.summary or activity.without),
        )
        for aim in aims
        for activity in aim.activities
    ]
    headings = (
        "Activity", "Plan", "Aim", "Area of work", "What is to be done", "Lead", "Delivery",
        "Reason for delivery", "Outcome", "Reason for outcome", "Milestone", "Due", "Summary",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=headings)


def activity_measures_table(aims: list[AimPage]) -> pd.DataFrame:
    """Return the measures of the activities, one row each."""
    rows = [row for aim in aims for activity in aim.activities for row in _measures_of(activity)]
    headings = (
        "Activity", "Measure", "Area", "Period", "Unit", "This period", "Same period last year",
        "Change (percentage points for percentages)", "Target", "Outcome", "Reason",
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
            each.outcome.word,
            _said(each.outcome.reason),
        )


def figures_table(topic: TopicPage) -> pd.DataFrame:
    """Return a row a measure and area, window or category; a column a quarter, newest first."""
    rows: list[dict[str, object]] = []
    for section in topic.sections:
        for table in section.tables:
            what = table.caption.removeprefix(section.measure.name).lstrip(", ")
            for place, column in enumerate(table.columns):
                row: dict[str, object] = {
                    "Measure": section.measure.name,
                    "Unit": _unit(section.measure.unit),
                    "Coverage": what,
                    "Series": column,
                }
                rows.append(row | {each.label: _cell(each.cells[place]) for each in table.rows})
    return pd.DataFrame(rows, dtype=object).fillna(NOTHING)


def definitions_table(release: ReleaseView) -> pd.DataFrame:
    """Return what each measure counts, one row each."""
    rows = [
        (each.name, each.definition, _unit(each.unit), each.source, _said(each.caveats))
        for each in release.measures
    ]
    return pd.DataFrame(rows, columns=["Measure", "Definition", "Unit", "Source", "Notes"])


def revisions_table(release: ReleaseView) -> pd.DataFrame:
    """Return the revised figures, one row each."""
    rows = [
        (
            each.measure_name,
            each.area_name,
            each.window,
            each.group or "all",
            _number(each.before),
            _cell(each.now),
            _said(each.reason),
        )
        for each in release.revisions
    ]
    headings = ["Measure", "Area", "Period", "Group", "Before", "Now", "Reason"]
    return pd.DataFrame(rows, columns=headings)


def definition_changes_table(release: ReleaseView) -> pd.DataFrame:
    """Return the measures that count something else than in the last release, one row each."""
    rows = [
        [_said(t or "none") for t in (each.measure_name, each.change, each.before, each.now)]
        for each in release.definition_changes
    ]
    return pd.DataFrame(rows, columns=["Measure", "What changed", "Before", "Now"])


def plain_table(table: TableView) -> pd.DataFrame:
    """Return a table of the pages as it stands."""
    rows = [(row.label, *(_cell(cell) for cell in row.cells)) for row in table.rows]
    return pd.DataFrame(rows, columns=[table.corner, *table.columns])


def _cell(cell: object) -> object:
    """Return a figure as a number, or as text where it is shorthand or carries a mark."""
    if isinstance(cell, FigureView):
        if not cell.is_shown:
            return cell.text
        if cell.marks:
            return " ".join((cell.text, *cell.marks))
        return _number(cell.text)
    return _said(cell.text if isinstance(cell, Sentence) else str(cell))


def _unit(unit: str) -> str:
    return "percentage" if unit == "%" else unit


def _said(text: str) -> str:
    """Return a text, or shorthand for one that says nothing: no cell of a table is blank or a dash.

    What gptables would take for a link or a note, or a spreadsheet for a formula, stays a text.
    """
    plain = text.strip().replace("](", "] (").replace("$$", "$ $")
    return harmless(plain) if any(map(str.isalnum, plain)) else NOTHING


def _change(text: str) -> float | int | str:
    """Return a printed change as a number: −3 for `−3 percentage points`, 0 for `the same`."""
    if not text:
        return NOTHING
    if text == formatting.THE_SAME:
        return 0
    number = _number(text.removeprefix("+").split(" ")[0])
    return text if isinstance(number, str) else number


def _number(text: str) -> float | int | str:
    """Return the number that a figure shows: 58 for `58%`, as the unit has its own column."""
    plain = text.removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-")
    try:
        number = float(plain)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
