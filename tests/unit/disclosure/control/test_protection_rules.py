"""The rules of the design, one by one, on a few rows."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from disclosure.control import (
    EarlierValues,
    FailedTries,
    Protection,
    ReleaseSources,
    protect,
    with_definitions,
)
from disclosure.control.optimise import linear_program
from disclosure.control.optimise.linear_program import LinearProgram
from tests.support.disclosure.counties import ALL, COUNTY, KEY, LIMITS, draw_county, sources_of
from tests.support.disclosure.counties import FIRST as FIRST_QUARTER
from tests.support.disclosure.referee import faults, write_release

AREAS = pd.DataFrame(
    [(COUNTY, "county"), ("D1", "district"), ("D2", "district"), ("D3", "district")],
    columns=["area_code", "level"],
)
BREAKDOWNS = pd.DataFrame({"breakdown": ["gender", "service"], "is_of_people": [True, False]})
RELATION_COLUMNS = ["measure_id", "side", "relation", "of_measure_id", "of_side", "of_breakdown"]
NONE = pd.DataFrame(columns=[*RELATION_COLUMNS, "of_category", "windows", "county_only"])
FIRST, SECOND = "2018-19-Q1", "2018-19-Q2"


def catalogue(**measures: dict[str, object]) -> pd.DataFrame:
    """A catalogue of sensitive counts by district, but for what is said otherwise."""
    usual = {
        "topic": "cases",
        "kind": "count",
        "is_stock": False,
        "areas": "district",
        "breakdowns": None,
        "sensitive": True,
        "default_window": "quarter",
        "part_of": None,
    }
    return pd.DataFrame([{"measure_id": name} | usual | said for name, said in measures.items()])


def rows(measure: str, quarter: str = FIRST, period: str = "quarter", **numbers: object) -> list:
    """Rows of a measure: by area a count, or a pair of numerator and denominator, or None."""
    made = []
    for area, number in numbers.items():
        top, bottom = number if isinstance(number, tuple) else (number, None)
        value = top / bottom if bottom and top is not None else top if bottom is None else None
        status = "missing" if number is None else "complete"
        place = (COUNTY if area == "county" else area, ALL, ALL)
        made.append((measure, period, quarter, *place, top, bottom, value, status))
    return made


def frame(*made: list) -> pd.DataFrame:
    """Values of these rows."""
    lines = [line for each in made for line in each]
    columns = [*KEY, "numerator", "denominator", "value", "status"]
    return pd.DataFrame(lines, columns=columns).astype(
        {"numerator": float, "denominator": float, "value": float}
    )


def shown(values: pd.DataFrame, measure: str, quarter: str = FIRST) -> dict[str, str]:
    """How each area's row stands."""
    chosen = values[(values["measure_id"] == measure) & (values["quarter"] == quarter)]
    return {
        area.replace(COUNTY, "county"): mark
        for area, mark in zip(chosen["area_code"], chosen["shown"], strict=True)
    }


def protected(
    values: pd.DataFrame,
    catalogue: pd.DataFrame,
    *earlier: pd.DataFrame,
    seconds: float = 120,
    steps: int = 1000,
    leaking: tuple[set[str], ...] = (),
) -> Protection:
    """Return the protection of values whose measures are related to no others."""
    sources = ReleaseSources(values, catalogue, AREAS, BREAKDOWNS, NONE)
    limits = replace(LIMITS, seconds=seconds, steps=steps)
    return protect(sources, [*map(EarlierValues, earlier)], limits, FailedTries(leaking))


def publish(values: pd.DataFrame, catalogue: pd.DataFrame, *earlier: pd.DataFrame) -> pd.DataFrame:
    """Return the protected values."""
    return protected(values, catalogue, *earlier).values


def test_small_counts_are_hidden_and_zeros_and_large_ones_shown() -> None:
    values = frame(rows("cases", county=52, D1=3, D2=0, D3=49))
    made = publish(values, catalogue(cases={}))
    assert shown(made, "cases")["D1"] == "c"
    assert shown(made, "cases")["D2"] == "value"
    hidden = made[made["shown"] == "c"]
    assert hidden[["numerator", "denominator", "value"]].isna().all(axis=None)
    assert len(hidden) == 2  # one more, or the sum would tell


