"""A whole release with tables that are published once a year, written and read back."""

import json

import openpyxl
import pytest
from pypdf import PdfReader

from dashboard.outputs.data.data_files import write_data, write_notice
from dashboard.outputs.narrative.markdown_file import write_markdown
from dashboard.outputs.narrative.word_document import write_word
from dashboard.outputs.pdf.typst_pdf import write_board_pack, write_pdf
from dashboard.outputs.site.explore_files import DATA, FOLDER
from dashboard.outputs.site.static_site import write_site
from dashboard.outputs.workbook.accessible_workbook import write_workbook
from dashboard.presenters.data_tables import published_tables
from dashboard.release.manifest import write_manifest
from dashboard.wording.formatting import ONCE_A_YEAR, SHORTHAND
from dashboard.wording.protection_text import YEARLY
from disclosure.audit.artefacts.copies import check_copies
from disclosure.audit.artefacts.documents import check_documents
from disclosure.audit.artefacts.explored_figures import check_explored
from disclosure.audit.artefacts.html_pages import check_pages
from disclosure.audit.artefacts.taken_files import check_taken_files
from disclosure.audit.reader.page_tree import read_page, whole_text
from disclosure.audit.reader.release_reader import read_release
from disclosure.audit.rules.row_order import check_row_order
from disclosure.audit.rules.yearly_tables import check_yearly_tables
from tests.support.releases.less_detailed import sections_of
from tests.support.releases.published_yearly import AREAS, COUNTY, all_of, made
from tests.support.releases.release_fixtures import QUARTER
from tests.support.words.plain_english import faults

BEFORE_ANY = "2018-19-Q3"
TOLD = f"{ONCE_A_YEAR} {SHORTHAND[ONCE_A_YEAR]}."


@pytest.fixture(
    scope="module",
    params=[QUARTER, pytest.param(BEFORE_ANY, marks=pytest.mark.long)],
    ids=["one year", "no year yet"],
)
def whole(request, tables, published, tmp_path_factory):
    """A release as it lies in its folder: of every second measure all is yearly, else its areas."""
    areas, county = all_of(tables, AREAS), all_of(tables, COUNTY)
    yearly = areas | {name: county[name] for name in list(county)[::2]}
    quarter = request.param
    one = made(tables, published, yearly, quarter)
    folder = tmp_path_factory.mktemp("whole") / quarter / "v1"
    write_data(folder / "data", published_tables(tables, one.cells, one.release))
    write_notice(one.release, folder / "data" / "README.txt")
    write_site(one.release, folder / "site")
    write_workbook(one.release, folder / "workbook.xlsx")
    write_pdf(one.release, folder / "dashboard.pdf")
    write_board_pack(one.release, folder / "board-pack.pdf")
    write_markdown(one.release, folder / "board-narrative.md")
    write_word(one.release, folder / "board-narrative.docx")
    write_manifest(folder, {"quarter": quarter}, "c" * 40, ["d" * 32])
    return one.release, folder


def test_the_auditor_finds_nothing(whole):
    """It reads pages, drawings, workbook, papers, the figures to explore and the data files."""
    _, folder = whole
    released = read_release(folder)
    checks = (check_pages, check_copies, check_documents, check_explored, check_taken_files)
    for check_them in (*checks, check_row_order):
        assert list(check_them(released)) == []
    assert list(check_yearly_tables([released])) == []


def test_no_table_is_empty_and_every_mark_is_explained(whole):
    _, folder = whole
    for path in sorted((folder / "site").rglob("*.html")):
        if path.name == "explore.html":  # its table is filled by what a reader chooses
            continue
        page = read_page(path.read_text(encoding="utf-8"))
        for table in page.iter("table"):
            assert list(table.iter("td")), (path.name, table.get("id"))
        assert all("[n]" not in whole_text(cell) for cell in page.iter("td")), path.name
        explained = [whole_text(each) for each in page.iter("p") if each.get("class") == "key"]
        marked = [
            table
            for table in page.iter("table")
            if ONCE_A_YEAR in [whole_text(cell) for cell in table.iter("td")]
        ]
        assert sum(TOLD in text for text in explained) >= len(marked), path.name


def test_pages_papers_and_workbook_say_which_tables_come_once_a_year(whole):
    release, folder = whole
    small = whole_text(read_page((folder / "site" / "small-numbers.html").read_text("utf-8")))
    assert YEARLY in small
    assert all(line in small for line in release.hidden.yearly)
    definitions = whole_text(read_page((folder / "site" / "definitions.html").read_text("utf-8")))
    listed = [measure for measure in release.measures if measure.yearly]
    assert definitions.count("published once a year") == len(listed) > 20
    for name in ("dashboard.pdf", "board-pack.pdf"):
        pages = PdfReader(folder / name).pages
        plain = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert YEARLY in plain, name
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx", read_only=True)["Definitions"]
    _, *rows = (row for row in sheet.values if row[-1])
    assert [row[-1] for row in rows if row[-1] != "none"] == [
        "; ".join(measure.yearly) for measure in listed
    ]
    assert len(rows) == len(release.measures)


def test_the_remark_stands_in_each_section(whole):
    release, folder = whole
    for topic in release.topics:
        page = folder / "site" / topic.href
        said = whole_text(read_page(page.read_text(encoding="utf-8")))
        mine = [section for section in topic.sections if section.measure.yearly]
        assert said.count("published once a year, ") >= len(mine)
    awaited = "The first are in the release for January to March 2019."
    said = [
        text
        for section in sections_of(release)
        for text in (section.headline.text, *(remark.text for remark in section.remarks))
    ]
    said += [chart.description.text for chart in release.charts]
    said += [chart.title for chart in release.charts]
    names = [measure.name for measure in release.measures]
    assert [fault for text in said for fault in faults(text, names)] == []
    assert any(awaited in text for text in said) == (release.edition.quarter == BEFORE_ANY)


def test_what_may_be_explored_opens_on_a_window_that_there_is(whole):
    _, folder = whole
    text = (folder / "site" / FOLDER / DATA).read_text(encoding="utf-8")
    content = json.loads(text.removeprefix("window.EXPLORE = ").removesuffix(";\n"))
    for name, measure in content["measures"].items():
        assert measure["window"] in content["figures"][name]
    assert content["once_a_year"] in content["shorthand"]
