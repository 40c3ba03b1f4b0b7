"""Versions of one quarter after another: what all of them together tell of hidden numbers."""

import tempfile
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from disclosure.audit import Finding
from disclosure.control import EarlierValues, ReleaseSources, protect
from tests.support.disclosure.counties import COUNTY, LIMITS
from tests.support.disclosure.referee import faults, write_release
from tests.support.seeds import seed_file
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

Hidden = dict[tuple[str, int], int]
"""Values of hidden counts, by area and by the number that is behind it."""


def county_of(**districts: int) -> pd.DataFrame:
    """Return the values of a quarter in which these districts make up the county."""
    return frame(rows("cases", county=sum(districts.values()), **districts))


def published(folder: Path, versions: list[pd.DataFrame]) -> list[EarlierValues]:
    """Return the versions of a quarter, protected one after another."""
    measure = catalogue(cases={})
    made: list[EarlierValues] = []
    for values in versions:
        sources = ReleaseSources(values, measure, AREAS, BREAKDOWNS, NONE)
        made.append(EarlierValues(protect(sources, made, LIMITS).values, values))
    return made


def found(folder: Path, made: list[EarlierValues], measures: pd.DataFrame) -> list[Finding]:
    """Return what the auditor finds in these releases."""
    folders = [
        write_release(folder / "2018-19-Q1" / f"v{number}", each.values, measures, AREAS)
        for number, each in enumerate(made, start=1)
    ]
    return faults(folders, [each.own_numbers for each in made], measures)


def solutions(made: list[EarlierValues]) -> list[Hidden]:
    """Return every way in which the hidden districts may make up the printed totals.

    A version that repeats the one before word for word tells nothing that is not told already.
    """
    ways: list[Hidden] = [{}]
    was_hidden: set[str] = set()
    for before, each in zip([None, *made], made, strict=False):
        printed = each.values.set_index("area_code")
        own = each.own_numbers.set_index("area_code")["numerator"].astype(int)
        districts = [area for area in own.index if area != COUNTY]
        hidden = [area for area in districts if printed.loc[area, "shown"] == "c"]
        rest = printed["numerator"].drop([*hidden, COUNTY]).sum()
        least = {area: int(area not in was_hidden) for area in hidden}
        was_hidden.update(hidden)
        total = printed.loc[COUNTY, "numerator"] - rest
        is_added_up = bool(hidden) and printed.loc[COUNTY, "shown"] != "c"
        if not is_added_up or (before and repeats(each, before)):
            continue
        names = list(zip(hidden, own[hidden], strict=True))
        ways = [
            joined
            for way in ways
            for numbers in parts(int(total), [least[area] for area in hidden])
            if (joined := agreed(way, dict(zip(names, numbers, strict=True))))
        ]
    return ways


def repeats(made: EarlierValues, before: EarlierValues) -> bool:
    """Tell whether a version prints the same bytes as the one before."""
    return made.values.to_csv() == before.values.to_csv()


def waits(made: EarlierValues) -> bool:
    """Tell whether a version prints a number that is another one behind it."""
    printed = made.values.set_index("area_code")["numerator"].dropna()
    own = made.own_numbers.set_index("area_code")["numerator"]
    return bool((printed != own[printed.index]).any())


