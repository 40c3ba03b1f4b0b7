"""The blank workbooks that agencies fill in: read back as returns, the same bytes each time."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.quarter import Quarter
from sources.contract.blank_workbook import HEADING_ROW, write_template
from sources.contract.code_lists import CodeLists, load_code_lists
from sources.contract.schema import Contract, load_contracts
from sources.files.sandbox.dispatch import parse
from sources.files.sheet import Limits
from sources.matching.match_returns import Sheets, match_returns

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
    kinds = {rule.promptTitle: rule.type for rule in by_heading.values()}
    assert kinds["recorded_on"] == "date"
    assert kinds["victim_age"] == "whole"
    assert kinds["crime"] == "list"
    crime = next(rule for rule in by_heading.values() if rule.promptTitle == "crime")
    first, last = crime.formula1.removeprefix("'Words'!").replace("$", "").split(":")
    labels = [row[0].value for row in load_workbook(tmp_path / "return.xlsx")["Words"][first:last]]
    listed = load_contracts()["da_incidents"].columns["crime"].list
    assert labels == list(load_code_lists().codes(listed or "").values())
    assert not crime.allow_blank
