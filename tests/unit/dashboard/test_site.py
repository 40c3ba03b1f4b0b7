"""Pages say what the values say, lead nowhere in vain, and weigh little."""

import gzip
import re
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pandas as pd
import pytest

from dashboard.outputs.site.site_pages import navigation_of, site_pages
from dashboard.outputs.site.static_site import write_landing_page, write_site
from dashboard.presenters.whole_release import present_release
from dashboard.release.protected_values import unprotected_cells
from dashboard.release.warehouse_tables import read_warehouse
from dashboard.view_models import RevisedFigure
from disclosure.audit.reader.page_tree import COMMENT, lost_words, read_page, tag_of, whole_text
from tests.support.releases import sample
from tests.support.releases.release_fixtures import edition_of
from tests.support.words.plain_english import all_faults
from tests.support.words.read_texts import page_texts

VOID = {"meta", "link", "br", "col", "img", "input", "hr", "wbr"}


class SitePage:
    """What a page holds: ids, links, headings, printed cells, and the tags of its elements."""

    def __init__(self, path: Path) -> None:
        self.path = path
        root = read_page(path.read_text(encoding="utf-8"))
        elements = [element for element in root.iter() if tag_of(element) != COMMENT]
        self.tags = [element.tag for element in elements]
        self.ids = [element.attrib["id"] for element in elements if "id" in element.attrib]
        self.links = [
            element.attrib[name]
            for element in elements
            for name in ("href", "src")
            if element.get(name)
        ]
        self.headings = [int(tag[1]) for tag in self.tags if re.fullmatch(r"h[1-6]", tag)]
        self.cells = [
            (element.attrib["data-cell"], element.text_content().strip())
            for element in elements
            if "data-cell" in element.attrib
        ]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, SitePage]:
    """Every page of the site."""
    return {path.resolve(): SitePage(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_in_plain_english(site):
    texts = [text for page in sorted(site.rglob("*.html")) for text in page_texts(page)]
    assert len(texts) > 1000
    assert all_faults(texts) == []


def test_there_is_a_page_for_everything(site, release):
    for href in (
        "index.html", "returns.html", "definitions.html", "glossary.html",
        "revisions.html", "accessibility.html", "small-numbers.html",
    ):  # fmt: skip
        assert (site / href).is_file()
    for page in (*release.aims, *release.topics, *release.areas, *release.plans):
        assert (site / page.href.split("#")[0]).is_file()
    assert len(release.aims) == 4
    assert len(release.areas) == 8


def test_the_overview_names_the_quarter_in_its_heading(site, release):
    (heading,) = re.findall(r"<h1>(.*?)</h1>", (site / "index.html").read_text(encoding="utf-8"))
    assert heading == f"Overview: {release.edition.words}"


def test_every_element_is_closed_where_it_stands(pages):
    """No parser has to guess: whatever is opened is closed, in order, and nothing is dropped."""
    for page in pages.values():
        text = page.path.read_text(encoding="utf-8")
        assert lost_words(text, read_page(text)) == []
        closed = Counter(re.findall(r"</([\w-]+)>", text))
        closed += Counter(re.findall(r"<([\w-]+)[^<>]*/>", text))
        assert closed == Counter(tag for tag in page.tags if tag not in VOID), page.path


def test_every_link_leads_somewhere_beside_the_page(pages, release_folder):
    for page in pages.values():
        for link in page.links:
            assert not re.match(r"[a-z]+:|//|/", link), f"{page.path.name} asks for {link}"
            href, anchor = urldefrag(link)
            target = (page.path.parent / unquote(href)).resolve() if href else page.path.resolve()
            assert target.is_file(), f"{page.path.name}: {link}"
            assert target.is_relative_to(release_folder.resolve())
            if anchor and target in pages:
                assert anchor in pages[target].ids, f"{page.path.name}: {link}"


def test_nothing_is_drawn_before_a_heading_below_the_screen_or_the_foot_has_come(pages):
    """A browser waits for the end of a short page, and for no more than it needs of a long one."""
    for page in pages.values():
        text = page.path.read_text(encoding="utf-8")
        (awaited,) = re.findall(r'<link rel="expect" href="#([^"]+)" blocking="render">', text)
        assert page.ids.count(awaited) == 1, page.path
        before = len(text.partition(f' id="{awaited}"')[0])
        assert before <= 100_000, page.path
        assert awaited == "foot" or before > 40_000, page.path


def test_ids_are_unique_and_headings_skip_no_level(pages):
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids)), page.path
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after <= before + 1, page.path