def parts(total: int, least: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield the whole numbers, none below its least, that add up to a total."""
    ends = [range(low, total + 1) for low in least[:-1]]
    for some in product(*ends):
        if total - sum(some) >= (least[-1] if least else 0):
            yield (*some, total - sum(some))


def agreed(way: Hidden, more: Hidden) -> Hidden | None:
    """Return both together; None where they give one count two values."""
    return way | more if all(way.get(name, more[name]) == more[name] for name in more) else None


def leaks(made: list[EarlierValues]) -> bool:
    """Tell whether some small count has fewer than three values, also to whoever knows a 1."""
    ways = solutions(made)
    names = set().union(*ways)
    for known in [None, *(name for name in names if name[1] == 1)]:
        left = [way for way in ways if known is None or way.get(known) == 1]
        for name in names - {known}:
            if 1 <= name[1] <= 4 and len({way[name] for way in left if name in way}) < 3:
                return True
    return False


counts = st.integers(1, 6)
histories = st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=2)


@settings(max_examples=12, deadline=None)
@given(histories)
@example([(2, 5, 2), (1, 1, 3)])
@example([(2, 2, 5), (1, 3, 5)])
def test_no_history_of_corrections_tells_a_small_count(history: list[tuple[int, ...]]) -> None:
    """An exhaustive attack on all versions together agrees with the auditor.

    In the examples two hidden districts are 2 and 2, then 1 and 3. The second version is the first
    one, byte for byte: what was shown stays shown, and a small number is not shown.
    """
    versions = [county_of(**dict(zip(("D1", "D2", "D3"), each, strict=True))) for each in history]
    with tempfile.TemporaryDirectory() as folder:
        made = published(Path(folder), versions)
        assert not leaks(made)
        assert found(Path(folder), made, catalogue(cases={})) == []
    assert all(repeats(each, before) for before, each in pairwise(made) if waits(each))


@settings(max_examples=12, deadline=None)
@given(histories, st.sets(st.sampled_from(("D1", "D2", "D3"))))
@example([(3, 5, 1), (3, 5, 3)], {"D2", "D3"})
@example([(2, 2, 2), (2, 2, 1)], {"D1", "D2", "D3"})
def test_the_auditor_finds_what_an_exhaustive_attack_finds(
    history: list[tuple[int, ...]], areas: set[str]
) -> None:
    """Some districts are hidden in all versions, whatever that tells.

    In the examples, whoever was the only one, or is now, learns of others who were there then.
    """
    made = []
    for each in history:
        own = county_of(**dict(zip(("D1", "D2", "D3"), each, strict=True)))
        printed = own.assign(shown=["c" if area in areas else "value" for area in own["area_code"]])
        printed.loc[printed["shown"] == "c", ["numerator", "value"]] = None
        made.append(EarlierValues(printed, own))
    with tempfile.TemporaryDirectory() as folder:
        computed = [
            finding
            for finding in found(Path(folder), made, catalogue(cases={}))
            if finding.rule in ("2", "3") and "remains possible" in finding.message
        ]
        assert bool(computed) == leaks(made)


def test_figures_that_their_owner_publishes_later_forbid_no_second_version(tmp_path: Path) -> None:
    """The provisional cases stay the same, and of the households that they are a share of one more.

    The first version hid what the second shows as its owner's.
    """
    cases, share = "homelessness_da_main_reason", "homelessness_da_share"
    measures = pd.read_csv(seed_file("measures"))
    measures = measures[measures["measure_id"].isin((cases, share))]
    relations = pd.read_csv(seed_file("measure_relations"))

    def values(more: int) -> pd.DataFrame:
        return frame(
            rows(cases, county=38, D1=4, D2=14, D3=20),
            rows(share, county=(38, 150 + more), D1=(4, 20 + more), D2=(14, 50), D3=(20, 80)),
        )

    made: list[EarlierValues] = []
    for own in (values(0).assign(public=False), values(1).assign(public=True)):
        sources = ReleaseSources(own, measures, AREAS, BREAKDOWNS, relations)
        printed = protect(sources, made, LIMITS).values
        public = own["public"].all() and printed["shown"] == "value"
        made.append(EarlierValues(printed.assign(public=public), own))
    assert (made[0].values["shown"] == "c").any()
    assert (made[1].values["shown"] == "value").all()
    assert found(tmp_path, made, measures) == []


def test_what_an_owner_publishes_beside_an_earlier_total_forbids_no_second_version(
    tmp_path: Path,
) -> None:
    """The year to date was printed as 8 before the owner published the first quarter's 4.

    Anybody can subtract, whatever the second version says.
    """
    cases = "homelessness_da_main_reason"
    measures = pd.read_csv(seed_file("measures"))
    measures = measures[measures["measure_id"] == cases]
    own = frame(
        rows(cases, county=38, D1=4, D2=14, D3=20),
        rows(cases, SECOND, county=38, D1=4, D2=14, D3=20),
        rows(cases, SECOND, "year_to_date", county=76, D1=8, D2=28, D3=40),
    )
    made: list[EarlierValues] = []
    for public in (own["quarter"] < FIRST, own["quarter"] == FIRST):
        values = own.assign(public=public)
        sources = ReleaseSources(values, measures, AREAS, BREAKDOWNS, NONE)
        printed = protect(sources, made, LIMITS).values
        owners = printed["quarter"].isin(values.loc[public, "quarter"])
        made.append(
            EarlierValues(printed.assign(public=owners & (printed["shown"] == "value")), own)
        )
    newest = made[1].values.set_index(["quarter", "period_type", "area_code"])["shown"]
    assert newest[FIRST, "quarter", "D1"] == newest[SECOND, "year_to_date", "D1"] == "value"
    assert newest[SECOND, "quarter", "D1"] == "c"
    assert found(tmp_path, made, measures) == []