def test_a_measure_that_counts_nobody_is_shown_as_it_is() -> None:
    values = frame(rows("meetings", county=3, D1=1, D2=2, D3=0))
    made = publish(values, catalogue(meetings={"sensitive": False}))
    assert set(made["shown"]) == {"value"}


def test_a_percentage_is_whole_and_rests_on_ten_or_more() -> None:
    rate = {"kind": "ratio", "areas": "county"}
    values = frame(rows("rate", county=(20, 61)), rows("few", county=(5, 9)))
    made = publish(values, catalogue(rate=rate, few=rate)).set_index("measure_id")
    assert made.loc["rate", "value"] == 0.33
    assert made.loc["rate", "shown"] == "value"
    assert made.loc["few", "shown"] == "c"


@pytest.mark.parametrize("pair", [(3, 60), (57, 60)])
def test_a_percentage_with_a_small_part_or_rest_is_hidden(pair: tuple[int, int]) -> None:
    values = frame(rows("rate", county=pair))
    rate = catalogue(rate={"kind": "ratio", "areas": "county"})
    assert shown(publish(values, rate), "rate")["county"] == "c"


def test_nothing_of_nothing_and_missing_are_said() -> None:
    rate = catalogue(rate={"kind": "ratio"})
    values = frame(rows("rate", county=(0, 0), D1=(0, 0), D2=(0, 0), D3=None))
    assert shown(publish(values, rate), "rate") == {
        "county": "z",
        "D1": "z",
        "D2": "z",
        "D3": "x",
    }


def test_a_median_needs_ten_values() -> None:
    values = frame(rows("days", county=(None, 9)))
    values["value"] = 12.0
    made = publish(values, catalogue(days={"kind": "median", "areas": "county"}))
    assert shown(made, "days") == {"county": "c"}


def test_breakdowns_of_people_wait_for_the_year() -> None:
    by_gender = catalogue(cases={"areas": "county", "breakdowns": "gender"})
    lines = []
    for number in (1, 2, 3, 4):
        quarter = f"2018-19-Q{number}"
        for period, times in (("quarter", 1), ("year_to_date", number), ("rolling_year", number)):
            lines += rows("cases", quarter, period, county=50 * times)
            for category, share in (("female", 40 * times), ("male", 10 * times)):
                key = ("cases", period, quarter, COUNTY, "gender", category)
                lines.append((*key, share, None, share, "complete"))
    made = publish(frame(lines), by_gender)
    people = made[made["breakdown"] == "gender"]
    assert set(people["quarter"]) == {"2018-19-Q4"}
    assert set(people["period_type"]) == {"year_to_date", "rolling_year"}


def test_what_was_shown_stays_shown_until_its_revision_is_safe() -> None:
    measure = catalogue(cases={})
    first = publish(frame(rows("cases", county=60, D1=20, D2=20, D3=20)), measure)
    small = frame(rows("cases", county=43, D1=3, D2=20, D3=20))
    made = publish(small, measure, first)
    assert set(made["shown"]) == {"value"}
    assert made.set_index("area_code").loc["D1", "numerator"] == 20  # it waits
    large = publish(frame(rows("cases", county=63, D1=23, D2=20, D3=20)), measure, first)
    assert large.set_index("area_code").loc["D1", "numerator"] == 23


def test_what_was_hidden_stays_hidden() -> None:
    measure = catalogue(cases={})
    first = publish(frame(rows("cases", county=52, D1=3, D2=0, D3=49)), measure)
    hidden = set(first.loc[first["shown"] == "c", "area_code"])
    made = publish(frame(rows("cases", county=60, D1=11, D2=0, D3=49)), measure, first)
    assert hidden <= set(made.loc[made["shown"] == "c", "area_code"])


def test_what_was_shown_by_another_definition_binds_nothing() -> None:
    before, today = catalogue(cases={}), catalogue(cases={"definition_version": 2})
    shown_before = frame(rows("cases", county=60, D1=20, D2=20, D3=20))
    first = with_definitions(publish(shown_before, before), before)
    small = frame(rows("cases", county=43, D1=3, D2=20, D3=20))
    made = publish(small, today, first).set_index("area_code")
    assert made.loc["D1", "shown"] == "c"
    assert made.loc[COUNTY, "numerator"] == 43  # nothing waits


