"""The reference deliveries and the ministry's workbooks land with every expected row."""

import base64
import csv
import gzip
import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.workspace import Workspace
from sources.contract.rules import load_rules
from sources.landing.ingest import land
from sources.landing.submissions import landed_submissions, read_submission
from tests.support.landing.landed_deliveries import received_batches
from tests.support.reference_data import REFERENCE
from tests.support.words.workspace_texts import marked_faults, report_faults

SUBMISSION = "batch agency file outcome code extract quarter as_at rows_accepted rows_quarantined"
ISSUE = "batch agency file extract code count"
FIGURES = ("duties_owed", "da_main_reason", "da_alleged_perpetrator", "da_support_need")


@dataclass
class Landed:
    """What became of all files of all batches."""

    workspace: Workspace
    submissions: Counter[tuple[str, ...]] = field(default_factory=Counter)
    issues: Counter[tuple[str, ...]] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def landed(landed_deliveries: Path, deliveries: Path) -> Landed:
    """Return what became of the batches, as the landing area has it."""
    landed = Landed(Workspace.at(landed_deliveries / "workspace"))
    batch_of = {received_at: batch for batch, received_at in received_batches(deliveries).items()}
    for record in landed_submissions(landed.workspace):
        submission = read_submission(landed.workspace, record.submission_id)
        file = (batch_of[submission.received_at], submission.agency, submission.file_name)
        outcome = (*file, submission.outcome, submission.code or "")
        if not submission.returns:
            landed.submissions[(*outcome, "", "", "", "", "")] += 1
        for summary in submission.returns:
            period = (summary.quarter or "", str(summary.as_at or ""))
            counts = (str(summary.rows_accepted), str(summary.rows_quarantined))
            landed.submissions[(*outcome, summary.extract, *period, *counts)] += 1
            for code, count in summary.issues.items():
                landed.issues[(*file, summary.extract, code, str(count))] += 1
    return landed


def copy_files(source: Path, target: Path) -> None:
    """Copies a folder's files without their modes: the reference files are read-only."""
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def expected(path: Path, columns: str) -> Counter[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(tuple(row[name] for name in columns.split()) for row in csv.DictReader(file))


def test_every_submission_is_as_expected(landed: Landed, deliveries: Path) -> None:
    wanted = expected(deliveries / "expected_submissions.csv", SUBMISSION)
    assert landed.submissions - wanted == Counter()
    assert wanted - landed.submissions == Counter()


def test_every_issue_is_as_expected(landed: Landed, deliveries: Path) -> None:
    wanted = expected(deliveries / "expected_issues.csv", ISSUE)
    assert landed.issues - wanted == Counter()
    assert wanted - landed.issues == Counter()


def test_the_inbox_is_empty_and_every_original_has_its_report(landed: Landed) -> None:
    ends = [*landed.workspace.accepted.glob("*/*"), *landed.workspace.rejected.glob("*/*")]
    assert not list(landed.workspace.work.iterdir())
    assert all(list(folder.glob("* - report.txt")) for folder in ends)
    assert len(ends) == len({submission[:3] for submission in landed.submissions})


def test_every_report_and_marked_copy_is_in_plain_english(landed: Landed) -> None:
    reports, of_reports = report_faults(landed.workspace)
    copies, of_copies = marked_faults(landed.workspace)
    assert reports > copies > 0
    assert (of_reports, of_copies) == ([], [])


@pytest.fixture(scope="module")
def canaries(deliveries: Path) -> set[str]:
    """Every identifying value of the deliveries."""
    lines = gzip.decompress((deliveries / "canaries.txt.gz").read_bytes()).decode().splitlines()
    return {line.strip() for line in lines if line.strip()}


def test_no_canary_is_in_any_byte_outside_the_inbox(landed: Landed) -> None:
    marks = [mark.lower() for mark in encoded("CANARY") + encoded("canary")]
    for path in landed.workspace.root.rglob("*"):
        if path.is_file() and not path.is_relative_to(landed.workspace.inbox):
            content = path.read_bytes().lower()
            assert not any(mark in content for mark in marks), path


def test_no_canary_nor_its_unkeyed_hash_is_in_any_table(landed: Landed, canaries: set[str]) -> None:
    # Compression can hide a value from a search of bytes, so the tables are searched too.
    texts = {text.casefold() for text in landed_texts(landed.workspace)}
    assert len(texts) > 1000
    assert not [text for text in texts if "canary" in text]
    assert not texts & {canary.casefold() for canary in canaries}
    assert not texts & {
        hashlib.new(name, form.encode(), usedforsecurity=False).hexdigest()
        for canary in canaries
        for form in {canary, canary.casefold(), canary.upper()}
        for name in ("md5", "sha1", "sha256", "sha512")
    }


def encoded(text: str) -> list[bytes]:
    """The text as bytes in the ways in which it could be written."""
    plain = text.encode()
    # In base64 a text looks different at each of three places; its ends mix with what is beside.
    base64s = [base64.b64encode(b"\0" * shift + plain)[2:8] for shift in range(3)]
    return [plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode()] + [
        each for each in base64s if len(each) > 5
    ]


def landed_texts(workspace: Workspace) -> Iterator[str]:
    """All distinct texts in all landed tables."""
    for path in workspace.landing.rglob("*.parquet"):
        table = duckdb.read_parquet(str(path)).to_arrow_table()
        for column in table.columns:
            if str(column.type) == "string":
                yield from (value for value in column.unique().to_pylist() if value)
            elif str(column.type).startswith("list"):
                yield from (text for texts in column.to_pylist() for text in texts or ())


@pytest.fixture(scope="module")
def published(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], dict[str, Any]]:
    """The landed rows of all workbooks by quarter and district."""
    workspace = Workspace.at(tmp_path_factory.mktemp("published"))
    copy_files(shared / "real" / "homelessness", workspace.inbox / "mhclg")
    for path in [
        *(workspace.inbox / "mhclg").glob("*.csv"),
        *(workspace.inbox / "mhclg").glob("*.md"),
    ]:
        path.unlink()
    submissions = land(workspace, load_rules(), received_at=datetime(2026, 1, 5, 9))
    assert [submission.outcome for submission in submissions] == ["accepted"] * 8
    return {
        (summary.quarter or "", row["district"]): row
        for submission in submissions
        for summary in submission.returns
        for row in duckdb.read_parquet(
            str(
                workspace.landing
                / summary.extract
                / f"{submission.submission_id}-{summary.quarter}/rows.parquet"
            )
        )
        .to_arrow_table()
        .to_pylist()
    }


def test_every_published_figure_is_as_expected(
    published: dict[tuple[str, str], dict[str, Any]],
) -> None:
    wanted = expected(REFERENCE / "homelessness.csv", "quarter district " + " ".join(FIGURES))
    landed = Counter(
        (*district, *("" if row[name] is None else str(float(row[name])) for name in FIGURES))
        for district, row in published.items()
    )
    assert landed == wanted
