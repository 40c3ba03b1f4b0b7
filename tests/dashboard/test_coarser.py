"""A release that is published coarser says so wherever a figure is left out, and claims nothing.

What protection leaves out of the newest quarter is simply not among the values: each of its steps
is taken for all measures of people at once and for those of each topic, in a first release and in
one with quarters before.
"""

import re

import openpyxl
import pandas as pd
import pytest
import sample
from pypdf import PdfReader

from dashboard import words
from dashboard.audit.copies import check_copies
from dashboard.audit.markup import Element, parse
from dashboard.audit.pages import check_pages
from dashboard.audit.papers import check_papers
from dashboard.audit.release import read_release
from dashboard.build.catalogue import Catalogue
from dashboard.build.release import build_release
from dashboard.build.withheld import Withheld
from dashboard.data_files import published_tables, write_data
from dashboard.disclosure.cells import PEOPLE
from dashboard.disclosure.plan import AREAS, BREAKDOWNS, MEASURE, STEPS, WINDOWS
from dashboard.manifest import write_manifest
from dashboard.model import CellKey, Chart, MeasureSection, Release, Sentence, Table
from dashboard.pdf import write_pdf
from dashboard.published import KEY, NUMBERS, Published
from dashboard.quarters import Quarter
from dashboard.site import write_site
from dashboard.warehouse import Tables
from dashboard.workbook import write_workbook
from tests.dashboard.conftest import QUARTER, edition_of

TOLD = f"[n] not published: {words.UNTOLD}."
COUNTY = sample.seed("areas").set_index("level").at["county", "area_code"]


@pytest.fixture(scope="module")
def sensitive(tables: Tables) -> pd.DataFrame:
    """The measures that protection may publish coarser."""
    measures = tables.measures
    return measures[measures["sensitive"].astype(str).str.lower() == "true"]


def left_out(values: pd.DataFrame, measures: set[str], step: str) -> pd.Series:
    """Which rows the steps up to this one leave out."""
    gone = {
        BREAKDOWNS: values["breakdown"] != "all",
        AREAS: values["area_code"] != COUNTY,
        WINDOWS: values["period_type"] != "rolling_year",
        MEASURE: values["breakdown"] == values["breakdown"],
    }
    steps = STEPS[: STEPS.index(step) + 1]
    of_step = pd.concat([gone[each] for each in steps], axis=1).any(axis=1)
    return of_step & values["measure_id"].isin(measures) & (values["quarter"] == QUARTER)


@pytest.fixture(scope="module")
def values_before(published: Published) -> pd.DataFrame:
    """The values as protection would take them: groups only of what was counted, and in time."""
    values = published.values
    table = list(zip(values["measure_id"], values["period_type"], values["quarter"], strict=True))
    is_whole = (values["breakdown"] == "all") & (values["area_code"] == COUNTY)
    is_counted = is_whole & (values[NUMBERS].fillna(0) != 0).any(axis=1)
    counted = {name for name, is_so in zip(table, is_counted, strict=True) if is_so}
    has_groups = pd.Series([name in counted for name in table], index=values.index)
    return values[~is_early(values) & ((values["breakdown"] == "all") | has_groups)]


def is_early(values: pd.DataFrame) -> pd.Series:
    """Ethnicity, gender, age and disability are published with the fourth quarter (rule 7)."""
    is_year = values["quarter"].str.endswith("Q4") & (values["period_type"] != "quarter")
    return values["breakdown"].isin(PEOPLE) & ~is_year


@pytest.fixture(scope="module")
def made(tables: Tables, published: Published, values_before: pd.DataFrame):
    """Makes the release that a step leaves of some measures, and the names of what it lacks."""

    def make(step: str, measures: set[str], *, first: bool = False):
        values = values_before
        dropped = left_out(values, measures, step)
        kept = values[~dropped & ((values["quarter"] == QUARTER) | (not first))]
        cells = Published(kept.reset_index(drop=True), published.truth, protected=True)
        lacking = {CellKey(*row) for row in values.loc[dropped, KEY].itertuples(index=False)}
        # of an area whose county's return has not come, that is said
        missing = {CellKey(*row) for row in kept.loc[kept["shown"] == "x", KEY].itertuples(False)}
        lacking = {key for key in lacking if key._replace(area_code=COUNTY) not in missing}
        return build_release(tables, cells, edition_of(QUARTER, None)), lacking

    return make


def sections_of(release: Release) -> list[MeasureSection]:
    return [section for topic in release.topics for section in topic.sections]