def test_what_was_hidden_by_another_definition_stays_hidden() -> None:
    before, today = catalogue(cases={}), catalogue(cases={"definition_version": 2})
    hidden_before = frame(rows("cases", county=52, D1=3, D2=0, D3=49))
    first = with_definitions(publish(hidden_before, before), before)
    hidden = set(first.loc[first["shown"] == "c", "area_code"])
    made = publish(frame(rows("cases", county=60, D1=11, D2=0, D3=49)), today, first)
    assert hidden <= set(made.loc[made["shown"] == "c", "area_code"])


def test_a_measure_that_is_no_longer_counted_is_not_spoken_of() -> None:
    before = catalogue(cases={}, gone={})
    both = frame(rows("cases", county=60, D1=20, D2=20, D3=20), rows("gone", county=9, D1=9))
    first = with_definitions(publish(both, before), before)
    made = publish(frame(rows("cases", county=60, D1=20, D2=20, D3=20)), catalogue(cases={}), first)
    assert set(made["measure_id"]) == {"cases"}


def test_a_late_return_does_not_tell_its_number_by_the_change_of_the_total() -> None:
    measure = catalogue(cases={})
    first = publish(frame(rows("cases", county=40, D1=None, D2=20, D3=20)), measure)
    assert shown(first, "cases") == {"county": "value", "D1": "x", "D2": "value", "D3": "value"}
    made = publish(frame(rows("cases", county=43, D1=3, D2=20, D3=20)), measure, first)
    assert made.set_index("area_code").loc[COUNTY, "numerator"] == 40
    assert shown(made, "cases")["D1"] == "x"


def test_a_figure_that_its_owner_has_published_is_shown() -> None:
    values = frame(rows("homeless", county=52, D1=3, D2=9, D3=40)).assign(public=True)
    made = publish(values, catalogue(homeless={}))
    assert set(made["shown"]) == {"value"}


def test_homicide_reviews_are_shown_where_they_are_public_events() -> None:
    measures = catalogue(dhr_running={"sensitive": False}, dhr_notified={"sensitive": False})
    values = frame(
        rows("dhr_running", county=2, D1=1, D2=1, D3=0),
        rows("dhr_notified", county=1, D1=1),
        rows("dhr_notified", period="rolling_year", county=1, D1=1),
    )
    events = pd.DataFrame(
        [
            ("dhr_running", "public_count", None, True),
            ("dhr_notified", "public_count", "rolling_year", True),
        ],
        columns=["measure_id", "relation", "windows", "county_only"],
    )
    made = protect(ReleaseSources(values, measures, AREAS, BREAKDOWNS, events), [], LIMITS).values
    kept = made[["measure_id", "period_type", "area_code"]].apply(tuple, axis=1).tolist()
    assert kept == [
        ("dhr_notified", "rolling_year", COUNTY),
        ("dhr_running", "quarter", COUNTY),
    ]


def test_a_table_that_cannot_be_protected_is_less_detailed() -> None:
    measure = catalogue(cases={})
    values = frame(rows("cases", county=3, D1=1, D2=2, D3=0)).assign(public=False)
    values.loc[values["area_code"] == COUNTY, "public"] = True  # its owner has published the total
    made = protected(values, measure)
    assert made.report.less_detailed == {"cases": "the county only"}
    assert shown(made.values, "cases") == {"county": "value"}


def test_a_table_that_was_left_out_may_stay_out_while_later_ones_come() -> None:
    measure = catalogue(cases={})
    quarters = (
        rows("cases", county=3, D1=1, D2=2, D3=0),
        rows("cases", SECOND, county=60, D1=20, D2=20, D3=20),
    )
    owners = [
        frame(*some).assign(public=lambda table: table["area_code"] == COUNTY)
        for some in (quarters[:1], quarters)
    ]
    first = protected(owners[0], measure)
    made = protected(owners[1], measure, first.values)
    assert made.report.less_detailed == {"cases": "what an earlier release left out stays out"}
    assert shown(made.values, "cases", FIRST) == {"county": "value"}
    everywhere = ("county", "D1", "D2", "D3")
    assert shown(made.values, "cases", SECOND) == dict.fromkeys(everywhere, "value")


def test_without_time_tables_are_less_detailed_by_the_stated_order() -> None:
    values = frame(rows("cases", county=52, D1=3, D2=20, D3=29))
    made = protected(values, catalogue(cases={}), seconds=-1)
    assert made.report.out_of_time == ["cases"]
    assert made.report.less_detailed == {"cases": "the county only"}
    assert shown(made.values, "cases") == {"county": "value"}


