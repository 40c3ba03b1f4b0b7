"""The marked copy: cells coloured with their reason, values alone, and fit to be sent back."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.helper_processes import helper_processes
from core.workspace import Workspace
from sources.contract.code_lists import CodeLists
from sources.contract.rules import SourceRules
from sources.landing import ingest
from sources.landing.ingest import land
from sources.landing.submissions import Submission
from sources.matching.match_returns import Sheets
from sources.reports import report_files
from sources.validation import limited_validation
from sources.validation.validate_returns import ValidatedReturns
from tests.unit.sources.conftest import workbook_sheet

POLICE = "thames_valley_police"
RED, AMBER = "FFF8B4B4", "FFFFE08A"
HEADINGS = ["MARAC", "MARAC Date", "MARAC No.", "Referrer", "Repeat", "Age", "Score"]
ROWS = [
    ["Oxford", date(2019, 5, 2), "M1", "Police", "Y", 30, "=1+1"],
    ["Oxford", date(2019, 5, 2), "M2", "RSPCA", None, "n/k", 2],
    ["Oxford", date(2019, 5, 2), "M1", "Police", "N", 31, 3],
]


def landed(
    tmp_path: Path, rules: SourceRules, rows: list[list[Any]], headings: list[str] = HEADINGS
) -> tuple[Submission, Any]:
    """Return the submission of a workbook with these rows, and its marked copy; None without."""
    workspace = Workspace.at(tmp_path / "workspace")
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Cases"
    for row in (["Quarter 1 2019-20"], headings, *rows):
        sheet.append(row)
    workbook.create_sheet("Cover").append(["=NOW()"])
    path = workspace.inbox / POLICE / "return.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    (submission,) = land(workspace, rules, received_at=datetime(2019, 7, 10))
    marked = workspace.reports / POLICE / "2019-20-Q1" / "return - marked.xlsx"
    return submission, load_workbook(marked) if marked.exists() else None


def look(cell: Any) -> str | None:
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


def test_cells_are_coloured_by_what_became_of_their_row_with_the_reason(
    tmp_path: Path, rules: SourceRules
) -> None:
    rows = [row[:-1] for row in ROWS]
    submission, copy = landed(tmp_path, rules, rows, HEADINGS[:-1])
    assert submission.outcome == "accepted"
    sheet = copy["Cases"]
    marks = {
        cell.coordinate: (look(cell), cell.comment.text)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert {place: colour for place, (colour, _) in marks.items()} == {
        "D4": RED,
        "E4": RED,
        "F4": AMBER,
        "C5": RED,
    }
    assert marks["D4"][1].startswith("Referrer is not an accepted answer. Use one of: Police, ")
    assert marks["E4"][1] == "Repeat is blank. It must be filled in. This row was not counted."
    assert "Row 5 repeats row 3 (same MARAC No. and MARAC Date)." in marks["C5"][1]
    assert [cell.value for cell in sheet[3]][:3] == ["Oxford", datetime(2019, 5, 2), "M1"]
    assert copy.sheetnames == ["Cases", "About this copy"]


def test_a_corrected_copy_is_read_back_whole(tmp_path: Path, rules: SourceRules) -> None:
    rows = [row[:-1] for row in ROWS]
    _, copy = landed(tmp_path, rules, rows, HEADINGS[:-1])
    sheet = copy["Cases"]
    sheet["D4"], sheet["E4"], sheet["F4"], sheet["C5"] = "IDVA", "N", 32, "M3"
    workspace = Workspace.at(tmp_path / "workspace")
    copy.save(workspace.inbox / POLICE / "return - marked.xlsx")
    (again,) = land(workspace, rules, received_at=datetime(2019, 7, 12))
    (part,) = again.returns
    assert (part.rows_read, part.rows_accepted, part.issues) == (3, 3, {})


def test_nothing_is_carried_over_that_computes(tmp_path: Path, rules: SourceRules) -> None:
    rows = [[*row[:2], f"={row[2]}", *row[3:-1], "=cmd|' /C calc'!A0"] for row in ROWS]
    workspace = Workspace.at(tmp_path / "workspace")
    text = "\n".join([",".join(HEADINGS), *(",".join(map(str, row)) for row in rows)])
    path = workspace.inbox / POLICE / "cases Q1 2019-20.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    land(workspace, rules, received_at=datetime(2019, 7, 10))
    (marked,) = workspace.reports.rglob("* - marked.xlsx")
    cells = [cell for sheet in load_workbook(marked) for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=cmd") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_crosstab_is_marked_at_the_answer(tmp_path: Path, rules: SourceRules) -> None:
    headings = ["MARAC", "Meeting Date", "Police", "IDVA", "Probation"]
    _, copy = landed(
        tmp_path, rules, [["Oxford", date(2019, 5, 2), "Yes", "perhaps", "No"]], headings
    )
    sheet = copy["Cases"]
    assert [look(cell) for cell in sheet[3]] == [None, None, None, AMBER, None]


def test_a_clean_file_has_none(tmp_path: Path, rules: SourceRules) -> None:
    _, copy = landed(tmp_path, rules, [ROWS[0][:-1]], HEADINGS[:-1])
    assert copy is None


def test_what_is_too_large_is_not_copied(
    rules: SourceRules, codes: CodeLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = workbook_sheet("Cases", 1, [["Quarter 1 2019-20"], HEADINGS, *ROWS])
    named = Sheets([sheet], "return.xlsx", date(2019, 7, 10))

    def copied() -> int:
        result = limited_validation.result_of(named, rules.contracts_of(POLICE), codes)
        assert isinstance(result, ValidatedReturns)
        return len(result.sheets)

    assert copied() == 1
    for limit in ("MOST_CELLS", "MOST_BYTES"):
        with monkeypatch.context() as lowered:
            lowered.setattr(limited_validation, limit, 10)
            assert copied() == 0


class Killed:
    """A helper that was killed before it was asked, or while it wrote."""

    def __init__(self, is_asked: bool) -> None:
        self.is_asked = is_asked

    def submit(self, *work: object) -> Future[bytes]:
        """Answer as a broken pool does."""
        if not self.is_asked:
            raise BrokenProcessPool
        broken: Future[bytes] = Future()
        broken.set_exception(BrokenProcessPool())
        return broken

    def shutdown(self, *, cancel_futures: bool) -> None:
        """Do nothing: there is no process."""


@pytest.mark.parametrize("is_asked", [None, False, True])
def test_another_process_writes_the_same_copy_and_may_be_killed(
    tmp_path: Path, rules: SourceRules, monkeypatch: pytest.MonkeyPatch, is_asked: bool | None
) -> None:
    landed(tmp_path, rules, [row[:-1] for row in ROWS], HEADINGS[:-1])
    here = Workspace.at(tmp_path / "workspace")
    there = replace(Workspace.at(tmp_path / "there"), workers=2)
    name = Path(POLICE, "2019-20-Q1", "return - marked.xlsx")
    path = there.inbox / POLICE / "return.xlsx"
    path.parent.mkdir(parents=True)
    shutil.copy(next(here.accepted.rglob("return.xlsx")), path)
    asked = []

    @contextmanager
    def helper(count: int) -> Iterator[Any]:
        if is_asked is not None:
            asked.append(count)
            yield Killed(is_asked)
            return
        with helper_processes(count) as pool:
            submit = pool.submit
            monkeypatch.setattr(pool, "submit", lambda *work: asked.append(1) or submit(*work))
            yield pool

    monkeypatch.setattr(ingest, "WORTH_A_HELPER", 1)
    monkeypatch.setattr(report_files, "helper_processes", helper)
    land(there, rules, received_at=datetime(2019, 7, 10))
    assert len(asked) == 1
    assert (there.reports / name).read_bytes() == (here.reports / name).read_bytes()
