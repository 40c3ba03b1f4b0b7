"""Every template of a report, for each code, one and many, is a sentence that a sender can read."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from core.county import ReturnsContact
from core.quarter import Quarter
from sources.contract.code_lists import CodeLists
from sources.contract.schema import Contract
from sources.wording import issue_text, question_text, rejection_text, report_text
from sources.wording.issue_text import IssueWords
from sources.wording.question_text import Question
from sources.wording.report_text import ToDo
from tests.support.words.plain_english import faults

DUE = date(2019, 10, 21)
BY = report_text.deadline(DUE, date(2019, 10, 16))
BROKEN = re.compile(r"\{|\}|None(?! of)|\bnan\b|  |\.\.|\?\.|: \.")


def read(text: str) -> str:
    """Return a text after it was read as a sender would."""
    assert not BROKEN.search(text), text
    assert faults(text, ["31/06/2019"]) == []
    assert text.strip() == text
    assert text
    return text


def test_the_first_line_says_what_is_to_be_done_and_by_when() -> None:
    def line(**to_do: int) -> str:
        return read(report_text.first_line_accepted(ToDo(**to_do), BY))  # type: ignore[arg-type]

    assert line(read=433, quarantined=12, to_check=3, questions=2) == (
        "Accepted, but 12 of 433 rows were not counted. "
        "Please correct and resend by 21 October 2019."
    )
    assert line(read=1, quarantined=1).startswith("Accepted, but 1 of 1 row was not counted.")
    assert line(read=6, quarantined=3, are_entries=True).startswith("Accepted, but 3 of 6 entries")
    assert line(read=9, to_check=1, questions=1) == (
        "Accepted, but 1 value needs checking. Please correct and resend by 21 October 2019."
    )
    assert line(read=9, to_check=2).startswith("Accepted, but 2 values need checking.")
    assert line(read=9, questions=1, figures=2) == (
        "Accepted, with 1 question for you. Please answer by 21 October 2019."
    )
    assert line(read=9, figures=2) == (
        "Accepted: all 9 rows were read. Please confirm the figures below by 21 October 2019."
    )
    assert line(read=1) == "Accepted: the one row was read. There is nothing to do."
    assert line(read=0) == (
        "Accepted as a return of nothing. If you meant to send rows, resend by 21 October 2019."
    )
    assert read(report_text.first_line_duplicate()).endswith("There is nothing to do.")


def test_a_deadline_that_has_passed_is_not_named_as_one_to_keep() -> None:
    assert report_text.deadline(DUE, DUE) == "by 21 October 2019"
    late = report_text.deadline(DUE, date(2019, 10, 22))
    assert late == "as soon as you can: the return was due by 21 October 2019"


@pytest.mark.parametrize("code", rejection_text.IN_SHORT)
def test_each_rejection_has_a_first_line(code: str) -> None:
    line = read(report_text.first_line_rejected(code, BY))
    assert line.startswith("Not accepted: ")
    assert line.endswith("Please correct and resend by 21 October 2019.")


def rejections() -> Iterator[str]:
    """Yield every reason and note, with one thing in it and with several."""
    yield from (rejection_text.ALREADY_RECEIVED, rejection_text.NO_AGENCY)
    yield rejection_text.NO_HEADINGS
    for headings in ([], ["Repeat"], ["Repeat", "Age"]):
        yield rejection_text.headings_missing("MARAC cases", headings)
    yield rejection_text.tables_missing("Published figures")
    yield rejection_text.tables_missing("Published figures", ["Households", "Duties"])
    yield rejection_text.two_returns(1, ["Reviews", "Recommendations"])
    yield rejection_text.two_headings(2, "MARAC Ref", "MARAC cases")
    yield rejection_text.which_two("MARAC Ref", "Case\nRef")
    yield rejection_text.two_columns(3, ["Duty", "Total"])
    yield rejection_text.same_table(1, 2)
    for delivery in ("quarterly", "register"):
        yield rejection_text.no_period(1, "MARAC cases", delivery)
    yield rejection_text.in_the_future(Quarter(2019, 3), None)
    yield rejection_text.in_the_future(None, date(2019, 12, 1))
    for found in ([Quarter(2018, 4)], [Quarter(2018, 3), Quarter(2018, 4)]):
        yield rejection_text.other_quarters(Quarter(2018, 1), found)
    for rows in (1, 2000):
        yield rejection_text.no_valid_rows("MARAC cases", rows)
    yield rejection_text.formula_without_value(1, 4, "Recorded")
    for fields in (1, 7):
        yield rejection_text.ragged_rows(4, fields, 6, fields)
    yield rejection_text.sheet_ignored("Guidance")
    for code in ("hidden_sheet", "hidden_rows", "hidden_columns", "filtered"):
        yield rejection_text.sheet_hidden("Sheet1", code)
        yield from (rejection_text.sheets_hidden(count, code) for count in (1, 3))
    yield rejection_text.second_heading("Age", "Victim Age")
    yield rejection_text.second_month("April 2019")
    yield from (rejection_text.other_areas(count) for count in (1, 300))
    for has_answers in (False, True):
        for rows in (0, 1, 1200):
            yield rejection_text.box_ticked(rows, has_answers=has_answers)


def test_reasons_and_notes_are_sentences() -> None:
    for text in rejections():
        assert read(text).endswith((".", "?"))
    assert rejection_text.other_quarters(Quarter(2018, 1), [Quarter(2017, 4)]).startswith(
        "The file says April to June 2018, but all its dates fall in January to March 2018."
    )
    assert "'Quarter 2 2019-20' in cell A2" in rejection_text.no_period(1, "x", "quarterly")


ISSUES = [
    ("missing", issue_text.MISSING, issue_text.FILL_IN, True),
    ("invalid_value", "is not a date", "", True),
    ("invalid_value", "is not a date", "", False),
    ("unknown_code", issue_text.not_on_list(), "Use one of: Police, IDVA.", True),
    ("unknown_code", issue_text.not_on_list(), "Use one of: Police, IDVA.", False),
    ("date_order", issue_text.before("Referred"), "", False),
    ("outside_area", issue_text.OUTSIDE_AREA, "", False),
    ("outside_period", issue_text.outside_period(Quarter(2019, 1), None), "", True),
    ("outside_period", issue_text.outside_period(None, date(2019, 6, 30)), "", True),
]


@pytest.mark.parametrize("rows", [[5], [5, 6, 9]], ids=["one", "many"])
@pytest.mark.parametrize(("code", "message", "advice", "is_quarantined"), ISSUES)
def test_each_issue_has_a_line_and_a_comment(
    code: str, message: str, advice: str, is_quarantined: bool, rows: list[int]
) -> None:
    quote = None if code == "missing" else "31/06/2019"
    for sheet, is_age in ((None, False), ("Oxford", True)):
        words = IssueWords(
            code, "Agency", message, advice, rows, is_quarantined, quote, is_age, sheet=sheet
        )
        line = read(issue_text.issue_line(words))
        assert ("row 5" if len(rows) == 1 else "rows 5 to 6 and 9") in line
        assert ("of sheet 'Oxford'" in line) == (sheet is not None)
        assert quote is None or f"'{quote}'" in line
        comment = read(issue_text.cell_comment(words))
        assert quote is None or quote not in comment
        assert ("This row was not counted." in comment) == is_quarantined
    assert read(issue_text.more_like_it(words, len(rows), rows)).endswith(".")


def test_duplicates_name_the_row_that_they_repeat() -> None:
    def line(
        rows: list[int], first: tuple[int, str | None] | None, is_first_counted: bool = True
    ) -> str:
        message = issue_text.beyond_allowed(1)
        words = IssueWords(
            "duplicate",
            "same Ref",
            message,
            "",
            rows,
            True,
            first=first,
            is_first_counted=is_first_counted,
        )
        assert read(issue_text.cell_comment(words)) == issue_text.issue_line(words)
        return read(issue_text.issue_line(words))

    assert line([9], (5, None)) == "Row 9 repeats row 5 (same Ref). Only the first is counted."
    assert line([9, 12], (5, "Oxford")).startswith("Rows 9 and 12 repeat row 5 of sheet 'Oxford'")
    assert line([9], (5, None), False) == (
        "Row 9 repeats row 5 (same Ref). Row 5 is not counted either."
    )
    assert line([9], (5, "Oxford"), False).endswith(
        "Row 5 of sheet 'Oxford' is not counted either."
    )
    assert line([3], None) == (
        "Not counted: row 3. Each comes after the 1 row that this return may have."
    )


def test_every_column_of_every_return_can_be_faulted(
    contracts: dict[str, Contract], codes: CodeLists
) -> None:
    for contract in contracts.values():
        for column in contract.columns.values():
            read(issue_text.not_read(column))
            read(column.heading)
            if column.list:
                read(issue_text.accepted_answers(column, codes).replace("  ", " "))
        if contract.key:
            read(issue_text.same_key([contract.columns[name].heading for name in contract.key]))


@pytest.mark.parametrize("code", sorted(question_text.CODES))
def test_each_question_is_asked_of_one_row_and_of_several(code: str) -> None:
    for rows in ([5], [5, 6, 9]):
        question = Question(
            code,
            rows,
            sheet="Oxford" if len(rows) == 1 else None,
            days=[21] * len(rows),
            figure=("of which domestic abuse", 12.0),
            compared=("Households", 9.5),
            place="Oxford",
            day=date(2019, 5, 2),
            things=["Sanctuary schemes"] * len(rows),
        )
        assert read(question_text.question_in_words(question)).endswith(("?", "?)."))


def test_the_codes_of_questions_are_those_of_the_warehouse() -> None:
    from core.project import DBT_PROJECT

    model = (DBT_PROJECT / "models/marts/quality/quality.yml").read_text()
    values = re.search(r"code: \[(repeat_not_marked[^\]]*)\]", model)
    assert values is not None
    assert {code.strip() for code in values[1].split(",")} == question_text.CODES


def test_the_rest_of_a_report() -> None:
    for are_entries in (False, True):
        for rows in ((0, 0), (1, 0), (9, 0), (9, 1)):
            read(report_text.rows_line(*rows, are_entries))
    for sheet in (None, "Oxford"):
        for numbers in ([8], [8, 9]):
            read(report_text.left_out_line(numbers, sheet))
    for count in (1, 30_000):
        read(report_text.not_listed_line(count))
    assert report_text.affected(list("abc")) == ["a", "b", "c"]
    assert report_text.affected(list("abcdefgh"))[-1] == "and 2 other figures"
    assert report_text.affected(list("abcdefg"))[-1] == "and 1 other figure"
    for others in ([], ["MARAC cases"], ["MARAC cases", "MARAC attendance"]):
        read(report_text.counted_intro(("April to June 2019", "May"), "the county", others, BY))
    read(report_text.figure_line("Cases", "46", "44"))
    read(report_text.not_recorded_line("Ethnicity", 3, 46))
    for code in report_text.NOTES_OF_COLUMNS:
        read(report_text.columns_note(code, ["Age"]))
        read(report_text.columns_note(code, ["Age", "Sex"]))
    read(report_text.received_line(datetime(2019, 7, 16, 9)))
    nobody = ReturnsContact()
    assert report_text.contact_line(nobody) == f"Questions? Please ask {nobody.name}."
    by_both = ReturnsContact(name="Ann", telephone="01632 960 001", email="a@example.org")
    assert report_text.contact_line(by_both) == (
        "Questions? Please ring 01632 960 001 or write to a@example.org (Ann)."
    )
