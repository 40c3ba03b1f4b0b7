"""The view models: every activity has its place, nothing missing is a zero, one order for all."""

import csv
from dataclasses import replace

import pandas as pd
import pytest

from core.project import ROOT
from dashboard.presenters.chart_series import variation_limits
from dashboard.presenters.lookups.catalogue import Catalogue
from dashboard.presenters.lookups.figure_index import provisional_quarters
from dashboard.presenters.lookups.frame_rows import records
from dashboard.presenters.lookups.shown_progress import progress_to_show
from dashboard.presenters.whole_release import present_release
from dashboard.release.release_cells import KEY, ReleaseCells
from dashboard.view_models import CellKey, FigureView
from dashboard.wording.judgement_words import NOT_SHOWN
from tests.support.releases.release_fixtures import QUARTER, edition_of
from tests.support.seeds import seed_file


def test_an_areas_figure_of_last_year_is_headed_by_the_area(release):
    for area in release.areas:
        for table in area.tables:
            own, _, before, *_ = table.columns
            assert own == area.name
            assert before == f"{area.name}, same period last year"
            figures = [row.cells[2] for row in table.rows if isinstance(row.cells[2], FigureView)]
            assert {figure.key.area_code for figure in figures} <= {area.area_code}


def test_every_activity_of_both_plans_has_its_place_in_the_plans_order(release):
    with seed_file("activities").open() as lines:
        register = [row["activity_id"] for row in csv.DictReader(lines)]
    pages = [*release.aims, *(aim for plan in release.plans for aim in plan.aims)]
    placed = [row.link.activity_id for page in pages for row in page.activities]
    assert sorted(placed) == sorted(register)
    assert len(placed) == 40
    for page in pages:
        ids = [row.link.activity_id for row in page.activities]
        assert ids == sorted(ids, key=register.index)


def test_a_historic_plan_counts_in_no_total_of_the_overview(release):
    overview = release.overview
    counted = [link for total in overview.delivery for link in total.activities]
    assert len(counted) == 27
    assert sorted(link.activity_id for link in counted) == sorted(
        link.activity_id for total in overview.outcomes for link in total.activities
    )
    assert not {link.activity_id for link in counted} & {
        row.link.activity_id
        for plan in release.plans
        for aim in plan.aims
        for row in aim.activities
    }


def test_the_objectives_stand_above_the_second_plan(release):
    plan = release.plans[0]
    assert [objective.level for objective in plan.objectives] == ["Local Area Agreement objective"]
    assert plan.objectives[0].below[0].below


def test_every_measure_has_a_section_with_charts_and_tables(release):
    sections = [section for topic in release.topics for section in topic.sections]
    assert {s.measure.measure_id for s in sections} == {m.measure_id for m in release.measures}
    for section in sections:
        assert section.charts[0].kind == "trend"
        assert section.tables[0].rows
        kinds = {chart.kind for chart in section.charts}
        assert ("multiples" in kinds) == (section.measure.areas != "county")
        assert len(section.tables) >= 1 + len(section.measure.breakdowns)


def test_ids_of_charts_and_tables_are_unique_on_their_page(release):
    for topic in release.topics:
        ids = [c.id for s in topic.sections for c in s.charts]
        ids += [t.id for s in topic.sections for t in s.tables]
        ids += [s.measure.anchor for s in topic.sections]
        assert len(ids) == len(set(ids))


def test_every_figure_is_the_published_cell_of_its_name(release, published):
    cells = {CellKey(*row[:6]): row[6:] for row in published.values.itertuples(index=False)}
    figures = [
        cell
        for topic in release.topics
        for section in topic.sections
        for table in section.tables
        for row in table.rows
        for cell in row.cells
        if isinstance(cell, FigureView)
    ]
    assert len(figures) > 3000
    for figure in figures:
        numerator, denominator, value, status, shown, *_ = cells[figure.key]
        assert (figure.status, figure.shown) == (status, shown)
        for held, given in (
            (figure.numerator, numerator), (figure.denominator, denominator), (figure.value, value),
        ):  # fmt: skip
            assert held == given or (held is None and pd.isna(given))


def test_what_is_missing_is_never_a_number(release):
    for chart in release.charts:
        for point in chart.points:
            if point.figure.status == "missing":
                assert point.figure.value is None
                assert point.figure.text == "[x]"


