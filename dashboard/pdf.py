"""The release as one PDF for Board papers: A4, bookmarked, tagged (PDF/UA-1)."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from dashboard import words
from dashboard.drawings import drawings_of
from dashboard.model import ActivityRow, AimPage, Figure, MeasureSection, Release, Table

_LAYOUT = Path(__file__).parent / "templates" / "dashboard.typ"
_FONT = "Source Sans Pro"
_FONTS = str(Path(font_source_sans_pro.__file__).parent / "files")
_ROWS = 8
"""How many quarters a table of the PDF shows: the data files and pages have all of them."""


def write_pdf(release: Release, path: Path) -> None:
    """Writes the PDF of a release; the same release gives the same bytes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        folder = Path(scratch)
        shutil.copy(_LAYOUT, folder / "dashboard.typ")
        for chart_id, svg in drawings_of(release.charts).items():
            drawn = svg.replace('font-family="sans-serif"', f'font-family="{_FONT}"', 1)
            (folder / f"{chart_id}.svg").write_text(drawn, encoding="utf-8")
        content = json.dumps(_content(release), ensure_ascii=False)
        (folder / "release.json").write_text(content, encoding="utf-8")
        typst.compile(
            str(folder / "dashboard.typ"),
            output=str(path),
            root=str(folder),
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )


def _content(release: Release) -> dict[str, Any]:
    """What the layout prints, as plain lists and words."""
    edition, overview = release.edition, release.overview
    return {
        "title": f"{edition.county} domestic abuse dashboard",
        "quarter": f"{edition.name}: {edition.words}",
        "standing": edition.watermark or f"Version {edition.version}",
        "watermark": edition.watermark or "",
        "headline": overview.headline.text,
        "totals": [
            {"word": total.word, "titles": [link.short_title for link in total.activities]}
            for total in overview.totals
            if total.activities
        ],
        "moved": [f"{each.sentence.text} ({each.rating.word})" for each in overview.moved],
        "received": overview.received.text,
        "missing": list(overview.missing),
        "aims": [_aim(aim) for aim in release.aims],
        "plans": [
            {"title": plan.title, "note": plan.note, "aims": [_aim(aim) for aim in plan.aims]}
            for plan in release.plans
        ],
        "topics": [
            {"title": topic.title, "sections": [_section(each) for each in topic.sections]}
            for topic in release.topics
        ],
        "data_received": _table(release.received.table, rows=None),
        "terms": [[term.term, term.meaning] for term in release.glossary],
        "shorthand": [[term.term, term.meaning] for term in (*release.shorthand, *release.scale)],
    }


def _aim(page: AimPage) -> dict[str, Any]:
    return {"aim": page.aim, "activities": [_activity(each) for each in page.activities]}


def _activity(row: ActivityRow) -> dict[str, Any]:
    milestone = row.milestone
    return {
        "id": row.link.activity_id,
        "title": row.link.short_title,
        "activity": row.activity,
        "lead": row.link.lead,
        "status": row.status.word,
        "reason": row.status.reason,
        "milestone": milestone.text if milestone else "",
        "due": words.day_words(milestone.due_on) if milestone and milestone.due_on else "",
        "summary": row.summary or row.without,
        "measures": [
            [
                f"{each.measure.name}, {each.area_name}, {each.window}",
                _printed(each.now),
                _printed(each.before) if each.before else "",
                each.change,
                each.target,
                each.rating.word,
            ]
            for each in row.measures
        ],
    }


def _section(section: MeasureSection) -> dict[str, Any]:
    measure = section.measure
    return {
        "name": measure.name,
        "headline": section.headline.text,
        "definition": measure.definition,
        "source": measure.source,
        "caveats": measure.caveats,
        "remarks": [remark.text for remark in section.remarks],
        "charts": [
            {"file": f"{chart.id}.svg", "title": chart.title, "alt": chart.description.text}
            for chart in section.charts
        ],
        "tables": [_table(table, _ROWS) for table in section.tables],
    }


def _table(table: Table, rows: int | None) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": [table.corner, *table.columns],
        "rows": [[row.label, *map(_printed, row.cells)] for row in table.rows[:rows]],
    }


def _printed(cell: object) -> str:
    """A cell as it is printed, with its marks."""
    if isinstance(cell, Figure):
        return " ".join((cell.text, *cell.marks))
    return str(getattr(cell, "text", cell))
