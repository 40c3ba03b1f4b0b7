"""The PDF: tagged, bookmarked, with alternative texts, laid out for A4, the same bytes twice."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dashboard.charts.vega_spec import draw
from dashboard.outputs.pdf.pdf_content import content_of
from dashboard.outputs.pdf.typst_pdf import write_pdf
from tests.support.words.plain_english import (
    agreed_names,
    all_faults,
    forbidden,
    quotations,
    without,
)
from tests.support.words.read_texts import on_one_line, texts_within

A4 = (595, 842)
MOST_PAGES, MOST_BYTES = 80, 4_000_000


@pytest.fixture(scope="module")
def file(release_folder) -> Path:
    return release_folder / "dashboard.pdf"


@pytest.fixture(scope="module")
def reader(file) -> PdfReader:
    return PdfReader(file)


@pytest.fixture(scope="module")
def pages(pdf_pages) -> list[list[str]]:
    """The lines of each page, spaces made single."""
    return [
        [" ".join(line.split()) for line in page.splitlines() if line.strip()] for page in pdf_pages
    ]


@pytest.fixture(scope="module")
def nodes(reader) -> list[DictionaryObject]:
    """Every element of the document's structure."""
    found, ahead = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while ahead:
        node = ahead.pop()
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                found.append(kid)
                ahead.append(kid)
    return found


def bookmarks(reader: PdfReader) -> dict[str, int]:
    """The outermost bookmarks, each with its page."""
    return {
        entry.title: reader.get_destination_page_number(entry)
        for entry in reader.outline
        if not isinstance(entry, list)
    }


def test_it_is_in_plain_english(pdf_pages, release):
    text = without(on_one_line(pdf_pages), quotations() | agreed_names())
    assert len(text) > 10_000
    # Whether a mark is in a sentence or in a table is no longer known: the content below says it.
    assert list(forbidden(re.sub(r" \[[a-z]\]", "", text))) == []
    sizes = {chart.id: (1.0, 1.0) for chart in release.charts}
    texts = texts_within(content_of(release, sizes))
    assert all_faults(text for text in texts if not text.endswith(".svg")) == []


def test_it_is_tagged_in_english_and_named(reader, release):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert release.edition.county in reader.metadata.title
    assert release.edition.words in reader.metadata.title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_every_aim_topic_and_plan_has_a_bookmark(reader, release):
    expected = [f"Overview: {release.edition.words}"]
    expected += [aim.aim for aim in release.aims]
    expected += [topic.title for topic in release.topics]
    expected += ["Districts and police areas", *(plan.title for plan in release.plans)]
    assert list(bookmarks(reader))[: len(expected)] == expected


def test_the_list_for_the_board_gives_each_reason_once(release):
    content = content_of(release, {chart.id: (1.0, 1.0) for chart in release.charts})
    groups = content["attention"]
    reasons = [(": " in items[0][0], *judged.values()) for judged, items in groups]
    assert len(set(reasons)) == len(reasons)
    assert sum(len(items) for _, items in groups) == len(release.overview.attention)


def test_a_brief_says_in_words_that_there_is_no_figure(release):
    content = content_of(release, {chart.id: (1.0, 1.0) for chart in release.charts})
    briefs = [
        text
        for aim in content["aims"]
        for activity in aim["activities"]
        for measure in activity["measures"]
        for text in (measure["now_in_words"], measure["year_before"])
    ]
    assert {"not available", "last year not available"} & set(briefs)
    assert [text for text in briefs if "[" in text] == []


def test_every_chart_has_its_text_alternative(nodes, release):
    told = {str(node["/Alt"]) for node in nodes if "/Alt" in node}
    expected = {
        chart.description.text
        for chart in release.charts
        if chart.kind == "trend" and chart.is_drawn
    }
    assert told == expected


def test_tables_have_header_cells(nodes):
    tables = [node for node in nodes if node["/S"] == "/Table"]
    heads = [node for node in nodes if node["/S"] == "/THead"]
    assert tables
    assert len(heads) >= len(tables)


def test_every_activity_is_there_in_the_plans_order(pages, release):
    text = "\n".join(line for page in pages for line in page)
    plans = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    headings = [
        f"{row.link.activity_id} {row.link.short_title}" for aim in plans for row in aim.activities
    ]
    places = [text.rindex("\n" + heading) for heading in headings]
    assert places == sorted(places)


def test_each_aim_begins_with_a_brief_that_stays_on_a_page(reader, pages, release):
    starts = bookmarks(reader)
    for aim in release.aims:
        brief, after = pages[starts[aim.aim]], pages[starts[aim.aim] + 1]
        assert "In brief" in brief
        assert any("Activity by activity" in page for page in (brief, after))
        assert all(any(row.link.activity_id in line for line in brief) for row in aim.activities)


def test_pages_are_upright_a4_and_not_too_many(reader, file):
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {A4}
    assert len(reader.pages) <= MOST_PAGES
    assert file.stat().st_size <= MOST_BYTES


def test_no_caption_or_heading_stands_alone_at_the_foot(pages, release):
    tables = [table for topic in release.topics for s in topic.sections for table in s.tables]
    alone = {table.caption for table in tables}
    alone |= {section.measure.name for topic in release.topics for section in topic.sections}
    alone |= {f"Measures of {area.name}" for area in release.areas}
    for page in pages:
        assert page[-1].startswith("[c] hidden")
        assert page[-2] not in alone


def test_a_table_on_two_pages_repeats_its_header(pages):
    """The sheet of returns is the longest table; its header stands wherever its rows do."""
    rows = [p for p, page in enumerate(pages) if any(line.endswith(" final") for line in page)]
    for place in rows:
        assert any(line.startswith("Return Agency") for line in pages[place]), pages[place]


def test_a_draft_is_marked_on_every_page(pages, release):
    assert all(any(release.edition.watermark in line for line in page) for page in pages)


def test_the_same_release_gives_the_same_bytes(release, file, tmp_path):
    write_pdf(release, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == file.read_bytes()


def test_the_same_chart_gives_the_same_drawing(release):
    chart = next(iter(release.charts))
    assert str(draw(chart)) == str(draw(chart))