def check(release: Release, lacking: set[CellKey]) -> None:
    """What must hold of a coarser release, whatever it lacks."""
    for section in sections_of(release):
        measure = section.measure
        key = CellKey(measure.measure_id, measure.headline, QUARTER, COUNTY)
        if key in lacking:
            assert section.headline.text.startswith("Not published for ")
            assert section.headline.text.endswith(f": {words.UNTOLD}.")
            assert section.headline.cells == ()
        else:
            assert not section.headline.text.startswith("Not published")
        for chart in section.charts:
            check_chart(chart, lacking)
        check_county_table(section, lacking)
        check_other_tables(section, lacking)
        assert not any("latest" in each.text for each in section.remarks) or key not in lacking
    for sentence in (moved.sentence for moved in release.overview.moved):
        assert sentence.cells
        assert not {CellKey(*cell.split("|")[:6]) for cell in sentence.cells} & lacking
    check_areas(release, lacking)
    check_activities(release, lacking)
    assert {t.term: t.meaning for t in release.shorthand}["[n]"].endswith(words.UNTOLD)


def quarters_told(sentence: Sentence) -> set[str]:
    return {cell.split("|")[2] for cell in sentence.cells}


def check_chart(chart: Chart, lacking: set[CellKey]) -> None:
    """The last point of each line is the release's quarter, shown or not."""
    if chart.kind == "bars":
        key = chart.points[0].figure.key
        window = Quarter.parse(key.quarter).window(key.period_type)
        assert key.quarter == QUARTER or chart.headline.text.endswith(f", in {window}")
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
        missing = [figure for figure in latest if figure.key in lacking]
        assert chart.description.text.count("not published") == len(missing)
    elif latest[0].key in lacking:
        assert not chart.description.cells or "latest not published." in chart.description.text
        assert not re.search(r"^[\d.,%]+ (in|on) ", chart.headline.text)
        if any(line.kind == "target" for line in chart.lines):
            assert chart.headline.text.startswith("Not published for ")
    assert all("[n]" in chart.shorthand for figure in latest if figure.key in lacking)


def check_county_table(section: MeasureSection, lacking: set[CellKey]) -> None:
    newest = section.tables[0].rows[0]
    assert newest.label == "Q2 2019-20"
    kind = section.measure.kind
    windows = {"stock": ["quarter"], "rate": ["rolling_year"]}.get(
        kind, ["quarter", "year_to_date", "rolling_year"]
    )
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
            and table.caption.endswith(f", {words.EACH_WINDOW[key.period_type]}")
        }
        if mine or (newest is not None and not is_by_area and whole_of(table, section) in lacking):
            assert newest is not None
            assert set(newest.cells) == {"[n]"}
            assert "[n]" in table.shorthand
        elif newest is not None:
            assert "[n]" not in newest.cells
        assert all("[n]" not in row.cells for row in table.rows if row is not newest)


def whole_of(table: Table, section: MeasureSection) -> CellKey:
    """The county's cell of the release's quarter in the window of a table."""
    windows = words.EACH_WINDOW.items()
    window = next(each for each, told in windows if table.caption.endswith(f", {told}"))
    return CellKey(section.measure.measure_id, window, QUARTER, COUNTY)


def check_areas(release: Release, lacking: set[CellKey]) -> None:
    of_name = {measure.name: measure for measure in release.measures}
    for area in release.areas:
        assert area.tables
        for row in (row for table in area.tables for row in table.rows):
            measure = of_name[row.label.split(", the year")[0].split(", April")[0]]
            for place, code in ((0, area.area_code), (2, COUNTY)):
                key = CellKey(measure.measure_id, measure.headline, QUARTER, code)
                assert (row.cells[place] == "[n]") == (key in lacking)


def check_activities(release: Release, lacking: set[CellKey]) -> None:
    pages = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    for row in (row for page in pages for row in page.activities):
        assert not row.without.startswith("No data") or not row.measures
        for each in row.measures:
            if isinstance(each.now, str):
                assert each.now in ("[n]", "[x]")
                assert each.rating.word == "not shown"
                assert "not published" in each.rating.reason
                assert each.change == ""
            else:
                assert each.now.key.quarter == QUARTER
                assert each.now.key not in lacking
        if row.measures and all(isinstance(each.now, str) for each in row.measures):
            assert row.without or row.milestone


@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
@pytest.mark.parametrize("step", STEPS)
def test_a_release_whose_every_table_is_coarser_says_so(step, first, made, sensitive):
    release, lacking = made(step, set(sensitive["measure_id"]), first=first)
    assert lacking
    check(release, lacking)


@pytest.mark.parametrize("step", [AREAS, MEASURE])
def test_a_topic_that_is_coarser_alone_changes_no_other(step, made, sensitive, release):
    for place, (topic, measures) in enumerate(sensitive.groupby("topic")):
        coarser, lacking = made(step, set(measures["measure_id"]), first=bool(place % 2))
        check(coarser, lacking)
        if not place % 2:
            others = [page.topic for page in coarser.topics if page.topic != topic]
            was = {page.topic: page for page in release.topics}
            now = {page.topic: page for page in coarser.topics}
            for other in others:
                for old, new in zip(was[other].sections, now[other].sections, strict=True):
                    assert (new.headline, new.charts[0]) == (old.headline, old.charts[0])


