"""Which file is which return (acceptance.md, the first section), sentence by sentence."""

from datetime import date
from typing import Any

import pytest

POLICE = "thames_valley_police"
Q1 = ["Quarter 1 2019-20"]
DAY = date(2019, 5, 2)

MARAC = ["MARAC", "Meeting Date", "MARAC Ref", "Referring Agency", "Repeat"]
CASE = ["Oxford", DAY, "M1", "Police", "Y"]
CASE_2 = ["Oxford", DAY, "M2", "Police", "N"]
INCIDENTS = ["Occurrence No", "Recorded", "Crime?"]
ATTENDANCE = ["MARAC", "Meeting Date", "Police", "IDVA", "OUH", "Primary Care"]
SANCTUARY = ["Case Ref", "Referred"]
FORM = [
    ["Households owed a prevention or relief duty", 120],
    ["of which domestic abuse is the main reason", 8],
]


def extracts(found: Any) -> list[str]:
    return [one.contract.extract for one in found.returns]


def test_each_sheet_is_compared_and_one_file_may_hold_several_returns(validate: Any) -> None:
    found = validate(
        POLICE,
        {
            "Cover": [["A return to the Board"]],
            "Cases": [Q1, MARAC, CASE],
            "Incidents": [Q1, INCIDENTS, ["O1", DAY, "Crime"]],
            "Pivot": [["Row Labels", "Count"], ["Apr", 3]],
        },
    )
    assert extracts(found) == ["marac_cases", "da_incidents"]
    assert found.note_codes.count("skipped_sheet") == 2


def test_the_headings_stand_in_one_row_among_the_first_thirty(validate: Any) -> None:
    title = [*[[None]] * 28, Q1]
    assert extracts(validate(POLICE, [*title, MARAC, CASE])) == ["marac_cases"]
    assert validate(POLICE, [*title, [None], MARAC, CASE]).code == "unrecognised"
    assert validate(POLICE, [Q1, MARAC[:3], MARAC[3:], CASE]).code == "unrecognised"


def test_the_file_is_accepted_or_rejected_as_a_whole(validate: Any) -> None:
    outside = ["O1", date(2019, 1, 2), "Crime"]
    found = validate(POLICE, {"Cases": [Q1, MARAC, CASE], "Incidents": [Q1, INCIDENTS, outside]})
    assert found.code == "wrong_period"


def test_sheets_of_one_extract_and_period_are_one_return(validate: Any) -> None:
    found = validate(POLICE, {"B": [Q1, MARAC, CASE], "A": [Q1, MARAC, CASE, CASE_2]})
    assert found.accepted == 2
    assert found.one.sheets.tolist() == [1, 2, 2]
    assert found.issues == [(3, "case", "duplicate")]


def test_sheets_that_state_different_periods_are_different_returns(validate: Any) -> None:
    earlier = ["Oxford", date(2019, 2, 1), "M1", "Police", "Y"]
    found = validate(POLICE, {"A": [Q1, MARAC, CASE], "B": [["Quarter 4 2018-19"], MARAC, earlier]})
    assert [str(one.period) for one in found.returns] == ["2019-20-Q1", "2018-19-Q4"]


@pytest.mark.parametrize(
    "headings",
    [
        ["marac", "MEETING\nDATE", "Marac  Ref.", "referring-agency", "REPEAT?"],
        ["MARAC1", "Meeting Date2", "MARAC Ref3", "Referring Agency4", "Repeat?5"],
        ["MARAC Area", "Date of MARAC", "Case Ref", "Referred By", "Repeat Case"],
    ],
)
def test_headings_vary_in_case_spaces_punctuation_and_a_footnote_digit(
    validate: Any, headings: list[str]
) -> None:
    assert validate(POLICE, [Q1, headings, CASE]).accepted == 1


def test_a_heading_that_ends_in_a_digit_is_one(validate: Any) -> None:
    headings = [*INCIDENTS, "16+1", "6+1"]
    found = validate(POLICE, [Q1, headings, ["O1", DAY, "Crime", "W1", "IC3"]])
    assert found.values("ethnicity") == ["W1"]
    assert found.values("ethnicity_officer") == ["3"]


def test_two_footnote_digits_are_another_heading(validate: Any) -> None:
    assert validate(POLICE, [Q1, [*MARAC[:4], "Repeat12"], CASE]).code == "unrecognised"


def test_a_needed_heading_twice_is_ambiguous(validate: Any) -> None:
    found = validate(POLICE, [Q1, [*MARAC, "Case Ref"], [*CASE, "M9"]])
    assert found.code == "ambiguous"
    assert "Case Ref" not in found.rejection.message
    assert "'MARAC Ref' and 'Case Ref'" in found.rejection.details[0]


