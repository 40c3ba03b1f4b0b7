"""The release as one PDF for Board papers: A4, bookmarked, tagged (PDF/UA-1)."""

import json
import re
import shutil
import tempfile
from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]
import typst

from dashboard.charts.render import drawings_of
from dashboard.outputs.pdf.pdf_content import content_of
from dashboard.view_models import ReleaseView

_LAYOUT = Path(__file__).with_name("dashboard.typ")
_FONT = "Source Sans Pro"
_FONTS = str(Path(font_source_sans_pro.__file__).parent / "files")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
#: Widest a chart may be in a column of the page, and points to a unit of its drawing, at most.
_COLUMN, _SCALE = 250, 0.78


def write_pdf(release: ReleaseView, path: Path) -> None:
    """Write the PDF of a release; the same release gives the same bytes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        folder = Path(scratch)
        shutil.copy(_LAYOUT, folder / "dashboard.typ")
        sizes = {}
        for chart_id, drawing in drawings_of(release.charts).items():
            drawn = str(drawing).replace('font-family="sans-serif"', f'font-family="{_FONT}"', 1)
            (folder / f"{chart_id}.svg").write_text(drawn, encoding="utf-8")
            sizes[chart_id] = _size_of(drawn)
        content = json.dumps(content_of(release, sizes), ensure_ascii=False)
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


def _size_of(drawn: str) -> tuple[float, float]:
    """Return the width and height of a drawing on the page, in points."""
    found = _SIZE.search(drawn)
    if found is None:
        raise ValueError("a drawing has no viewBox that starts at 0 0")
    width, height = float(found[1]), float(found[2])
    scale = min(_SCALE, _COLUMN / width)
    return width * scale, height * scale