def test_limits_of_expected_variation_take_twelve_shown_values():
    series = [10.0, 12.0] * 6
    assert variation_limits(series[:11]) is None
    assert variation_limits(series) == (11 - 2.66 * 2, 11, 11 + 2.66 * 2)
    assert variation_limits([*series[:5], None, *series[5:11]]) is None
    later = variation_limits([*series, 99.0, 99.0])
    assert later == variation_limits(series), "later points move no limit"


def test_a_gap_adds_no_moving_range():
    series = [10.0] * 6 + [None] + [20.0] * 6
    assert variation_limits(series) == (15, 15, 15)


def _hide(published: ReleaseCells, wanted: pd.Series) -> ReleaseCells:
    values = published.values.copy()
    values.loc[wanted, "shown"] = "c"
    values.loc[wanted, ["numerator", "denominator", "value"]] = None
    return ReleaseCells(values, published.truth, protected=True)


@pytest.fixture(scope="module")
def hidden(published) -> ReleaseCells:
    """A release in which one county figure of this quarter is hidden."""
    values = published.values
    wanted = (
        (values["measure_id"] == "pathway_referrals")
        & (values["quarter"] == QUARTER)
        & (values["breakdown"] == "all")
    )
    assert wanted.any()
    return _hide(published, wanted)


def test_nothing_is_said_that_rests_on_a_hidden_cell(tables, hidden):
    rows = progress_to_show(tables.progress, hidden)
    resting = rows["rests_on"].str.contains(f"pathway_referrals/[a-z_]+/{QUARTER}/", regex=True)
    assert resting.any()
    assert set(rows.loc[resting, "outcome"]) == {NOT_SHOWN}
    telling = ["value", "baseline", "change", "direction", "p_value", "is_significant", "needed"]
    assert rows.loc[resting, telling].isna().all(axis=None)
    assert rows.loc[resting, "comparison"].isna().all()
    assert NOT_SHOWN not in set(rows.loc[~resting & rows["is_shown"], "outcome"])


def test_a_delivery_rests_on_no_figure_and_an_outcome_on_its_cells(tables, hidden):
    rows = progress_to_show(tables.statuses, hidden).set_index(["activity_id", "quarter"])
    before = tables.statuses.set_index(["activity_id", "quarter"])
    assert (rows["delivery"] == before["delivery"]).all()
    resting = before["rests_on"].str.contains(f"pathway_referrals/[a-z_]+/{QUARTER}/", regex=True)
    assert resting.any()
    assert set(rows.loc[resting, "activity_outcome"]) == {NOT_SHOWN}


def test_a_hidden_cell_is_a_gap_without_a_number_everywhere(tables, hidden):
    release = present_release(tables, hidden, edition_of(QUARTER, None))
    section = next(
        s for t in release.topics for s in t.sections if s.measure.measure_id == "pathway_referrals"
    )
    assert "Hidden to protect people" in section.headline.text
    assert section.charts[0].points[-1].figure.value is None
    assert "[c]" in section.charts[0].shorthand
    assert section.tables[0].rows[0].cells[0].text == "[c]"
    activity = next(
        m
        for aim in release.aims
        for row in aim.activities
        for m in row.measures
        if m.measure.measure_id == "pathway_referrals"
    )
    assert (activity.outcome.code, activity.change) == (NOT_SHOWN, "")


def test_an_unprotected_release_says_so(release, hidden, tables):
    assert not release.hidden.protected
    assert present_release(tables, hidden, edition_of(QUARTER)).hidden.hidden > 0


def test_two_runs_say_the_same(tables, published, release):
    assert present_release(tables, published, edition_of(QUARTER)) == release


def test_a_row_reads_its_cells_by_kind():
    row = records(pd.DataFrame({"a": [None], "b": [1.5], "c": ["x;y"], "d": ["2019-03-31"]}))[0]
    assert (row.text("a"), row.number("a"), row.day("a"), row.is_true("a")) == (
        "",
        None,
        None,
        False,
    )
    assert row.number("b") == 1.5
    assert row.parts("c") == ("x", "y")
    assert str(row.day("d")) == "2019-03-31"


