"""The sample returns: the same every time, of a county that could be, with what goes wrong."""

import csv
import io
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest

from core.county import county_folder, this_county
from core.quarter import Quarter
from sources.contract.rules import SourceRules, load_rules
from sources.samples import PLANNED_REJECTIONS, SampleDelivery, sample_deliveries
from sources.samples.declared_world import World, laid_over, load_world
from sources.samples.published_figures import published_figure
from sources.samples.sample_rows import return_rows
from sources.samples.sample_values import Row, SampleReturn


@cache
def rules() -> SourceRules:
    return load_rules()


@cache
def deliveries() -> tuple[SampleDelivery, ...]:
    return tuple(sample_deliveries(rules()))


@cache
def rows_of(extract: str, quarter: Quarter) -> list[Row]:
    """The rows of an extract for a quarter, of all its agencies."""
    world = load_world()
    agencies = this_county().agencies_of(extract)
    samples = [SampleReturn(world, rules(), extract, agency, quarter) for agency in agencies]
    return [row for sample in samples for row in return_rows(sample)]


def of_each_quarter(extract: str) -> dict[Quarter, list[Row]]:
    world = load_world()
    return {
        quarter: rows_of(extract, quarter)
        for quarter in world.quarters()
        if world.is_sent(extract, quarter)
    }


def test_the_same_bytes_every_time() -> None:
    assert next(sample_deliveries(rules())) == deliveries()[0]


def test_twelve_quarters_come_one_after_the_other() -> None:
    quarters = [delivery.quarter for delivery in deliveries()]
    assert len(quarters) == 12
    assert (str(quarters[0]), str(quarters[-1])) == ("2017-18-Q3", "2020-21-Q2")
    assert all(each.received_at.date() > each.quarter.last_day for each in deliveries())
    assert len({each.received_at.time() for each in deliveries()}) > 6


def test_every_agency_that_is_expected_to_send_sends() -> None:
    senders = {place.parts[0] for each in deliveries() for place in each.files}
    assert senders >= {each.agency for each in this_county().deliveries if each.expected}


def test_the_last_delivery_alone_has_the_planned_rejections() -> None:
    scans = [sum(place.suffix == ".pdf" for place in each.files) for each in deliveries()]
    assert scans == [0] * 11 + [1]
    assert len(PLANNED_REJECTIONS) == 3


def test_incidents_are_those_of_a_county() -> None:
    counts = {quarter: len(rows) for quarter, rows in of_each_quarter("da_incidents").items()}
    assert all(2600 <= count <= 3500 for count in counts.values()), counts
    assert len(set(counts.values())) == len(counts)
    year_before = counts[Quarter(2019, 1)]
    assert 1.08 < counts[Quarter(2020, 1)] / year_before < 1.2
    summers = [counts[Quarter(year, 2)] / counts[Quarter(year, 4)] for year in (2018, 2019)]
    assert min(summers) > 1


def test_marac_cases_are_those_of_a_county() -> None:
    counts = [len(rows) for rows in of_each_quarter("marac_cases").values()]
    assert min(counts) >= 130
    assert max(counts) <= 180
    assert len(set(counts)) > 6


def test_two_in_five_incidents_are_of_somebody_who_called_before() -> None:
    victims: Counter[str] = Counter()
    repeats = known = 0
    for quarter, rows in of_each_quarter("da_incidents").items():
        for row in rows:
            if row["victim"] is not None:
                is_counted = quarter >= Quarter(2019, 1)
                known += is_counted
                repeats += is_counted and row["victim"] in victims
                victims[row["victim"]] += 1
    assert 0.35 < repeats / known < 0.6


def test_early_homelessness_figures_lie_near_the_published_ones() -> None:
    world = load_world()
    for quarter, rows in of_each_quarter("homelessness_local").items():
        areas = [
            world.area_of[agency] for agency in this_county().agencies_of("homelessness_local")
        ]
        for name in ("duties_owed", "da_main_reason"):
            published = sum(published_figure(world, name, area, quarter) for area in areas)
            early = sum(row[name] for row in rows)
            assert abs(early / published - 1) <= 0.1, (quarter, name)


def test_the_published_year_adds_up() -> None:
    world = load_world()
    year = [Quarter(2019, number) for number in (1, 2, 3, 4)]
    known = world.declared["published"]["known"]
    figures = [known[str(quarter)] for quarter in year]
    assert sum(duties for each in figures for duties, _, _ in each.values()) == 1960
    assert sum(main for each in figures for _, main, _ in each.values()) == 149


def test_events_have_more_than_one_person() -> None:
    for rows in of_each_quarter("training_attendance").values():
        people = Counter((row["course"], row["event_date"], row["district"]) for row in rows)
        assert sum(people.values()) / len(people) > 5


