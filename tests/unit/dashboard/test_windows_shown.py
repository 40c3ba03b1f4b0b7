"""A longer window is shown whole or not at all: in cells, charts, headlines and files."""

from dataclasses import replace

import pandas as pd
import pytest

from core.quarter import Quarter
from dashboard.presenters.data_tables import published_tables
from dashboard.presenters.whole_release import present_release
from dashboard.release.protected_values import protected_cells, unprotected_cells
from dashboard.release.release_cells import KEY, NUMBERS
from tests.support.releases.release_fixtures import QUARTER, edition_of

FIRST = "2018-19-Q1"


def whole(cells: pd.DataFrame) -> pd.Series:
    """Whether each window is a quarter, or complete and of quarters that are all held."""
    begins = [
        str(Quarter.parse(quarter).quarters(window)[-1])
        for window, quarter in zip(cells["period_type"], cells["quarter"], strict=True)
    ]
    is_held = pd.Series(begins, cells.index) >= FIRST
    return (cells["period_type"] == "quarter") | (is_held & (cells["status"] == "complete"))


def test_no_longer_window_of_which_a_quarter_is_not_held_is_shown(published):
    cells = published.values
    is_whole = whole(cells)
    assert set(cells.loc[~is_whole, "shown"]) == {"x"}
    assert cells.loc[~is_whole, NUMBERS].isna().all(axis=None)
    complete = cells["status"] == "complete"
    assert (~is_whole & complete).any(), "a register reaches back before the first quarter"
    assert (~is_whole & ~complete).any()
    assert set(cells.loc[is_whole & complete, "shown"]) <= {"value", "z"}


def test_a_quarter_may_be_shown_in_part(release):
    figures = [
        point.figure
        for chart in release.charts
        for point in chart.points
        if point.figure.status == "partial" and point.figure.is_shown
    ]
    assert figures
    assert all(figure.key.period_type == "quarter" for figure in figures)
    assert all("[p]" in figure.marks for figure in figures)


def test_a_rolling_year_of_three_quarters_is_drawn_nowhere_and_compared_with_nothing(release):
    """Drawn as it was, a year of which three quarters are held reads as growth."""
    charts = [chart for chart in release.charts if "|rolling_year|" in chart.drawn]
    assert charts
    for chart in charts:
        early = [point for point in chart.points if point.label < "2018-19-Q4"]
        assert all(point.figure.text == "[x]" for point in early)
        assert not any(line.kind == "baseline" for line in chart.lines)
    for section in (section for topic in release.topics for section in topic.sections):
        if section.measure.default_window == "rolling_year":
            assert "in the same period last year" not in section.headline.text
            assert "(provisional)" not in section.headline.text


def test_the_page_says_why(release):
    sections = {s.measure.measure_id: s for t in release.topics for s in t.sections}
    told = [
        remark.text for remark in sections["marac_cases"].remarks if "Data begin" in remark.text
    ]
    assert told == []  # by the sixth quarter a whole year is held
    waiting = [
        section
        for section in sections.values()
        if any(remark.text.startswith("Waiting for ") for remark in section.remarks)
    ]
    assert waiting


def test_an_early_release_says_when_the_data_begin(tables):
    cells = unprotected_cells(tables, "2018-19-Q2")
    release = present_release(tables, cells, edition_of("2018-19-Q2"))
    section = next(
        s for t in release.topics for s in t.sections if s.measure.measure_id == "marac_cases"
    )
    assert "Data begins in April to June 2018. Periods that begin earlier are not shown." in [
        remark.text for remark in section.remarks
    ]
    assert section.tables[0].rows[0].cells[2].text == "[x]"


def test_the_files_print_none_of_its_numbers(tables, published, release):
    frames = published_tables(tables, published, release)
    progress = frames["progress"]
    longer = progress[progress["period_type"] != "quarter"]
    early = longer[~whole(longer)]
    assert len(early)
    assert early[["numerator", "denominator", "value", "change"]].isna().all(axis=None)
    values = frames["values"]
    assert values.loc[~whole(values), NUMBERS].isna().all(axis=None)


@pytest.mark.parametrize("quarter", ["2018-19-Q3"])
def test_protection_takes_a_window_that_is_not_held_for_one_that_nobody_prints(tables, quarter):
    some = tables.measures["topic"] == "dvpo"
    names = set(tables.measures.loc[some, "measure_id"])
    few = replace(
        tables,
        measures=tables.measures[some],
        values=tables.values[tables.values["measure_id"].isin(names)],
    )
    cells = protected_cells(few, quarter)
    is_whole = whole(cells.values)
    assert set(cells.values.loc[~is_whole, "shown"]) == {"x"}
    known = few.values.set_index(KEY)["status"]
    kept = cells.values.set_index(KEY)["status"]
    assert (kept == known.reindex(kept.index)).all()
    assert quarter < QUARTER
