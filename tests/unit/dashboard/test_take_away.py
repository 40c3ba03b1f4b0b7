"""What readers take away: tables as CSV, charts as SVG, and PNG where it is wished for."""

import csv
import re
from dataclasses import replace

import pytest

from dashboard.charts.render import drawings_of
from dashboard.outputs.site.take_away import write_take_away
from disclosure.audit.artefacts.taken_files import check_taken_files
from disclosure.audit.reader.page_tree import read_page, whole_text
from disclosure.audit.reader.release_reader import read_release


def test_every_table_and_chart_of_a_topic_leads_to_its_file_and_says_its_size(site, release):
    page = read_page((site / "topics" / "marac.html").read_text(encoding="utf-8"))
    links = {a.get("href"): whole_text(a) for a in page.find_class("take")}
    topic = next(topic for topic in release.topics if topic.topic == "marac")
    wanted = {f"{topic.summary.id}.csv"}
    for section in topic.sections:
        wanted |= {f"{t.id}.csv" for t in (*section.tables, section.rates) if t}
        wanted |= {f"{chart.id}.svg" for chart in section.charts if not chart.is_blank}
    assert set(links) == {f"../take-away/{name}" for name in wanted}
    for href, said in links.items():
        size = (site / "topics" / href).stat().st_size
        assert said == f"{href.rpartition('.')[2].upper()} ({max(1, round(size / 1000))} KB)"


def test_a_table_as_csv_has_every_quarter_and_numbers_without_commas(site, release):
    tables = [t for topic in release.topics for s in topic.sections for t in s.tables]
    for table in tables:
        text = (site / "take-away" / f"{table.id}.csv").read_text(encoding="utf-8")
        heading, *lines = csv.reader(text.splitlines())
        assert [line[0] for line in lines] == [row.label for row in table.rows]
        for row, line in zip(table.rows, lines, strict=True):
            by_name = dict(zip(heading, line, strict=True))
            for column, cell in zip(table.columns, row.cells, strict=True):
                assert by_name[column] == str(getattr(cell, "text", cell)).replace(",", "")
                assert not re.search(r"\[[pr]\]", by_name[column])


def test_an_area_is_one_file_without_drawings(site, release):
    area = release.areas[0]
    text = (site / "take-away" / f"{area.table_id}.csv").read_text(encoding="utf-8")
    heading, *lines = csv.reader(text.splitlines())
    assert len(lines) == sum(len(table.rows) for table in area.tables)
    assert {"Measure", "Period", area.name, "Change"} <= set(heading)
    assert "Trend" not in heading


@pytest.mark.parametrize("wish", ["", "1"])
def test_pictures_are_made_where_they_are_wished_for(release, monkeypatch, tmp_path, wish):
    monkeypatch.setenv("DAW_CHART_PNG", wish)
    topic = replace(release.topics[0], sections=release.topics[0].sections[:1])
    small = replace(release, topics=(topic,), areas=())
    sizes = write_take_away(small, drawings_of(small.charts), tmp_path)
    pictures = [name for name in sizes if name.endswith(".png")]
    drawings = [name for name in sizes if name.endswith(".svg")]
    assert len(pictures) == (len(drawings) if wish else 0)
    for name in pictures:
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


def test_the_auditor_finds_nothing_in_them(release_folder):
    assert list(check_taken_files(read_release(release_folder))) == []
