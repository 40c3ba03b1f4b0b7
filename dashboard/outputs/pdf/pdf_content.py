"""What the PDF of a release prints, as plain lists and words for its layout."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.area_levels import area_levels
from dashboard.charts import palette
from dashboard.view_models import (
    ActivityRow,
    AimPage,
    AreaPage,
    ChartView,
    DefinitionChange,
    FigureView,
    GlossaryTerm,
    JudgementTotal,
    JudgementView,
    Mark,
    MeasureSection,
    ObjectiveView,
    ReleaseView,
    RevisedFigure,
    TableView,
    TableViewRow,
)
from dashboard.wording import changed_definitions, formatting
from dashboard.wording.area_text import area_pages_title
from dashboard.wording.board_text import figure_told
from dashboard.wording.protection_text import protection_lines

#: So many quarters stand side by side on A4; pages, workbook and data files have all of them.
QUARTERS = 8
#: The shape of each mark, which says it as well as its colour.
_SHAPES: dict[Mark, str] = {
    "good": "●",
    "warning": "▲",
    "bad": "■",
    "waiting": "○",
    "neutral": "–",
    "hidden": "×",
}
#: What a caption, and a line of a table, take of a column, in points.
_CAPTION, _LINE = 24, 11


def content_of(release: ReleaseView, sizes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return what the layout prints, as plain lists and words."""
    edition, overview = release.edition, release.overview
    return {
        "title": f"{edition.county} domestic abuse dashboard",
        "colours": {
            "blue": palette.BLUE,
            "mark": palette.PLUM,
            "quiet": palette.QUIET,
            "line": palette.LINE,
            "pale": palette.PALE,
        },
        "marks_drawn": {
            mark: [_SHAPES[mark], colour] for mark, colour in palette.MARK_COLOURS.items()
        },
        "quarter": f"{edition.name}: {edition.words}",
        "period": edition.words,
        "standing": edition.watermark or f"Version {edition.version}",
        "watermark": edition.watermark or "",
        "headline": overview.headline.text,
        "delivery_totals": _totals(overview.delivery),
        "outcome_totals": _totals(overview.outcomes),
        "changed": [
            [f"{each.name}: {each.sentence.text}", judged(each.outcome)]
            for each in overview.changed
        ],
        "attention": [
            [
                judged(group[0].judgement),
                [
                    [
                        ": ".join(filter(None, (each.activity.short_title, each.measure))),
                        each.activity.lead,
                    ]
                    for each in group
                ],
            ]
            for group in overview.attention_groups
        ],
        "test_named": release.test_named,
        "received": overview.received.text,
        "missing": list(overview.missing),
        "aims": [_aim(aim) for aim in release.aims],
        "plans": [
            {
                "title": plan.title,
                "note": plan.note,
                "objectives": [list(pair) for pair in _objectives(plan.objectives)],
                "aims": [_aim(aim) for aim in plan.aims],
            }
            for plan in release.plans
        ],
        "topics": [
            {"title": topic.title, "sections": [_section(each, sizes) for each in topic.sections]}
            for topic in release.topics
        ],
        "areas_title": area_pages_title(),
        "areas": [_area(area) for area in release.areas if area.tables],
        "data_received": table_content(release.received.table),
        "received_note": release.received.note,
        "revisions": [
            {
                "title": f"{measure.name}: {revisions[0].reason}",
                "rows": [_revision(each) for each in revisions],
            }
            for measure, revisions in release.revised
        ],
        "definitions_title": changed_definitions.CHANGES_TITLE,
        "definitions_note": changed_definitions.CHANGES_NOTE,
        "definition_changes": [_definition(each) for each in release.definition_changes],
        "hidden": protection_lines(release.hidden),
        "marks": [f"{term.term} {term.meaning.split(':')[0]}" for term in release.shorthand],
        "shorthand": _terms(release.shorthand),
        "delivery_words": _terms(release.delivery_words),
        "outcome_words": _terms(release.outcome_words),
        "glossary": _terms(release.glossary),
    }


def _terms(terms: tuple[GlossaryTerm, ...]) -> list[list[str]]:
    return [[term.term, term.meaning] for term in terms]


def _aim(page: AimPage) -> dict[str, Any]:
    return {
        "aim": page.aim,
        "headline": page.headline,
        "activities": [_activity(each) for each in page.activities],
    }


def _totals(totals: tuple[JudgementTotal, ...]) -> list[list[Any]]:
    return [
        [
            {"word": total.word, "mark": total.mark},
            str(len(total.activities)),
            "; ".join(f"{each.activity_id} {each.short_title}" for each in total.activities),
        ]
        for total in totals
        if total.activities
    ]


def judged(judgement: JudgementView) -> dict[str, str]:
    """Return a judgement as a layout prints it."""
    return {"word": judgement.word, "mark": judgement.mark, "reason": judgement.reason}