def test_effort_is_limited_by_steps_so_that_every_machine_publishes_the_same() -> None:
    values = frame(rows("cases", county=52, D1=3, D2=20, D3=29))
    made = protected(values, catalogue(cases={}), steps=2)
    assert made.report.out_of_time == ["cases"]
    assert made.report.less_detailed == {"cases": "the county only"}
    assert not made.report.is_stopped_by_clock
    assert shown(made.values, "cases") == {"county": "value"}


def test_a_slow_solver_ends_in_time_with_less_detail_and_the_release_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each program takes a minute here, and the limit is two: nothing goes on without an end."""
    clock = [0.0]
    push = LinearProgram.push

    def slow(program: LinearProgram, *given: object) -> object:
        clock[0] += 60
        return push(program, *given)

    monkeypatch.setattr(LinearProgram, "push", slow)
    monkeypatch.setattr(linear_program.time, "process_time", lambda: clock[0])
    names = {f"cases{number}": {} for number in range(8)}
    counts = enumerate(names, start=20)  # none is the same, for what is the same is attacked once
    values = frame(*(rows(name, county=32 + n, D1=3, D2=n, D3=29) for n, name in counts))
    made = protected(values, catalogue(**names))
    assert made.report.is_stopped_by_clock
    assert made.report.out_of_time
    assert set(made.report.out_of_time) <= set(made.report.less_detailed)
    assert clock[0] <= 120 * (1 + 6 * 0.25) + 60 * 6
    assert made.values.loc[made.values["area_code"] == "D1", "shown"].isin(["c"]).all()


def test_a_history_that_contradicts_itself_costs_no_more_than_another() -> None:
    """The release before prints the county's total of then beside districts of now."""
    measure = catalogue(cases={})
    own = frame(rows("cases", county=60, D1=3, D2=20, D3=37))
    before = publish(own, measure)
    torn = before.copy()
    torn.loc[torn["area_code"] == COUNTY, ["numerator", "value"]] = 51.0
    today = frame(
        rows("cases", county=60, D1=3, D2=20, D3=37),
        rows("cases", SECOND, county=90, D1=30, D2=30, D3=30),
    )
    steps = []
    for earlier in (before, torn):
        sources = ReleaseSources(today, measure, AREAS, BREAKDOWNS, NONE)
        made = protect(sources, [EarlierValues(earlier, own)] * 9, LIMITS)
        assert made.report.less_detailed == {}
        steps.append(made.report.attacks)
    assert steps[1] <= steps[0] + 10


def test_after_a_failed_audit_revisions_wait_and_then_tables_lose_detail() -> None:
    measure = catalogue(cases={})
    first = publish(frame(rows("cases", county=60, D1=20, D2=20, D3=20)), measure)
    both = frame(
        rows("cases", county=63, D1=23, D2=20, D3=20),
        rows("cases", SECOND, county=90, D1=30, D2=30, D3=30),
    )

    def after(*leaking: set[str]) -> tuple[float, set[str]]:
        made = protected(both, measure, first, leaking=leaking)
        county = made.values[made.values["area_code"] == COUNTY]
        told = shown(made.values, "cases", SECOND)
        return county["numerator"].iloc[0], {area for area in told if told[area] == "value"}

    everything = {"county", "D1", "D2", "D3"}
    assert after() == (63, everything)
    assert after({"cases"}) == (60, everything)
    assert after(*[{"cases"}] * 2) == (60, {"county"})  # there is no breakdown to give up
    assert after(*[{"cases"}] * 3) == (60, set())


@pytest.mark.parametrize("number", [1, 2])
def test_a_county_without_time_is_less_detailed_and_never_weaker(
    number: int, tmp_path: Path
) -> None:
    county = draw_county(number)
    made: list[EarlierValues] = []
    folders = []
    for at in range(3):
        sources = sources_of(county, at)
        protection = protect(sources, made, replace(LIMITS, seconds=0.001))
        made.append(EarlierValues(protection.values, sources.values))
        folder = tmp_path / str(FIRST_QUARTER.plus(at)) / "v1"
        folders.append(write_release(folder, protection.values, sources.catalogue, sources.areas))
    assert protection.report.out_of_time
    assert set(protection.report.out_of_time) <= set(protection.report.less_detailed)
    truths = [each.own_numbers for each in made]
    assert faults(folders, truths, sources.catalogue) == []
