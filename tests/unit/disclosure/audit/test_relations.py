"""Ways of computing a hidden count that need more than one table or release."""

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from dashboard.release.gate import PublisherKnowledge, forbidding_findings
from disclosure.audit.findings import NOTICE, Finding, breaches
from disclosure.audit.inference.inference_attack import attack
from disclosure.audit.inference.relations import collect_unknowns
from disclosure.audit.reader.release_reader import PrintedCell, PublishedRelease, read_release
from disclosure.audit.reader.release_windows import shift, window
from disclosure.audit.rules.cell_rules import check_cells
from disclosure.audit.rules.consistency import check_consistency
from disclosure.audit.rules.public_figures import check_public_figures
from disclosure.audit.rules.returns_table import check_returns_table
from disclosure.audit.rules.revisions_list import check_revisions
from tests.support.disclosure import mock_county as county
from tests.support.disclosure.mock_county import COUNTY, KEY, Row

NOW, BEFORE = "2018-19-Q4", "2017-18-Q4"
Counts = dict[str, int | None]


def rows(quarter: str, counts: Counts, status: str = "complete", **more: str) -> list[Row]:
    """The districts and the county of one quarter; None is hidden, a negative is missing."""
    found = []
    for area, count in counts.items():
        shown = "c" if count is None else "x" if count < 0 else "value"
        number = str(count) if shown == "value" else ""
        key = {
            **dict(zip(KEY, ("referrals", "quarter", quarter, area, "all", "all"), strict=True)),
            **more,
        }
        own = "missing" if shown == "x" else status if area == COUNTY else "complete"
        found.append({**key, "numerator": number, "denominator": "", "value": number, "status": own,
                      "shown": shown})  # fmt: skip
    return found


def release(
    folder: Path,
    found: list[Row],
    progress: list[Row] | None = None,
    catalogue: list[Row] = county.CATALOGUE,
) -> PublishedRelease:
    """The release of these rows, with its data files alone."""
    data = folder / NOW / folder.name / "data"
    data.mkdir(parents=True)
    areas = [{"area_code": COUNTY, "area_name": "County", "level": "county"}]
    areas += [{"area_code": d, "area_name": d, "level": "district"} for d in county.DISTRICTS]
    county.write_table(data / "values", county.COLUMNS, found)
    names = tuple(dict.fromkeys(name for row in catalogue for name in row))
    county.write_table(data / "measures", names, catalogue)
    county.write_table(data / "areas", tuple(areas[0]), areas)
    if progress:
        county.write_table(data / "progress", tuple(progress[0]), progress)
    return read_release(data.parent)


def told(found: list[Finding], area: str, rule: str = "2") -> list[tuple[int, ...]]:
    return [each.values for each in found if f"|{area}|" in each.cell and each.rule == rule]


HIDDEN: Counts = {"D1": 40, "D2": None, "D3": None, "D4": None, "D5": 9, "D6": 8}


def test_three_hidden_counts_are_safe(tmp_path: Path) -> None:
    found = attack([release(tmp_path / "v1", rows(NOW, {COUNTY: 80, **HIDDEN}))])
    assert found == []


def test_a_count_alone_in_its_row_is_not(tmp_path: Path) -> None:
    counts: Counts = {COUNTY: 80, **HIDDEN, "D2": 11, "D3": 9}
    found = attack([release(tmp_path / "v1", rows(NOW, counts))])
    assert told(found, "D4") == [(3,)]


def test_one_of_the_counted_knows_more(tmp_path: Path) -> None:
    counts: Counts = {COUNTY: 72, **HIDDEN, "D2": 10}
    found = attack([release(tmp_path / "v1", rows(NOW, counts))])
    assert told(found, "D4") == []
    assert told(found, "D4", "3") == [(4,)]
    (known,) = {each.known for each in found if "|D4|" in each.cell}
    assert known is not None
    cell = next(each.cell for each in found if "|D4|" in each.cell)
    assert breaches(found, {(cell, "numerator"): 4, known: 1})
    assert not breaches(found, {(cell, "numerator"): 2, known: 3})


def test_a_late_return_is_the_difference_of_two_releases(tmp_path: Path) -> None:
    """Each release alone is safe: together the county's increase is the late district's count."""
    first = rows(NOW, {COUNTY: 77, **HIDDEN, "D6": -1}, "partial")
    second = rows(NOW, {COUNTY: 80, **HIDDEN, "D6": None})
    alone = [release(tmp_path / "v1", first), release(tmp_path / "v2", second)]
    assert attack(alone[:1]) == []
    assert attack(alone[1:]) == []
    assert told(attack(alone), "D6") == [(3,)]


