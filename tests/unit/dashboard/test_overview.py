"""The first page: headline figures of the county's choice, their courses, and what stands open."""

import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from core.policy import county_policy
from core.quarter import Quarter
from dashboard.charts.sparkline import sparkline_svg
from dashboard.outputs.site.static_site import write_site
from dashboard.presenters.latest_figures import sparkline
from dashboard.presenters.lookups.page_inputs import PublishedPeriods
from dashboard.presenters.whole_release import present_release
from dashboard.release.protected_values import unprotected_cells
from dashboard.view_models import CellKey, FigureView, SparklineView
from dashboard.wording.formatting import day_words
from disclosure.audit.artefacts.svg_geometry import drawing_faults
from disclosure.audit.reader.page_tree import read_page, whole_text
from disclosure.audit.reader.release_reader import PrintedCell, PrintedFigure
from tests.support.releases.release_fixtures import QUARTER, edition_of
from tests.support.seeds import seed_frame
from tests.unit.dashboard.test_told_and_tables import some_hidden

QUARTERS = [f"{year}-{(year + 1) % 100:02d}-Q{number}" for year in range(2016, 2021)
            for number in (1, 2, 3, 4)]  # fmt: skip


@pytest.fixture(scope="module")
def page(site):
    return read_page((site / "index.html").read_text(encoding="utf-8"))


def test_the_headline_figures_are_the_countys_choice_in_its_order(release, page):
    wanted = seed_frame("headlines").sort_values("position")["measure_id"]
    assert [card.measure.measure_id for card in release.overview.cards] == list(wanted)
    links = [a.get("href") for li in page.find_class("cards")[0] for a in li.iter("a")]
    assert links == [card.measure.href for card in release.overview.cards]


def test_a_card_says_what_its_topic_page_says(release, tables):
    progress = tables.progress
    sections = {s.measure.measure_id: s for topic in release.topics for s in topic.sections}
    for card in release.overview.cards:
        newest = sections[card.measure.measure_id].charts[0].points[-1].figure
        assert card.now == newest
        if card.before is not None:
            assert card.before.key.quarter == "2018-19-Q2"
            assert card.before.text in sections[card.measure.measure_id].headline.text
        said = {
            word
            for word in (
                "higher",
                "lower",
                "no significant change",
                "too few to tell",
                "not comparable",
                "the same",
            )
            if word in card.change.lower()
        }
        key = card.now.key
        has_row = (progress[list(key._fields[:4])] == list(key[:4])).all(axis=1).any()
        assert bool(said) == (has_row and card.now.is_shown)


@pytest.mark.parametrize("random_seed", range(3))
def test_a_card_tells_nothing_of_what_is_hidden(tables, published, random_seed):
    cells = some_hidden(published, random.Random(random_seed))
    release = present_release(tables, cells, edition_of(QUARTER, None))
    hidden = 0
    for card in release.overview.cards:
        for figure in filter(None, card.sparkline.figures):
            assert figure.is_shown == (figure.value is not None)
            hidden += not figure.is_shown
        if not card.now.is_shown:
            assert (card.unit, card.before, card.change) == ("", None, "")
    assert hidden


def test_all_activities_stand_in_one_table_with_lead_delivery_and_outcome(release, page):
    (table,) = page.find_class("judged")
    rows = [[whole_text(cell) for cell in row] for row in table.iter("tr")][1:]
    links = [row.link for aim in release.aims for row in aim.activities]
    assert rows == [
        [link.short_title, link.lead, link.delivery.word, link.outcome.word] for link in links
    ]


def test_what_is_for_attention_is_said_once_and_no_more_than_eight_stand_open(release, page):
    overview = release.overview
    groups = [*overview.first_attention, *overview.more_attention]
    assert groups == list(overview.attention_groups)
    assert len(overview.first_attention) == 1 or sum(map(len, overview.first_attention)) <= 8
    links = [a.get("href") for ul in page.find_class("attention") for a in ul.iter("a")]
    told = [item.activity.href for group in groups for item in group]
    assert [link for link in links if link != "returns.html"] == told


def test_nothing_missing_and_nothing_for_attention_says_so(release, tmp_path):
    overview = replace(release.overview, attention=(), missing=(), changed=())
    write_site(replace(release, overview=overview, topics=()), tmp_path)
    said = whole_text(read_page((tmp_path / "index.html").read_text(encoding="utf-8")))
    assert "No activity is overdue or at risk" in said
    assert "Every return due has been received." in said
    assert "No county figure shown here changed significantly" in said


def figures_of(values):
    """Figures of the last quarters, None a hidden one."""
    quarters = QUARTERS[-len(values) :]
    return tuple(
        FigureView(CellKey("m", "quarter", quarter, "E1"), "c" if value is None else "value",
                   "complete", value, None, None, "[c]" if value is None else str(value))
        for quarter, value in zip(quarters, values, strict=True)
    )  # fmt: skip


VALUES = st.lists(
    st.none()
    | st.floats(0, 5000).map(lambda value: round(value, 3))
    | st.integers(-50, 50).map(float),
    min_size=2,
    max_size=12,
)


@given(VALUES)
def test_a_sparkline_is_what_the_auditor_expects_of_the_shown_figures(values):
    figures = figures_of(values)
    svg = fromstring(str(sparkline_svg(SparklineView(figures, "text", "m|quarter|*|E1"))))
    printed = [
        PrintedFigure(PrintedCell(*figure.key), {"value": str(figure.value)
                      if figure.is_shown else "", "numerator": ""}, "complete", figure.shown)
        for figure in figures
    ]  # fmt: skip
    quarters = [figure.key.quarter for figure in figures]
    assert list(drawing_faults(svg, printed, set(), quarters)) == []
    path = svg.find("path").get("d")
    shown = [value is not None for value in values]
    runs = sum(now and not before for before, now in zip([False, *shown], shown, strict=False))
    assert path.count("M") == runs  # a gap is never drawn through
    assert (svg.find("circle") is not None) == shown[-1]


