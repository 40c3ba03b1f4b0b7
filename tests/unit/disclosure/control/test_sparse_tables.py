"""Which tables `daw yearly` proposes, and which the policy may name."""

import pandas as pd
import pytest

from core.policy import load_policy
from core.project import COUNTIES
from disclosure.control import ReleaseSources, sparse_tables, wrong_tables
from tests.support.disclosure.counties import COUNTY, LIMITS
from tests.support.seeds import seed_frame
from tests.unit.disclosure.control.test_protection_rules import (
    AREAS,
    BREAKDOWNS,
    FIRST,
    NONE,
    SECOND,
    catalogue,
    frame,
    rows,
)

SEEDS = ("measures", "breakdowns", "measure_relations")


def categories(measure: str, breakdown: str, **numbers: int) -> list:
    """Rows of the categories of a breakdown."""
    return [
        (measure, "quarter", FIRST, COUNTY, breakdown, name, number, None, number, "complete")
        for name, number in numbers.items()
    ]


def proposed(
    values: pd.DataFrame, measures: pd.DataFrame, relations: pd.DataFrame = NONE
) -> dict[tuple[str, str], tuple[tuple[int, int], tuple[int, int] | None]]:
    """What is proposed: by measure and table how many rows count, and how many must be hidden."""
    sources = ReleaseSources(values, measures, AREAS, BREAKDOWNS, relations)
    return {
        (each.measure, each.table): (
            (each.own.hidden, each.own.counted),
            (each.together.hidden, each.together.counted) if each.together else None,
        )
        for each in sparse_tables(sources, LIMITS)
    }


def test_a_table_is_proposed_where_more_than_half_of_what_counts_is_small() -> None:
    """Zeros, longer windows and returns that did not come count for nothing; `unknown` does."""
    sparse = rows("sparse", county=12, D1=3, D2=8, D3=0, unknown=1)
    half = rows("half", county=12, D1=3, D2=9, D3=0)
    measures = catalogue(sparse={}, half={})
    longer = rows("half", SECOND, "year_to_date", county=6, D1=1, D2=2, D3=3)
    missing = rows("half", SECOND, county=None, D1=None, D2=None, D3=None)
    assert proposed(frame(sparse, half, longer, missing), measures) == {
        ("sparse", "areas"): ((2, 3), None)
    }


def test_a_breakdown_is_proposed_and_one_of_people_is_not() -> None:
    values = frame(
        rows("cases", county=12, D1=12),
        categories("cases", "service", refuge=2, outreach=1, phone=9),
        categories("cases", "gender", female=2, male=1, other=9),
    )
    measures = catalogue(cases={"breakdowns": "service;gender"})
    assert proposed(values, measures) == {("cases", "service"): ((2, 3), None)}


def test_measures_that_share_sums_are_judged_together() -> None:
    """Half of the whole is hidden, and all of its part: five of six together."""
    values = frame(rows("whole", county=11, D1=7, D2=4), rows("part", county=6, D1=3, D2=3))
    together = catalogue(whole={}, part={"part_of": "whole"})
    assert proposed(values, together) == {
        ("part", "areas"): ((2, 2), None),
        ("whole", "areas"): ((1, 2), (3, 4)),
    }
    apart = catalogue(whole={}, part={})
    assert proposed(values, apart) == {("part", "areas"): ((2, 2), None)}
    other_level = catalogue(whole={}, part={"part_of": "whole", "areas": "csp"})
    assert proposed(values, other_level) == {("part", "areas"): ((2, 2), None)}


@pytest.mark.parametrize(("year", "table"), [(4, "county"), (40, "areas")])
def test_all_of_a_measure_is_proposed_where_its_pages_open_with_a_hidden_figure(
    year: int, table: str
) -> None:
    values = frame(
        rows("cases", county=4, D1=1, D2=3),
        rows("cases", FIRST, "rolling_year", county=year, D1=year),
    )
    opens_with = catalogue(cases={"default_window": "rolling_year"})
    assert list(proposed(values, opens_with)) == [("cases", table)]


@pytest.mark.parametrize("said", [{"is_stock": True, "kind": "stock"}, {"sensitive": False}])
def test_a_stock_and_what_counts_nobody_are_never_proposed(said: dict[str, object]) -> None:
    values = frame(rows("cases", county=4, D1=1, D2=3))
    assert proposed(values, catalogue(cases=said)) == {}


def test_figures_that_are_published_already_are_not_small() -> None:
    values = frame(rows("cases", county=4, D1=1, D2=3)).assign(public=True)
    assert proposed(values, catalogue(cases={})) == {}
    events = pd.DataFrame([{"measure_id": "cases", "relation": "public_count"}])
    relations = pd.concat([NONE, events]).fillna({"county_only": "false"})
    assert proposed(values.assign(public=False), catalogue(cases={}), relations) == {}


EVENTS = pd.concat([NONE, pd.DataFrame([{"measure_id": "events", "relation": "public_count"}])])
MEASURES = catalogue(
    cases={"breakdowns": "service;gender"},
    meetings={"sensitive": False},
    waiting={"is_stock": True},
    events={},
    whole={"areas": "county"},
)


@pytest.mark.parametrize(
    ("measure", "table", "told"),
    [
        ("no_cases", "areas", "no_cases is no measure."),
        ("meetings", "areas", "meetings does not count people or cases"),
        ("waiting", "county", "waiting is as at a day"),
        ("events", "county", "events counts public events"),
        ("whole", "areas", "whole has figures for the county alone"),
        ("cases", "tenure", "cases has no breakdown tenure."),
        ("cases", "gender", "gender of cases is published once a year already."),
    ],
)
def test_a_table_that_cannot_be_published_once_a_year_is_told_of(
    measure: str, table: str, told: str
) -> None:
    yearly = {measure: (table,), "cases": ("areas", "service", "county")} | {measure: (table,)}
    (sentence,) = wrong_tables(yearly, MEASURES, BREAKDOWNS, EVENTS)
    assert sentence.startswith(told)


@pytest.mark.parametrize("folder", sorted(path for path in COUNTIES.iterdir() if path.is_dir()))
def test_the_policy_of_each_county_names_tables_that_can_be(folder) -> None:
    yearly = load_policy(folder / "policy.yml").published_yearly
    assert list(wrong_tables(yearly, *map(seed_frame, SEEDS))) == []
