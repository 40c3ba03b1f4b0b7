"""A release in less detail says so wherever a figure is left out, and claims nothing.

Each step is taken for all measures of people at once and for those of each topic, in a first
release and in one with quarters before.
"""

import re

import pytest

from core.quarter import Quarter
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.left_out_rows import LeftOutRows
from dashboard.presenters.whole_release import present_release
from dashboard.release.release_cells import ReleaseCells
from dashboard.view_models import CellKey, ChartView, MeasureSection, ReleaseView, TableView
from dashboard.wording import formatting
from dashboard.wording.judgement_words import NOT_SHOWN
from dashboard.wording.window_names import EACH_WINDOW
from disclosure.control.fallback import AREAS, BREAKDOWNS, MEASURE, STEPS
from tests.support.releases.less_detailed import (
    COUNTY,
    made,
    printable,
    quarters_told,
    sections_of,
    sensitive,
)
from tests.support.releases.release_fixtures import QUARTER, edition_of


def check(release: ReleaseView, lacking: set[CellKey]) -> None:
    """What must hold of a less detailed release, whatever it lacks."""
    for section in sections_of(release):
        measure = section.measure
        key = CellKey(measure.measure_id, measure.default_window, QUARTER, COUNTY)
        if key in lacking:
            assert section.headline.text.startswith("Not published for ")
            assert section.headline.text.endswith(f": {formatting.NOT_PROTECTABLE}.")
            assert section.headline.cells == ()
        else:
            assert not section.headline.text.startswith("Not published")
        for chart in section.charts:
            check_chart(chart, lacking)
        check_county_table(section, lacking)
        check_other_tables(section, lacking)
        assert not any("latest" in each.text for each in section.remarks) or key not in lacking
    for sentence in (changed.sentence for changed in release.overview.changed):
        assert sentence.cells
        assert not {CellKey(*cell.split("|")[:6]) for cell in sentence.cells} & lacking
    check_areas(release, lacking)
    check_activities(release, lacking)
    assert {t.term: t.meaning for t in release.shorthand}["[n]"].endswith(
        formatting.NOT_PROTECTABLE
    )


def check_chart(chart: ChartView, lacking: set[CellKey]) -> None:
    """The last point of each line is the release's quarter, shown or not."""
    if chart.kind == "bars":
        key = chart.points[0].figure.key
        window = Quarter.parse(key.quarter).window(key.period_type)
        said = chart.headline.text or chart.title
        assert key.quarter == QUARTER or said.endswith(f", in {window}")
        told = {point.figure.key[:5] for point in chart.points if point.figure.is_shown}
        newer = {key[:5] for key in lacking}
        assert not {(*key[:2], QUARTER, *key[3:]) for key in told} & newer
        return
    for panel in chart.panels:
        last = [point for point in chart.points if point.panel == panel][-1]
        assert last.label == QUARTER
        assert (last.figure.text == "[n]") == (last.figure.key in lacking)
    latest = [point.figure for point in chart.points if point.label == QUARTER]
    assert latest
    if chart.kind == "multiples":
        assert quarters_told(chart.description) | quarters_told(chart.headline) <= {QUARTER}
        named = [point for point in chart.points if point.label == QUARTER]
        missing = [point.panel for point in named if point.figure.key in lacking]
        _, _, without = chart.description.text.partition("ot published")
        if without.startswith(" in each case"):
            assert len(missing) == len(named)
        else:
            assert all(panel in without for panel in missing)
            assert bool(without) == bool(missing)
    elif latest[0].key in lacking:
        assert not chart.description.cells or "latest not published." in chart.description.text
        assert not re.search(r"^[\d.,%]+ (in|on) ", chart.headline.text)
        if any(line.kind == "target" for line in chart.lines):
            assert chart.headline.text.startswith("Not published for ")
    assert all("[n]" in chart.shorthand for figure in latest if figure.key in lacking)


def check_county_table(section: MeasureSection, lacking: set[CellKey]) -> None:
    newest = section.tables[0].rows[0]
    assert newest.label == "Q2 2019-20"
    windows = ["quarter", "year_to_date", "rolling_year"]
    if section.measure.is_stock:
        windows = ["quarter"]
    elif section.measure.kind == "rate":
        windows = ["rolling_year"]
    for window, cell in zip(windows, newest.cells, strict=True):
        key = CellKey(section.measure.measure_id, window, QUARTER, COUNTY)
        assert (cell == "[n]") == (key in lacking)


def check_other_tables(section: MeasureSection, lacking: set[CellKey]) -> None:
    """The newest quarter has a row in which every cell that is left out says so."""
    for table in section.tables[1:]:
        assert table.rows
        newest = next((row for row in table.rows if row.label == "Q2 2019-20"), None)
        is_by_area = table.id.endswith("-by-area")
        mine = {
            key
            for key in lacking
            if key.measure_id == section.measure.measure_id
            and (key.breakdown != "all") != is_by_area
            and (not is_by_area or key.area_code not in (COUNTY, "unknown"))
            and table.id.endswith(f"by-{'area' if is_by_area else key.breakdown.replace('_', '-')}")
            and table.caption.endswith(f", {EACH_WINDOW[key.period_type]}")
        }
        if mine or (newest is not None and not is_by_area and whole_of(table, section) in lacking):
            assert newest is not None
            assert set(newest.cells) == {"[n]"}
            assert "[n]" in table.shorthand
        elif newest is not None:
            assert "[n]" not in newest.cells
        assert all("[n]" not in row.cells for row in table.rows if row is not newest)


def whole_of(table: TableView, section: MeasureSection) -> CellKey:
    """The county's cell of the release's quarter in the window of a table."""
    windows = EACH_WINDOW.items()
    window = next(each for each, told in windows if table.caption.endswith(f", {told}"))
    return CellKey(section.measure.measure_id, window, QUARTER, COUNTY)


