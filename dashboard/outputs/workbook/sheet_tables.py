"""The tables of the workbook: no cell is blank, a figure is a number, its mark stands beside it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from core.quarter import Quarter
from core.windows import QUARTERS_OF_A_YEAR
from dashboard.outputs.data.data_files import harmless
from dashboard.view_models import (
    ActivityRow,
    AimPage,
    FigureView,
    ReleaseView,
    Sentence,
    TableView,
    TableViewRow,
    TopicPage,
)
from dashboard.wording import formatting
from dashboard.wording.window_names import STOCK_HEADING, WINDOW_NAMES

NOTHING = "[z]"
#: In a column of marks: the figure has none.
NO_MARK = "none"
#: In the column of what is published once a year: none of the measure's tables is.
NONE_YEARLY = "none"
#: The columns of a topic's sheet that say which quarters' figures carry which mark.
MARKED = {"[p]": "Provisional", "[r]": "Revised"}
#: The column in which a line is drawn, above a word: no cell of a table is blank.
LINE, ROOM = "Line", "line"


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
        "Change (percentage points for percentages)", "Target", "Outcome", "Reason", "Mark",
        "Numerator", "Denominator", "Mark last year", "Numerator last year",
        "Denominator last year",
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
            *_mark_and_parts(each.now),
            *_mark_and_parts(each.before),
        )


def indicators_table(release: ReleaseView) -> pd.DataFrame:
    """Return the indicators of the contracts that activities rest on, one row each."""
    found = [
        plain_table(each.table).assign(Activity=activity.link.activity_id)
        for activity in release.activities
        for each in activity.indicators
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def figures_table(topic: TopicPage) -> pd.DataFrame:
    """Return a row a measure and area, window or category; a column a quarter, newest first.

    What is published once a year stands in the column of the quarter that ends the year. Then two
    columns say which quarters' figures carry a mark, and one has room for a line.
    """
    spoken_of = topic.sections[0].charts[0].quarters[::-1]
    quarters = [Quarter.parse(quarter).short for quarter in spoken_of]
    rows: list[dict[str, object]] = []
    marked: list[dict[str, str]] = []
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
                figures = {_quarter_of(each, table): each.cells[place] for each in table.rows}
                nothing = formatting.ONCE_A_YEAR if table.is_yearly else NOTHING
                rows.append(row | {q: _cell(figures.get(q, nothing)) for q in quarters})
                marked.append(
                    {name: _quarters_marked(mark, figures) for mark, name in MARKED.items()}
                )
    frame = pd.DataFrame(rows, dtype=object)
    return pd.concat([frame, pd.DataFrame(marked)], axis=1).assign(**{LINE: ROOM})


def _quarter_of(row: TableViewRow, table: TableView) -> str:
    """Return the quarter with which the period of a row ends."""
    return f"Q{QUARTERS_OF_A_YEAR} {row.label}" if table.is_yearly else row.label


def _quarters_marked(mark: str, figures: Mapping[str, object]) -> str:
    """Return the quarters whose figures carry a mark."""
    found = (
        quarter
        for quarter, figure in figures.items()
        if isinstance(figure, FigureView) and mark in figure.marks
    )
    return "; ".join(found) or NO_MARK


def every_figure_table(release: ReleaseView) -> pd.DataFrame:
    """Return every figure of the topics' tables with its labels, one row each."""
    labels = release.explore
    areas = {area.code: area.name for area in labels.areas} if labels else {}
    rows = []
    for topic in release.topics:
        for section in topic.sections:
            figures = (figure for table in section.tables for figure in table.figures)
            for figure in dict.fromkeys(figures):
                key, by, group = figure.key, "all", "all"
                window = (
                    STOCK_HEADING if section.measure.is_stock else WINDOW_NAMES[key.period_type]
                )
                if labels and key.breakdown != "all":
                    by = labels.breakdowns[key.breakdown]
                    group = labels.categories[key.breakdown][key.category]
                rows.append(
                    (
                        topic.title, section.measure.name, _unit(section.measure.unit),
                        window, Quarter.parse(key.quarter).short,
                        areas.get(key.area_code, key.area_code), by, group, _cell(figure),
                        *_mark_and_parts(figure),
                    )
                )  # fmt: skip
    headings = (
        "Topic", "Measure", "Unit", "Period", "Quarter", "Area", "Groups", "Group", "Figure",
        "Mark", "Numerator", "Denominator",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=headings)


def _mark(cell: object) -> str:
    """Return the marks of a figure: `[p]`, `[p] [r]`, or that it has none."""
    return (" ".join(cell.marks) if isinstance(cell, FigureView) else "") or NO_MARK


def _mark_and_parts(cell: object) -> tuple[object, object, object]:
    """Return a figure's mark, and the counts that a percentage is made of."""
    of_text = cell.of_text if isinstance(cell, FigureView) else None
    above, below = of_text or (NOTHING, NOTHING)
    return _mark(cell), _number(above), _number(below)


def definitions_table(release: ReleaseView) -> pd.DataFrame:
    """Return what each measure counts, one row each."""
    rows = [
        (
            each.name, each.definition, _unit(each.unit), each.source, _said(each.caveats),
            "; ".join(each.yearly) or NONE_YEARLY,
        )
        for each in release.measures
    ]  # fmt: skip
    headings = ["Measure", "Definition", "Unit", "Source", "Notes", "Published once a year"]
    return pd.DataFrame(rows, columns=headings)


def revisions_table(release: ReleaseView) -> pd.DataFrame:
    """Return the revised figures, one row each."""
    units = {measure.measure_id: measure.unit for measure in release.measures}
    rows = [
        (
            each.measure_name,
            _unit(units[each.key.measure_id]),
            each.area_name,
            each.window,
            each.group or "all",
            _number(each.before),
            _cell(each.now),
            _mark(each.now),
            _said(each.reason),
        )
        for each in release.revisions
    ]
    headings = [
        "Measure", "Unit", "Area", "Period", "Group", "Before", "Now", "Mark", "Reason",
    ]  # fmt: skip
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
    """Return a figure as a number, or the shorthand that says why there is none."""
    if isinstance(cell, FigureView):
        return _number(cell.text) if cell.is_shown else cell.text
    return _number(_said(cell.text if isinstance(cell, Sentence) else str(cell)))


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
