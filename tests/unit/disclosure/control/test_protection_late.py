"""Returns that come late, tables that come back, and counties that once failed their audit."""

from pathlib import Path

import pandas as pd
import pytest

from disclosure.control.history.earlier_releases import EarlierRelease, EarlierValues
from disclosure.control.history.known_facts import KnownFacts, read_known_facts
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
CASES = catalogue(cases={})


def cell(area: str) -> CountCell:
    return CountCell("cases", NUMERATOR, "quarter", FIRST, area, ALL, ALL)


def printed(values: pd.DataFrame, *hidden: str) -> EarlierRelease:
    """A release that hides these areas."""
    marks = ["c" if area in hidden else "value" for area in values["area_code"]]
    shown = values.assign(shown=marks)
    shown.loc[shown["shown"] == "c", ["numerator", "value"]] = None
    return EarlierRelease(EarlierValues(shown, values), KINDS, COUNTY)


def partial(values: pd.DataFrame, *areas: str) -> pd.DataFrame:
    """The same values where these areas' returns are not all there."""
    return values.assign(
        status=["partial" if area in areas else "complete" for area in values["area_code"]]
    )


def facts_of(before: EarlierRelease, after: pd.DataFrame) -> KnownFacts:
    """What an earlier release says beside these values; every sum holds over whole people."""
    found = read_rows(after, KINDS)
    relations = CellRelations(LinkedTables(found, read_measures(CASES), AREAS), NONE)
    facts = read_known_facts([before], relations, found)
    numbers = relations.numbers | facts.numbers
    assert min(numbers.values()) >= 0
    return facts


def test_the_hidden_number_of_then_is_one_of_its_own() -> None:
    """D1 was 4 and is 10; what was printed beside it says what D2 and the D1 of then are."""
    first = partial(frame(rows("cases", county=34, D1=4, D2=3, D3=27)), COUNTY, "D1")
    second = frame(rows("cases", county=40, D1=10, D2=3, D3=27))
    facts = facts_of(printed(first, "D1", "D2"), second)
    then = cell("D1")._replace(side=f"{NUMERATOR} while 4")
    grew = then._replace(side=f"late returns of {then.side} up to 10")
    assert facts.sums == [{then: 1, cell("D2"): 1}, {cell("D1"): -1, then: 1, grew: 1}]
    assert (facts.numbers[then], facts.numbers[grew]) == (4, 6)
    assert facts.changed == {cell("D1")}
    assert then in facts.counted


def test_a_sum_is_told_once_however_many_releases_repeat_it() -> None:
    first = frame(rows("cases", county=34, D1=4, D2=3, D3=27))
    second = frame(rows("cases", county=40, D1=10, D2=3, D3=27))
    one = printed(first, "D1", "D2")
    found = read_rows(second, KINDS)
    relations = CellRelations(LinkedTables(found, read_measures(CASES), AREAS), NONE)
    once, thrice = (read_known_facts([one] * times, relations, found) for times in (1, 3))
    assert once == thrice
    assert len(once.sums) == 1  # no return came, so nothing says that D1 grew


def test_what_is_printed_while_a_correction_waits_is_no_sum_of_today() -> None:
    """The release prints the county's 34 of before, and its own districts add up to 40."""
    own = frame(rows("cases", county=40, D1=10, D2=3, D3=27))
    shown = own.assign(shown=["value", "c", "c", "value"])
    shown.loc[shown["area_code"] == COUNTY, ["numerator", "value"]] = 34.0
    shown.loc[shown["shown"] == "c", ["numerator", "value"]] = None
    waiting = EarlierRelease(EarlierValues(shown, own), KINDS, COUNTY)
    assert facts_of(waiting, own).sums == []


def test_areas_that_a_less_detailed_release_left_out_are_not_zero() -> None:
    whole = frame(rows("cases", county=34, D1=4, D2=30))
    assert printed(whole).known(cell("D3")) == 0
    assert printed(whole[whole["area_code"] == COUNTY]).known(cell("D3")) is None


@pytest.mark.parametrize(
    ("number", "quarters"),
    [
        pytest.param(119, 6, marks=pytest.mark.long),
        (100, 4),
        (9, 4),
        (101, 4),
    ],
    ids=[
        "a late return",
        "revisions that wait",
        "a count that no table prints",
        "quarters of a table that was left out",
    ],
)
def test_a_county_whose_audit_finds_nothing_the_first_time(
    number: int, quarters: int, tmp_path: Path
) -> None:
    outcome = publish(number, quarters, tmp_path)
    assert outcome.found == []
    assert outcome.again == 0
