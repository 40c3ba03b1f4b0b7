"""What lies in the landing area, return by return: what Dagster's pages tell about it.

Nothing here quotes a value of a file; a file's name is masked.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import dataset

from core.quarter import Quarter
from core.workspace import Workspace
from sources.contract.landed_schemas import (
    EARLIER_NAMES,
    RETURN_COLUMNS,
    arrow_schema,
    with_earlier_names,
)
from sources.landing.earlier_layout import landed_file, with_todays_names
from sources.landing.landed_files import ISSUES, RETURN, return_folders, submission_of
from sources.landing.submissions import Submission, count_codes, landed_submissions


@dataclass(frozen=True)
class LandedOverview:
    """The records of all files, in the order they came, and a row per accepted return.

    `returns` has the columns of a landed return, `period` (its quarter, or the day that it is as
    at) and `folder`, in the order in which they came.
    """

    submissions: list[Submission]
    returns: pd.DataFrame

    def of_extract(self, extract: str) -> pd.DataFrame:
        """Return the returns of an extract."""
        return self.returns[self.returns["extract"] == extract]

    def of_delivery(self, agency: str, extract: str) -> pd.DataFrame:
        """Return the returns of an extract by one agency."""
        returns = self.of_extract(extract)
        return returns[returns["agency"] == agency]

    def rejected(self, agencies: tuple[str, ...]) -> int:
        """Return how many files of these agencies were rejected."""
        return sum(each.is_rejected and each.agency in agencies for each in self.submissions)

    @cached_property
    def counted(self) -> dict[str, list[str]]:
        """How many rows of each return of an accepted file count, in a line each, by file."""
        columns = ["submission_id", "extract", "period", "rows_accepted", "rows_quarantined"]
        lines: dict[str, list[str]] = {each.submission_id: [] for each in self.submissions}
        rows = self.returns[columns].itertuples(index=False, name=None)
        for submission_id, extract, period, accepted, quarantined in rows:
            lines[submission_id].append(
                f"{extract} {period}: {accepted} rows accepted, {quarantined} quarantined"
            )
        return lines

    @cached_property
    def version(self) -> str:
        """A hash of all records."""
        return _hash(
            f"{each.submission_id} {each.outcome} {each.key_id}" for each in self.submissions
        )


def read_overview(workspace: Workspace) -> LandedOverview:
    """Return the overview of what is landed now."""
    submissions = landed_submissions(workspace)
    accepted = {each.submission_id for each in submissions if each.is_accepted}
    folders = [folder for folder in return_folders(workspace) if submission_of(folder) in accepted]
    schema = arrow_schema(with_earlier_names(RETURN_COLUMNS))
    paths = [str(folder / RETURN) for folder in folders]
    table = dataset(paths, schema=schema, format="parquet").to_table() if paths else None
    returns = (table or schema.empty_table()).to_pandas(types_mapper=_whole_numbers)
    for name, earlier in EARLIER_NAMES.items():
        if earlier in returns:
            returns[name] = returns[name].fillna(returns.pop(earlier))
    returns["period"] = returns["quarter"].fillna(returns["as_at"].astype("string"))
    returns["folder"] = folders
    order = ["sequence", "sheet_order"]
    return LandedOverview(submissions, returns.sort_values(order, ignore_index=True))


def version_of(returns: pd.DataFrame, submissions: list[Submission]) -> str:
    """Return a hash of returns: another one where rows are erased or pseudonyms wrapped anew."""
    keys = {each.submission_id: each.key_id for each in submissions}
    columns = ["submission_id", "period", "rows_accepted", "rows_quarantined"]
    rows = returns[columns].itertuples(index=False, name=None)
    return _hash(f"{row} {keys[row[0]]}" for row in rows)


def issue_counts(returns: pd.DataFrame) -> dict[str, int]:
    """Return how many issues of each code these returns have."""
    counts: dict[str, int] = {}
    for folder in returns["folder"]:
        issues = with_todays_names(pq.read_table(landed_file(folder, ISSUES)))
        for code, count in count_codes(issues).items():
            counts[code] = counts.get(code, 0) + count
    return counts


def first_line(submission: Submission, overview: LandedOverview) -> str:
    """Return in a line what became of a file, as its validation report begins."""
    if not submission.is_accepted:
        return ": ".join(filter(None, (submission.code, submission.message)))
    return "; ".join(overview.counted[submission.submission_id])


def quarter_of_return(quarter: object, as_at: Any) -> Quarter:
    """Return the quarter that a return is for: for a list, the newest that had ended by its day."""
    if isinstance(quarter, str):
        return Quarter.parse(quarter)
    return Quarter.of(pd.Timestamp(as_at).date() + timedelta(days=1)).previous


def _whole_numbers(kind: pa.DataType) -> pd.Int64Dtype | None:
    return pd.Int64Dtype() if pa.types.is_integer(kind) else None


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
