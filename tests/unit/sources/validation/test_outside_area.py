"""Rows of places outside the county are accepted, with an issue, and counted in no measure."""

from datetime import date
from typing import Any

POLICE = "thames_valley_police"
Q1 = ["Quarter 1 2019-20"]
DAY = date(2019, 5, 2)
INCIDENTS = ["Occurrence No", "Recorded", "Crime?", "District"]
CASES = ["Meeting Date", "MARAC Ref", "Referring Agency", "Repeat?"]
CARE = ["District", "Assessments Completed", "DA factor (3A/3B/3C)"]


def test_in_a_column_that_is_not_needed(validate: Any) -> None:
    rows = [["O1", DAY, "Crime", "Slough"], ["O2", DAY, "Crime", "Oxford"]]
    found = validate(POLICE, [Q1, INCIDENTS, *rows])
    assert found.issues == [(3, "district", "outside_area")]
    assert found.values("district") == ["elsewhere", "E07000178"]
    assert found.accepted == 2


def test_in_a_needed_column(validate: Any) -> None:
    rows = [["MARAC", *CASES], ["Bracknell & Wokingham", DAY, "M1", "Police", "No"]]
    found = validate(POLICE, [Q1, *rows])
    assert found.issues == [(3, "marac", "outside_area")]
    assert found.accepted == 1


def test_from_a_title_cell_every_row_has_it(validate: Any) -> None:
    rows = [["M1", "Police"], ["M2", "IDVA"]]
    cases = [[DAY, reference, referrer, "No"] for reference, referrer in rows]
    found = validate(POLICE, [Q1, ["MARAC: Slough"], CASES, *cases])
    assert found.issues == [(4, "marac", "outside_area"), (5, "marac", "outside_area")]
    assert found.values("marac") == ["elsewhere", "elsewhere"]


def test_rows_of_places_elsewhere_in_the_key_are_no_duplicates(validate: Any) -> None:
    rows = [["Slough", 10, 2], ["Reading", 10, 2], ["Slough", 10, 2]]
    found = validate("childrens_social_care", [Q1, CARE, *rows])
    assert {code for _, _, code in found.issues} == {"outside_area"}
    assert found.accepted == 3


def test_the_key_of_other_rows_counts_as_before(validate: Any) -> None:
    rows = [["Oxford", 10, 2], ["Slough", 10, 2], ["Oxford", 10, 2]]
    found = validate("childrens_social_care", [Q1, CARE, *rows])
    assert found.issues == [(4, "district", "outside_area"), (5, "district", "duplicate")]
    assert found.accepted == 2


def test_a_row_of_a_crosstab_has_it_once_and_all_its_cells_are_accepted(validate: Any) -> None:
    headings = ["MARAC", "Date", "Police", "IDVA", "Health"]
    found = validate(POLICE, [Q1, headings, ["Slough", DAY, "Y", "N", "Y"]])
    assert found.issues == [(3, "marac", "outside_area")]
    assert found.accepted == found.one.rows_read == 3


def test_a_row_that_is_quarantined_gives_it_too(validate: Any) -> None:
    found = validate(
        POLICE, [Q1, INCIDENTS, ["O1", DAY, "Crime", "Oxford"], ["O2", None, "Crime", "Slough"]]
    )
    assert found.issues == [(4, "recorded_on", "missing"), (4, "district", "outside_area")]
    assert found.accepted == 1


def test_columns_found_are_those_of_any_sheet(validate: Any) -> None:
    found = validate(
        POLICE,
        {
            "One": [Q1, ["MARAC", *CASES], ["Oxford", DAY, "M1", "Police", "No"]],
            "Two": [
                Q1,
                ["MARAC: Oxford"],
                [*CASES, "Ethnicity"],
                [DAY, "M2", "Police", "No", "W1"],
            ],
        },
    )
    assert found.one.columns_found == (
        *("marac", "meeting_date", "case", "referrer", "repeat", "ethnicity"),
    )


def test_a_crosstab_has_the_columns_that_it_spreads(validate: Any) -> None:
    headings = ["MARAC", "Date", "Police", "IDVA", "Health"]
    found = validate(POLICE, [Q1, headings, ["Oxford", DAY, "Y", "N", "Y"]])
    assert set(found.one.columns_found) == {"marac", "meeting_date", "marac_agency", "attended"}
