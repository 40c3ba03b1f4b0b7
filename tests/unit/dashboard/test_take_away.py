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
        wanted |= {f"{chart.id}.svg" for chart in section.charts if chart.is_drawn}
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


def test_every_table_of_figures_of_a_page_has_a_file(site):
    """Definitions, revisions and the counts of hidden cells are no tables for a slide."""
    without = {"definitions.html", "glossary.html", "small-numbers.html", "explore.html"}
    checked = set()
    for path in sorted(site.rglob("*.html")):
        if path.name in without or path.name.startswith("revisions"):
            continue
        page = read_page(path.read_text(encoding="utf-8"))
        taken = {a.get("href").rpartition("/")[2] for a in page.find_class("take")}
        for table in page.iter("table"):
            assert f"{table.get('id')}.csv" in taken, (path.name, table.get("id"))
            checked.add(table.get("id"))
    assert {"plan-activities", "returns", "p1-measures"} <= checked


def test_the_measures_of_an_activity_are_a_file_with_their_area_and_period(site, release):
    row = next(row for row in release.activities if row.measures)
    text = (site / "take-away" / f"{row.table_id}.csv").read_text(encoding="utf-8")
    heading, *lines = csv.reader(text.splitlines())
    by_name = [dict(zip(heading, line, strict=True)) for line in lines]
    assert [(each["Measure"], each["Area"], each["Period"]) for each in by_name] == [
        (each.measure.name, each.area_name, each.window) for each in row.measures
    ]
    assert [each["Outcome"] for each in by_name] == [m.outcome.word for m in row.measures]


def test_a_count_of_rows_is_a_number_without_a_comma(release, tmp_path):
    table = release.received.table
    row = replace(table.rows[0], cells=("1,204", *table.rows[0].cells[1:]))
    received = replace(release.received, table=replace(table, rows=(row,)))
    small = replace(release, topics=(), areas=(), received=received)
    write_take_away(small, {}, tmp_path)
    assert ",1204," in (tmp_path / "take-away/returns.csv").read_text()
