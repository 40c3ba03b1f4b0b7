"""What is quarantined, and what is kept with an issue: docs/acceptance.md, by the sentence."""

from datetime import date, datetime
from typing import Any

import pytest

from sources.files.sheet import Kind
from sources.validation import issues

POLICE = "thames_valley_police"
ERROR = ("#REF!", Kind.ERROR)
Q1 = ["Quarter 1 2019-20"]
AS_AT = ["as at 30 June 2019"]
DAY = date(2019, 5, 2)
INCIDENTS = ["Occurrence No", "Recorded", "Crime?", "District", "Age", "HBA", "Victim ID"]


def incident(number: str | None = "O1", **cells: Any) -> list[Any]:
    row = {
        "recorded": DAY, "crime": "Crime", "district": "Oxford", "age": 30, "hba": "Y", "victim": 7
    } | cells  # fmt: skip
    return [number, *row.values()]


def incidents(validate: Any, *rows: list[Any]) -> Any:
    return validate(POLICE, [Q1, INCIDENTS, *rows])


def test_issues_beyond_a_limit_are_counted_and_keep_rows_from_counting_all_the_same(
    validate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [incident(f"O{number}", hba="?") for number in range(5)]
    rows.append(incident("O5", crime="perhaps", hba="?"))
    whole = incidents(validate, *rows)
    assert (len(whole.issues), whole.one.issues_not_listed, whole.accepted) == (7, 0, 5)
    monkeypatch.setattr(issues, "MOST_ISSUES", 4)
    cut = incidents(validate, *rows)
    assert (cut.issues, cut.one.issues_not_listed) == (whole.issues[:4], 3)
    assert (cut.one.rows_read, cut.accepted) == (6, 5)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (incident(None), "occurrence", "missing"),
        (incident(recorded="tbc"), "recorded_on", "missing"),
        (incident(recorded="31/06/2019"), "recorded_on", "invalid_value"),
        (incident(recorded=ERROR), "recorded_on", "invalid_value"),
        (incident(crime=None), "crime", "missing"),
        (incident(crime="perhaps"), "crime", "unknown_code"),
        (incident(ERROR), "occurrence", "invalid_value"),
        (incident(recorded=date(2019, 3, 31)), "recorded_on", "outside_period"),
        (incident(recorded=date(2019, 7, 1)), "recorded_on", "outside_period"),
        (incident("O0"), "occurrence", "duplicate"),
        (incident(" o0 "), "occurrence", "duplicate"),
    ],
)
def test_quarantined(validate: Any, row: list[Any], column: str, code: str) -> None:
    found = incidents(validate, incident("O0"), row)
    assert found.issues == [(4, column, code)]
    assert found.accepted == 1
    assert found.one.issues["is_quarantined"].to_pylist() == [True]


@pytest.mark.parametrize(
    ("row", "column", "code", "value"),
    [
        (incident(district="Mars"), "district", "unknown_code", "unrecognised"),
        (incident(hba="perhaps"), "honour_based", "invalid_value", None),
        (incident(age=130), "victim_age", "invalid_value", "unknown"),
        (incident(age="thirty"), "victim_age", "invalid_value", "unknown"),
        (incident(victim=ERROR), "victim", "invalid_value", None),
    ],
)
def test_kept_with_an_issue(
    validate: Any, row: list[Any], column: str, code: str, value: Any
) -> None:
    found = incidents(validate, row)
    assert found.issues == [(3, column, code)]
    assert found.accepted == 1
    assert found.values(column) == [value]


def test_a_blank_that_is_not_needed_is_no_issue(validate: Any) -> None:
    found = incidents(validate, incident(district=None, age=None, hba=None, victim=None))
    assert found.issues == []
    assert found.values("victim_age") == ["unknown"]


def test_every_row_gives_all_its_issues(validate: Any) -> None:
    found = incidents(validate, incident("O0"), incident(None, crime="x", district="y", age="z"))
    assert {issue[1:] for issue in found.issues} == {
        ("occurrence", "missing"),
        ("crime", "unknown_code"),
        ("district", "unknown_code"),
        ("victim_age", "invalid_value"),
    }


def test_a_register_s_row_may_not_be_after_the_as_at_date(validate: Any) -> None:
    rows = [["Case Ref", "Referred"], ["S1", date(2019, 6, 30)], ["S2", date(2019, 7, 1)]]
    found = validate("cherwell", [AS_AT, *rows])
    assert found.issues == [(4, "referred_on", "outside_period")]


def test_the_period_of_a_time_is_its_day(validate: Any) -> None:
    headings = ["Log No", "DVPN Served", "DVPN Outcome"]
    served = datetime(2019, 6, 30, 23, 59)
    assert validate(POLICE, [AS_AT, headings, ["L1", served, "Issued"]]).issues == []


