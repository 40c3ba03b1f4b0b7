"""The Board's pack and narrative: short, full pages, whole tables, the sentences of the pages."""

import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from dashboard.charts import palette
from dashboard.outputs.narrative.markdown_file import write_markdown
from dashboard.outputs.narrative.narrative_blocks import narrative_blocks
from dashboard.outputs.narrative.word_document import write_word
from dashboard.outputs.pdf.board_pack_content import pack_content
from dashboard.outputs.pdf.typst_pdf import write_board_pack
from dashboard.view_models import JudgementTotal
from dashboard.wording.judgement_words import DELIVERY
from tests.support.words.plain_english import agreed_names, all_faults, quotations, without
from tests.support.words.read_texts import on_one_line, texts_within

MOST_PAGES, MOST_BYTES = 12, 500 * 1024
A4_HEIGHT = 842
#: In points from the foot of the page: what is below is the footer, what is above the header.
FOOTER, HEADER = 50, 780


@pytest.fixture(scope="module")
def file(release_folder) -> Path:
    return release_folder / "board-pack.pdf"


@pytest.fixture(scope="module")
def reader(file) -> PdfReader:
    return PdfReader(file)


@pytest.fixture(scope="module")
def texts(reader) -> list[str]:
    """The text of each page on one line."""
    return [on_one_line([page.extract_text()]) for page in reader.pages]


def lowest_text(page) -> float:
    """How far above the page's foot its lowest line stands, the footer left out."""
    heights = []

    def keep(text, outer, inner, *_):
        height = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        if text.strip() and FOOTER < height < HEADER:
            heights.append(height)

    page.extract_text(visitor_text=keep)
    return min(heights)


def headings(reader) -> list[str]:
    return [entry.title for entry in reader.outline if not isinstance(entry, list)]


def test_a_word_has_the_colour_of_its_mark_in_the_bars_too(release):
    totals = tuple(
        JudgementTotal(code, each.word, each.mark, tuple(release.overview.activities[:1]))
        for code, each in DELIVERY.items()
    )
    overview = replace(release.overview, delivery=totals)
    pack = pack_content(replace(release, overview=overview))
    marks = {total.word: total.mark for total in (*overview.delivery, *overview.outcomes)}
    bars = [*pack["delivery"], *pack["outcome"]]
    told = {part["word"]: colour for part, _, colour in bars}
    coloured = {word for word in told if marks[word] in ("good", "warning", "bad")}
    assert coloured >= {"overdue", "at risk", "on course", "complete"}
    for word in coloured:
        assert told[word] == palette.MARK_COLOURS[marks[word]], word


def test_it_is_short_and_its_pages_are_full(reader, file, release):
    assert len(reader.pages) <= MOST_PAGES
    assert file.stat().st_size <= MOST_BYTES
    assert len(reader.pages) == len(release.aims) + 5
    for number, page in enumerate(reader.pages, 1):
        assert lowest_text(page) < A4_HEIGHT / 2, number


def test_it_has_a_page_for_each_thing_that_a_meeting_turns_to(reader, texts, release):
    found = headings(reader)
    assert found[0].startswith("Overview")
    assert found[1].startswith("Progress against the plan")
    assert found[2:-2] == [aim.aim for aim in release.aims]
    assert found[-2].startswith("Districts and police areas")
    assert found[-1].startswith("Data received")
    assert len(found) == len(texts) - 1
    for heading, text in zip(found, texts[1:], strict=True):
        assert heading in text


def test_the_cover_names_quarter_status_and_contact(texts, release):
    cover = texts[0]
    for said in (release.edition.name, release.edition.words, release.edition.watermark):
        assert said in cover
    assert "Contact" in cover
    assert all(line in cover for line in pack_content(release)["contact"])


def test_no_table_is_cut(texts, release):
    """Each table lies on one page, whole: every activity, and every area beside the county."""
    for aim, text in zip(release.aims, texts[3:], strict=False):
        assert all(f"{row.link.activity_id} {row.link.short_title}" in text
                   for row in aim.activities)  # fmt: skip
    every = [row.link for aim in release.aims for row in aim.activities]
    assert all(f"{link.activity_id} {link.short_title}" in texts[2] for link in every)
    assert all(area.name in texts[-2] for area in release.areas if area.tables)


def test_it_says_what_the_overview_says(texts, release):
    overview = texts[1]
    assert release.overview.headline.text in overview
    assert all(each.sentence.text in overview for each in release.overview.changed[:7])
    assert release.overview.received.text in overview


def test_it_is_in_plain_english(texts, release):
    assert all_faults(texts_within(pack_content(release))) == []
    printed = without(on_one_line(texts), quotations() | agreed_names())
    assert not re.search(r"\{|\}|None\b(?! of)", printed)


def test_more_aims_than_pages_share_them(release):
    """Nine aims still make a pack of twelve pages, in their order."""
    many = replace(release, aims=(release.aims * 3)[:9])
    pages = pack_content(many)["aim_pages"]
    assert len(pages) == 7
    assert [aim for page in pages for aim in page] == list(range(9))


def test_long_lists_are_cut_in_words_not_at_the_page(release, tmp_path):
    attention = release.overview.attention * 30
    missing = tuple(f"Agency {n}: Return {n}" for n in range(60))
    long = replace(
        release, overview=replace(release.overview, attention=attention, missing=missing)
    )
    write_board_pack(long, tmp_path / "pack.pdf")
    pages = PdfReader(tmp_path / "pack.pdf").pages
    assert len(pages) == len(release.aims) + 5
    assert re.search(r"and \d+ more, which the dashboard lists", pages[1].extract_text())


def test_the_same_release_gives_the_same_bytes(release, file, tmp_path):
    write_board_pack(release, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == file.read_bytes()
    write_markdown(release, tmp_path / "again.md")
    narrative = file.with_name("board-narrative.md")
    assert (tmp_path / "again.md").read_bytes() == narrative.read_bytes()


def test_the_narrative_has_the_sentences_of_overview_and_aims(release):
    blocks = [block.text for block in narrative_blocks(release)]
    assert release.overview.headline.text in blocks
    for changed in release.overview.changed:
        assert f"{changed.name}. {changed.sentence.text}" in blocks
    for aim in release.aims:
        assert aim.headline in blocks
        for row in aim.activities:
            assert any(row.link.delivery.reason in text for text in blocks)
            assert row.summary is None or f"The lead's update: {row.summary}" in blocks
    assert all_faults(blocks) == []


def test_the_word_document_says_the_same_with_real_headings(release, file, tmp_path):
    path = file.with_name("board-narrative.docx")
    paragraphs = docx.Document(str(path)).paragraphs
    blocks = list(narrative_blocks(release))
    assert [each.text for each in paragraphs] == [" ".join(b.text.split()) for b in blocks]
    styles = [each.style.name for each in paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len(release.aims) + 1
    assert "List Bullet" in styles
    properties = docx.Document(str(path)).core_properties
    assert release.edition.words in properties.title
    assert properties.created.year == 2000
    write_word(release, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_markdown_reads_no_mark_of_its_own_in_a_text(release, tmp_path):
    aim = release.aims[0]
    row = replace(aim.activities[0], summary="# 5 *people* [came](x) <b>\nand `went`")
    changed = replace(release, aims=(replace(aim, activities=(row,)),))
    write_markdown(changed, tmp_path / "n.md")
    text = (tmp_path / "n.md").read_text()
    assert r"update: \# 5 \*people\* \[came\](x) \<b\> and \`went\`" in text
