"""A line that is flat is said in words, and only where every quarter is held and none differs."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_key import CellKey
from core.quarter import Quarter
from dashboard.outputs.pdf.board_pack_content import pack_content
from dashboard.outputs.pdf.pdf_content import content_of
from dashboard.outputs.site.static_site import write_site
from dashboard.presenters.whole_release import present_release
from dashboard.view_models import FigureView
from dashboard.wording.chart_text import unchanged
from disclosure.audit.reader.page_tree import read_page, whole_text
from tests.support.releases.release_fixtures import QUARTER, edition_of

FIRST = Quarter(2016, 1)


def course(values: list[float | str | None]) -> list[FigureView | None]:
    """A figure a quarter: None for none, a text for one that is not shown."""
    figures: list[FigureView | None] = []
    for place, value in enumerate(values):
        key = CellKey("m", "quarter", str(FIRST.plus(place)), "E1")
        shown = value if isinstance(value, str) else "value"
        number = value if isinstance(value, float) else None
        figures.append(
            None
            if value is None
            else FigureView(key, shown, "complete", number, number, None, f"[{value}]")
        )
    return figures


@given(st.lists(st.sampled_from([5.0, 5.0, 5.0, 7.0, "c", "x", None]), max_size=20))
def test_it_is_said_if_and_only_if_every_quarter_is_held_and_the_same(values):
    is_flat = len(values) >= 2 and set(values) in ({5.0}, {7.0})
    assert bool(unchanged(course(values))) == is_flat


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (2, "Unchanged for two quarters"),
        (6, "Unchanged for six quarters"),
        (12, "Unchanged for twelve quarters"),
        (13, "Unchanged since Q1 2016-17"),
    ],
)
def test_quarters_are_counted_in_words(count, said):
    assert unchanged(course([5.0] * count)) == said


def test_a_provisional_figure_may_yet_change():
    *final, last = course([5.0] * 6)
    assert unchanged([*final, replace(last, marks=("[p]",))]) == ""


@pytest.fixture(scope="module")
def flat(tables, published):
    """A release whose headline figures, and one measure by area, never change."""
    by_area = tables.measures.loc[
        (tables.measures["areas"] != "county") & tables.measures["target_value"].isna()
        & (tables.measures["kind"] == "count"), "measure_id",
    ].iloc[0]  # fmt: skip
    values = published.values.copy()
    is_flat = values["measure_id"].isin([*tables.headlines["measure_id"], by_area]) & (
        values["breakdown"] == "all"
    )
    values.loc[is_flat, ["numerator", "value"]] = 12.0
    values.loc[is_flat, "denominator"] = 24.0
    values.loc[is_flat, ["status", "shown"]] = ["complete", "value"]
    quarters = [str(Quarter.parse(QUARTER).plus(-place)) for place in range(6)]
    assert set(values.loc[is_flat, "quarter"]) == set(quarters)
    view = present_release(tables, replace(published, values=values), edition_of(QUARTER))
    return view, by_area


def test_pages_annex_and_pack_say_it_and_draw_nothing(flat, tmp_path):
    view, by_area = flat
    charts = [chart for chart in view.charts if chart.unchanged]
    assert {chart.kind for chart in charts} == {"trend", "multiples"}
    topic = next(t for t in view.topics for s in t.sections if s.measure.measure_id == by_area)
    (section,) = [s for s in topic.sections if s.measure.measure_id == by_area]
    drawn = [chart for chart in section.charts if chart.unchanged]
    said = [chart.unchanged.text for chart in drawn]
    assert said[0] == "Unchanged for six quarters."
    assert "Unchanged for six quarters in each area." in said

    write_site(replace(view, topics=(topic,), areas=(), explore=None), tmp_path)
    page = read_page((tmp_path / topic.href).read_text())
    assert not {chart.id for chart in drawn} & {figure.get("id") for figure in page.iter("figure")}
    flats = {p.get("id"): whole_text(p) for p in page.find_class("flat") if p.tag == "p"}
    for chart in drawn:
        assert flats[chart.id] == f"{chart.title} {chart.unchanged.text}"
    assert not list(Path(tmp_path / "take-away").glob(f"{drawn[0].id}.*"))

    sizes = {chart.id: (1.0, 1.0) for chart in view.charts}
    annex = content_of(replace(view, topics=(replace(topic, sections=(section,)),)), sizes)
    (told,) = annex["topics"][0]["sections"]
    assert f"{drawn[0].title}: unchanged for six quarters." in told["remarks"]
    files = [block.get("file") for column in told["columns"] for block in column]
    assert f"{drawn[0].id}.svg" not in files

    cards = pack_content(view)["cards"]
    unchanged_cards = [card for card in cards if "Unchanged for six quarters." in card["change"]]
    assert unchanged_cards
    assert {card["file"] for card in unchanged_cards} == {""}
    overview = whole_text(read_page((tmp_path / "index.html").read_text()))
    assert overview.count("Unchanged for six quarters.") == len(unchanged_cards)
