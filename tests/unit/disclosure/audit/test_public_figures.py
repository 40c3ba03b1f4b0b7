"""Figures that were public before: the auditor has its own facts of which can be."""

import csv
from pathlib import Path

import pytest

from disclosure.audit.reader.release_reader import (
    PrintedCell,
    PrintedFigure,
    PublishedMeasure,
    PublishedRelease,
)
from disclosure.audit.rules.public_figures import check_public_figures, read_public_figures
from tests.support.seeds import seed_file

COUNTY = "E10000025"


def faults(measure: str, extracts: str, *, public: str, period: str = "quarter") -> list[str]:
    cell = PrintedCell(measure, period, "2019-20-Q1", COUNTY, "all", "all")
    texts = {"numerator": "9", "denominator": "", "value": "9", "public": public}
    catalogue = {
        measure: PublishedMeasure(measure, "count", "county", (), True, {"extracts": extracts})
    }
    figures = {cell: PrintedFigure(cell, texts, "complete", "value")}
    release = PublishedRelease(
        Path("2019-20-Q1/v1"), "2019-20-Q1", figures, (), catalogue, {COUNTY: "county"}
    )
    return [finding.message for finding in check_public_figures(release)]


def test_a_measure_of_two_extracts_is_not_published_by_its_owner() -> None:
    messages = faults("marac_cases", "marac_cases;marac_attendance", public="true")
    assert messages == ["marked as public, and nobody else publishes its measure"]


def test_what_its_owner_publishes_may_be_marked() -> None:
    assert faults("homelessness_da_share", "homelessness_published", public="true") == []


@pytest.mark.parametrize(("period", "count"), [("quarter", 1), ("rolling_year", 0)])
def test_notified_reviews_are_public_for_the_year_alone(period: str, count: int) -> None:
    assert len(faults("dhr_notified", "dhr_register", public="false", period=period)) == count


def test_the_auditor_and_the_catalogue_agree_on_what_is_public() -> None:
    relations = {kind: set() for kind in ("published_by_owner", "public_count")}
    with seed_file("measure_relations").open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["relation"] in relations:
            relations[row["relation"]].add(row["measure_id"])
    public = read_public_figures()
    assert relations["published_by_owner"] == {row.measure for row in public if not row.is_event}
    assert relations["public_count"] == {row.measure for row in public if row.is_event}