def test_no_page_but_explore_needs_a_script(pages):
    needing = [page.path.name for page in pages.values() if "script" in page.tags]
    assert needing == ["explore.html"]


def _printed(row, unit: str, kind: str, part: str) -> str:
    """A cell as it must be printed, worked out here anew."""
    if row.shown != "value":
        return f"[{row.shown}]"
    number = Decimal(repr(float(getattr(row, part))))
    if part == "value" and unit == "%":
        if not pd.isna(row.numerator):
            number = Decimal(int(row.numerator)) / Decimal(int(row.denominator))
        return f"{(number * 100).quantize(Decimal(1), ROUND_HALF_UP)}%".replace("-", "−")
    places = Decimal(1) if kind == "rate" and part == "value" else Decimal("0.1")
    text = f"{number.quantize(places, ROUND_HALF_UP):,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def test_every_printed_figure_is_the_published_value(pages, published, release):
    measures = {m.measure_id: m for m in release.measures}
    cells = {"|".join(row[1:7]): row for row in published.values.itertuples()}
    count = 0
    for page in pages.values():
        for name, text in page.cells:
            key, part = name.rsplit("|", 1)
            measure = measures[key.split("|")[0]]
            expected = _printed(cells[key], measure.unit, measure.kind, part)
            assert re.sub(r"( \[[pr]\])+$", "", text) == expected, (page.path.name, name)
            count += 1
    assert count > 8000


def test_every_number_drawn_in_a_chart_is_a_published_value(site, published, release):
    """The direct labels of a drawing are texts of the cells that its frame names."""
    measures = {m.measure_id: m for m in release.measures}
    drawn = {chart.id: chart for chart in release.charts}
    checked = 0
    for path in (site / "topics").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        for chart_id, body in re.findall(r'<figure id="([^"]+)".*?>(.*?)</figure>', page, re.S):
            chart = drawn[chart_id]
            allowed = set()
            for point in chart.points:
                measure = measures[point.figure.key.measure_id]
                allowed.add(_printed(point.figure, measure.unit, measure.kind, "value"))
            bold = re.findall(r'font-weight="bold"[^>]*>([^<]+)<', body)
            bold += re.findall(r'<g[^>]*font-weight="bold"[^>]*>(.*?)</g>', body, re.S)
            for text in bold:
                for number in re.findall(r"^[−\d][\d,.]*%?$", re.sub("<[^>]*>", "\n", text), re.M):
                    assert number in allowed, (chart_id, number)
                    checked += 1
    assert checked > 400  # the first and the newest point of a line, and every bar


def test_pages_are_light(site):
    for path in site.rglob("*.html"):
        page = path.read_bytes()
        assert len(page) <= 400 * 1024, path.name
        assert len(gzip.compress(page, 6)) <= 60 * 1024, path.name
    assert (site / "assets/style.css").stat().st_size <= 15 * 1024


@pytest.mark.long
def test_pages_of_six_years_are_light(tmp_path):
    latest = "2021-22-Q2"
    values = sample.made_up_values(sample.quarters(24, latest))
    tables = read_warehouse(sample.write_warehouse(tmp_path / "warehouse.duckdb", values))
    release = present_release(tables, unprotected_cells(tables, latest), edition_of(latest))
    write_site(release, tmp_path / "site")
    test_pages_are_light(tmp_path / "site")
    earlier = [path.name for path in (tmp_path / "site" / "topics").glob("marac-earlier-*")]
    assert sorted(earlier) == [f"marac-earlier-{place}.html" for place in (1, 2, 3)]


