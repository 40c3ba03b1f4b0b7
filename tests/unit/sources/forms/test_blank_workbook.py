"""The blank workbooks that agencies fill in: read back as returns, the same bytes each time."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.county import this_county
from core.quarter import Quarter
from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.schema import Contract, load_contracts
from sources.files.sandbox.dispatch import parse
from sources.files.sheet import Limits
from sources.forms.blank_workbook import BOX_ROW, HEADING_ROW, NoFormError, write_template
from sources.matching.match_returns import Sheets, match_returns
from sources.validation.validate_returns import ValidatedReturns, validate_returns
from tests.support.words.plain_english import faults

QUARTER = Quarter(2019, 1)
FORMS = [
    contract for contract in load_contracts().values() if contract.layout.kind != "published_tables"
]


def filled_in(path: Path, contract: Contract) -> bytes:
    """Write something below (or beside) each heading and return the file's bytes."""
    workbook = load_workbook(path)
    sheet = workbook["Return"]
    if contract.layout.kind == "form":
        for row in range(HEADING_ROW + 1, sheet.max_row + 1):
            sheet.cell(row, 2, 1)
    else:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(HEADING_ROW + 2, column, "x")
    workbook.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("contract", FORMS, ids=lambda contract: contract.extract)
def test_a_blank_workbook_that_is_filled_in_is_the_extract_s_return(
    contract: Contract, codes: CodeLists, tmp_path: Path
) -> None:
    path = tmp_path / "return.xlsx"
    write_template(contract, codes, QUARTER, path)
    sheets = parse(filled_in(path, contract), ".xlsx", Limits())
    matched = match_returns(
        Sheets(sheets, path.name, date(2019, 7, 10)), {contract.extract: contract}, codes
    )
    (found,) = matched.returns
    assert found.contract == contract
    assert (found.period.quarter or found.period.stated or found.period.as_at) in (
        QUARTER,
        QUARTER.last_day,
    )
    assert found.raws[0].row_count == 1
    assert not [note for note in found.raws[0].notes if note.code != "column_missing"]


