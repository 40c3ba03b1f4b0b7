"""Submissions: the record of each file that was received, and what became of it.

A file is landed from the moment its record lies in the landing area, and not before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.workspace import Workspace
from sources.contract.landed_schemas import SUBMISSION_COLUMNS, arrow_schema
from sources.landing.earlier_layout import (
    earlier_submissions,
    landed_file,
    with_todays_names,
)
from sources.landing.landed_files import (
    ISSUES,
    RETURN,
    return_folders,
    submission_paths,
    write_table,
)
from sources.landing_errors import FileRejected

SUBMISSION_SCHEMA = arrow_schema(SUBMISSION_COLUMNS)
ACCEPTED = "accepted"


@dataclass(frozen=True)
class ReturnSummary:
    """One return of an accepted file: what it is for, and how many rows of it count."""

    extract: str
    quarter: str | None
    as_at: date | None
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    issues: Mapping[str, int] = field(default_factory=dict)
    """How many issues there are of each code."""
    rows_left_out: int = 0


@dataclass(frozen=True)
class Submission:
    """The record of one file. It quotes nothing of it; `file_name` is masked.

    `sequence` is its place among all files that were received, `key_id` names the keys that made
    its pseudonyms. `returns` are not part of the record itself: they lie beside it.
    """

    submission_id: str
    agency: str
    file_name: str
    received_at: datetime
    outcome: str
    code: str | None
    message: str | None
    content_sha256: str
    key_id: str
    sequence: int
    notes: tuple[str, ...] = ()
    returns: tuple[ReturnSummary, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether its returns are landed."""
        return self.outcome == ACCEPTED

    @property
    def is_rejected(self) -> bool:
        """Whether it breaks the rules of acceptance."""
        return self.outcome == FileRejected.outcome


def submission_path(workspace: Workspace, submission_id: str) -> Path:
    """Return where a file's record lies, when it is landed."""
    name = f"{submission_id}.parquet"
    earlier = earlier_submissions(workspace) / name
    return earlier if earlier.exists() else workspace.submissions / name


def write_submission(workspace: Workspace, submission: Submission) -> None:
    """Write the record of a file, whole or not at all; its name lasts once the folder is synced."""
    row = {
        "submission_id": submission.submission_id,
        "agency": submission.agency,
        "file_name": submission.file_name,
        "received_at": submission.received_at,
        "outcome": submission.outcome,
        "code": submission.code,
        "message": submission.message,
        "content_sha256": submission.content_sha256,
        "key_id": submission.key_id,
        "sequence": submission.sequence,
        "notes": list(submission.notes),
    }
    table = pa.Table.from_pylist([row], SUBMISSION_SCHEMA)
    write_table(submission_path(workspace, submission.submission_id), table)


def change_key_id(workspace: Workspace, submission_id: str, key_id: str) -> None:
    """Write into a landed file's record that its pseudonyms are wrapped in other keys."""
    path = submission_path(workspace, submission_id)
    table = pq.read_table(path)
    position = table.column_names.index("key_id")
    write_table(path, table.set_column(position, "key_id", pa.array([key_id], pa.string())))


def landed_submissions(workspace: Workspace) -> list[Submission]:
    """Return the records of all landed files, without their returns, in the order they came."""
    # One after the other: what Arrow reads side by side, it keeps the memory of.
    tables = (
        pq.ParquetFile(path).read(use_threads=False)
        for paths in submission_paths(workspace)
        for path in paths
    )
    rows = (row for table in tables for row in with_todays_names(table).to_pylist())
    return sorted(map(_from_row, rows), key=lambda submission: submission.sequence)


def read_submission(workspace: Workspace, submission_id: str) -> Submission:
    """Return the record of a landed file, with its returns."""
    table = pq.read_table(submission_path(workspace, submission_id))
    (row,) = with_todays_names(table).to_pylist()
    returns = [
        (with_todays_names(pq.read_table(folder / RETURN)).to_pylist()[0], folder)
        for folder in return_folders(workspace, submission_id)
    ]
    returns.sort(key=lambda landed: landed[0]["sheet_order"])
    return _from_row(row, tuple(_summary(about, folder) for about, folder in returns))


def count_codes(issues: pa.Table) -> dict[str, int]:
    """Return how many issues there are of each code."""
    counts = issues["code"].value_counts().to_pylist()
    return {entry["values"]: entry["counts"] for entry in counts}


class SubmissionHistory:
    """The files that were received before: what of them a later file must be held against."""

    def __init__(self, landed: Sequence[Submission]) -> None:
        self._sequence = max((submission.sequence for submission in landed), default=0)
        self._accepted = {
            (submission.agency, submission.content_sha256)
            for submission in landed
            if submission.is_accepted
        }

    @property
    def next_sequence(self) -> int:
        """The place of the next file among all."""
        return self._sequence + 1

    def is_known(self, agency: str, content_sha256: str) -> bool:
        """Return whether the agency's same file was accepted before."""
        return (agency, content_sha256) in self._accepted

    def add(self, submission: Submission) -> None:
        """Take note of a file that is landed."""
        self._sequence = submission.sequence
        if submission.is_accepted:
            self._accepted.add((submission.agency, submission.content_sha256))


def _from_row(row: Mapping[str, Any], returns: tuple[ReturnSummary, ...] = ()) -> Submission:
    return Submission(
        row["submission_id"],
        row["agency"],
        row["file_name"],
        row["received_at"],
        row["outcome"],
        row["code"],
        row["message"],
        row["content_sha256"],
        row["key_id"],
        row["sequence"],
        tuple(row["notes"]),
        returns,
    )


def _summary(row: Mapping[str, Any], folder: Path) -> ReturnSummary:
    return ReturnSummary(
        row["extract"],
        row["quarter"],
        row["as_at"],
        row["rows_read"],
        row["rows_accepted"],
        row["rows_quarantined"],
        count_codes(with_todays_names(pq.read_table(landed_file(folder, ISSUES)))),
        row.get("rows_left_out") or 0,  # the earlier layout does not say
    )