def test_corrections_that_wait_are_counted_with_the_release_that_first_had_one(release, tmp_path):
    first = "April to June 2018, version 2"
    waiting = replace(release.hidden, waiting=3, waiting_since=first)
    write_site(replace(release, hidden=waiting), tmp_path)
    told = whole_text(read_page((tmp_path / "revisions.html").read_text()))
    assert "3 corrected figures are waiting to be published" in told
    assert (
        "The first of them has waited since the release for April to June 2018, version 2." in told
    )


def test_many_revisions_are_spread_over_pages_measure_by_measure(release, tmp_path):
    figures = [f for t in release.topics for s in t.sections for table in s.tables
               for f in table.figures if f.is_shown][:1500]  # fmt: skip
    revisions = tuple(
        RevisedFigure(f.key, "measure", "area", "April to June 2019", "", "1", f, "a return came")
        for n, f in enumerate(figures)
    )
    write_site(replace(release, revisions=revisions), tmp_path)
    pages = [read_page((tmp_path / name).read_text()) for name in
             ("revisions.html", "revisions-2.html", "revisions-3.html")]  # fmt: skip
    told = [len(list(page.iter("tr"))) - len(list(page.iter("table"))) for page in pages]
    assert sum(told) == len(figures)
    assert max(told) <= 600
    test_pages_are_light(tmp_path)
    first = pages[0]
    assert "1,500 figures have been revised" in whole_text(first)
    links = [a.attrib["href"] for a in first.iter("a")]
    assert {"revisions-2.html", "revisions-3.html"} <= set(links)


def test_a_page_of_revisions_without_any_is_no_entry_of_the_navigation(release, site, tmp_path):
    def entries(page: Path) -> list[str]:
        (nav,) = read_page(page.read_text()).xpath("//nav[@aria-label='Pages of the dashboard']")
        return [a.get("href") for a in nav.iter("a")]

    assert not release.revisions
    assert "revisions.html" not in entries(site / "index.html")
    figure = next(f for t in release.topics for s in t.sections for f in s.tables[0].figures)
    revision = RevisedFigure(figure.key, "measure", "area", "April to June 2019", "", "1", figure,
                             "a return came")  # fmt: skip
    write_site(replace(release, revisions=(revision,)), tmp_path)
    assert "revisions.html" in entries(tmp_path / "index.html")


def test_a_draft_is_marked_on_every_page_and_a_release_on_none(site, release, tmp_path):
    for path in site.rglob("*.html"):
        assert release.edition.watermark in path.read_text(encoding="utf-8")
    edition = replace(release.edition, watermark=None, version=2)
    write_site(replace(release, edition=edition), tmp_path)
    for path in tmp_path.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert release.edition.watermark not in page
        assert "Version 2." in page


def test_a_table_says_what_its_shorthand_means(site):
    page = (site / "topics/marac.html").read_text(encoding="utf-8")
    for table, key in re.findall(
        r"(<table.*?</table>)\s*</div>(\s*<p class=\"key\">.*?</p>)?", page, re.S
    ):
        for mark in set(re.findall(r"\[[cxzpr]\]", table)):
            assert f"<b>{mark}</b>" in key


def test_the_same_release_gives_the_same_bytes(tables, published, release, site, tmp_path):
    beside = [path for path in site.parent.iterdir() if path != site]
    for path in beside:  # what pages lead to, of which they tell the size
        (tmp_path / path.name).symlink_to(path)
    write_site(present_release(tables, published, release.edition), tmp_path / "again")
    for path in sorted(site.rglob("*")):
        if path.is_file():
            again = tmp_path / "again" / path.relative_to(site)
            assert again.read_bytes() == path.read_bytes(), path.name


def test_definitions_are_an_index_of_measures_from_a_to_z(site, release):
    """Each measure has a row that a link can lead to, below its letter, in alphabetical order."""
    page = read_page((site / "definitions.html").read_text())
    rows = [row for row in page.iter("tr") if row.get("id")]
    assert {row.get("id") for row in rows} == {measure.anchor for measure in release.measures}
    names = [whole_text(next(row.iter("a"))) for row in rows]
    assert names == sorted(names, key=str.casefold)
    letters = {body.get("id"): body for body in page.iter("tbody")}
    told = {link.get("href") for link in page.iter("a")}
    for anchor, body in letters.items():
        assert f"#{anchor}" in told
        firsts = {whole_text(next(row.iter("a")))[0].lower() for row in body.iter("tr")}
        assert firsts == {anchor.removeprefix("letter-")}
    text = whole_text(page)
    assert all(measure.definition in text and measure.source in text
               for measure in release.measures)  # fmt: skip