def test_the_bytes_are_the_same_each_time(codes: CodeLists, tmp_path: Path) -> None:
    contract = load_contracts()["marac_cases"]
    for name in ("one", "two"):
        write_template(contract, codes, QUARTER, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def rules_of(path: Path) -> list[Any]:
    """Return the checks of a workbook's cells."""
    return list(load_workbook(path)["Return"].data_validations.dataValidation)


def rules(extract: str, tmp_path: Path) -> dict[str, Any]:
    """Return the rule of each heading of a blank workbook that has one."""
    path = tmp_path / "return.xlsx"
    write_template(load_contracts()[extract], load_code_lists(), QUARTER, path)
    sheet = load_workbook(path)["Return"]
    return {
        sheet.cell(HEADING_ROW + 1, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in sheet.data_validations.dataValidation
    }


def test_a_code_is_chosen_from_its_list_and_an_age_is_checked(tmp_path: Path) -> None:
    by_heading = rules("da_incidents", tmp_path)
    assert by_heading["Recorded"].type == "date"
    assert by_heading["Victim Age"].type == "whole"
    crime = by_heading["Crime?"]
    assert crime.type == "list"
    first, last = crime.formula1.removeprefix("'Lists'!").replace("$", "").split(":")
    assert first.endswith("2")  # above the answers stands what they are for
    labels = [row[0].value for row in load_workbook(tmp_path / "return.xlsx")["Lists"][first:last]]
    listed = load_contracts()["da_incidents"].columns["crime"].list
    assert labels == list(load_code_lists().codes(listed or "").values())
    assert not crime.allow_blank


@pytest.mark.parametrize("contract", FORMS, ids=lambda contract: contract.extract)
def test_every_check_speaks_to_people(contract: Contract, tmp_path: Path) -> None:
    by_heading = rules(contract.extract, tmp_path)
    for heading, rule in by_heading.items():
        assert rule.error.startswith(("Please ", "Choose Yes if"))
        assert rule.errorTitle
        assert rule.promptTitle in (str(heading)[:32], "Nothing to report")
    texts = [
        str(cell.value)
        for sheet in load_workbook(tmp_path / "return.xlsx")
        if sheet.title != "Lists"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    headings = {str(heading) for heading in by_heading}
    headings |= {each for column in contract.columns.values() for each in column.headings}
    for text in texts:
        assert text in headings or faults(text, [*headings, "dd/mm/yyyy", "28/07/2019"]) == []


def test_it_says_by_when_and_where_to_send_it(tmp_path: Path) -> None:
    write_template(load_contracts()["marac_cases"], load_code_lists(), QUARTER, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["Return"]
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["MARAC cases", "Quarter 1 2019-20"]
    address = this_county().contact.email
    assert sheet.cell(3, 1).value == f"Please return by 21 July 2019 to {address}."


@pytest.mark.parametrize(
    "contract",
    [contract for contract in FORMS if contract.form_rows is None],
    ids=lambda contract: contract.extract,
)
def test_a_ticked_box_is_a_return_of_nothing(
    contract: Contract, codes: CodeLists, tmp_path: Path
) -> None:
    path = tmp_path / "return.xlsx"
    write_template(contract, codes, QUARTER, path)
    workbook = load_workbook(path)
    workbook["Return"].cell(BOX_ROW + 1, 2, "Yes")
    workbook.save(path)
    found = read_back(path, contract, codes)
    (validated,) = found.returns
    assert validated.rows_read == 0
    assert validated.contract == contract
    assert [note.text for note in found.notes if note.code == "nothing_to_report"] == [
        "The box 'Nothing to report' is ticked: this is a return of nothing."
    ]


def test_a_ticked_box_above_rows_is_asked_about_and_an_empty_one_says_nothing(
    codes: CodeLists, tmp_path: Path
) -> None:
    contract = load_contracts()["court_support"]
    for box, noted in (("Yes", 1), (None, 0), ("No", 0)):
        write_template(contract, codes, QUARTER, tmp_path / "return.xlsx")
        workbook = load_workbook(tmp_path / "return.xlsx")
        sheet = workbook["Return"]
        sheet.cell(BOX_ROW + 1, 2, box)
        record = ("U1", "W1", date(2019, 5, 2), None, "Yes")
        for column, value in enumerate(record, start=1):
            sheet.cell(HEADING_ROW + 2, column, value)
        workbook.save(tmp_path / "return.xlsx")
        found = read_back(tmp_path / "return.xlsx", contract, codes)
        assert found.returns[0].rows_read == 1
        notes = [note.text for note in found.notes if note.code == "nothing_to_report"]
        assert len(notes) == noted
        assert all(note.endswith("It was read: please check.") for note in notes)


def test_rows_that_are_there_beforehand_are_read_back_without_a_remark(
    codes: CodeLists, tmp_path: Path
) -> None:
    contract = load_contracts()["plan_progress"]
    answers = [
        {"Activity": "P1", "Title": "Training", "Status": "On track", "Due": date(2019, 9, 1)},
        {"Activity": "P2", "Title": "=1+1"},
    ]
    write_template(contract, codes, QUARTER, tmp_path / "return.xlsx", answers)
    box = next(r for r in rules_of(tmp_path / "return.xlsx") if str(r.sqref) == f"B{BOX_ROW + 1}")
    assert "nothing has changed" in box.prompt
    sheet = load_workbook(tmp_path / "return.xlsx")["Return"]
    assert sheet.cell(HEADING_ROW + 3, 2).data_type == "s"
    found = read_back(tmp_path / "return.xlsx", contract, codes)
    (validated,) = found.returns
    assert validated.values["activity"].to_pylist() == ["P1"]
    assert validated.values["due_on"].to_pylist() == [date(2019, 9, 1)]
    # A row without an answer says nothing, and is named as left out.
    assert (len(validated.issues), validated.rows_left_out) == (0, 1)
    assert {note.code for note in found.notes} == {"skipped_sheet"}


def test_a_ticked_box_above_last_times_answers_keeps_them(codes: CodeLists, tmp_path: Path) -> None:
    """The return counts as it is, and nobody is asked to check it."""
    contract = load_contracts()["plan_progress"]
    for answers, kept in (([{"Activity": "P1", "Status": "On track"}], ["P1"]), ([], [])):
        write_template(contract, codes, QUARTER, tmp_path / "return.xlsx", answers)
        workbook = load_workbook(tmp_path / "return.xlsx")
        workbook["Return"].cell(BOX_ROW + 1, 2, "Yes")
        workbook.save(tmp_path / "return.xlsx")
        found = read_back(tmp_path / "return.xlsx", contract, codes)
        (validated,) = found.returns
        assert validated.values["activity"].to_pylist() == kept
        (note,) = [note.text for note in found.notes if note.code == "nothing_to_report"]
        assert note == (
            "The box 'Nothing to report' is ticked: the answers in the rows count as they are."
            if kept
            else "The box 'Nothing to report' is ticked: this is a return of nothing."
        )


def test_published_tables_have_no_form(codes: CodeLists, tmp_path: Path) -> None:
    published = [each for each in load_contracts().values() if each not in FORMS]
    for contract in published:
        with pytest.raises(NoFormError, match="read as it is published"):
            write_template(contract, codes, QUARTER, tmp_path / "x.xlsx")


def read_back(path: Path, contract: Contract, codes: CodeLists) -> ValidatedReturns:
    """Return what a workbook is read as."""
    sheets = parse(path.read_bytes(), ".xlsx", Limits())
    named = Sheets(sheets, path.name, date(2019, 7, 10))
    return validate_returns(match_returns(named, {contract.extract: contract}, codes), codes)
