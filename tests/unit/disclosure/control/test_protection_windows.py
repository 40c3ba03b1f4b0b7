"""Windows that no release prints, tables that zeros give away, and what was left out before."""

import pandas as pd
import pytest

from disclosure.control import (
    EarlierValues,
    Protection,
    ReleaseSources,
    protect,
)
from disclosure.control.fallback import LEFT_OUT, FallbackPlan
from disclosure.control.inputs.cell_relations import CellRelations
from disclosure.control.inputs.cells import CountCell, read_rows
from disclosure.control.inputs.linked_tables import LinkedTables
from disclosure.control.inputs.measure_inputs import read_measures
from tests.support.disclosure.counties import ALL, COUNTY, KEY, LIMITS
from tests.unit.disclosure.control.test_protection_rules import (
    AREAS,
    BREAKDOWNS,
    NONE,
    catalogue,
    frame,
    rows,
)

YEAR = [f"2018-19-Q{number}" for number in (1, 2, 3, 4)]
LONGER = ("year_to_date", "rolling_year")
YEARLY = {"whole": ["areas"], "part": ["areas"]}


def whole_years(measure: str, quarters: list[dict[str, int]]) -> list:
    """Rows of each quarter, and of the year that the last one ends."""
    year = {area: sum(each.get(area, 0) for each in quarters) for area in quarters[0]}
    every = [rows(measure, quarter, **each) for quarter, each in zip(YEAR, quarters, strict=True)]
    every += [rows(measure, YEAR[-1], window, **year) for window in LONGER]
    return [line for each in every for line in each]


def numbers(*districts: int) -> dict[str, int]:
    return {"county": sum(districts)} | dict(zip(("D1", "D2", "D3"), districts, strict=True))


def relations(is_told: bool) -> CellRelations:
    """Return what two districts' quarters and years say, where years are told or not."""
    values = frame(whole_years("cases", [numbers(9, 8, 7)] * 4))
    given = read_rows(values, {"cases": "count"})
    tables = LinkedTables(given, read_measures(catalogue(cases={})), AREAS)
    return CellRelations(tables, NONE, lambda cell: is_told or cell.area == COUNTY)


def test_years_of_areas_that_no_release_prints_say_nothing() -> None:
    told, untold = relations(is_told=True), relations(is_told=False)

    def of_years(found: CellRelations) -> set[str]:
        cells = {cell for equation in found.equations for cell in equation}
        return {cell.area for cell in cells if cell.period in LONGER}

    assert of_years(told) >= {COUNTY, "D1", "D2", "D3"}
    assert of_years(untold) == {COUNTY}
    quarter = CountCell("cases", "numerator", "quarter", YEAR[0], "D1", ALL, ALL)
    assert len(untold.equations_of(quarter)) < len(told.equations_of(quarter))


def published(values: pd.DataFrame, measures: pd.DataFrame, *earlier: EarlierValues) -> Protection:
    sources = ReleaseSources(values, measures, AREAS, BREAKDOWNS, NONE, YEARLY)
    return protect(sources, list(earlier), LIMITS)


@pytest.fixture(scope="module")
def year_of_a_part() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A part that is all of one district, and none of another in which the whole has one.

    That nothing is counted there, which only the new table of the year tells, tells the one.
    """
    whole = [numbers(21, 1, 0), *[numbers(20, 0, 0)] * 3]
    part = [numbers(21, 0, 0), *[numbers(20, 0, 0)] * 3]
    values = frame(whole_years("whole", whole), whole_years("part", part))
    return values, catalogue(whole={}, part={"part_of": "whole"})


def test_a_new_table_whose_zeros_tell_is_left_out_and_the_county_stays(
    year_of_a_part: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    values, measures = year_of_a_part
    first = values[values["quarter"] < YEAR[-1]]
    before = EarlierValues(published(first, measures).values, first)
    made = published(values, measures, before)
    assert made.report.less_detailed == dict.fromkeys(("part", "whole"), "the county only")
    shown = made.values.set_index(KEY)["shown"]
    assert set(shown.index.get_level_values("area_code")) == {COUNTY}
    assert (shown == "value").all()


def test_what_was_left_out_stays_out_and_is_not_tried_again(
    year_of_a_part: tuple[pd.DataFrame, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    values, measures = year_of_a_part
    first = values[values["quarter"] < YEAR[-1]]
    before = EarlierValues(published(first, measures).values, first)
    made = published(values, measures, before)
    monkeypatch.setattr(FallbackPlan, "fall_back", lambda *_: pytest.fail("it is tried again"))
    again = published(values, measures, before, EarlierValues(made.values, values))
    pd.testing.assert_frame_equal(again.values, made.values)
    assert again.report.less_detailed == dict.fromkeys(("part", "whole"), LEFT_OUT)
