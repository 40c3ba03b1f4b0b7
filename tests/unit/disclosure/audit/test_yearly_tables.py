"""The auditor holds releases to what they and earlier ones list as published once a year."""

from pathlib import Path

import pytest

from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.reader.release_reader import PublishedRelease
from disclosure.audit.rules.yearly_tables import check_yearly_tables
from tests.support.disclosure import mock_county as county
from tests.support.disclosure.mock_county import COUNTY, Row
from tests.unit.disclosure.audit.test_relations import release as release_of
from tests.unit.disclosure.audit.test_relations import rows as rows_of
from tests.unit.disclosure.audit.test_relations import told

Q1, Q4, LATER = "2018-19-Q1", "2018-19-Q4", "2019-20-Q1"
LISTED = {"referrals": "areas;service"}


def row(place: str, period: str, quarter: str, measure: str = "referrals") -> Row:
    """A row of an area, or of a service of the county."""
    is_area = place == COUNTY or place in county.DISTRICTS
    where = (place, "all", "all") if is_area else (COUNTY, "service", place)
    key = dict(zip(county.KEY, (measure, period, quarter, *where), strict=True))
    return {**key, "numerator": "9", "denominator": "", "value": "9", "status": "complete",
            "shown": "value"}  # fmt: skip


def release(
    folder: Path, rows: list[Row], listed: dict[str, str] | None, **changed: str
) -> PublishedRelease:
    """A release of these rows; its catalogue lists these tables, or has no such list.

    `changed`: what its catalogue says otherwise of referrals.
    """
    catalogue = [dict(each) for each in county.CATALOGUE]
    for each in catalogue:
        if listed is not None:
            each["published_yearly"] = listed.get(each["measure_id"], "")
        if each["measure_id"] == "referrals":
            each.update(changed)
    return release_of(folder, rows, catalogue=catalogue)


def found(*releases: PublishedRelease) -> set[tuple[str, str]]:
    """What is found: of which release, at which cell."""
    findings = list(check_yearly_tables(list(releases)))
    assert {(each.rule, each.severity) for each in findings} <= {("7", "error")}
    return {(each.release, each.cell) for each in findings}


def cell(row: Row) -> str:
    """The name of a row's cell."""
    return "|".join(row[name] for name in county.KEY)


@pytest.mark.parametrize("place", ["D1", "unknown", "refuge", COUNTY])
@pytest.mark.parametrize(
    ("period", "quarter", "is_yearly"),
    [
        ("quarter", Q4, False),
        ("year_to_date", "2018-19-Q3", False),
        ("rolling_year", LATER, False),
        ("year_to_date", Q4, True),
        ("rolling_year", Q4, True),
    ],
)
def test_a_listed_table_is_of_financial_years_alone(
    tmp_path: Path, place: str, period: str, quarter: str, is_yearly: bool
) -> None:
    printed = row(place, period, quarter)
    is_listed = place != COUNTY
    made = release(tmp_path / "later-v1", [printed], LISTED)
    assert found(made) == ({(made.name, cell(printed))} if is_listed and not is_yearly else set())
    whole = release(tmp_path / "later-v2", [printed], {"referrals": "county"})
    assert bool(found(whole)) == (not is_yearly)


def test_what_was_printed_by_the_quarter_may_stay(tmp_path: Path) -> None:
    """That table of that window and quarter, whichever of its rows, by the same definition."""
    first = release(tmp_path / "q1-v1", [row("D1", "quarter", Q1)], None)
    same = release(tmp_path / "q4-v1", [row("D2", "quarter", Q1)], LISTED)
    assert found(first, same) == set()
    others = [row("refuge", "quarter", Q1), row("D1", "quarter", Q4)]
    more = release(tmp_path / "q4-v2", others, LISTED)
    assert found(first, same, more) == {(more.name, cell(each)) for each in others}
    again = [row("D1", "quarter", Q1)]
    redefined = release(tmp_path / "q4-v3", again, LISTED, definition_version="2")
    assert found(first, redefined) == {(redefined.name, cell(again[0]))}


@pytest.mark.parametrize("listed", [None, {}, {"referrals": "areas"}, {"cases": "county"}])
def test_what_was_listed_once_must_stay_listed(
    tmp_path: Path, listed: dict[str, str] | None
) -> None:
    first = release(tmp_path / "q1-v1", [], LISTED)
    between = release(tmp_path / "q1-v2", [], LISTED)
    later = release(tmp_path / "q4-v1", [], listed)
    missing = {"referrals|service"}
    missing |= set() if (listed or {}).get("referrals") else {"referrals|areas"}
    assert found(first, between, later) == {(later.name, name) for name in missing}


@pytest.mark.parametrize(
    ("listed", "changed"),
    [
        ({"referrals": "county"}, {}),
        ({}, {"definition_version": "2"}),
        ({}, {"measure_id": "referrals_made"}),
        ({}, {"areas": "county", "breakdowns": ""}),
        ({}, {"sensitive": "false"}),
    ],
)
def test_what_is_no_longer_there_need_not_be_listed(
    tmp_path: Path, listed: dict[str, str], changed: dict[str, str]
) -> None:
    first = release(tmp_path / "q1-v1", [], LISTED)
    assert found(first, release(tmp_path / "q4-v1", [], listed, **changed)) == set()


@pytest.mark.parametrize(("quarter_of_d1", "given_away"), [(3, [(3,)]), (6, [])])
def test_a_year_gives_away_the_quarter_that_no_table_prints(
    tmp_path: Path, quarter_of_d1: int, given_away: list[tuple[int, ...]]
) -> None:
    """Three quarters were printed before the table was listed; the year is printed after."""
    quarters = (Q1, "2018-19-Q2", "2018-19-Q3")
    counts = {COUNTY: 47, "D1": 9, "D2": 8, "D3": 7, "D4": 8, "D5": 9, "D6": 6}
    before = [each for quarter in quarters for each in rows_of(quarter, counts)]
    year = {area: 3 * count + 6 for area, count in counts.items()}
    year |= {"D1": 27 + quarter_of_d1, COUNTY: 141 + 30 + quarter_of_d1}
    total = rows_of(Q4, {COUNTY: 30 + quarter_of_d1})
    after = [*before, *total, *rows_of(Q4, year, period_type="year_to_date")]
    made = [release(tmp_path / "v1", before, None), release(tmp_path / "v2", after, LISTED)]
    assert found(*made) == set()
    assert told(attack(made), "D1", "7") == given_away
