"""The static site of a release: pages that open from a folder, ask nothing of anywhere, need no
script."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pypdf import PdfReader

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.charts import palette
from dashboard.charts.render import drawings_of
from dashboard.charts.sparkline import sparkline_svg
from dashboard.outputs.site.explore_files import write_explore
from dashboard.outputs.site.site_pages import navigation_of, site_pages
from dashboard.outputs.site.take_away import write_take_away
from dashboard.view_models import (
    Download,
    FigureView,
    ReleaseView,
    TableView,
)
from dashboard.wording import formatting
from dashboard.wording.download_text import (
    BOARD_PACK,
    DATA,
    NARRATIVE,
    NARRATIVE_TEXT,
    PDF,
    WORKBOOK,
    next_release,
    size_in_words,
)

#: The files with the figures of the pages, in the folder of the release.
DOWNLOADS = (
    (BOARD_PACK, "board-pack.pdf"),
    (NARRATIVE, "board-narrative.docx"),
    (NARRATIVE_TEXT, "board-narrative.md"),
    (WORKBOOK, "workbook.xlsx"),
    (PDF, "dashboard.pdf"),
    (DATA, "data/values.csv"),
)
#: This far into a page's main part, in letters, every screen is full.
_FULL_SCREEN = 40_000
_HEADING = re.compile(r'<(?:h[23]|caption)\b[^>]* id="([^"]+)"')
#: How broad a column may be, and how many letters it has room for.
_BREADTHS = {"slim": 5, "narrow": 8, "middling": 11, "broad": 14}
_STYLE = Path(__file__).with_name("style.css")


def write_site(release: ReleaseView, folder: Path) -> None:
    """Write all pages of a release and their stylesheet into a folder.

    The other files of the release lie beside the folder already: pages say how large they are.
    """
    pages = list(site_pages(release))
    environment = _environment()
    drawings = drawings_of(release.charts)
    common = {
        "edition": release.edition,
        "downloads": _downloads(folder.parent),
        "next_release": next_release(release.edition.next_publication_date),
        "navigation": navigation_of(pages),
        "drawings": drawings,
        "taken": write_take_away(release, drawings, folder),
        "policy": county_policy(),
        "mark_colours": palette.MARK_COLOURS,
        "shorthand": {term.term: term.meaning for term in release.shorthand},
    }
    for page in pages:
        root = "../" * page.href.count("/")
        text = environment.get_template(page.template).render(
            **common, **page.fields, root=root, href=page.href, title=page.title,
            section=page.section,
        )  # fmt: skip
        target = folder / page.href
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "assets").mkdir(exist_ok=True)
    shutil.copyfile(_STYLE, folder / "assets" / "style.css")
    if release.explore is not None:
        write_explore(release, folder)


def _downloads(release_folder: Path) -> list[Download]:
    """Return the files of a release with its figures, those that are there."""
    found = []
    for name, href in DOWNLOADS:
        path = release_folder / href
        if path.is_file():
            pages = _page_count(path) if path.suffix == ".pdf" else None
            size = size_in_words(path.stat().st_size, pages)
            found.append(Download(name, f"../{href}", size))
    return found


def _page_count(pdf: Path) -> int:
    """Return how many pages a PDF says it has; to look at each takes a second."""
    count: int = PdfReader(pdf).root_object["/Pages"]["/Count"]  # type: ignore[index]
    return count


def write_landing_page(folder: Path, releases: Sequence[Mapping[str, Any]]) -> None:
    """Write `index.html` beside the quarters' folders: every release with its versions.

    A release is named by its `quarter` and `version`; the newest quarter stands first.
    """
    versions: dict[str, list[int]] = {}
    for release in releases:
        versions.setdefault(release["quarter"], []).append(release["version"])
    quarters = [
        {
            "quarter": quarter,
            "name": Quarter.parse(quarter).name,
            "months": Quarter.parse(quarter).months_in_words,
            "versions": sorted(versions[quarter], reverse=True),
        }
        for quarter in sorted(versions, reverse=True)
    ]
    template = _environment().get_template("releases.html.j2")
    text = template.render(quarters=quarters, style=_STYLE.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(text, encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboard.outputs.site"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=False, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["day"] = _day
    environment.filters["capital"] = _capital
    environment.filters["number"] = formatting.number
    environment.filters["in_words"] = formatting.number_in_words
    environment.filters["rows_of"] = _rows_of
    environment.filters["breadths"] = _breadths
    environment.filters["awaited"] = _awaited
    environment.filters["sparkline"] = sparkline_svg
    return environment


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date) -> str:
    return formatting.day_words(day)


def _awaited(shown: str) -> str:
    """Return the id that a browser waits for to draw: a heading below the screen, or the foot.

    The end of a heavy page would come late on a slow line.
    """
    heading = _HEADING.search(shown, _FULL_SCREEN)
    return heading[1] if heading else "foot"


def _rows_of(table: TableView, labels: frozenset[str] | None) -> TableView:
    """Return a table with the rows of some quarters only, or of all for None."""
    if labels is None:
        return table
    return replace(table, rows=tuple(row for row in table.rows if row.label in labels))


def _breadths(table: TableView) -> Iterator[str]:
    """How broad each column is, as its longest word asks or its longest two counts, set smaller."""
    for place, heading in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        figures = [cell for cell in cells if isinstance(cell, FigureView)]
        rooms = [len(word) for word in (*heading.split(), *(figure.text for figure in figures))]
        rooms += [sum(map(len, figure.of_text)) + 1 for figure in figures if figure.of_text]
        longest = max(rooms)
        yield next((name for name, room in _BREADTHS.items() if longest <= room), "broad")