def test_a_corrected_total_does_not_contradict(tmp_path: Path) -> None:
    """Nobody says which hidden count was corrected: both stories stay possible."""
    first = rows(NOW, {COUNTY: 80, **HIDDEN})
    second = rows(NOW, {COUNTY: 83, **HIDDEN})
    found = attack([release(tmp_path / "v1", first), release(tmp_path / "v2", second)])
    assert [each for each in found if each.severity != NOTICE] == []


def redefined(version: int) -> list[Row]:
    """The catalogue with another version of what is counted as referrals."""
    return [
        {**row, "definition_version": str(version) if row["measure_id"] == "referrals" else "1"}
        for row in county.CATALOGUE
    ]


def test_counts_of_two_definitions_are_two_numbers(tmp_path: Path) -> None:
    """Of one definition, the second release would tell what the first hid."""
    first = rows(NOW, {COUNTY: 80, **HIDDEN, "D2": 11, "D3": 9, "D5": None})
    second = rows(NOW, {COUNTY: 80, **HIDDEN})
    before = release(tmp_path / "v1", first)
    assert told(attack([before, release(tmp_path / "v2", second)]), "D4") == [(3,)]
    after = release(tmp_path / "v3", second, catalogue=redefined(2))
    assert told(attack([before, after]), "D4") == []


def test_what_was_shown_by_another_definition_may_be_hidden_and_not_the_other_way(
    tmp_path: Path,
) -> None:
    first = rows(NOW, {COUNTY: 80, **HIDDEN})
    second = rows(NOW, {COUNTY: 83, **HIDDEN, "D2": 9, "D5": None})
    before = release(tmp_path / "v1", first)
    same = list(check_consistency([before, release(tmp_path / "v2", second)]))
    assert sorted(finding.cell.split("|")[3] for finding in same) == ["D2", "D5"]
    other = list(
        check_consistency([before, release(tmp_path / "v3", second, catalogue=redefined(2))])
    )
    assert [finding.cell.split("|")[3] for finding in other] == ["D2"]


def test_columns_of_earlier_layouts_are_read(tmp_path: Path) -> None:
    catalogue = [
        {**{k: v for k, v in row.items() if k not in ("polarity", "default_window")},
         "good": "low", "headline": "rolling_year"}
        for row in county.CATALOGUE
    ]  # fmt: skip
    read = release(tmp_path / "v1", rows(NOW, {COUNTY: 80, **HIDDEN}), catalogue=catalogue)
    measure = read.catalogue["referrals"]
    assert (measure.get("polarity"), measure.get("default_window")) == ("low", "rolling_year")
    assert measure.version == 1


CHANGE = {"measure_id": "referrals", "name": "Referrals", "before": "All of them.",
          "now": "Those that came.", "change": "Fewer are counted."}  # fmt: skip


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        ({}, None),
        ({"before": "Some of them: 3."}, "one before that no release has"),
        ({"now": "Those that came: 3."}, "another one than the release has"),
        ({"change": "3 fewer are counted."}, "says a number"),
    ],
)
def test_the_list_of_definitions_quotes_the_releases(
    tmp_path: Path, spoilt: Row, fault: str | None
) -> None:
    releases = []
    for version, definition in ((1, "All of them."), (2, "Those that came.")):
        catalogue = [{**row, "definition": definition} for row in redefined(version)]
        found = rows(NOW, {COUNTY: 80, **HIDDEN})
        releases.append(release(tmp_path / f"v{version}", found, catalogue=catalogue))
    changed = replace(releases[-1], definition_changes=[CHANGE | spoilt])
    messages = [finding.message for finding in check_revisions([releases[0], changed])]
    assert len(messages) == bool(fault)
    assert all(fault in message for message in messages if fault)


def test_a_count_shown_before_is_known(tmp_path: Path) -> None:
    first = rows(NOW, {COUNTY: 80, **HIDDEN, "D2": 11, "D3": 9, "D5": None})
    second = rows(NOW, {COUNTY: 80, **HIDDEN})
    found = attack([release(tmp_path / "v1", first), release(tmp_path / "v2", second)])
    assert told(found, "D4") == [(3,)]


