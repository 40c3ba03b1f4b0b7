"""What a reader takes away from a page: each table as CSV, each chart as SVG, for slides.

With `DAW_CHART_PNG` set each chart is made as PNG too, which takes seconds and megabytes.
"""

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import chain
from pathlib import Path

from dashboard.charts.render import pictures_of
from dashboard.view_models import (
    ActivityRow,
    FigureView,
    ReleaseView,
    SparklineView,
    TableView,
    TableViewRow,
)
from dashboard.wording.download_text import marks_heading, size_in_words

#: The folder of these files, beside the pages.
FOLDER = "take-away"
#: The id of the overview's table of activities.
PLAN_ACTIVITIES = "plan-activities"


def write_take_away(
    release: ReleaseView, drawings: Mapping[str, str], folder: Path
) -> dict[str, str]:
    """Write the tables and drawings of a release below the site's folder.

    Return how large each file is, in words, by its path from the site's root.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    sizes = {}
    for name, content in chain(_tables(release), _drawings(release, drawings)):
        href = f"{FOLDER}/{name}"
        (folder / href).write_bytes(content)
        sizes[href] = size_in_words(len(content))
    return sizes


def _tables(release: ReleaseView) -> Iterator[tuple[str, bytes]]:
    for topic in release.topics:
        if topic.has_summary:
            yield f"{topic.summary.id}.csv", _csv([topic.summary])
        if topic.records:
            yield f"{topic.records.id}.csv", _csv([topic.records])
        for section in topic.sections:
            for table in filter(None, (*section.tables, section.rates)):
                if table.rows:
                    yield f"{table.id}.csv", _csv([table])
    yield f"{release.received.table.id}.csv", _csv([release.received.table])
    yield f"{PLAN_ACTIVITIES}.csv", _csv([_activities(release)])
    for activity in release.activities:
        if activity.measures:
            yield f"{activity.table_id}.csv", _csv([_measures(activity)])
        for indicators in activity.indicators:
            yield f"{indicators.table.id}.csv", _csv([indicators.table])
    for area in release.areas:
        if area.tables:
            yield f"{area.table_id}.csv", _csv(area.tables)


def _activities(release: ReleaseView) -> TableView:
    """Return the activities of the current plan, as the overview's table has them."""
    rows = (
        TableViewRow(link.short_title, (link.lead, link.delivery.word, link.outcome.word))
        for link in release.overview.activities
    )
    columns = ("Lead", "Delivery", "Outcome")
    return TableView(PLAN_ACTIVITIES, "", "Activity", columns, tuple(rows))


def _measures(activity: ActivityRow) -> TableView:
    """Return an activity's measures, as the table on its page has them."""
    rows = (
        TableViewRow(
            each.measure.name,
            (each.area_name, each.now, each.before or "", each.change, each.target,
             each.outcome.word),
            note=each.window,
        )
        for each in activity.measures
    )  # fmt: skip
    columns = ("Area", "This period", "Same period last year", "Change", "Target", "Outcome")
    return TableView(activity.table_id, "", "Measure", columns, tuple(rows))


def _drawings(release: ReleaseView, drawings: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    drawn = {chart.id: str(drawings[chart.id]) for chart in release.charts if chart.is_drawn}
    for name, drawing in drawn.items():
        yield f"{name}.svg", drawing.encode()
    if os.environ.get("DAW_CHART_PNG"):
        for name, picture in zip(drawn, pictures_of(list(drawn.values())), strict=True):
            yield f"{name}.png", picture


def _csv(tables: Iterable[TableView]) -> bytes:
    """Return tables of the same columns as one CSV file; marks stand in columns of their own."""
    given = list(tables)
    rows = [row for table in given for row in table.rows]
    columns = [
        place
        for place in range(len(given[0].columns))
        if not any(isinstance(row.cells[place], SparklineView) for row in rows)
    ]
    marked = {
        place
        for place in columns
        for row in rows
        if isinstance(cell := row.cells[place], FigureView) and cell.is_shown and cell.marks
    }
    has_notes = any(row.note for row in rows)
    lines = StringIO()
    writer = csv.writer(lines)
    heading = [given[0].corner, *(["Period"] if has_notes else [])]
    for place in columns:
        heading += [given[0].columns[place]]
        heading += [marks_heading(given[0].columns[place])] if place in marked else []
    writer.writerow(heading)
    for row in rows:
        line = [row.label, *([row.note] if has_notes else [])]
        for place in columns:
            cell = row.cells[place]
            line.append(_plain(cell))
            if place in marked:
                line.append(" ".join(cell.marks) if isinstance(cell, FigureView) else "")
        writer.writerow(line)
    return lines.getvalue().encode()


def _plain(cell: object) -> str:
    """Return a cell as it is printed, a number without commas, which spreadsheets misread."""
    text = str(getattr(cell, "text", cell))
    is_number = isinstance(cell, FigureView) or re.fullmatch(r"\d{1,3}(,\d{3})+", text)
    return text.replace(",", "") if is_number else text
