"""The demonstration is the whole main job: what it leaves, says, and keeps to itself."""

import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pytest

from core.county import this_county
from core.workspace import Workspace
from sources.samples import PLANNED_REJECTIONS
from tests.end_to_end.conftest import Daw, Demo, run_daw
from tests.support.words.plain_english import faults
from tests.support.words.workspace_texts import marked_faults, release_faults, report_faults

IDENTIFIERS = re.compile(
    rb"(?<![0-9A-Za-z])"
    rb"(?:(?:CH|DV|[SNMURW]|43)0(?:6[5-9]|7[0-9]|8[0-2])[0-9]{5}|[CNKX][0-9]{7})"
    rb"(?![0-9A-Za-z])|@example\.org|Somebody made up"
)
"""What identifies somebody in the sample returns."""


def test_it_ends_well_and_says_where_the_dashboard_is(demo: Demo) -> None:
    assert demo.status == 0, demo.stdout + demo.stderr
    page = re.search(r"^The draft of \S+: (.+)$", demo.stdout, re.MULTILINE)
    assert page
    assert Path(page[1]).is_file()


def test_the_planned_files_and_no_others_are_rejected(daw: Daw) -> None:
    query = "select code from quality.submissions where outcome = 'rejected' order by code"
    told = daw("sql", query, "--format", "csv").stdout.split()
    assert told == ["code", *sorted(PLANNED_REJECTIONS)]


def test_every_file_has_a_submission_and_none_is_left_over(demo_workspace: Path, daw: Daw) -> None:
    waiting = [path for path in (demo_workspace / "inbox").glob("[!.]*/**/*") if path.is_file()]
    assert waiting == []
    assert not any((demo_workspace / "inbox" / ".work").iterdir())
    kept = Workspace.at(demo_workspace)
    originals = [*kept.accepted.glob("*/*"), *kept.rejected.glob("*/*")]
    told = daw("sql", "select count(*) as n from quality.submissions", "--format", "json")
    assert json.loads(told.stdout) == [{"n": len(originals)}]


def test_rows_read_are_accepted_or_quarantined(daw: Daw) -> None:
    query = (
        "select count(*) from quality.returns where rows_read <> rows_accepted + rows_quarantined"
    )
    assert daw("sql", query, "--format", "csv").stdout.splitlines()[1] == "0"


def test_no_identifier_is_outside_the_inbox(demo_workspace: Path) -> None:
    published_address = this_county().contact.email.encode()  # which is nobody's of a return
    hits = [
        path.relative_to(demo_workspace)
        for path in demo_workspace.rglob("*")
        if path.is_file()
        and "inbox" not in path.relative_to(demo_workspace).parts
        and IDENTIFIERS.search(path.read_bytes().replace(published_address, b""))
    ]
    assert hits == []


def test_no_identifier_is_in_any_table(demo_workspace: Path) -> None:
    with duckdb.connect(demo_workspace / "warehouse.duckdb", read_only=True) as warehouse:
        tables = warehouse.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        assert len(tables) > 50
        for schema, name in tables:
            rows = warehouse.execute(f'select * from "{schema}"."{name}"').fetchall()
            assert not IDENTIFIERS.search(repr(rows).encode()), f"{schema}.{name}"


def test_the_run_stands_in_dagster_and_in_the_audit_trail(demo_workspace: Path, daw: Daw) -> None:
    assert any((demo_workspace / "dagster").rglob("*.db"))
    told = daw("log")
    assert told.returncode == 0
    assert "BROKEN" not in told.stdout
    assert len(re.findall(r" land .*outcome=rejected", told.stdout)) == len(PLANNED_REJECTIONS)
    assert " build " in told.stdout


def test_it_starts_afresh_but_never_in_a_home_with_real_returns(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    told = run_daw(tmp_path, "demo")
    assert told.returncode == 1
    assert "DAW_HOME" in told.stderr


def test_a_query_as_csv(daw: Daw) -> None:
    told = daw(
        "sql",
        "select null as nothing, date '2019-06-30' as day, timestamp '2019-06-30 09:05:00' as time,"
        " true as yes, 'a,b' as text",
        "--format",
        "csv",
    )
    rows = list(csv.reader(io.StringIO(told.stdout)))
    assert rows == [
        ["nothing", "day", "time", "yes", "text"],
        ["", "2019-06-30", "2019-06-30T09:05:00", "true", "a,b"],
    ]


@pytest.mark.parametrize(
    "query",
    [
        "create table marts.mine as select 1",
        "delete from measures.measure_values",
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to 'file.csv'",
        "select no_such_column from marts.dim_area",
    ],
)
def test_a_query_reads_the_warehouse_and_nothing_else(daw: Daw, query: str) -> None:
    told = daw("sql", query)
    assert told.returncode == 1
    assert told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("words", [("publish", "2019-Q1"), ("status", "x"), ("frobnicate",)])
def test_usage_is_told_with_status_2(daw: Daw, words: tuple[str, ...]) -> None:
    told = daw(*words)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_all_that_it_leaves_to_read_is_in_plain_english(demo_workspace: Path) -> None:
    """The draft in all its forms, and every report to an agency with its marked copy."""
    (draft,) = (path for path in (demo_workspace / "drafts").iterdir() if path.is_dir())
    assert release_faults(draft) == []
    reports, faults_of_reports = report_faults(Workspace.at(demo_workspace))
    copies, faults_of_copies = marked_faults(Workspace.at(demo_workspace))
    assert reports > 30
    assert copies > 5
    assert (faults_of_reports, faults_of_copies) == ([], [])


def test_what_the_command_prints_is_in_plain_english(demo: Demo, daw: Daw) -> None:
    printed = [demo.stdout, daw("status").stdout, daw("site", "--list").stdout]
    printed.append(daw("publish", "2019-Q1").stderr)
    lines = {line.strip() for text in printed for line in text.splitlines()}
    plain = [line for line in lines if "/" not in line and "daw " not in line]
    assert len(plain) > 20
    assert [fault for line in plain for fault in faults(line)] == []


def test_the_drafts_are_listed(daw: Daw) -> None:
    assert "draft" in daw("site", "--list").stdout
