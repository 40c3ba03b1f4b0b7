"""Every word and mark of the dashboard occurs in the whole demonstration; this says where."""

import re
from pathlib import Path

import duckdb
import pytest

from core.workspace import Workspace
from dashboard.wording.judgement_words import MEASURE_OUTCOMES, NOT_SHOWN, OUTCOMES
from dashboard.wording.progress_text import COMPARISONS, DELIVERY_REASONS
from tests.end_to_end.conftest import Demo
from tests.support.words.workspace_texts import marked_faults, release_faults, report_faults

pytestmark = pytest.mark.long

NEWEST = "2020-21-Q2"
DELIVERIES = {
    "no_return": ("V5", NEWEST),
    "complete_late": ("V2", NEWEST),
    "complete": ("T1", NEWEST),
    "complete_undated": ("T3", NEWEST),
    "past_plan_date": ("P5", NEWEST),
    "past_lead_date": ("V4", NEWEST),
    "lead_says_at_risk": ("U5", NEWEST),
    "lead_expects_late": ("P5", "2019-20-Q3"),
    "not_started": ("T2", NEWEST),
    "on_course": ("P1", NEWEST),
}
"""By rule: an activity that is judged by it, and the quarter."""

NO_ACTIVITY = "none"
"""Every activity of the county's plans has a measure, so this word has no place to occur."""

PUBLISHED = "releases/2018-19-Q2/v2"
BOARD = "restricted/2018-19-Q2"
DRAFT = f"drafts/{NEWEST}"
MARKS = {
    "[c]": PUBLISHED,
    "[p]": DRAFT,
    "[r]": DRAFT,
    "[x]": DRAFT,
    "[z]": DRAFT,
    "Do not compare figures before and after": DRAFT,
    "the range of normal variation.": DRAFT,
}
"""By mark or words: the edition on whose pages it stands."""


@pytest.fixture(scope="module")
def workspace(whole_demo: Demo) -> Path:
    assert whole_demo.status == 0, whole_demo.stdout + whole_demo.stderr
    return whole_demo.workspace


def found(workspace: Path, query: str) -> list[tuple]:
    with duckdb.connect(workspace / "warehouse.duckdb", read_only=True) as warehouse:
        return warehouse.execute(query).fetchall()


def test_every_word_of_delivery_occurs_where_it_is_meant_to(workspace: Path) -> None:
    told = found(
        workspace, "select activity_id, quarter, delivery_rule from measures.activity_status"
    )
    rules = {(activity, quarter): rule for activity, quarter, rule in told}
    assert set(DELIVERIES) == set(DELIVERY_REASONS)
    assert {rule: rules[place] for rule, place in DELIVERIES.items()} == {
        rule: rule for rule in DELIVERIES
    }


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("progress", "outcome", set(MEASURE_OUTCOMES) - {NOT_SHOWN}),
        ("progress", "comparison", {*COMPARISONS, "compared"}),
        ("activity_status", "activity_outcome", set(OUTCOMES) - {NOT_SHOWN, NO_ACTIVITY}),
    ],
)
def test_every_word_of_outcomes_occurs(
    workspace: Path, table: str, column: str, words: set[str]
) -> None:
    query = f"select {column}, max(quarter || ' ' || activity_id) from measures.{table} group by 1"
    places = dict(found(workspace, query))
    assert words - set(places) == set(), places


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_stands_on_a_page(workspace: Path, mark: str) -> None:
    pages = sorted((workspace / MARKS[mark] / "site").rglob("*.html"))
    texts = (re.sub(r"<[^>]+>", "", page.read_text("utf-8")) for page in pages)
    legend = {"small-numbers.html", "accessibility.html", "glossary.html"}
    assert any(
        mark in text for page, text in zip(pages, texts, strict=True) if page.name not in legend
    )


def test_two_quarters_are_published_one_twice_and_one_is_for_the_board(workspace: Path) -> None:
    versions = {
        str(path.parent.relative_to(workspace))
        for path in (workspace / "releases").glob("*/v*/manifest.json")
    }
    assert versions == {"releases/2018-19-Q1/v1", "releases/2018-19-Q2/v1", PUBLISHED}
    assert (workspace / BOARD / "manifest.json").is_file()
    assert (workspace / DRAFT / "manifest.json").is_file()


@pytest.mark.parametrize("edition", [PUBLISHED, BOARD, DRAFT])
def test_every_edition_is_in_plain_english(workspace: Path, edition: str) -> None:
    assert release_faults(workspace / edition) == []


def test_every_report_to_an_agency_is_in_plain_english(workspace: Path) -> None:
    reports, of_reports = report_faults(Workspace.at(workspace))
    copies, of_copies = marked_faults(Workspace.at(workspace))
    assert (reports > 300, copies > 50) == (True, True)
    assert (of_reports, of_copies) == ([], [])


def test_the_tour_leads_to_what_is_there(whole_demo: Demo) -> None:
    tour = whole_demo.stdout.partition("A short tour:")[2].splitlines()
    places = [line[36:].strip() for line in tour if line.strip()]
    paths = [Path(place) for place in places if place.startswith("/")]
    assert len(paths) >= 7
    assert [path for path in paths if not path.is_file()] == []
    assert any("daw ui" in place for place in places)
    assert any("daw sql" in place for place in places)


def test_early_figures_give_way_to_published_ones(workspace: Path) -> None:
    newest = found(
        workspace,
        "select source, max(quarter) from marts.fct_homelessness group by 1 order by 1",
    )
    assert dict(newest) == {"local": NEWEST, "published": "2019-20-Q4"}