def test_downloads_are_told_with_their_size_and_the_next_release(site, tmp_path, release):
    """A page names no file that is not there, and of a PDF how many pages there are."""
    pages = {path.name: whole_text(read_page(path.read_text())) for path in site.rglob("*.html")}
    assert len(pages) > 30
    workbook = (site.parent / "workbook.xlsx").stat().st_size
    assert workbook > 10_000
    for name, said in pages.items():
        assert f"Excel workbook ({round(workbook / 1000)} KB)" in said, name
        for paper in (r"Board pack \(PDF\)", "PDF of all figures"):
            assert re.search(paper + r" \(\d+ pages, [\d.]+ [KM]B\)", said), name
        assert re.search(r"[Nn]arrative for the Board \(Word\) \(\d+ KB\)", said), name
        assert "The next quarter is due for publication on 28 January 2020." in said, name
    write_site(release, tmp_path / "alone")
    alone = whole_text(read_page((tmp_path / "alone" / "index.html").read_text()))
    assert "Excel workbook" not in alone
    assert "Download the same" not in alone


def _landing(folder: Path, releases: list[dict]) -> str:
    write_landing_page(folder, releases)
    return (folder / "index.html").read_text(encoding="utf-8")


def test_the_landing_page_lists_every_release_newest_first(tmp_path):
    page = _landing(
        tmp_path,
        [
            {"quarter": "2019-20-Q1", "version": 1},
            {"quarter": "2019-20-Q2", "version": 1},
            {"quarter": "2019-20-Q1", "version": 2},
        ],
    )
    links = re.findall(r'href="([^"]+site/index.html)"', page)
    assert links == [
        "2019-20-Q2/v1/site/index.html",
        "2019-20-Q1/v2/site/index.html",
        "2019-20-Q1/v1/site/index.html",
    ]
    assert "Quarter 1, 2019-20" in page


def test_the_landing_page_of_nothing_says_so(tmp_path):
    assert "Nothing has been published yet" in _landing(tmp_path, [])


def test_what_is_measured_of_returns_and_plans_stands_where_they_are_told_of(site, release):
    """By what their measures rest on; no entry of the navigation leads to a page of one figure."""
    hosted = {topic.host: topic for topic in release.topics if topic.host != "own"}
    assert {host: topic.href for host, topic in hosted.items()} == {
        "overview": "index.html", "returns": "returns.html",
    }  # fmt: skip
    for topic in hosted.values():
        page = SitePage(site / topic.href)
        assert {section.measure.anchor for section in topic.sections} <= set(page.ids)
        assert not (site / f"topics/{topic.topic}.html").exists()
    navigation = next(read_page((site / "index.html").read_text()).iter("nav"))
    entries = [whole_text(a) for a in navigation.iter("a")]
    assert [entry for entry in entries if "eturn" in entry] == ["Returns"]
    assert not {topic.title for topic in hosted.values()} & set(entries)


def test_a_topic_with_nothing_to_show_is_no_entry_of_the_navigation(release, tmp_path):
    topic = next(topic for topic in release.topics if topic.host == "own")
    assert not topic.is_blank
    sections = tuple(
        replace(
            section,
            charts=tuple(replace(chart, points=()) for chart in section.charts),
            tables=tuple(
                replace(table, rows=tuple(replace(r, cells=("[z]",) * len(r.cells))
                                          for r in table.rows))
                for table in section.tables
            ),
        )
        for section in topic.sections
    )  # fmt: skip
    blank = replace(topic, sections=sections)
    assert blank.is_blank
    navigation = navigation_of(list(site_pages(replace(release, topics=(blank,)))))
    assert topic.title not in [page.title for entry in navigation for page in entry.pages]
    navigation = navigation_of(list(site_pages(replace(release, topics=(topic,)))))
    assert topic.title in [page.title for entry in navigation for page in entry.pages]