def test_a_window_gives_its_quarter_away(tmp_path: Path) -> None:
    """A year to date of a hidden quarter and a shown one."""
    earlier = rows(
        "2018-19-Q3", {COUNTY: 80, "D1": 43, "D2": 10, "D3": 9, "D4": 8, "D5": 5, "D6": 5}
    )
    now = rows(NOW, {COUNTY: None, "D1": 40, **dict.fromkeys(("D2", "D3", "D4", "D5", "D6"))})
    year = rows(NOW, {"D4": 11}, "partial", period_type="year_to_date")
    for row in year:
        row["status"] = "partial"
    found = attack([release(tmp_path / "v1", [*earlier, *now, *year])])
    assert told(found, "D4") == [(3,)]


@pytest.mark.parametrize("said", [{"direction": "higher"}, {"outcome": "wanted_met"}])
def test_a_rise_that_one_value_explains(tmp_path: Path, said: Row) -> None:
    """More than the 6 of a year before, and at most 7: it was 7, so the count beside it is 1."""
    counts: Counts = {"D1": 40, "D2": None, "D3": 5, "D4": None, "D5": 9, "D6": 6}
    found = [
        *rows(NOW, {COUNTY: 68, **counts}),
        *rows(BEFORE, {COUNTY: 70, "D1": 40, "D2": 6, "D3": 5, "D4": 5, "D5": 8, "D6": 6}),
    ]
    catalogue = [{**row, "plan_wants": "increase"} for row in county.CATALOGUE]
    rise = {
        "activity_id": "A", "measure_id": "referrals", "area_code": "D2", "quarter": NOW,
        "value": "", "baseline": "", "change": "", "target": "", "outcome": "",
    }  # fmt: skip
    assert told(attack([release(tmp_path / "v1", found)]), "D4") == []
    assert told(
        attack([release(tmp_path / "v2", found, [rise | said], catalogue=catalogue)]), "D4"
    ) == [(1,)]


@pytest.mark.parametrize("outcome", ["worse", "changed", "no_significant_change"])
def test_a_change_that_was_tested_is_of_twenty_and_more(tmp_path: Path, outcome: str) -> None:
    """With the 14 of a year before it was 6 at least: of 8 in all, the other is 1 or 2."""
    counts: Counts = {"D1": 40, "D2": None, "D3": 5, "D4": None, "D5": 9, "D6": 6}
    found = [
        *rows(NOW, {COUNTY: 68, **counts}),
        *rows(BEFORE, {COUNTY: 78, "D1": 40, "D2": 14, "D3": 5, "D4": 5, "D5": 8, "D6": 6}),
    ]
    row = {
        "activity_id": "A", "measure_id": "referrals", "area_code": "D2", "quarter": NOW,
        "value": "", "baseline": "", "change": "", "target": "", "outcome": "",
    }  # fmt: skip
    assert told(attack([release(tmp_path / "v1", found, [row])]), "D4") == []
    tested = [{**row, "outcome": outcome}]
    assert told(attack([release(tmp_path / "v2", found, tested)]), "D4") == [(1, 2)]


def test_rows_of_cases_are_not_counted(tmp_path: Path) -> None:
    """Of referrals nothing is told but that rows were held out; meetings may be counted."""
    catalogue = [{**row, "extracts": f"{row['measure_id']}_return"} for row in county.CATALOGUE]
    made = release(tmp_path / "v1", rows(NOW, {COUNTY: 80}), catalogue=catalogue)
    names = ("agency", "extract", "rows_accepted", "rows_quarantined")
    told = [("police", "referrals_return", "[c]", "some"), ("police", "cases_return", "[c]", "0"),
            ("police", "meetings_return", "9", "2")]  # fmt: skip
    lines = [dict(zip(names, each, strict=True)) for each in told]
    county.write_table(made.folder / "data" / "returns", names, lines)
    assert list(check_returns_table(made)) == []
    lines[0].update(rows_accepted="9", rows_quarantined="2")
    county.write_table(made.folder / "data" / "returns", names, lines)
    assert [each.cell for each in check_returns_table(made)] == ["police: referrals_return"] * 2


def test_quarters_and_windows() -> None:
    assert shift("2018-19-Q1", -1) == "2017-18-Q4"
    assert shift("2099-00-Q4", 1) == "2100-01-Q1"
    assert window("year_to_date", "2018-19-Q2") == ("2018-19-Q1", "2018-19-Q2")
    assert window("rolling_year", "2018-19-Q2")[0] == "2017-18-Q3"


