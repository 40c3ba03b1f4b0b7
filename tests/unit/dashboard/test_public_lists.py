"""Rates by area with their intervals, and the list of published reviews."""

import re

import pytest

from dashboard.presenters.chance_intervals import byar
from disclosure.audit.artefacts.html_pages import check_pages
from disclosure.audit.reader.interval_ends import ends_of
from disclosure.audit.reader.release_reader import PrintedCell, PrintedFigure, read_release


def test_a_rate_by_area_has_the_interval_of_its_count(release):
    sections = [s for topic in release.topics for s in topic.sections]
    assert [s.measure.kind for s in sections if s.rates] == ["rate"]
    (rates,) = [section.rates for section in sections if section.rates]
    assert rates.rows[0].label == release.edition.county
    shown = 0
    for row in rates.rows:
        figure, interval, count, people = row.cells
        if isinstance(figure, str) or not figure.is_shown:
            assert {interval, count, people} == {figure if isinstance(figure, str) else figure.text}
            continue
        shown += 1
        low, high = map(float, re.findall(r"[\d.]+", interval.text))
        assert low < figure.value < high
        wanted = [end / figure.denominator * 10_000 for end in byar(figure.numerator)]
        assert [low, high] == pytest.approx(wanted, abs=0.05)
        assert float(count.text.replace(",", "")) == figure.numerator
        assert float(people.text.replace(",", "")) == figure.denominator
    assert shown


def test_the_auditor_works_intervals_out_for_itself():
    texts = {"numerator": "604", "denominator": "304500", "value": "19.8"}
    cell = PrintedCell("m", "rolling_year", "2020-21-Q2", "E1", "all", "all")
    assert ends_of(PrintedFigure(cell, texts, "complete", "value")) == (18.3, 21.5)
    assert ends_of(PrintedFigure(cell, texts, "complete", "c")) == ()
    none = {**texts, "numerator": "0"}
    low, high = ends_of(PrintedFigure(cell, none, "complete", "value"))
    assert (low, high) == (0.0, 0.1)


def test_reviews_are_listed_once_they_are_published_the_newest_first(release):
    lists = [topic.records for topic in release.topics if topic.records]
    (reviews,) = lists
    assert [(row.label, row.cells[1:]) for row in reviews.rows] == [
        ("DHR002", ("not known", "30 September 2019")),
        ("DHR001", ("1 March 2017", "4 May 2018")),
    ]  # one is published after the quarter's end, one not yet


def test_the_auditor_finds_nothing_in_the_pages_of_both(release_folder):
    assert list(check_pages(read_release(release_folder))) == []