def test_a_sparkline_reaches_back_twelve_quarters_and_leaves_out_what_is_not_held(release):
    figures = {figure.key: figure for figure in figures_of([1.0, None, 3.0])}
    source = SimpleNamespace(quarters=tuple(QUARTERS), figures=figures)
    measure = replace(release.measures[0], measure_id="m")
    periods = PublishedPeriods(measure, "quarter", tuple(QUARTERS), QUARTERS[-1])
    made = sparkline(source, periods, "E1")
    assert len(made.figures) == 12
    assert made.figures[:9] == (None,) * 9
    assert [f.text for f in made.figures[9:]] == ["1.0", "[c]", "3.0"]
    assert made.text == "Q2 2020-21 to Q4 2020-21: 1.0 to 3.0, with gaps."
    assert made.drawn == "m|quarter|*|E1|all|all|value"


THREE_QUARTERS = ("2019-20-Q2", "2019-20-Q1", "2018-19-Q4")


@pytest.fixture(scope="module")
def read(tables, tmp_path_factory):
    """The overview's page of three quarters, as its reader has it."""
    pages = {}
    for quarter in THREE_QUARTERS:
        release = present_release(tables, unprotected_cells(tables, quarter), edition_of(quarter))
        folder = tmp_path_factory.mktemp("read")
        write_site(replace(release, topics=(), areas=(), plans=(), explore=None), folder)
        pages[quarter] = read_page((folder / "index.html").read_text(encoding="utf-8"))
    return pages


def told_under(page, heading):
    """The entries below a heading, outermost lists alone, each as its words."""
    part = page.get_element_by_id(heading).getparent()
    return [li for ul in part.find_class("told") for li in ul if li.tag == "li"]


def changed_by_word(page):
    """The names below "What has changed", by the word that stands before them."""
    found = {}
    for entry in told_under(page, "changed"):
        (tag,) = entry.find_class("tag")
        found.setdefault(whole_text(tag), set()).add(whole_text(next(entry.iter("a"))))
    return found


def test_what_got_better_and_what_got_worse_is_read_from_the_page(read, tables):
    """Held against the warehouse's own rows of progress, not against what made the page."""
    words = {"better": "better", "worse": "worse", "changed": "changed"}
    names = dict(zip(tables.measures["measure_id"], tables.measures["name"], strict=True))
    windows = dict(
        zip(tables.measures["measure_id"], tables.measures["default_window"], strict=True)
    )
    county = tables.areas.loc[tables.areas["level"] == "county", "area_code"].iloc[0]
    progress = tables.progress[tables.progress["is_significant"].eq(True)]
    answered = set()
    for quarter, page in read.items():
        rows = progress[
            (progress["quarter"] == quarter)
            & (progress["area_code"] == county)
            & (progress["period_type"] == progress["measure_id"].map(windows))
        ]
        outcomes = {}
        for row in rows.to_dict("records"):
            outcomes.setdefault(names[row["measure_id"]], set()).add(row["outcome"])
        said = changed_by_word(page)
        assert set().union(*said.values(), set()) == set(outcomes)
        for code, word in words.items():
            only = {name for name, found in outcomes.items() if found == {code}}
            assert only <= said.get(word, set())
            answered |= {code} if only else set()
    assert {"better", "worse"} <= answered  # of none of them would every page be right


def test_what_needs_a_decision_is_read_from_the_page(read, tables):
    """Overdue and at risk by the warehouse, each with its lead, and nothing that is on course."""
    historic = set(tables.plans.loc[tables.plans["is_historic"].astype(bool), "plan"])
    current = tables.activities[~tables.activities["plan"].isin(historic)]
    for quarter, page in read.items():
        status = tables.statuses[tables.statuses["quarter"] == quarter]
        deliveries = dict(zip(status["activity_id"], status["delivery"], strict=True))
        said = {}
        for entry in told_under(page, "attention"):
            (tag,) = entry.find_class("tag")
            said.setdefault(whole_text(tag), []).append(whole_text(entry))
        for activity in current.to_dict("records"):
            word = {"overdue": "overdue", "at_risk": "at risk"}.get(
                deliveries[activity["activity_id"]]
            )
            for each in ("overdue", "at risk"):
                listed = any(activity["short_title"] in text for text in said.get(each, []))
                assert listed == (each == word), (quarter, activity["activity_id"])
            if word:
                assert any(activity["lead"] in text for text in said[word])


def test_what_is_missing_and_what_comes_next_is_read_from_the_page(read, tables):
    names = dict(zip(tables.agencies["agency"], tables.agencies["agency_name"], strict=True))
    were_missing = 0
    for quarter, page in read.items():
        of_quarter = tables.coverage[tables.coverage["quarter"] == quarter]
        missing = of_quarter[of_quarter["first_received_at"].isna()]
        were_missing += len(missing)
        entries = page.find_class("tag")
        told = [e.getparent() for e in entries if whole_text(e) == "returns not received"]
        said = whole_text(told[0]) if told else ""
        for agency, name in names.items():
            assert (f"{name}:" in said) == (agency in set(missing["agency"])), (quarter, agency)
        day = day_words(county_policy().publication_day(Quarter.parse(quarter).plus(1)))
        assert f"The next quarter is due for publication on {day}." in whole_text(page)
    assert were_missing