def test_a_hidden_count_may_have_become_nothing(tmp_path: Path) -> None:
    """It stays hidden when a correction leaves none of it, so later it may be 0, at first not."""
    first = rows(NOW, {COUNTY: 80, **HIDDEN})
    second = rows(NOW, {COUNTY: 60, **HIDDEN, "D5": None})
    made = [release(tmp_path / "v1", first), release(tmp_path / "v2", second)]
    line = ("referrals", "numerator", "D4", "all", "all")
    book = collect_unknowns(made, {"referrals": 1})
    least = [book.system.lower[book.count(number, line, NOW)] for number in (0, 1)]
    assert least == [1, 0]


def test_the_publisher_knows_which_counts_are_the_same(tmp_path: Path) -> None:
    """The county's 80 leave 23 for the three hidden counts; D4 is 0 now, so it was another one."""
    found = rows(NOW, {COUNTY: 80, **HIDDEN})
    made = [release(tmp_path / "v1", found), release(tmp_path / "v2", found)]
    then = numbers({"D2": 11, "D3": 9, "D4": 3})
    knowledge = PublisherKnowledge(made, [then, numbers({"D2": 11, "D3": 12, "D4": 0})])
    lines = {area: ("referrals", "numerator", area, "all", "all") for area in ("D2", "D3", "D4")}
    assert {area: knowledge.is_same(1, (line, NOW)) for area, line in lines.items()} == {
        "D2": True,
        "D3": False,
        "D4": False,
    }
    book = collect_unknowns(made, {}, knowledge)
    before, after = ([book.count(n, line, NOW) for line in lines.values()] for n in (0, 1))
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, False]


def numbers(counts: Counts, **hidden: int) -> dict[tuple[str, str], float]:
    """The numbers behind printed counts and those that they hide."""
    return {
        (f"referrals|quarter|{NOW}|{area}|all|all", "numerator"): count
        for area, count in (counts | hidden).items()
        if count is not None
    }


def test_figures_that_wait_say_nothing_of_today(tmp_path: Path) -> None:
    """Of the county's 72 none of its districts is taken away: D4 is 1 now, it was another number.

    So whoever knows that it is 1 computes nothing, though the county still prints 72.
    """
    printed: Counts = {COUNTY: 72, **HIDDEN, "D2": 10}
    made = [release(tmp_path / version, rows(NOW, printed)) for version in ("v1", "v2")]
    then = numbers(printed, D3=2, D4=3)
    today = numbers({**printed, COUNTY: 69}, D3=1, D4=1)
    false = PublisherKnowledge(made, [then, then | {name: 1 for name in today if "D4" in name[0]}])
    assert told(attack(made[:1]), "D4", "3") == [(4,)]
    assert attack(made, knowledge=PublisherKnowledge(made, [then, today])) == []
    assert attack(made, knowledge=false) == []


def test_a_table_that_lacks_what_counts_now_waits_too(tmp_path: Path) -> None:
    """What is not true of the numbers behind a release is no premise; nothing contradicts."""
    printed: Counts = {COUNTY: 80, "D1": 40, "D2": 20, "D3": 20}
    made = release(tmp_path / "v1", rows(NOW, printed))
    knowledge = PublisherKnowledge([made], [numbers({**printed, COUNTY: 87, "unknown": 7})])
    book = collect_unknowns([made], {}, knowledge)
    assert book.mismatches == {}
    for area, least, most in ((COUNTY, 0, inf), ("D1", 40, 40)):
        count = book.count(0, ("referrals", "numerator", area, "all", "all"), NOW)
        assert (book.system.lower[count], book.system.upper[count]) == (least, most)


def test_a_count_that_stayed_is_not_found_out_by_one_that_changed(tmp_path: Path) -> None:
    """The county's total moved by what a hidden district gained: the other one is the same count.

    Two releases together say no more than that, and whoever takes the other for unchanged is right.
    """
    counts: Counts = {COUNTY: 47, "D1": 30, "D2": None, "D3": None}
    first, second = rows(NOW, counts), rows(NOW, {**counts, COUNTY: 49})
    made = [release(tmp_path / "v1", first), release(tmp_path / "v2", second)]
    truths = [numbers({**counts, "D2": 13, "D3": 4}), numbers({**counts, "D2": 15, "D3": 4})]
    knowledge = PublisherKnowledge(made, truths)
    book = collect_unknowns(made, {}, knowledge)
    line = ("referrals", "numerator", "D3", "all", "all")
    assert book.count(0, line, NOW) == book.count(1, line, NOW)


