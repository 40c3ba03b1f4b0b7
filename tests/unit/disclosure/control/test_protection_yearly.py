"""Random counties that publish random tables once a year, each from some release on."""

import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.release.gate import MAX_TRIES, leaking_measures
from disclosure.audit import KeptResults
from disclosure.control import NO_TRIES, AttackMemory, EarlierValues, ReleaseSources, protect
from disclosure.control.inputs.publication_rules import AREAS, COUNTY
from tests.support.disclosure.counties import (
    ALL,
    FIRST,
    KEY,
    LIMITS,
    County,
    draw_county,
    sources_of,
)
from tests.support.disclosure.counties import COUNTY as THE_COUNTY
from tests.support.disclosure.referee import faults, write_release
from tests.unit.disclosure.control.test_protection_rules import (
    AREAS as DISTRICTS,
)
from tests.unit.disclosure.control.test_protection_rules import (
    BREAKDOWNS,
    NONE,
    catalogue,
    frame,
    rows,
)

PEOPLE = ("gender", "ethnicity_group")
QUARTERS = 6
NEVER = QUARTERS
PUBLIC_EVENTS = ("dhr_notified", "dhr_published")
listed_since = st.sampled_from((0, 0, 2, 3, NEVER))


@dataclass(frozen=True)
class YearlyCounty:
    """The county of a number, with one topic alone, and the release that lists each table first."""

    number: int
    topic: str
    since: Mapping[tuple[str, str], int]

    @property
    def county(self) -> County:
        """Its measures and cases."""
        return with_topic(draw_county(self.number, QUARTERS), self.topic)

    def listed(self, release: int) -> Mapping[str, Collection[str]]:
        """What the policy lists when this release is made."""
        listed: dict[str, list[str]] = defaultdict(list)
        for (measure, table), since in sorted(self.since.items()):
            if since <= release:
                listed[measure].append(table)
        return listed


def with_topic(county: County, topic: str) -> County:
    """The county with the measures of one topic alone."""
    measures = tuple(each for each in county.measures if each.cases == topic)
    return replace(county, measures=measures, cases=county.cases[county.cases["cases"] == topic])


@st.composite
def yearly_counties(draw: st.DrawFn) -> YearlyCounty:
    """Sparse counties, most of whose tables are published once a year at some time."""
    number = draw(st.integers(0, 499)) * 2 + 1
    measures = draw_county(number, 1).measures
    topics = {each.cases for each in measures if each.measure_id not in PUBLIC_EVENTS}
    topic = draw(st.sampled_from(sorted(topics)))
    first, *others = [each for each in measures if each.cases == topic]
    since = {(each.measure_id, COUNTY): draw(listed_since) for each in others}
    for each in (first, *others):
        tables = [name for name in each.breakdowns if name not in PEOPLE]
        tables += [AREAS] if each.level != "county" else []
        since |= {(each.measure_id, table): draw(listed_since) for table in tables}
    return YearlyCounty(number, topic, since)


def check(drawn: YearlyCounty, folder: Path) -> None:
    """Publish a county's quarters as `daw publish` does, and attack each with all so far."""
    releases: list[Path] = []
    earlier: list[EarlierValues] = []
    memory, kept = AttackMemory(), KeptResults()
    for number in range(QUARTERS):
        sources = replace(sources_of(drawn.county, number), yearly=drawn.listed(number))
        lists = sources.catalogue["measure_id"].map(
            lambda name, yearly=sources.yearly: ";".join(yearly.get(name, ()))
        )
        catalogue = sources.catalogue.assign(published_yearly=lists)
        releases.append(folder / str(FIRST.plus(number)) / "v1")
        truths = [*(each.own_numbers for each in earlier), sources.values]
        failed = NO_TRIES
        while True:
            made = protect(sources, earlier, LIMITS, failed, memory)
            write_release(releases[-1], made.values, catalogue, sources.areas)
            found = faults(releases, truths, catalogue, kept)
            measures = leaking_measures(found)
            if not measures or len(failed.measures) == MAX_TRIES:
                break
            failed = failed.then(measures, made.report.seconds)
        assert found == []
        earlier.append(EarlierValues(made.values, sources.values))


