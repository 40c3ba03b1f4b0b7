"""The files of the page to explore: which scripts they are, and how a cell is written."""

import csv
import hashlib

import pytest

from dashboard.outputs.site.explore_files import cell_text
from dashboard.view_models import CellKey, FigureView
from disclosure.audit.artefacts.allowed_files import KNOWN_SCRIPTS

KEY = CellKey("cases", "quarter", "2019-20-Q2", "A")


def test_the_auditor_knows_the_scripts_of_today(site):
    """A changed script is added to the list; earlier releases keep the one that they have."""
    with KNOWN_SCRIPTS.open(encoding="utf-8", newline="") as file:
        known = {(row["name"], row["sha256"]) for row in csv.DictReader(file)}
    for name in ("explore.js", "vega.js"):
        content = (site / "explore" / name).read_bytes()
        assert (name, hashlib.sha256(content).hexdigest()) in known


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ((1204.0, 1204.0, None, "1,204", ()), "1,204"),
        ((58 / 101, 58.0, 101.0, "57%", ("[p]",)), "57% [p]|58|101"),
        ((100.5, None, 7.0, "100.5", ()), "100.5||7|100.5"),
        ((2.43, 2.43, None, "2.4", ()), "2.4|2.43||2.43"),
        ((20.04, 120.0, 59_880.0, "20", ()), "20|120|59880|20.04"),
    ],
)
def test_a_cell_names_the_parts_that_do_not_follow(figure, expected):
    value, above, below, text, marks = figure
    shown = FigureView(KEY, "value", "complete", value, above, below, text, None, marks)
    assert cell_text(shown) == expected


def test_a_cell_that_is_not_shown_has_no_parts():
    hidden = FigureView(KEY, "c", "complete", None, None, None, "[c]")
    assert cell_text(hidden) == "[c]"
    assert cell_text("[x]") == "[x]"


def test_the_page_alone_loads_scripts(site):
    pages = {path.name for path in site.rglob("*.html") if "<script" in path.read_text()}
    assert pages == {"explore.html"}
    assert (site / "explore.html").stat().st_size < 60_000
    assert (site / "explore" / "figures.js").stat().st_size < 400 * 1024