def test_districts_differ() -> None:
    by_district: dict[str, int] = defaultdict(int)
    for rows in of_each_quarter("da_incidents").values():
        for row in rows:
            by_district[str(row["district"])] += 1
    largest, *_, smallest = sorted(by_district.values(), reverse=True)[:5]
    assert largest > 1.3 * smallest


@pytest.mark.parametrize("extract", sorted(rules().contracts))
def test_nothing_is_constant(extract: str) -> None:
    if rules().contracts[extract].layout.kind == "published_tables":
        return
    numbers = [len(rows) for rows in of_each_quarter(extract).values()]
    figures = [
        sum(value for row in rows for value in row.values() if isinstance(value, int))
        for rows in of_each_quarter(extract).values()
    ]
    said = [
        Counter(str(value) for row in rows for value in row.values())
        for rows in of_each_quarter(extract).values()
    ]
    assert len(set(numbers)) > 1 or len(set(figures)) > 1 or any(said[0] != each for each in said)


def test_every_activity_has_updates_of_its_own() -> None:
    written: dict[str, set[str]] = defaultdict(set)
    for rows in of_each_quarter("plan_progress").values():
        for row in rows:
            written[row["activity"]].add(row["summary"])
    assert set(written) == set(rules().codes.codes("activity"))
    summaries = [summary for each in written.values() for summary in each]
    assert len(summaries) == len(set(summaries))
    assert all(summary.endswith(".") for summary in summaries)


def test_a_file_that_lacked_rows_comes_whole_with_the_next_quarter() -> None:
    (event,) = load_world().declared["story"]["corrected"]
    quarter = Quarter.parse(event["quarter"])
    stem = f"{event['extract'].replace('_', ' ')} Quarter {quarter.number} {quarter.year_words}"
    files = {
        (delivery.quarter, path.stem): content
        for delivery in deliveries()
        for path, content in delivery.files.items()
        if path.stem.startswith(stem)
    }
    first, mended = files[quarter, stem], files[quarter.next, f"{stem} corrected"]
    lengths = [len(list(csv.reader(io.StringIO(each.decode())))) for each in (first, mended)]
    assert 0.9 < lengths[0] / lengths[1] < 0.97


def test_late_and_missing_returns_come_late_and_never() -> None:
    came: dict[tuple[str, str], list[Quarter]] = defaultdict(list)
    for delivery in deliveries():
        for path in delivery.files:
            came[path.parts[0], path.stem].append(delivery.quarter)
    for kind in ("late", "missing"):
        for event in load_world().declared["story"][kind]:
            quarter = Quarter.parse(event["quarter"])
            agency = this_county().agencies_of(event["extract"])[event.get("sender", 0)]
            contract = rules().contracts[event["extract"]]
            of_period = (
                f"as at {quarter.last_day:%d-%m-%Y}"
                if contract.delivery == "register"
                else f"Quarter {quarter.number} {quarter.year_words}"
            )
            name = f"{event['extract'].replace('_', ' ')} {of_period}"
            assert came[agency, name] == ([quarter.next] if kind == "late" else [])


def test_a_form_that_changed_lacks_a_column_before() -> None:
    world = load_world()
    (agency,) = this_county().agencies_of("marac_cases")
    old, new = (
        SampleReturn(world, rules(), "marac_cases", agency, quarter)
        for quarter in (world.first, world.last)
    )
    assert old.column_hint("disability") == "absent"
    assert new.column_hint("disability") != "absent"


def test_some_rows_are_of_places_elsewhere() -> None:
    elsewhere = rules().codes.codes("district")["elsewhere"]
    assert any(row["district"] == elsewhere for row in rows_of("da_incidents", Quarter(2020, 2)))


def test_a_county_lays_its_own_world_over_the_national_one() -> None:
    national = {
        "factors": {},
        "extracts": {"a": {"rows": {"per_10k": 1, "trend": 1}, "form": "csv"}},
    }
    own = {"factors": {"a": {"X": 2}}, "extracts": {"a": {"rows": {"per_10k": 3}}}}
    assert laid_over(national, own) == {
        "factors": {"a": {"X": 2}},
        "extracts": {"a": {"rows": {"per_10k": 3}, "form": "csv"}},
    }


def test_a_county_without_a_world_of_its_own_has_the_national_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = copytree(county_folder(), tmp_path / "second")
    (county / "sample_world.yml").unlink()
    monkeypatch.setenv("DAW_COUNTY", str(county))
    world: World = load_world()
    assert world.declared["published"]["known"] == {}
    first = next(sample_deliveries(load_rules()))
    senders = {path.parts[0] for path in first.files}
    assert senders >= set(this_county().agencies_of("da_incidents"))