def test_the_quarters_of_a_rate_of_longer_windows_are_those_of_what_it_counts(
    tmp_path: Path,
) -> None:
    """Its identity with them stays a premise, and nobody takes its quarters for 0."""
    catalogue = [
        {**county.CATALOGUE[0], "measure_id": "marac_cases"},
        {**county.CATALOGUE[0], "measure_id": "marac_cases_per_10k", "kind": "rate"},
    ]
    counts: Counts = {COUNTY: 9}
    year = rows(NOW, {COUNTY: 40}, measure_id="marac_cases_per_10k", period_type="rolling_year")
    cases = rows(NOW, counts, measure_id="marac_cases")
    made = [release(tmp_path / "v1", [*cases, *year], catalogue=catalogue)]
    truth = {
        (f"marac_cases|quarter|{NOW}|{COUNTY}|all|all", "numerator"): 9.0,
        (f"marac_cases_per_10k|rolling_year|{NOW}|{COUNTY}|all|all", "numerator"): 40.0,
    }
    knowledge = PublisherKnowledge(made, [truth])
    case = PrintedCell("marac_cases", "quarter", NOW, COUNTY, "all", "all")
    rate = case._replace(measure="marac_cases_per_10k")
    one, other = (((0, each, "numerator"),) for each in (rate, case))
    assert knowledge.may_hold([(one, 1.0), (other, -1.0)], 0, 0)
    assert knowledge.may_hold([(one, 1.0)], 9, 9)
    assert not knowledge.may_hold([(one, 1.0)], 0, 0)


def test_a_sum_is_public_when_its_parts_are(tmp_path: Path) -> None:
    """A small figure of the owner's own table may stand; a sum with a hidden part not."""
    found = rows(NOW, {COUNTY: 60, "D1": 40, "D2": 3, "D3": 5, "D4": 2, "D5": 2, "D6": 8})
    for row in found:
        row.update(measure_id="homelessness_da_main_reason", public="true")
    catalogue = [{**county.CATALOGUE[0], "measure_id": "homelessness_da_main_reason"}]
    made = release(tmp_path / "v1", found, catalogue=catalogue)
    assert list(check_public_figures(made)) == list(check_cells(made)) == []
    found[3].update(public="false", numerator="", value="", shown="c")
    made = release(tmp_path / "v2", found, catalogue=catalogue)
    assert list(check_cells(made)) == []
    assert [each.rule for each in check_public_figures(made)] == ["9"]


def test_not_every_count_of_reviews_is_public(tmp_path: Path) -> None:
    found = rows(NOW, {COUNTY: 3, "D1": 3}, measure_id="dhr_running")
    catalogue = [{**county.CATALOGUE[0], "measure_id": "dhr_running", "sensitive": "false"}]
    made = release(tmp_path / "v1", found, catalogue=catalogue)
    assert [each.cell for each in check_public_figures(made)] == [
        f"dhr_running|quarter|{NOW}|D1|all|all"
    ]


def test_what_is_computed_wrongly_forbids_nothing(tmp_path: Path) -> None:
    """D4 can be computed as 3; were it truly 4, whoever does so is deceived."""
    counts: Counts = {COUNTY: 80, **HIDDEN, "D2": 11, "D3": 9}
    made = release(tmp_path / "v1", rows(NOW, counts)).folder
    assert [each.values for each in forbidding_findings([made], [numbers(counts, D4=3)])] == [(3,)]
    assert forbidding_findings([made], [numbers(counts, D4=4)]) == []


def test_the_count_that_somebody_knows_is_no_secret_to_her(tmp_path: Path) -> None:
    """The county grew by 1 as returns came late, so who knew D4 as 1 before is left with 1 or 2.

    It is 1 still. Of another count, in which it is not, she must not know as much.
    """
    counts: Counts = {COUNTY: 81, **HIDDEN}
    first, second = rows(NOW, {**counts, COUNTY: 80}), rows(NOW, counts)
    for row in first:
        row["status"] = "partial"
    made = [release(tmp_path / "v1", first), release(tmp_path / "v2", second)]
    assert (1, 2) in told(attack(made), "D4", "3")
    truths = [numbers(counts, D2=12, D3=10, D4=1), numbers(counts, D2=12, D3=11, D4=1)]
    assert forbidding_findings([each.folder for each in made], truths) == []
    counts = {COUNTY: 72, **HIDDEN, "D2": 10}
    alone = release(tmp_path / "v3", rows(NOW, counts))
    (found_out,) = forbidding_findings([alone.folder], [numbers(counts, D3=1, D4=4)])
    assert (found_out.values, "|D3|" in str(found_out.known)) == ((4,), True)