def test_of_another_heading_twice_the_first_counts_with_a_note(validate: Any) -> None:
    found = validate(POLICE, [Q1, [*MARAC, "Age", "Victim Age"], [*CASE, 30, 70]])
    assert found.values("age") == ["25-34"]
    assert "second_heading" in found.note_codes
    assert "'Age' and 'Victim Age'" in found.notes[0].text


def test_a_sheet_of_two_extracts_is_ambiguous(validate: Any) -> None:
    headings = ["DHR Ref", "CSP", "Date Notified", "Rec No", "Theme", "Date of Report"]
    found = validate("strategic_lead", [["as at 30 June 2019"], headings])
    assert found.code == "ambiguous"
    titles = "'Domestic Homicide Review recommendations' and 'Domestic Homicide Reviews'"
    assert titles in found.rejection.message


def test_an_unrecognised_file_names_the_nearest_extract_and_what_it_misses(validate: Any) -> None:
    found = validate(POLICE, [Q1, [*MARAC[:4], "Column7"], CASE])
    assert found.code == "unrecognised"
    assert "'MARAC cases'" in found.rejection.message
    assert "'Repeat'" in found.rejection.message
    assert validate(POLICE, [["Hello"], ["World"]]).code == "unrecognised"
    assert validate(POLICE, {"Empty": []}).code == "unrecognised"
    published = validate("mhclg", [["Hello"]]).rejection.message
    assert "'Published homelessness statistics'" in published


class TestCrosstab:
    def test_it_needs_three_agency_columns(self, validate: Any) -> None:
        assert validate(POLICE, [Q1, ATTENDANCE[:4], ["Oxford", DAY, "Y"]]).code == "unrecognised"
        assert extracts(validate(POLICE, [Q1, ATTENDANCE[:5], ["Oxford", DAY, "Y"]])) == [
            "marac_attendance"
        ]

    def test_each_filled_cell_is_a_row_and_a_blank_one_is_none(self, validate: Any) -> None:
        found = validate(POLICE, [Q1, ATTENDANCE, ["Oxford", DAY, "Y", None, " ", "n/a"]])
        assert found.one.rows_read == 2
        assert found.values("marac_agency") == ["police", "health"]
        assert found.values("attended") == ["attended", "not_expected"]

    @pytest.mark.parametrize(
        ("first", "second", "best"),
        [
            ("N", "Y", "attended"),
            ("Apologies", "N", "apologies"),
            ("n/a", "No", "absent"),
            ("perhaps", "-", "not_expected"),
            ("perhaps", None, "unrecognised"),
            (None, "A", "apologies"),
        ],
    )
    def test_of_two_columns_of_one_agency_the_best_counts(
        self, validate: Any, first: str, second: str, best: str
    ) -> None:
        found = validate(POLICE, [Q1, ATTENDANCE, ["Oxford", DAY, "Y", None, first, second]])
        assert found.values("attended") == ["attended", best]

    def test_a_fault_of_the_row_is_found_once_and_quarantines_all_its_cells(
        self, validate: Any
    ) -> None:
        rows = [["Oxford", "31/06/2019", "Y", "Y"], ["Mars", DAY, "Y", "N"], ["Oxford", DAY, "Y"]]
        found = validate(POLICE, [Q1, ATTENDANCE, *rows])
        assert found.one.rows_read == 5
        assert found.accepted == 1
        assert found.issues == [
            (3, "meeting_date", "invalid_value"),
            (4, "marac", "unknown_code"),
        ]

    def test_an_unknown_result_is_kept_with_an_issue(self, validate: Any) -> None:
        found = validate(POLICE, [Q1, ATTENDANCE, ["Oxford", DAY, "Y", "perhaps"]])
        assert found.accepted == 2
        assert found.issues == [(3, "attended", "unknown_code")]

    def test_a_meeting_twice_is_a_duplicate_for_each_agency_that_is_there_twice(
        self, validate: Any
    ) -> None:
        rows = [["Oxford", DAY, "Y"], ["Oxford", DAY, "N", "Y"]]
        found = validate(POLICE, [Q1, ATTENDANCE, *rows])
        assert found.accepted == 2
        assert found.issues == [(4, "marac", "duplicate")]