def test_quarters_that_were_printed_stay_and_the_year_does_not_tell_the_last(
    tmp_path: Path,
) -> None:
    """The table is listed from the fourth quarter on, of which the first district has 3."""
    quarters = [str(FIRST.plus(number)) for number in range(4)]
    numbers = [{"D1": 9, "D2": 20, "D3": 30}] * 3 + [{"D1": 3, "D2": 21, "D3": 31}]
    year = {area: sum(each[area] for each in numbers) for area in numbers[0]}
    own = [
        rows("cases", quarter, county=sum(each.values()), **each)
        for quarter, each in zip(quarters, numbers, strict=True)
    ]
    own.append(rows("cases", quarters[-1], "rolling_year", county=sum(year.values()), **year))
    measures = catalogue(cases={})
    made: list[EarlierValues] = []
    for values, yearly in ((frame(*own[:3]), {}), (frame(*own), {"cases": [AREAS]})):
        sources = ReleaseSources(values, measures, DISTRICTS, BREAKDOWNS, NONE, yearly)
        made.append(EarlierValues(protect(sources, made, LIMITS).values, values))
    before, after = (each.values.set_index(KEY)["shown"] for each in made)
    assert after[before.index].equals(before)
    new = after.drop(before.index).xs(quarters[-1], level="quarter")
    assert set(new.xs("quarter", level="period_type").index.get_level_values("area_code")) == {
        THE_COUNTY
    }
    of_year = new.xs("rolling_year", level="period_type").droplevel(["breakdown", "category"])
    assert (of_year["cases"] == "c").sum() >= 2
    folders = [
        write_release(tmp_path / quarters[2 + number] / "v1", each.values, measures, DISTRICTS)
        for number, each in enumerate(made)
    ]
    assert faults(folders, [each.own_numbers for each in made], measures) == []


FLOWS = pd.DataFrame(
    [
        ("cohort", "numerator", kind, flow, "numerator", ALL, ALL, None, None)
        for kind, flow in (("stock_gains", "came"), ("stock_loses", "left"))
    ],
    columns=NONE.columns,
)
#: What each area has in two quarters: a cohort by area and quarter, whose flows are published by
#: the year; and a whole by area and quarter, of which a part is.
TOLD_BY_OTHERS = {
    "flows": (
        catalogue(cohort={"kind": "stock", "is_stock": True}, came={}, left={}),
        FLOWS,
        {
            "cohort": [(10, 20, 30), (13, 22, 30)],
            "came": [(5, 5, 5), (3, 2, 0)],
            "left": [(5, 5, 5), (0, 0, 0)],
        },
        ["came", "left"],
    ),
    "part": (
        catalogue(whole={}, part={"part_of": "whole"}),
        NONE,
        {"whole": [(20, 20, 30), (5, 5, 0)], "part": [(10, 10, 20), (4, 5, 0)]},
        ["part"],
    ),
}


@pytest.mark.parametrize("kind", TOLD_BY_OTHERS)
def test_no_quarter_is_told_by_others_before_the_year_is_out(kind: str, tmp_path: Path) -> None:
    measures, relations, counts, listed = TOLD_BY_OTHERS[kind]
    yearly = {name: [AREAS] for name in listed}
    lists = measures["measure_id"].map(lambda name: ";".join(yearly.get(name, ())))
    made: list[EarlierValues] = []
    folders: list[Path] = []
    for number in (1, 2):
        values = frame(
            *(
                rows(name, str(FIRST.plus(quarter)), county=sum(each), **by_district(each))
                for name, quarters in counts.items()
                for quarter, each in enumerate(quarters[:number])
            )
        )
        sources = ReleaseSources(values, measures, DISTRICTS, BREAKDOWNS, relations, yearly)
        made.append(EarlierValues(protect(sources, made, LIMITS).values, values))
        folder = tmp_path / str(FIRST.plus(number - 1)) / "v1"
        catalogued = measures.assign(published_yearly=lists)
        folders.append(write_release(folder, made[-1].values, catalogued, DISTRICTS))
    shown = made[-1].values.set_index(KEY)["shown"].xs(str(FIRST.plus(1)), level="quarter")
    assert (shown == "c").any()  # none is small, of what is printed by the quarter
    assert faults(folders, [each.own_numbers for each in made], measures) == []


def by_district(counts: tuple[int, ...]) -> dict[str, int]:
    """Return the counts by district."""
    return dict(zip(("D1", "D2", "D3"), counts, strict=True))


@settings(max_examples=4, deadline=None)
@given(yearly_counties())
def test_no_year_tells_a_quarter(drawn: YearlyCounty) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(drawn, Path(folder))


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(yearly_counties())
def test_no_year_of_many_counties_tells_a_quarter(drawn: YearlyCounty) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(drawn, Path(folder))
