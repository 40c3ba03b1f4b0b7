"""The papers of a release, A4, bookmarked, tagged (PDF/UA-1): the Board's pack and the annex."""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import font_source_sans_pro  # type: ignore[import-untyped]
import typst

from dashboard.charts.render import drawings_of
from dashboard.charts.sparkline import sparkline_svg
from dashboard.outputs.pdf.board_pack_content import card_file, pack_content
from dashboard.outputs.pdf.pdf_content import content_of
from dashboard.view_models import ReleaseView

_LAYOUTS = Path(__file__).parent
_SVG = "http://www.w3.org/2000/svg"
_FONT = "Source Sans Pro"
_FONTS = str(Path(font_source_sans_pro.__file__).parent / "files")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
#: Widest a chart may be in a column of the page, and points to a unit of its drawing, at most.
_COLUMN, _SCALE = 250, 0.6


def write_pdf(release: ReleaseView, path: Path) -> None:
    """Write the annex, every figure of a release; the same release gives the same bytes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        folder = Path(scratch)
        sizes = {}
        for chart_id, drawing in drawings_of(release.charts).items():
            drawn = str(drawing).replace('font-family="sans-serif"', f'font-family="{_FONT}"', 1)
            (folder / f"{chart_id}.svg").write_text(drawn, encoding="utf-8")
            sizes[chart_id] = _size_of(drawn)
        _typeset("dashboard.typ", content_of(release, sizes), folder, path)


def write_board_pack(release: ReleaseView, path: Path) -> None:
    """Write the pack for a meeting of the Board; the same release gives the same bytes."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        for place, card in enumerate(release.overview.cards):
            drawn = str(sparkline_svg(card.sparkline)).replace("<svg ", f'<svg xmlns="{_SVG}" ', 1)
            (Path(scratch) / card_file(place)).write_text(drawn, encoding="utf-8")
        content = content_of(replace(release, topics=()), {}) | {"pack": pack_content(release)}
        _typeset("board_pack.typ", content, Path(scratch), path)


def _typeset(layout: str, content: Mapping[str, Any], folder: Path, path: Path) -> None:
    """Set what a layout prints; the drawings that it names lie in the folder."""
    for each in _LAYOUTS.glob("*.typ"):
        shutil.copy(each, folder / each.name)
    (folder / "release.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    typst.compile(
        str(folder / layout),
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
