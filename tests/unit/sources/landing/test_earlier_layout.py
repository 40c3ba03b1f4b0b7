"""A workspace of the earlier layout is read as it is, and goes on (docs/acceptance.md#on-disk)."""

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.contract.schema import load_contracts
from sources.landing.inbox import FileSelection
from sources.landing.ingest import land
from sources.landing.submissions import landed_submissions, read_submission
from sources.privacy.erasure import erase
from sources.privacy.key_rotation import rotate
from sources.privacy.retention import purge
from tests.support.reference_data import EARLIER_WORKSPACE, unpack_deliveries

POLICE = "thames_valley_police"
LATER = datetime(2019, 7, 12, 9)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    unpack_deliveries(tmp_path, EARLIER_WORKSPACE)
    return Workspace.at(tmp_path / "workspace")


def earlier_files(workspace: Workspace) -> dict[str, bytes]:
    """What was landed in the earlier layout, but for the empty files that say its columns."""
    return {
        str(path.relative_to(workspace.landing)): path.read_bytes()
        for pattern in ("receipts/[!_]*.parquet", "*/*-*/*.parquet")
        for path in workspace.landing.glob(pattern)
    }


def rows_of(workspace: Workspace, path: str) -> list[dict[str, Any]]:
    return [
        row
        for file in sorted(workspace.landing.glob(path))
        for row in pq.read_table(file).to_pylist()
    ]


def test_its_records_have_the_outcomes_and_codes_of_today(workspace: Workspace) -> None:
    landed = landed_submissions(workspace)
    assert [submission.sequence for submission in landed] == list(range(1, 8))
    assert Counter(submission.outcome for submission in landed) == {
        "accepted": 5,
        "rejected": 1,
        "duplicate": 1,
    }
    (cases,) = (
        read_submission(workspace, submission.submission_id)
        for submission in landed
        if submission.file_name == "MARAC cases.csv"
    )
    (summary,) = cases.returns
    assert (summary.rows_read, summary.rows_accepted, summary.rows_quarantined) == (5, 3, 2)
    assert summary.issues == {"invalid_value": 2, "unknown_code": 1, "duplicate": 1}


def test_landing_finishes_what_it_began_and_changes_nothing_landed(workspace: Workspace) -> None:
    before = earlier_files(workspace)
    landed = land(workspace, load_rules(), received_at=LATER)
    assert [submission.file_name for submission in landed] == [
        "Posts as at 30 June 2019.csv",
        "incidents Q1 2019-20.csv",
    ]
    assert [submission.outcome for submission in landed] == ["accepted", "accepted"]
    assert landed[1].sequence == 8
    assert not list(workspace.work.iterdir())
    after = earlier_files(workspace)
    assert {path: after[path] for path in before} == before


def test_a_file_that_was_accepted_in_it_is_a_duplicate(
    workspace: Workspace, tmp_path: Path
) -> None:
    (original,) = workspace.accepted.glob("cherwell/*/sanctuary as*.csv")
    sent_again = Path(shutil.copy(original, tmp_path))
    selection = FileSelection("cherwell", [sent_again])
    assert land(workspace, load_rules(), selection, received_at=LATER)[-1].outcome == "duplicate"


def test_a_person_is_erased_from_it_and_its_counts_follow(workspace: Workspace) -> None:
    assert erase(workspace, load_contracts(), POLICE, ["V001"]).rows == 2
    (about,) = rows_of(workspace, "marac_cases/*-*/return.parquet")
    assert (about["rows_read"], about["rows_accepted"], about["rows_held_out"]) == (3, 2, 1)
    assert len(rows_of(workspace, "marac_cases/*-*/rows.parquet")) == 2
    assert len(rows_of(workspace, "marac_cases/*-*/held_out.parquet")) == 1
    findings = rows_of(workspace, "marac_cases/*-*/findings.parquet")
    assert sorted(row["code"] for row in findings) == [
        *("unreadable_value", "unreadable_value", "unrecognised_word")
    ]


def test_its_pseudonyms_are_wrapped_in_a_new_key(workspace: Workspace) -> None:
    before = rows_of(workspace, "marac_cases/*-*/rows.parquet")
    key_id = rotate(workspace, load_contracts())
    after = rows_of(workspace, "marac_cases/*-*/rows.parquet")
    assert {submission.key_id for submission in landed_submissions(workspace)} == {key_id}
    assert not list(workspace.submissions.glob("[!_]*"))
    assert all(old["victim"] != new["victim"] for old, new in zip(before, after, strict=True))
    assert len(landed_submissions(workspace)) == 7
    assert land(workspace, load_rules(), received_at=LATER)[0].outcome == "accepted"


def test_its_originals_are_purged_in_time_rejected_ones_too(workspace: Workspace) -> None:
    assert list(workspace.inbox.glob(".refused/*/*"))
    assert purge(workspace, datetime(2100, 1, 1)) == 6
    assert not list(workspace.inbox.glob(".refused/*/*"))
