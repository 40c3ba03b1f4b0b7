"""What is published once a year is shown by the year, with the words that say so.

Every measure of people has its tables of areas, of groups, or all of them, published so at once.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.outputs.workbook.sheet_tables import figures_table
from dashboard.presenters.whole_release import present_release
from dashboard.release import protected_values
from dashboard.release.protected_values import unprotected_cells
from dashboard.view_models import CellKey, FigureView, MeasureSection, ReleaseView, TableView
from dashboard.wording.formatting import ONCE_A_YEAR
from tests.support.releases.less_detailed import sections_of
from tests.support.releases.published_yearly import (
    AREAS,
    COUNTY,
    COUNTY_CODE,
    YearlyRelease,
    all_of,
    made,
)
from tests.support.releases.release_fixtures import QUARTER, edition_of

YEAR, YEAR_IN_WORDS = "2018-19-Q4", "2018-19"
BEFORE_ANY = "2018-19-Q3"


@pytest.fixture(scope="module", params=[AREAS, COUNTY, "breakdowns"])
def yearly(request, tables, published) -> YearlyRelease:
    """The newest quarter's release, in which tables of a kind are published once a year."""
    return made(tables, published, all_of(tables, request.param), QUARTER)


@pytest.fixture(scope="module", params=[AREAS, COUNTY])
def awaited(request, tables, published) -> YearlyRelease:
    """A release of before the first financial year's end."""
    return made(tables, published, all_of(tables, request.param), BEFORE_ANY)


def cells_of(release: ReleaseView) -> Iterator[object]:
    """Every cell of every table, card and row of a release."""
    for topic in release.topics:
        for table in (
            topic.summary,
            *(t for s in topic.sections for t in (*s.tables, s.rates) if t),
        ):
            yield from (cell for row in table.rows for cell in row.cells)
    for area in release.areas:
        yield from (cell for table in area.tables for row in table.rows for cell in row.cells)
    yield from (card.now for card in release.overview.cards)
    for activity in release.activities:
        yield from (cell for each in activity.measures for cell in (each.now, each.before))
    for each in release.explore.measures:
        for series in (series for window in each.windows.values() for series in window):
            yield from series.cells


def tables_of(made: YearlyRelease) -> Iterator[tuple[MeasureSection, TableView, bool]]:
    """Each table of a section, and whether it is published once a year."""
    for section in sections_of(made.release):
        for table in section.tables:
            key = next(table.figures).key if any(table.figures) else None
            area = COUNTY_CODE if table.id.endswith("-county") else ""
            breakdown = key.breakdown if key else "all"
            yield section, table, made.is_yearly(section.measure, area, breakdown)


def test_no_figure_of_such_a_table_counts_as_left_out(yearly):
    assert "[n]" not in set(map(str, cells_of(yearly.release)))
    for chart in yearly.release.charts:
        assert "[n]" not in chart.shorthand


def test_such_a_table_has_a_row_a_year_and_the_others_a_row_a_quarter(yearly):
    found = set()
    for _, table, is_yearly in tables_of(yearly):
        found.add(is_yearly)
        assert table.is_yearly == is_yearly, table.id
        if not is_yearly:
            assert all(row.label.startswith("Q") for row in table.rows)
            continue
        assert (table.corner, [row.label for row in table.rows]) == (
            "Financial year", [YEAR_IN_WORDS],
        ), table.id  # fmt: skip
        figures = list(table.figures)
        assert {figure.key.quarter for figure in figures} <= {YEAR}
        assert all(figure.key.period_type != "quarter" for figure in figures)
        if "-by-area" in table.id or table.id.endswith("-county"):
            assert all(isinstance(cell, FigureView) for cell in table.rows[0].cells)
    assert found == {True, False}


def test_its_charts_have_a_point_a_year(yearly):
    count = 0
    for section in sections_of(yearly.release):
        for chart in section.charts:
            key = chart.points[0].figure.key if chart.points else None
            if key and yearly.is_yearly(section.measure, key.area_code, key.breakdown):
                count += 1
                assert {point.figure.key.quarter for point in chart.points} == {YEAR}
                said = f"{chart.title} {chart.description.text} {chart.headline.text}"
                assert "quarter" not in said, said
                assert "Q4" not in said
    assert count > 10