def _activity(row: ActivityRow) -> dict[str, Any]:
    due = f"; due {row.due_on}" if row.due_on else ""
    return {
        "id": row.link.activity_id,
        "title": row.link.short_title,
        "activity": row.activity,
        "delivery": judged(row.link.delivery),
        "outcome": judged(row.link.outcome),
        "lead": row.link.lead,
        "facts": [
            [name, text]
            for name, text in (
                ("Lead", row.link.lead),
                ("Evidence", row.evidence),
                ("Target", row.target),
                ("Milestone", f"{row.milestone}{due}" if row.milestone else ""),
                ("The lead's update", row.summary),
                ("Data", row.without),
            )
            if text
        ],
        "measures": [
            {
                "name": each.measure.name,
                "where": f"{each.area_name}, {each.window}",
                "window": each.window,
                "now": _with_parts(each.now),
                "before": _with_parts(each.before) if each.before else "no figure",
                "now_in_words": figure_told(each.now),
                "year_before": f"last year {figure_told(each.before)}"
                if each.before
                else "no figure last year",
                "change": each.change or "not compared",
                "target": each.target or "none",
                "outcome": judged(each.outcome),
            }
            for each in row.measures
        ],
        "indicators": [
            {
                **table_content(each.table),
                "notes": [*each.table.notes, *(said.text for said in each.compared)],
            }
            for each in row.indicators
        ],
    }


def _objectives(objectives: tuple[ObjectiveView, ...], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Return the hierarchy of objectives as lines with their depth."""
    for each in objectives:
        yield depth, f"{each.level}: {each.title}"
        yield from _objectives(each.below, depth + 1)


def _section(section: MeasureSection, sizes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    measure = section.measure
    county, *others = section.tables
    return {
        "name": measure.name,
        "headline": section.headline.text,
        "definition": measure.definition,
        "source": measure.source,
        "caveats": measure.caveats,
        "remarks": [
            *(
                f"{chart.title}: {formatting.uncapitalised(chart.unchanged.text)}"
                for chart in section.charts
                if chart.unchanged
            ),
            *(remark.text for remark in section.remarks),
        ],
        "columns": _columns(section.charts, county, sizes),
        "tables": [_across(table) for table in others],
    }


def _columns(
    charts: tuple[ChartView, ...], county: TableView, sizes: Mapping[str, tuple[float, float]]
) -> list[list[dict[str, Any]]]:
    """Return a measure's charts over time and the county's table, in two columns of like height.

    Charts by area are left out: the table across the page holds their figures for every quarter.
    """
    drawn = [chart for chart in charts if chart.kind == "trend" and chart.is_drawn]
    blocks = [(_chart(chart, sizes[chart.id]), sizes[chart.id][1]) for chart in drawn]
    if county.rows:
        table = table_content(county, QUARTERS)
        blocks.append((table, _LINE * (len(table["rows"]) + 1)))
    columns: list[list[dict[str, Any]]] = [[], []]
    heights = [0.0, 0.0]
    for block, height in blocks:
        shorter = heights.index(min(heights))
        columns[shorter].append(block)
        heights[shorter] += height + _CAPTION
    return columns


def _chart(chart: ChartView, size: tuple[float, float]) -> dict[str, Any]:
    return {
        "file": f"{chart.id}.svg",
        "headline": chart.headline.text,
        "title": chart.title,
        "alt": chart.description.text,
        "width": size[0],
    }


def table_content(table: TableView, rows: int | None = None) -> dict[str, Any]:
    """Return a table as a layout prints it, or its first rows."""
    return {
        "caption": table.caption,
        "head": [table.corner, *table.columns],
        "rows": [[row.label, *map(printed_cell, row.cells)] for row in table.rows[:rows]],
    }


def _across(table: TableView) -> dict[str, Any]:
    """Return a table of quarters on its side: areas or categories down, quarters across."""
    newest = table.rows[:QUARTERS][::-1]
    by = table.caption.split(" by ")[-1].split(",")[0]
    return {
        "caption": table.caption,
        "head": [by.capitalize(), *(row.label for row in newest)],
        "rows": [
            [column, *(printed_cell(row.cells[place]) for row in newest)]
            for place, column in enumerate(table.columns)
        ],
    }


def _area(page: AreaPage) -> dict[str, Any]:
    """Return an area's tables as one, under the topics' names, without the courses."""
    return {
        "name": f"{page.name} ({area_levels()[page.level].singular})",
        "head": ["Measure", *page.tables[0].columns[:-1]],
        "groups": [
            {"title": table.caption, "rows": [_area_row(row) for row in table.rows]}
            for table in page.tables
        ],
    }


def _area_row(row: TableViewRow) -> list[str]:
    return [f"{row.label}, {row.note}", *map(printed_cell, row.cells[:-1])]


def _revision(revision: RevisedFigure) -> list[str]:
    where = ", ".join(filter(None, (revision.area_name, revision.group)))
    return [where, revision.window, revision.before, printed_cell(revision.now)]


def _definition(change: DefinitionChange) -> list[str]:
    both = [
        f"{when}: {text}" for when, text in (("Before", change.before), ("Now", change.now)) if text
    ]
    return [change.measure_name, " ".join((change.change, *both))]


def printed_cell(cell: object) -> str:
    """Return a cell as it is printed, with its marks."""
    if isinstance(cell, FigureView):
        return " ".join((cell.text, *cell.marks))
    return str(getattr(cell, "text", cell))


def _with_parts(figure: FigureView | str) -> str:
    """Return a figure as it is printed, with the counts that a share is made of."""
    if isinstance(figure, str) or figure.of_text is None:
        return printed_cell(figure)
    return f"{printed_cell(figure)} ({figure.of_text[0]} of {figure.of_text[1]})"
