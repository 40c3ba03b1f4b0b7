"""Returns that come late, tables that come back, and counties that once failed their audit."""

from pathlib import Path

import pandas as pd
import pytest

from disclosure.control.history.earlier_releases import EarlierRelease
from disclosure.control.history.late_returns import is_before, now_of, read_late_facts
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import NUMERATOR, CountCell, read_rows
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import read_measures
from tests.benchmarks.trial import publish
from tests.support.disclosure.counties import ALL, COUNTY
from tests.unit.disclosure.control.test_protection_rules import (
    AREAS,
    FIRST,
    NONE,
    catalogue,
    frame,
    rows,
)

KINDS = {"cases": "count"}


def cell(area: str) -> CountCell:
    return CountCell("cases", NUMERATOR, "quarter", FIRST, area, ALL, ALL)


def printed(values: pd.DataFrame, *hidden: str) -> EarlierRelease:
    """A release that hides these areas."""
    marks = ["c" if area in hidden else "value" for area in values["area_code"]]
    shown = values.assign(shown=marks)
    shown.loc[shown["shown"] == "c", ["numerator", "value"]] = None
    return EarlierRelease(shown, KINDS, COUNTY)


def partial(values: pd.DataFrame, *areas: str) -> pd.DataFrame:
    """The same values where these areas' returns are not all there."""
    return values.assign(
        status=["partial" if area in areas else "complete" for area in values["area_code"]]
    )


def late_of(before: EarlierRelease, after: pd.DataFrame) -> dict[CountCell, int]:
    """The numbers before their late returns, by the cell that has taken their place."""
    found = read_rows(after, KINDS)
    tables = LinkedTables(found, read_measures(catalogue(cases={})), AREAS)
    relations = CellRelations(tables, NONE)
    late = read_late_facts([before], relations.equations, found, tables)
    for terms in late.sums:  # what was hidden and what grew are whole people
        assert all(late.numbers.get(each, tables.number(each)) >= 0 for each in terms)
    return {now_of(each): number for each, number in late.numbers.items() if is_before(each)}


def test_a_hidden_number_before_its_late_return_is_one_of_its_own() -> None:
    first = partial(frame(rows("cases", county=34, D1=4, D2=3, D3=27)), COUNTY, "D1")
    second = frame(rows("cases", county=40, D1=10, D2=3, D3=27))
    assert late_of(printed(first, "D1", "D2"), second) == {cell("D1"): 4}


def test_nothing_is_said_where_no_return_came_or_the_rest_changed_too() -> None:
    first = frame(rows("cases", county=34, D1=4, D2=3, D3=27))
    second = frame(rows("cases", county=40, D1=10, D2=3, D3=27))
    assert late_of(printed(first, "D1", "D2"), second) == {}
    fell = frame(rows("cases", county=33, D1=2, D2=4, D3=27))  # a late return only adds
    assert late_of(printed(partial(first, COUNTY, "D1"), "D1", "D2"), fell) == {}


def test_areas_that_a_less_detailed_release_left_out_are_not_zero() -> None:
    whole = frame(rows("cases", county=34, D1=4, D2=30))
    assert printed(whole).known(cell("D3")) == 0
    assert printed(whole[whole["area_code"] == COUNTY]).known(cell("D3")) is None


@pytest.mark.parametrize(
    ("number", "quarters"),
    [pytest.param(119, 6, marks=pytest.mark.long), (100, 4), (9, 4)],
    ids=["a late return", "revisions that wait", "a count that no table prints"],
)
def test_a_county_whose_audit_finds_nothing_the_first_time(
    number: int, quarters: int, tmp_path: Path
) -> None:
    outcome = publish(number, quarters, tmp_path)
    assert outcome.found == []
    assert outcome.again == 0
