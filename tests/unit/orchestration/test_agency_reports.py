"""What a warehouse adds to agencies' reports: own figures alone, questions, and a first line."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.workspace import Workspace
from orchestration.telling.agency_reports import add_figures_to_reports
from sources.contract.rules import load_rules
from sources.contract.schema import load_contracts
from sources.landing.ingest import land
from sources.landing.submissions import Submission

POLICE = "thames_valley_police"
CASES = "MARAC,Date of MARAC,MARAC No.,Referrer,Repeat,Ethnicity\n"
COLUMNS = {
    "quality.returns": "submission_id varchar, agency varchar, extract varchar, is_current boolean",
    "quality.disagreements": (
        "code varchar, extract varchar, agency varchar, submission_id varchar, quarter varchar, "
        "sheet integer, row_number bigint, figure_name varchar, figure double, "
        "compared_name varchar, compared_figure double, days integer, area_code varchar, "
        "meeting_date date, activity varchar, compared_submission_id varchar"
    ),
    "quality.completeness": (
        "extract varchar, agency varchar, quarter varchar, characteristic varchar, "
        "row_count bigint, recorded_count bigint"
    ),
    "marts.dim_measure": (
        "measure_id varchar, name varchar, kind varchar, unit varchar, extracts varchar, "
        "position integer"
    ),
    "measures.measure_values": (
        "measure_id varchar, period_type varchar, quarter varchar, area_code varchar, "
        "breakdown varchar, numerator double, denominator double, value double"
    ),
    "marts.dim_area": "area_code varchar, area_name varchar, level varchar",
    "marts.dim_agency": "agency varchar, area_code varchar",
    "marts.dim_activity": "activity_id varchar, short_title varchar",
}
AREAS = [("C", "Countyshire", "county"), ("D", "Northtown", "district")]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.at(tmp_path)


def landed(workspace: Workspace, text: str, path: str) -> Submission:
    file = workspace.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    (submission,) = land(workspace, load_rules(), received_at=datetime(2019, 7, 10, 9))
    return submission


def build(workspace: Workspace, **tables: list[tuple[Any, ...]]) -> None:
    """Write a warehouse with these rows, the tables named by their last word."""
    workspace.warehouse.unlink(missing_ok=True)
    with duckdb.connect(workspace.warehouse) as opened:
        for name, columns in COLUMNS.items():
            schema, table = name.split(".")
            opened.execute(f"create schema if not exists {schema}")
            opened.execute(f"create table {name} ({columns})")
            rows = tables.get(table, AREAS if table == "dim_area" else [])
            for row in rows:
                opened.execute(f"insert into {name} values ({','.join('?' * len(row))})", row)


def figure(measure: str, quarter: str, area: str, *parts: float | None) -> tuple[Any, ...]:
    return (measure, "quarter", quarter, area, "all", *parts)


def text(workspace: Workspace, agency: str, name: str) -> list[str]:
    """Return the lines of a report, which are the same where people find it and by the original."""
    found = workspace.reports / agency / "2019-20-Q1" / f"{name} - report.txt"
    (beside,) = workspace.inbox.glob(f".accepted/{agency}/*/{name} - report.txt")
    assert found.read_text() == beside.read_text()
    return found.read_text().splitlines()


def cases(workspace: Workspace) -> Submission:
    rows = "".join(f"Oxford,{day}/05/2019,M{day},Police,N,W1\n" for day in range(1, 10))
    return landed(workspace, CASES + rows, f"{POLICE}/cases Q1 2019-20.csv")


def test_an_agency_is_told_what_was_counted_of_its_rows(workspace: Workspace) -> None:
    submission = cases(workspace)
    build(
        workspace,
        returns=[(submission.submission_id, POLICE, "marac_cases", True)],
        dim_agency=[(POLICE, None)],
        dim_measure=[
            ("cases", "Cases heard", "count", "cases", "marac_cases", 1),
            ("repeats", "Repeat cases", "ratio", "%", "marac_cases", 2),
            ("shared", "Both", "count", "cases", "marac_cases;pathway_referrals", 3),
            ("unknown", "No rows", "count", "cases", "marac_cases", 4),
        ],
        measure_values=[
            figure("cases", "2019-20-Q1", "C", 46.0, None, 46.0),
            figure("cases", "2018-19-Q4", "C", 44.0, None, 44.0),
            figure("repeats", "2019-20-Q1", "C", 13.0, 46.0, 13 / 46),
            figure("shared", "2019-20-Q1", "C", 999.0, None, 999.0),
        ],
        completeness=[("marac_cases", POLICE, "2019-20-Q1", "sexual_orientation", 46, 43)],
    )
    assert add_figures_to_reports(workspace) == 1
    lines = text(workspace, POLICE, "cases Q1 2019-20")
    assert lines[0] == (
        "Accepted: all 9 rows were read. Please confirm the figures below by 21 July 2019."
    )
    start = lines.index("What we counted")
    assert "the figures for Countyshire from your rows, for April to June 2019" in lines[start + 1]
    assert "also use" not in lines[start + 1]
    assert lines[start + 2 : start + 5] == [
        "- Cases heard: 46; the quarter before 44",
        "- Repeat cases: 28% (13 of 46); the quarter before no figure",
        "- Sexual orientation not recorded: 3 of 46 rows",
    ]
    # A figure that another agency's rows are in, too, would tell of these.
    assert not [line for line in lines if "999" in line]
    assert add_figures_to_reports(workspace) == 0


def test_a_district_is_told_its_own_figures(workspace: Workspace) -> None:
    name = "works as at 30 June 2019"
    submission = landed(workspace, "Case Ref,Referred\nS1,1 May 2019\n", f"cherwell/{name}.csv")
    build(
        workspace,
        returns=[(submission.submission_id, "cherwell", "sanctuary_cases", True)],
        dim_agency=[("cherwell", "D")],
        dim_measure=[
            ("works", "Referrals", "count", "cases", "sanctuary_cases", 1),
            ("owed", "Duties", "count", "cases", "sanctuary_cases;homelessness_published", 2),
        ],
        measure_values=[
            figure("works", "2019-20-Q1", "D", 1.0, None, 1.0),
            figure("owed", "2019-20-Q1", "D", 75.0, None, 75.0),
            figure("works", "2019-20-Q1", "C", 77.0, None, 77.0),
        ],
    )
    add_figures_to_reports(workspace)
    lines = text(workspace, "cherwell", name)
    assert "- Referrals: 1; the quarter before no figure" in lines
    assert any("Northtown" in line for line in lines)
    # What is published counts instead of the district's own rows: not all is from these.
    title = load_contracts()["homelessness_published"].title
    assert f"Some also use {title}." in lines[lines.index("What we counted") + 1]
    assert not [line for line in lines if "77" in line]


def question(code: str, submission: Submission, row: int, **details: Any) -> tuple[Any, ...]:
    given = {"sheet": 1, "row_number": row, **details}
    names = [column.split()[0] for column in COLUMNS["quality.disagreements"].split(", ")]
    known = {"code": code, "extract": "marac_cases", "submission_id": submission.submission_id}
    return tuple((known | given).get(name) for name in names)


def test_an_agency_is_asked_what_cannot_all_be_true_equal_questions_once(
    workspace: Workspace,
) -> None:
    submission = cases(workspace)
    build(
        workspace,
        returns=[(submission.submission_id, POLICE, "marac_cases", True)],
        dim_agency=[(POLICE, None)],
        disagreements=[
            *(question("repeat_not_marked", submission, row, days=21) for row in (2, 3, 7)),
            question(
                "attendance_without_cases",
                submission,
                0,
                sheet=None,
                row_number=None,
                area_code="D",
                meeting_date=datetime(2019, 5, 20),
            ),
        ],
    )
    add_figures_to_reports(workspace)
    lines = text(workspace, POLICE, "cases Q1 2019-20")
    assert lines[0] == "Accepted, with 2 questions for you. Please answer by 21 July 2019."
    start = lines.index("Our questions")
    assert sorted(line[3:] for line in lines[start + 1 : start + 3]) == [
        "Northtown: the attendance return has a meeting on 20 May 2019, but this return has no "
        "case heard on that day. Were cases heard?",
        "Rows 2 to 3 and 7 are marked as not repeats, but each victim's case was heard in the 12 "
        "months before. Should they be repeats?",
    ]


def test_a_return_that_counts_no_more_and_one_whose_original_is_gone_are_left(
    workspace: Workspace,
) -> None:
    submission = cases(workspace)
    before = text(workspace, POLICE, "cases Q1 2019-20")
    build(
        workspace,
        returns=[
            (submission.submission_id, POLICE, "marac_cases", False),
            ("f" * 32, POLICE, "marac_cases", True),
        ],
        dim_agency=[(POLICE, None)],
    )
    assert add_figures_to_reports(workspace) == 0
    assert text(workspace, POLICE, "cases Q1 2019-20") == before
