"""The reference files beside the project: every one is read, or rejected for what it is."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sources.files import read_file
from sources.files.sheet import FileUnreadable, Kind, Sheet


def test_deliveries_are_readable_but_for_those_said_to_be_not(
    deliveries: Path, tmp_path: Path
) -> None:
    unreadable = set()
    for path in sorted(deliveries.glob("batches/*/inbox/*/*")):
        try:
            assert read_file(path, tmp_path)
        except FileUnreadable:
            unreadable.add((path.parts[-4], path.parts[-2], path.name))
    with (deliveries / "expected_submissions.csv").open(newline="") as submissions:
        expected = {
            (submission["batch"], submission["agency"], submission["file"])
            for submission in csv.DictReader(submissions)
            if submission["code"] == "unreadable"
        }
    assert unreadable == expected


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("name", ["DetailedLA_201912.xlsx", "Detailed_LA_202309_fixed.xlsx"])
def test_published_workbooks_agree_with_another_reader(
    name: str, shared: Path, tmp_path: Path
) -> None:
    path = shared / "real" / "homelessness" / name
    sheets = {sheet.name: sheet for sheet in read_file(path, tmp_path)}
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    assert list(sheets) == book.sheetnames
    for title in book.sheetnames[:6]:
        assert filled(sheets[title]) == {
            (i, j): said(value)
            for i, row in enumerate(book[title].iter_rows(values_only=True))
            for j, value in enumerate(row)
            if value not in (None, "")
        }


def said(value: Any) -> str:
    """A value of the other reader's as `filled` says it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(float(value)) if isinstance(value, int | float) else str(value)


def filled(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The cells with something in them, by row and column from 0; numbers as Python says them."""
    assert sheet.kinds is not None
    return {
        (i, j): str(float(text)) if kind == Kind.NUMBER else text
        for j, (texts, kinds) in enumerate(zip(sheet.columns, sheet.kinds, strict=True))
        for i, (text, kind) in enumerate(zip(texts.to_pylist(), kinds.to_pylist(), strict=True))
        if text is not None
    }


def test_published_open_documents_hold_their_tables(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "real" / "homelessness").glob("*.ods")):
        sheets = read_file(path, tmp_path)
        table = next(sheet for sheet in sheets if sheet.name == "A1")
        texts = set(table.columns[0].to_pylist()) | set(table.columns[1].to_pylist())
        assert {"Cherwell", "West Oxfordshire"} <= {text and text.strip() for text in texts}
        assert any("hidden_sheet" in sheet.notes for sheet in sheets) == any(
            (sheet.name or "").startswith("'file:") for sheet in sheets
        )