def check_areas(release: ReleaseView, lacking: set[CellKey]) -> None:
    of_name = {measure.name: measure for measure in release.measures}
    for area in release.areas:
        assert area.tables
        for row in (row for table in area.tables for row in table.rows):
            measure = of_name[row.label.split(", the year")[0].split(", April")[0]]
            for place, code in ((0, area.area_code), (1, COUNTY)):
                key = CellKey(measure.measure_id, measure.default_window, QUARTER, code)
                assert (row.cells[place] == "[n]") == (key in lacking)


def check_activities(release: ReleaseView, lacking: set[CellKey]) -> None:
    pages = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    for row in (row for page in pages for row in page.activities):
        assert not row.without.startswith("No data") or not row.measures
        for each in row.measures:
            if isinstance(each.now, str):
                assert each.now in ("[n]", "[x]")
                assert each.outcome.code in (NOT_SHOWN, "not_comparable")
                if each.outcome.code == NOT_SHOWN:
                    assert "not published" in each.outcome.reason
                assert each.change == ""
            else:
                assert each.now.key.quarter == QUARTER
                assert each.now.key not in lacking
        if row.measures and all(isinstance(each.now, str) for each in row.measures):
            assert row.without or row.milestone


@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
@pytest.mark.parametrize("step", STEPS[STEPS.index(BREAKDOWNS) :])
def test_a_release_whose_every_table_is_coarser_says_so(step, first, tables, published):
    less_detailed = made(tables, published, step, first=first)
    assert less_detailed.lacking
    check(less_detailed.release, less_detailed.lacking)


@pytest.mark.parametrize(
    ("step", "stride"),
    [
        (AREAS, 3),
        pytest.param(AREAS, 1, marks=pytest.mark.long),
        pytest.param(MEASURE, 1, marks=pytest.mark.long),
    ],
    ids=["a third of the topics", "the county only", "nothing"],
)
def test_a_topic_that_is_coarser_alone_changes_no_other(step, stride, tables, published, release):
    was = {page.topic: page.sections for page in release.topics}
    for place, (topic, measures) in list(enumerate(sensitive(tables).groupby("topic")))[::stride]:
        first = bool(place % 2)
        less_detailed = made(tables, published, step, set(measures["measure_id"]), first=first)
        check(less_detailed.release, less_detailed.lacking)
        others = (
            [] if first else [page for page in less_detailed.release.topics if page.topic != topic]
        )
        for page in others:
            for old, new in zip(was[page.topic], page.sections, strict=True):
                assert (new.headline, new.charts[0]) == (old.headline, old.charts[0])


def test_a_quarter_that_was_left_out_before_is_not_compared_with(tables, published):
    """Tables that an earlier release left out may stay so when later quarters have theirs."""
    year_before = str(Quarter.parse(QUARTER).plus(-4))
    values = printable(published.values)
    gone = values["measure_id"].isin(set(sensitive(tables)["measure_id"]))
    kept = values[~(gone & (values["quarter"] == year_before))]
    cells = ReleaseCells(kept.reset_index(drop=True), published.truth, protected=True)
    release = present_release(tables, cells, edition_of(QUARTER, None))
    section = next(s for s in sections_of(release) if s.measure.measure_id == "marac_cases")
    assert section.headline.text.endswith(
        "; the figure for the same period last year is not published."
    )
    trend = section.charts[0]
    assert [point.label for point in trend.points if point.figure.text == "[n]"] == [year_before]
    assert not any(line.kind == "baseline" for line in trend.lines)
    rows = {row.label: row.cells for row in section.tables[0].rows}
    assert set(rows[Quarter.parse(year_before).short]) == {"[n]"}
    activities = [row for aim in release.aims for row in aim.activities]
    compared = [each for row in activities for each in row.measures if each.before == "[n]"]
    assert compared
    assert all(each.change == "" for each in compared)


def test_what_is_not_published_is_told_from_what_is_published(tables, published):
    """A county figure of nought has no groups: that is no table left out."""
    values = published.values
    catalogue = Catalogue(tables)
    withheld = LeftOutRows(values, catalogue, [QUARTER])
    county = CellKey("marac_cases", "quarter", QUARTER, COUNTY)
    group = county._replace(breakdown="referrer", category="police")
    assert withheld.shown(county) is None
    assert withheld.shown(group) is None
    is_broken_down = (values["measure_id"] == "marac_cases") & (values["breakdown"] != "all")
    assert LeftOutRows(values[~is_broken_down], catalogue, [QUARTER]).shown(group) == "n"
    nought = values[~is_broken_down].copy()
    nought.loc[nought["measure_id"] == "marac_cases", ["numerator", "value"]] = 0
    assert LeftOutRows(nought, catalogue, [QUARTER]).shown(group) is None
    none = LeftOutRows(values[:0], catalogue, [QUARTER])
    assert none.shown(county) == "n"
    assert none.shown(group) == "n"
    assert none.shown(county._replace(area_code="unknown")) == "n"
    assert none.shown(county._replace(quarter="2011-12-Q1")) is None
    assert none.shown(county._replace(area_code="E10000001")) is None
    assert none.shown(group._replace(breakdown="gender")) is None
    assert none.shown(county._replace(measure_id="marac_cases_per_10k")) is None
    received = published.values.copy()
    received.loc[received["measure_id"] == "marac_cases", "shown"] = "x"
    of_county = received[received["area_code"] == COUNTY]
    area = CellKey(
        "marac_cases", "quarter", QUARTER, catalogue.areas_of("police_area")[0].area_code
    )
    assert LeftOutRows(of_county, catalogue, [QUARTER]).shown(area) == "x"
    assert none.shown(area) == "n"