def test_the_newest_figure_is_that_of_the_year_and_says_so(yearly, published):
    truth = published.values.set_index(list(CellKey._fields))["value"]
    named = {measure.name: measure for measure in yearly.release.measures}
    seen = 0
    for area in yearly.release.areas:
        for row in (row for table in area.tables for row in table.rows):
            measure, (now, county, *_) = named[row.label], row.cells
            if not yearly.is_yearly(measure, area.area_code):
                assert row.note.endswith("2019")
                assert "March" not in row.note
                continue
            seen += 1
            assert row.note in (
                "year to March 2019", "April 2018 to March 2019", "31 March 2019",
            )  # fmt: skip
            assert now.key.quarter == county.key.quarter == YEAR
            assert now.key[:3] == county.key[:3]
            assert not now.is_shown or now.value == pytest.approx(truth[now.key])
    for section in sections_of(yearly.release):
        if yearly.is_yearly(section.measure, COUNTY_CODE):
            seen += 1
            assert "March 2019" in section.headline.text, section.headline.text
            assert all(f"|{YEAR}|" in cell or "2017" in cell for cell in section.headline.cells)
    for card in yearly.release.overview.cards:
        if yearly.is_yearly(card.measure, COUNTY_CODE):
            assert card.window in ("year to March 2019", "31 March 2019")
            assert card.now == "[z]" or card.now.key.quarter == YEAR
    of_areas = any(AREAS in tables for tables in yearly.rules.yearly.values())
    assert seen or not of_areas


def test_activities_show_the_year_and_compare_only_the_very_same_row(yearly, tables):
    said = tables.progress.set_index(["activity_id", "measure_id", "period_type", "quarter",
                                      "area_code"])["comparison"]  # fmt: skip
    for activity in yearly.release.activities:
        for each in activity.measures:
            if isinstance(each.now, str):
                continue
            key = each.now.key
            if not yearly.is_yearly(each.measure, key.area_code):
                assert key.quarter == QUARTER
                continue
            assert (key.quarter, key.period_type == "quarter") == (YEAR, False)
            row = (activity.link.activity_id, key.measure_id, *key[1:4])
            if said.get(row, "") != "compared":
                assert each.change == ""
                assert each.outcome.code not in ("better", "worse", "changed", "too_few")
                assert each.outcome.code != "no_significant_change"


def test_a_sparkline_runs_from_year_to_year(yearly):
    for area in yearly.release.areas:
        for row in (row for table in area.tables for row in table.rows):
            course = row.cells[-1]
            if course.is_yearly:
                held = [figure for figure in course.figures if figure is not None]
                assert {figure.key.quarter for figure in held} == {YEAR}
                assert "with gaps" not in course.text
                assert "quarter" not in course.unchanged


def test_each_such_measure_says_so_where_a_reader_meets_it(yearly):
    lines = dict(line.rsplit(": ", 1) for line in yearly.release.hidden.yearly)
    for section in sections_of(yearly.release):
        remark = [s.text for s in section.remarks if "published once a year" in s.text]
        names = yearly.rules.yearly.get(section.measure.measure_id, ())
        assert len(remark) == bool(names)
        assert (section.measure.name in lines) == bool(names)
        if names:
            assert remark[0].endswith(", because most quarters' numbers are small.")
            assert lines[section.measure.name].count("by ") == (COUNTY not in names) * len(names)
    assert ONCE_A_YEAR in {term.term for term in yearly.release.shorthand}


def test_what_may_be_explored_says_of_other_quarters_that_it_comes_once_a_year(yearly):
    count = 0
    for each in yearly.release.explore.measures:
        for window, table in each.windows.items():
            for series in table:
                area = COUNTY_CODE if series.breakdown else series.code
                if not yearly.is_yearly(each.measure, area, series.breakdown or "all"):
                    assert ONCE_A_YEAR not in series.cells
                    continue
                count += 1
                assert window != "quarter"
                for quarter, cell in zip(
                    yearly.release.explore.quarters, series.cells, strict=True
                ):
                    assert (cell == ONCE_A_YEAR) == (quarter != YEAR)
    assert count > 10


