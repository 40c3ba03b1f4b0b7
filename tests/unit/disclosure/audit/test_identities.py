"""The auditor's own reading of the measures: nothing of people is left unattacked by oversight."""

import csv
import re
from pathlib import Path

import pytest

import disclosure.audit
from disclosure.audit.inference.identities import (
    FILE,
    IdentityTerm,
    MeasureIdentity,
    latest_definitions,
    read_identities,
)
from disclosure.audit.reader.release_reader import PublishedMeasure, read_rows
from disclosure.audit.rules.public_figures import read_public_figures
from tests.support.seeds import seed_file

WAIVERS = FILE.with_name("waivers.csv")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    with seed_file("measures").open(newline="", encoding="utf-8") as file:
        return {row["measure_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def related() -> set[str]:
    latest = [identity for identity in read_identities() if not identity.version]
    return set().union(*(identity.measures for identity in latest))


def test_every_measure_of_people_has_an_identity_or_a_waiver(
    catalogue: dict[str, dict[str, str]], related: set[str]
) -> None:
    waived = {row["measure_id"] for row in read_rows(WAIVERS)}
    of_people = {name for name, row in catalogue.items() if row["sensitive"] == "true"}
    assert of_people - related - waived == set()


def test_every_waiver_is_needed_and_says_why(
    catalogue: dict[str, dict[str, str]], related: set[str]
) -> None:
    for row in read_rows(WAIVERS):
        assert row["measure_id"] in catalogue
        assert row["measure_id"] not in related
        assert not catalogue[row["measure_id"]]["part_of"]
        assert len(row["because"].split()) > 4


def test_every_identity_is_of_measures_of_the_catalogue(
    catalogue: dict[str, dict[str, str]],
) -> None:
    for identity in read_identities():
        assert identity.measures <= catalogue.keys()
        for term in identity.terms:
            breakdowns = catalogue[term.measure]["breakdowns"].split(";")
            assert not term.breakdown or term.breakdown in breakdowns


def test_every_public_figure_is_of_a_measure_of_the_catalogue(
    catalogue: dict[str, dict[str, str]],
) -> None:
    assert {row.measure for row in read_public_figures()} <= catalogue.keys()


def test_the_identities_are_of_the_definitions_of_today() -> None:
    with seed_file("definition_changes").open(newline="", encoding="utf-8") as file:
        versions = {row["measure_id"]: int(row["version"]) for row in csv.DictReader(file)}
    assert latest_definitions() == versions


def test_an_identity_holds_for_the_definitions_that_it_is_written_for() -> None:
    changed = next(iter(latest_definitions()))

    def counted_by(version: int) -> dict[str, PublishedMeasure]:
        row = {"definition_version": str(version)}
        return {changed: PublishedMeasure(changed, "ratio", "county", (), True, row)}

    term = IdentityTerm(1, changed, "numerator")
    latest, earlier = (MeasureIdentity((term,), equal=True, version=n) for n in (0, 1))
    assert [latest.holds_in(counted_by(n)) for n in (1, 2)] == [False, True]
    assert [earlier.holds_in(counted_by(n)) for n in (1, 2)] == [True, False]


def test_an_identity_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "identities.csv"
    path.write_text("left,relation,right\na.numerator,=,b.numerators of c\n")
    with pytest.raises(ValueError, match="not an identity"):
        read_identities(path)


def test_a_public_figure_of_neither_kind(tmp_path: Path) -> None:
    path = tmp_path / "public_figures.csv"
    path.write_text("measure_id,public_as,windows,county_only,because\na,rumour,quarter,true,\n")
    with pytest.raises(ValueError, match="not a kind of public figure"):
        read_public_figures(path)


def test_no_measure_is_named_in_the_auditors_code(catalogue: dict[str, dict[str, str]]) -> None:
    named = {
        (path.name, word)
        for path in Path(disclosure.audit.__file__).parent.rglob("*.py")
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
        if word in catalogue
    }
    assert named == set()