class TestMaracTitle:
    @pytest.mark.parametrize(
        "title",
        ["Oxford", "MARAC: Oxford", "Oxford MARAC", "marac - OXFORD CITY", "Oxford City MARAC:"],
    )
    def test_a_title_cell_stands_for_the_column(self, validate: Any, title: str) -> None:
        found = validate(POLICE, [Q1, [title], MARAC[1:], CASE[1:], CASE_2[1:]])
        assert found.values("marac") == ["LPA-OXF", "LPA-OXF"]

    def test_the_label_may_stand_in_the_cell_before(self, validate: Any) -> None:
        found = validate(POLICE, [Q1, ["MARAC:", "Oxford"], MARAC[1:], CASE[1:]])
        assert found.values("marac") == ["LPA-OXF"]

    def test_a_longer_title_is_no_area(self, validate: Any) -> None:
        title = ["Oxfordshire Domestic Abuse Strategy"]
        assert validate(POLICE, [Q1, title, MARAC[1:], CASE[1:]]).code == "unrecognised"
        assert validate(POLICE, [Q1, ["Oxford cases"], MARAC[1:], CASE[1:]]).code == "unrecognised"

    def test_where_a_column_is_headed_marac_the_title_is_not_looked_at(self, validate: Any) -> None:
        found = validate(POLICE, [Q1, ["Oxford"], MARAC, ["C&W", *CASE[1:]]])
        assert found.values("marac") == ["LPA-CWO"]


class TestForm:
    def test_the_headings_may_stand_one_below_the_other(self, validate: Any) -> None:
        found = validate("cherwell", [Q1, [None], *FORM, ["Applications taken", 300]])
        assert found.values("duties_owed") == [120]
        assert found.values("da_main_reason") == [8]
        assert found.values("da_temporary") == [None]

    def test_the_value_is_the_cell_to_the_right(self, validate: Any) -> None:
        rows = [[None, label, value, "Joan"] for label, value in FORM]
        assert validate("cherwell", [Q1, *rows]).values("duties_owed") == [120]

    def test_it_may_be_a_table(self, validate: Any) -> None:
        found = validate("cherwell", [Q1, [label for label, _ in FORM], [120, 8]])
        assert found.values("duties_owed") == [120]

    def test_an_issue_names_the_row_of_its_own_heading(self, validate: Any) -> None:
        rows = [*FORM, ["Households with a domestic abuse support need", "many"]]
        assert validate("cherwell", [Q1, *rows]).issues == [(4, "da_support_need", "invalid_value")]

    def test_a_second_row_is_a_duplicate(self, validate: Any) -> None:
        found = validate("cherwell", [Q1, [label for label, _ in FORM], [120, 8], [121, 9]])
        assert found.accepted == 1
        assert found.issues == [(4, None, "duplicate")]

    def test_a_marker_in_a_needed_figure_is_accepted(self, validate: Any) -> None:
        found = validate("cherwell", [Q1, FORM[0], [FORM[1][0], "c"]])
        assert found.accepted == 1
        assert found.values("da_main_reason_marker") == ["suppressed"]


def test_social_care_needs_the_headings_of_assessments_though_not_their_cells(
    validate: Any,
) -> None:
    headings = ["District", "Assessments Completed", "Assessments with DA factor"]
    agency = "childrens_social_care"
    assert validate(agency, [Q1, headings[:2], ["Cherwell", 5]]).code == "unrecognised"
    found = validate(agency, [Q1, headings, ["Cherwell", None, None], ["Oxford", 3, "c"]])
    assert found.accepted == 2
    assert found.issues == []


def test_months_are_the_columns_of_the_return_s_quarter(validate: Any) -> None:
    headings = ["KPI Ref", "Indicator", "Good is", "Mar-19", "Apr-19", date(2019, 5, 1), "Q1"]
    found = validate("pathway_provider", [Q1, headings, ["K1", "Calls", "High", 1, 2, "92%", 7]])
    assert found.values("month_1") == [2.0]
    assert found.values("month_2") == [0.92]
    assert found.values("month_3") == [None]
    assert found.values("quarter_value") == [7.0]


def test_unread_and_missing_columns_are_noted_for_the_agency(validate: Any) -> None:
    found = validate(
        "cherwell", [["as at 30 June 2019"], [*SANCTUARY, "Next\nof kin"], ["S1", DAY]]
    )
    notes = [note.heading for note in found.notes if note.code == "column_not_read"]
    assert notes == ["Next of kin"]
    assert found.note_codes.count("column_missing") == 4


def test_headings_alone_are_a_return_of_nothing_in_every_layout(validate: Any) -> None:
    assert validate(POLICE, [Q1, ATTENDANCE]).one.rows_read == 0
    assert validate("cherwell", [Q1, [FORM[0][0]], [FORM[1][0]]]).one.rows_read == 0