def test_the_workbook_has_the_year_under_its_last_quarter(yearly):
    for topic in yearly.release.topics:
        frame = figures_table(topic)
        columns = [name for name in frame.columns if name.startswith("Q")]
        assert columns == [
            Quarter.parse(q).short for q in topic.sections[0].charts[0].quarters[::-1]
        ]
        for _, row in frame.iterrows():
            is_yearly = "financial year" in row["Coverage"] or row["Series"] in (
                "April to March", "On 31 March",
            )  # fmt: skip
            is_yearly |= "31 March each year" in row["Coverage"]
            others = {row[name] for name in columns if name != "Q4 2018-19"}
            assert (ONCE_A_YEAR in others) == is_yearly
            assert not is_yearly or others == {ONCE_A_YEAR}
            assert row["Q4 2018-19"] != ONCE_A_YEAR


def test_before_the_first_year_has_ended_it_says_when_that_is(awaited):
    count = 0
    for section in sections_of(awaited.release):
        names = awaited.rules.yearly.get(section.measure.measure_id, ())
        said = [section.headline.text, *(remark.text for remark in section.remarks)]
        told = [each for each in said if "published once a year" in each]
        assert len(told) == bool(names)
        if names:
            count += 1
            assert told[0].endswith("The first are in the release for January to March 2019.")
            assert "-by-area" not in "".join(table.id for table in section.tables)
        if COUNTY in names:
            assert section.headline.text == told[0]
            assert section.tables[0].rows == ()
            assert not any(chart.is_drawn or chart.unchanged for chart in section.charts)
    assert count > 10
    assert "[n]" not in set(map(str, cells_of(awaited.release)))
    for area in awaited.release.areas:
        for row in (row for table in area.tables for row in table.rows):
            measure = next(m for m in awaited.release.measures if m.name == row.label)
            if awaited.is_yearly(measure, area.area_code):
                assert row.cells[:3] == (ONCE_A_YEAR,) * 3
    for card in awaited.release.overview.cards:
        if awaited.is_yearly(card.measure, COUNTY_CODE):
            assert card.now == ONCE_A_YEAR


def test_a_year_that_began_before_the_data_is_not_the_first(tables, published):
    values = published.values
    later = replace(published, values=values[values["quarter"] > "2018-19-Q1"])
    release = made(tables, later, all_of(tables, AREAS), QUARTER).release
    told = {each.text for s in sections_of(release) for each in s.remarks if "once a" in each.text}
    assert all(text.endswith("in the release for January to March 2020.") for text in told)
    by_area = {table.id for s in sections_of(release) for table in s.tables if table.is_yearly}
    assert (bool(told), by_area) == (True, set())


def test_what_is_not_protected_has_every_table_by_the_quarter(
    tables, published, release, monkeypatch
):
    every = all_of(tables, COUNTY)
    listed = county_policy().model_copy(update={"published_yearly": every})
    monkeypatch.setattr(protected_values, "county_policy", lambda: listed)
    cells = unprotected_cells(tables, QUARTER)
    assert cells.yearly == {}
    assert present_release(tables, cells, edition_of(QUARTER)) == release
    assert ONCE_A_YEAR not in {term.term for term in release.shorthand}


def test_what_could_not_be_protected_of_a_year_still_says_so(tables, published):
    """A year that was left out is no year that is to come."""
    names = all_of(tables, AREAS)
    one = made(tables, published, names, QUARTER)
    values = one.cells.values
    gone = (values["quarter"] == YEAR) & (values["area_code"] != COUNTY_CODE)
    gone &= values["measure_id"].isin(names)
    cells = replace(one.cells, values=values[~gone].reset_index(drop=True))
    release = present_release(tables, cells, edition_of(QUARTER, None))
    tables_by_area = [
        table
        for section in sections_of(release)
        for table in section.tables
        if table.is_yearly and section.measure.measure_id in names
    ]
    assert len(tables_by_area) > 10
    said = {frozenset(table.rows[0].cells) for table in tables_by_area}
    assert said == {frozenset({"[n]"}), frozenset({"[x]"})}  # where no return came at all