@pytest.fixture(scope="module", params=[AREAS, MEASURE], ids=["county-only", "nothing"])
def whole(request, made, tables, published, values_before, sensitive, tmp_path_factory):
    """A whole release of two steps as it lies in its folder, and the names of what it lacks."""
    release, lacking = made(request.param, set(sensitive["measure_id"]))
    folder = tmp_path_factory.mktemp("whole") / QUARTER / "v1"
    kept = values_before[~left_out(values_before, set(sensitive["measure_id"]), request.param)]
    cells = Published(kept.reset_index(drop=True), published.truth, protected=True)
    write_data(folder / "data", published_tables(tables, cells, release))
    write_site(release, folder / "site")
    write_workbook(release, folder / "workbook.xlsx")
    write_pdf(release, folder / "dashboard.pdf")
    write_manifest(folder, {"quarter": QUARTER}, "c" * 40, tables.receipts)
    return release, folder, lacking


def test_every_table_that_lacks_a_figure_explains_it(whole):
    _, folder, _ = whole
    explained = 0
    for path in sorted((folder / "site").rglob("*.html")):
        page = parse(path.read_text())
        for table in page.all("table"):
            cells = [cell.text for cell in table.all("td")]
            assert cells, (path.name, table.attributes)
            explained += "[n]" in cells
        marked = sum(
            "[n]" in [cell.text for cell in table.all("td")] for table in page.all("table")
        )
        keys = [each.text for each in page.all("p") if each.attributes.get("class") == "key"]
        assert sum(TOLD in key for key in keys) >= marked, path.name
        for figure in page.all("figure"):
            assert is_drawn(figure), (path.name, figure.attributes["id"])
    assert explained > 20


def is_drawn(figure: Element) -> bool:
    """Whether a chart holds a line, a dot or a bar."""
    return any(
        each.attributes.get("fill") or each.attributes.get("stroke") for each in figure.all("path")
    )


def test_the_workbook_and_the_paper_say_so_too(whole):
    release, folder, _ = whole
    workbook = openpyxl.load_workbook(folder / "workbook.xlsx", read_only=True)
    notes = dict(list(workbook["Notes"].values)[5:])
    assert notes["[n]"] == f"not published: {words.UNTOLD}"
    cells = [cell for sheet in workbook for row in sheet.values for cell in row]
    assert cells.count("[n]") > 50
    text = " ".join(page.extract_text() for page in PdfReader(folder / "dashboard.pdf").pages)
    plain = " ".join(text.split())
    assert plain.count("[n]") > 50
    assert words.UNTOLD in plain
    for section in sections_of(release):
        assert section.headline.text in plain
    for activity in (row for aim in release.aims for row in aim.activities):
        for each in activity.measures:
            assert (
                each.now != "[n]"
                or f"{each.measure.name} {each.area_name}, {each.window} [n]" in plain
            )


def test_no_page_or_paper_prints_what_the_data_files_do_not(whole):
    """The auditor reads pages, workbook, PDF and data files back."""
    _, folder, lacking = whole
    released = read_release(folder)
    for check_them in (check_pages, check_copies, check_papers):
        assert list(check_them(released)) == []
    told = (folder / "data" / "values.csv").read_text()
    assert not any(",".join(key) in told for key in lacking)


def test_nothing_is_said_of_a_quarter_before_as_if_it_were_the_newest(whole):
    """A sentence that stands alone names the quarter of each of its figures."""
    release, _, _ = whole
    for section in sections_of(release):
        charts = [chart.headline for chart in section.charts]
        for sentence in (section.headline, *charts):
            for quarter in quarters_told(sentence):
                parsed = Quarter.parse(quarter)
                named = (parsed.short, str(parsed.calendar_year), "a year before", "every point")
                said = sentence.text
                assert quarter == QUARTER or any(each in said for each in named), said


def test_what_is_not_published_is_told_from_what_is_published(tables, published):
    """A county figure of nought has no groups: that is no table left out."""
    values = published.values
    catalogue = Catalogue(tables)
    withheld = Withheld(values, catalogue, [QUARTER])
    county = CellKey("marac_cases", "quarter", QUARTER, COUNTY)
    group = county._replace(breakdown="referrer", category="police")
    assert withheld.shown(county) is None
    assert withheld.shown(group) is None
    is_broken_down = (values["measure_id"] == "marac_cases") & (values["breakdown"] != "all")
    assert Withheld(values[~is_broken_down], catalogue, [QUARTER]).shown(group) == "n"
    nought = values[~is_broken_down].copy()
    nought.loc[nought["measure_id"] == "marac_cases", ["numerator", "value"]] = 0
    assert Withheld(nought, catalogue, [QUARTER]).shown(group) is None
    none = Withheld(values[:0], catalogue, [QUARTER])
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
    assert Withheld(of_county, catalogue, [QUARTER]).shown(area) == "x"
    assert none.shown(area) == "n"
