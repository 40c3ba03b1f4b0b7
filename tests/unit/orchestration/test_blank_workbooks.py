"""Blank workbooks with last quarter's answers: all rows, one lead's, one for each lead."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from core.quarter import Quarter
from core.workspace import Workspace
from orchestration.telling.blank_workbooks import make_templates
from sources.contract.schema import load_contracts
from sources.forms.blank_workbook import HEADING_ROW, NoFormError

CONTRACT = load_contracts()["plan_progress"]
QUARTER = Quarter(2019, 2)
LEAD = "CRC Manager"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace whose warehouse holds the answers of three quarters."""
    workspace = Workspace.at(tmp_path)
    rows = [
        ("U4", "on_track", None, None, "Of an older quarter.", "2018-19-Q4", True),
        ("U4", "at_risk", date(2019, 9, 30), None, "Courts refer fewer.", "2019-20-Q1", True),
        ("U4", "complete", None, None, "Replaced.", "2019-20-Q1", False),
        ("P1", "not_started", None, None, None, "2019-20-Q1", True),
        ("U4", "complete", None, None, "Of this quarter.", "2019-20-Q2", True),
    ]
    with duckdb.connect(workspace.warehouse) as opened:
        opened.execute("create schema staging")
        opened.execute(
            "create table staging.stg_plan_progress (activity varchar, status varchar, "
            "due_on date, completed_on date, summary varchar, quarter varchar, is_current boolean)"
        )
        opened.executemany("insert into staging.stg_plan_progress values (?,?,?,?,?,?,?)", rows)
    return workspace


def rows(path: Path) -> list[list[Any]]:
    sheet = load_workbook(path)["Return"]
    return [list(row) for row in sheet.iter_rows(min_row=HEADING_ROW + 1, values_only=True)]


def test_titles_and_the_answers_of_the_quarter_before_stand_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    (path,) = make_templates(workspace, CONTRACT, QUARTER, tmp_path, None)
    assert path.name == "Progress against the plans Q2 2019-20.xlsx"
    headings, *found = rows(path)
    assert headings[:3] == ["Activity", "Title", "Status"]
    by_code = {row[0]: row for row in found}
    assert len(by_code) == len(found) > 30
    assert by_code["U4"][2] == "At risk"
    assert by_code["U4"][3].date() == date(2019, 9, 30)
    assert by_code["U4"][5] == "Courts refer fewer."
    assert by_code["P1"][1:] == ["Multi-agency training", "Not started", None, None, None]
    assert by_code["V1"][2:] == [None] * 4


def test_a_lead_s_workbook_has_that_lead_s_activities(workspace: Workspace, tmp_path: Path) -> None:
    (path,) = make_templates(workspace, CONTRACT, QUARTER, tmp_path, LEAD)
    assert path.name == f"Progress against the plans Q2 2019-20 - {LEAD}.xlsx"
    assert [row[0] for row in rows(path)[1:]] == ["U4", "U5"]


def test_each_lead_gets_one_and_no_activity_is_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    paths = make_templates(workspace, CONTRACT, QUARTER, tmp_path, "all")
    (whole,) = make_templates(workspace, CONTRACT, QUARTER, tmp_path, None)
    assert len(set(paths)) == len(paths) > 5
    shared_out = [row[0] for path in paths for row in rows(path)[1:]]
    assert sorted(shared_out) == sorted(row[0] for row in rows(whole)[1:])


def test_without_a_warehouse_the_titles_stand_there_alone(tmp_path: Path) -> None:
    (path,) = make_templates(Workspace.at(tmp_path / "new"), CONTRACT, QUARTER, tmp_path, LEAD)
    assert [row[2:] for row in rows(path)[1:]] == [[None] * 4] * 2


@pytest.mark.parametrize(
    ("extract", "lead", "target", "says"),
    [
        ("plan_progress", "Nobody", ".", "Unknown lead 'Nobody'"),
        ("plan_progress", "all", "one.xlsx", "name a folder"),
        ("marac_cases", LEAD, ".", "no leads to choose from"),
        ("homelessness_published", None, ".", "read as it is published"),
    ],
)
def test_what_cannot_be_made_is_said(
    workspace: Workspace, tmp_path: Path, extract: str, lead: str | None, target: str, says: str
) -> None:
    contract = load_contracts()[extract]
    with pytest.raises(NoFormError, match=says):
        make_templates(workspace, contract, QUARTER, tmp_path / target, lead)
