"""A whole release in less detail: its pages, workbook and PDF, written and read back."""

import openpyxl
import pytest
from lxml.html import HtmlElement
from pypdf import PdfReader

from core.quarter import Quarter
from dashboard.outputs.data.data_files import write_data, write_notice
from dashboard.outputs.pdf.typst_pdf import write_pdf
from dashboard.outputs.site.static_site import write_site
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.presenters.data_tables import published_tables
from dashboard.release.manifest import write_manifest
from dashboard.wording import formatting
from dashboard.wording.window_names import EVERY_WINDOW
from disclosure.audit.artefacts.copies import check_copies
from disclosure.audit.artefacts.documents import check_documents
from disclosure.audit.artefacts.html_pages import check_pages
from disclosure.audit.reader.page_tree import read_page, whole_text
from disclosure.audit.reader.release_reader import read_release
from disclosure.control.fallback import AREAS, MEASURE
from tests.support.releases.less_detailed import made, quarters_told, sections_of
from tests.support.releases.release_fixtures import QUARTER

TOLD = f"[n] not published: {formatting.NOT_PROTECTABLE}."


@pytest.fixture(
    scope="module",
    params=[AREAS, pytest.param(MEASURE, marks=pytest.mark.long)],
    ids=["county-only", "nothing"],
)
def whole(request, tables, published, tmp_path_factory):
    """A whole release of two steps as it lies in its folder, and the names of what it lacks."""
    less_detailed = made(tables, published, request.param)
    folder = tmp_path_factory.mktemp("whole") / QUARTER / "v1"
    write_data(
        folder / "data", published_tables(tables, less_detailed.cells, less_detailed.release)
    )
    write_notice(less_detailed.release, folder / "data" / "README.txt")
    write_site(less_detailed.release, folder / "site")
    write_workbook(less_detailed.release, folder / "workbook.xlsx")
    write_pdf(less_detailed.release, folder / "dashboard.pdf")
    write_manifest(folder, {"quarter": QUARTER}, "c" * 40, ["d" * 32])
    return less_detailed.release, folder, less_detailed.lacking


def test_every_table_that_lacks_a_figure_explains_it(whole):
    _, folder, _ = whole
    explained = 0
    for path in sorted((folder / "site").rglob("*.html")):
        if path.name == "explore.html":  # its table is filled by what a reader chooses
            continue
        page = read_page(path.read_text())
        tables = [list(map(whole_text, table.iter("td"))) for table in page.iter("table")]
        for cells in tables:
            assert cells, path.name
            explained += "[n]" in cells
        marked = sum("[n]" in cells for cells in tables)
        keys = [whole_text(each) for each in page.iter("p") if each.get("class") == "key"]
        assert sum(TOLD in key for key in keys) >= marked, path.name
        for figure in page.iter("figure"):
            assert is_drawn(figure), (path.name, figure.attrib["id"])
    assert explained > 20


def is_drawn(figure: HtmlElement) -> bool:
    """Whether a chart holds a line, a dot or a bar."""
    return any(path.get("fill") or path.get("stroke") for path in figure.iter("path"))


def test_the_workbook_and_the_paper_say_so_too(whole):
    release, folder, _ = whole
    workbook = openpyxl.load_workbook(folder / "workbook.xlsx", read_only=True)
    notes = dict(list(workbook["Notes"].values)[5:])
    assert notes["[n]"] == f"not published: {formatting.NOT_PROTECTABLE}"
    cells = [cell for sheet in workbook for row in sheet.values for cell in row]
    assert cells.count("[n]") > 50
    text = " ".join(page.extract_text() for page in PdfReader(folder / "dashboard.pdf").pages)
    plain = " ".join(text.split())
    assert plain.count("[n]") > 50
    assert formatting.NOT_PROTECTABLE in plain
    for section in sections_of(release):
        assert section.headline.text in plain
    for activity in (row for aim in release.aims for row in aim.activities):
        for each in activity.measures:
            assert (
                each.now != "[n]"
                or f"{each.measure.name} {each.area_name}, {each.window} [n]" in plain
            )


def test_no_page_or_paper_prints_what_the_data_files_do_not(whole):
    """The auditor reads pages, workbook, PDF and data files back."""
    _, folder, lacking = whole
    released = read_release(folder)
    for check_them in (check_pages, check_copies, check_documents):
        assert list(check_them(released)) == []
    told = (folder / "data" / "values.csv").read_text()
    assert not any(",".join(key) in told for key in lacking)


def test_nothing_is_said_of_a_quarter_before_as_if_it_were_the_newest(whole):
    """A sentence that stands alone names the quarter of each of its figures."""
    release, _, _ = whole
    for section in sections_of(release):
        charts = [chart.headline for chart in section.charts]
        for sentence in (section.headline, *charts):
            for quarter in quarters_told(sentence):
                parsed = Quarter.parse(quarter)
                named = [parsed.short, str(parsed.calendar_year), *EVERY_WINDOW.values()]
                if str(parsed.plus(4)) == QUARTER:
                    named += ["in the same period last year", "on the same date last year"]
                said = sentence.text
                assert quarter == QUARTER or any(each in said for each in named), said