def test_only_one_module_opens_duckdb():
    rooms = [ROOT / room for room in ("core", "dashboard", "orchestration")]
    modules = [path for room in rooms for path in room.rglob("*.py")]
    opening = [path.name for path in modules if "create_engine(" in path.read_text()]
    assert opening == ["connections.py"]
    assert KEY[0] == "measure_id"


def test_data_received_says_of_every_return_what_came(release, tables):
    due = tables.expected_returns
    rows = {(row.label, row.cells[0]): row.cells[1:] for row in release.received.table.rows}
    assert len(rows) == due["expected"].astype(str).str.lower().eq("true").sum()
    states = {cells[-1] for cells in rows.values()}
    assert states == {"awaited", "final", "provisional"}
    for due_on, received, on_time, accepted, _, state in rows.values():
        assert due_on.startswith("21")
        assert (state == "awaited") == (received == "not received") == (accepted == "[x]")
        assert on_time in ("yes", "late", "no")
    assert {"yes", "late", "no"} <= {cells[2] for cells in rows.values()}


def test_the_overview_names_whose_returns_are_missing(release):
    rows = release.received.table.rows
    awaited = {row.cells[0] for row in rows if row.cells[-1] == "awaited"}
    assert {line.split(":")[0] for line in release.overview.missing} == awaited


def test_an_early_figure_is_provisional_until_the_published_one_has_come(release, tables):
    came = tables.returns["extract"] == "homelessness_published"
    quarters = set(tables.returns.loc[came, "quarter"])
    section = next(
        s
        for t in release.topics
        for s in t.sections
        if s.measure.measure_id == "homelessness_da_main_reason"
    )
    for point in section.charts[0].points:
        if point.label not in quarters and point.figure.is_shown:
            assert "[p]" in point.figure.marks
        if point.label in quarters and point.figure.status == "complete":
            assert "[p]" not in point.figure.marks


def test_a_measure_of_two_extracts_is_not_taken_as_published_by_its_owner(tables):
    measures = tables.measures.copy()
    is_ordinary = measures["measure_id"] == "marac_cases"
    measures.loc[is_ordinary, "extracts"] = "marac_cases;marac_attendance"
    catalogue = Catalogue(replace(tables, measures=measures))
    assert catalogue.published_by_owner, "some measures are"
    assert "marac_attendance" not in catalogue.provisional_extracts
    early = provisional_quarters(catalogue, tables.returns, ["1999-00-Q1"])
    assert "marac_cases" not in {measure for measure, _ in early}


def test_categories_keep_the_order_of_the_code_lists_files(tables):
    in_files = [
        (row["list"], row["code"])
        for name in ("codes", "county_codes")
        for row in csv.DictReader(seed_file(name).open(newline="", encoding="utf-8"))
    ]
    assert list(zip(tables.codes["list"], tables.codes["code"], strict=True)) == in_files


def test_figures_of_different_windows_are_not_mixed_in_a_column(release):
    """Of each activity the measures of one window stand together, below its name on the page."""
    several = 0
    for row in (row for aim in release.aims for row in aim.activities):
        windows = [window for window, _ in row.windows]
        assert len(windows) == len(set(windows)), row.link.activity_id
        assert tuple(m for _, measures in row.windows for m in measures) == row.measures
        several += len(windows) > 1
    assert several > 3


def test_what_is_counted_of_whole_plans_is_not_said_of_an_activity(release):
    """The milestones met are those of the plans together, and say so beside each activity."""
    measures = [m for aim in release.aims for row in aim.activities for m in row.measures]
    of_plans = [m for m in measures if "plan" in m.measure.breakdowns]
    assert len(of_plans) > 3
    assert {m.area_name for m in of_plans} == {"All activities with a date in a plan"}
    assert "All activities with a date in a plan" not in {
        m.area_name for m in measures if m not in of_plans
    }


def test_what_needs_attention_is_said_once_for_all_that_share_it(release):
    """Overdue first; activities with one judgement and one reason stand in one place."""
    groups = release.overview.attention_groups
    judged = [(bool(g[0].measure), g[0].judgement.code, g[0].judgement.reason) for g in groups]
    assert len(set(judged)) == len(judged)
    assert sorted(item.activity.activity_id for g in groups for item in g) == sorted(
        item.activity.activity_id for item in release.overview.attention
    )
    codes = [code for is_measure, code, _ in judged if not is_measure]
    assert codes == sorted(codes, key=("overdue", "at_risk").index)