class TestDuplicate:
    def test_it_equals_an_earlier_row_that_was_quarantined(self, validate: Any) -> None:
        found = incidents(validate, incident(crime="x"), incident(), incident("O2"))
        assert found.issues == [
            (3, "crime", "unknown_code"),
            (4, "occurrence", "duplicate"),
        ]

    def test_the_values_are_compared_cleaned(self, validate: Any) -> None:
        headings = ["Client ID", "Referral Date", "Service", "Outcome"]
        first = ["c1", DAY, "IDVA", "Accepted"]
        again = ["C1", "02.05.19", "independent domestic violence advisor", "Declined"]
        found = validate("pathway_provider", [Q1, headings, first, again])
        assert found.issues == [(4, "client", "duplicate")]

    def test_one_part_that_differs_is_enough(self, validate: Any) -> None:
        headings = ["Client ID", "Referral Date", "Service", "Outcome"]
        rows = [
            ["C1", DAY, "IDVA", "Accepted"],
            ["C1", DAY, "Refuge", "Accepted"],
            ["C1", date(2019, 5, 3), "IDVA", "Accepted"],
            ["C2", DAY, "IDVA", "Accepted"],
        ]
        assert validate("pathway_provider", [Q1, headings, *rows]).issues == []

    def test_blank_optional_parts_are_equal(self, validate: Any) -> None:
        headings = ["Delivery Partner", "URN", "Phase", "Session Date", "Topic", "Year", "Pupils"]
        row = ["P", 123456, "Primary", DAY, "Consent", None, 30]
        found = validate("education_partners", [Q1, headings, row, row])
        assert found.issues == [(4, "school_urn", "duplicate")]

    def test_a_row_without_a_needed_part_has_no_key(self, validate: Any) -> None:
        found = incidents(validate, incident("O0"), incident(None), incident(None))
        assert [code for _, _, code in found.issues] == ["missing", "missing"]

    def test_rows_with_unknown_labels_in_a_key_column_have_no_key(self, validate: Any) -> None:
        headings = ["Client ID", "Referral Date", "Service", "Outcome"]
        rows = [
            ["C1", DAY, label, "Accepted"] for label in ("Unheard of", "Unheard of too", "IDVA")
        ]
        found = validate("pathway_provider", [Q1, headings, *rows])
        assert [issue[1:] for issue in found.issues] == [("service", "unknown_code")] * 2

    def test_the_message_names_the_earlier_row(self, validate: Any) -> None:
        found = incidents(validate, incident(), incident("O2"), incident(), incident())
        messages = found.one.issues["message"].to_pylist()
        assert messages == ["The row has the same Occurrence No as row 3 of sheet 1."] * 2


ORDERS = [
    (
        "oxfordshire_county_council",
        ["Ref", "Organisation", "Setting", "Trained", "Left"],
        ["C1", "OCC", "Police"],
        "left_on",
    ),
    (
        "pathway_provider",
        ["Client ID", "Service", "Outcome", "Referral Date", "First Contact"],
        ["C1", "IDVA", "Accepted"],
        "first_contact_on",
    ),
    ("cherwell", ["Case Ref", "Referred", "Completed"], ["S1"], "completed_on"),
    (POLICE, ["Occurrence No", "Child ID", "Incident Date", "Notified"], ["O", "C"], "notified_on"),
    (POLICE, ["LPA", "Nominal ID", "Nominated", "Discharged"], ["Oxford", "N"], "discharged_on"),
    ("thames_valley_crc", ["Event Ref", "CRN", "Programme", "Referral Date", "Started"],
     ["E", "X", "BBR"], "started_on"),
    ("strategic_lead", ["Review", "CSP", "Notified", "Decided"], ["D", "Oxford"], "decided_on"),
    ("strategic_lead", ["Review", "Rec No", "Theme", "Made", "Completed"], ["D", 1, "Training"],
     "completed_on"),
    ("pathway_provider", ["Post", "Host Agency", "WTE", "Start", "End"], ["P", "NHS", 1],
     "ended_on"),
]  # fmt: skip


@pytest.mark.parametrize(("agency", "headings", "start", "column"), ORDERS)
def test_odd_order(
    validate: Any, agency: str, headings: list[str], start: list[Any], column: str
) -> None:
    title = ["Q1 2019-20 (as at 30 June 2019)"]
    odd = validate(agency, [title, headings, [*start, date(2019, 5, 2), date(2019, 5, 1)]])
    assert odd.issues == [(3, column, "date_order")]
    assert odd.accepted == 1
    assert odd.values(column) == [date(2019, 5, 1)]
    for second in (date(2019, 5, 2), None):
        assert validate(agency, [title, headings, [*start, date(2019, 5, 2), second]]).issues == []


def test_odd_order_goes_from_pair_to_pair(validate: Any) -> None:
    headings = ["Case Ref", "Referred", "Completed", "Reviewed"]
    row = ["S1", DAY, date(2019, 5, 9), date(2019, 5, 8)]
    assert validate("cherwell", [AS_AT, headings, row]).issues == [(3, "reviewed_on", "date_order")]


def test_odd_order_of_a_notice_goes_by_time_and_of_a_breach_by_day(validate: Any) -> None:
    headings = ["Log No", "DVPN Outcome", "DVPN Served", "Court Hearing", "Breach"]
    served, heard = datetime(2019, 5, 2, 14), datetime(2019, 5, 2, 13, 59)
    found = validate(POLICE, [AS_AT, headings, ["L1", "Issued", served, heard, date(2019, 5, 2)]])
    assert found.issues == [(3, "heard_at", "date_order")]
    found = validate(POLICE, [AS_AT, headings, ["L1", "Issued", served, served, date(2019, 5, 1)]])
    assert found.issues == [(3, "breached_on", "date_order")]


class TestNoValidRows:
    def test_rows_that_are_all_quarantined(self, validate: Any) -> None:
        found = incidents(validate, incident(crime="x"), incident(crime="y"))
        assert found.code == "no_valid_rows"
        assert found.rejection.validated.issues["quote"][0].as_py() == "x"
        assert "'x'" not in found.rejection.message

    def test_no_rows_are_a_good_return_of_nothing(self, validate: Any) -> None:
        found = incidents(validate)
        assert (found.one.rows_read, found.code) == (0, None)


def test_messages_quote_no_value(validate: Any) -> None:
    found = incidents(validate, incident("O0"), incident("O0", district="Mars", age="thirty"))
    messages = " ".join(found.one.issues["message"].to_pylist())
    assert not any(value in messages for value in ("O0", "Mars", "thirty"))
