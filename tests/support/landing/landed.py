"""A landing area and a warehouse built from it, for tests: what agencies sent, without files."""

import datetime as dt
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from core.county import this_county
from core.workspace import Workspace
from sources.contract.landed_schemas import (
    RETURN_COLUMNS,
    SUBMISSION_COLUMNS,
    arrow_schema,
    rows_of,
)
from sources.contract.schema import Contract, load_contracts
from sources.landing.landed_files import write_schemas
from tests.support.landing.dbt_runs import PROJECT, run_dbt

MEASURES_ALONE = ("--select", "+measure_values", "--exclude-resource-type", "test", "unit_test")


class Landing:
    """A landing area that a test fills return by return."""

    def __init__(self, root: Path, contracts: dict[str, Contract] | None = None) -> None:
        self.workspace = Workspace.at(root)
        self.contracts = contracts or load_contracts()
        self.sequence = 0
        write_schemas(self.workspace, self.contracts)

    def add(
        self,
        extract: str,
        period: str,
        rows: Iterable[dict[str, Any]] = (),
        *,
        agency: str | None = None,
        received_at: str = "2019-12-01T09:00:00",
        file_name: str = "return.xlsx",
        outcome: str | None = "accepted",
        columns_found: Iterable[str] | None = None,
    ) -> None:
        """Lands a return of a quarter (2019-20-Q1) or as at a day (2019-06-30).

        Without an outcome no submission is written, as when a run breaks off. It has all columns
        of its contract unless those that it has are named.
        """
        contract = self.contracts[extract]
        agency = agency or this_county().agencies_of(extract)[0]
        self.sequence += 1
        submission_id = f"r{self.sequence:04}"
        at = dt.datetime.fromisoformat(received_at)
        is_quarterly = contract.delivery == "quarterly"
        landed = [
            {"submission_id": submission_id, "agency": agency, "sheet": 1, "row_number": number}
            | row
            for number, row in enumerate(rows, start=2)
        ]
        folder = self.workspace.landing / extract / f"{submission_id}-{period}"
        stated = {
            "submission_id": submission_id,
            "agency": agency,
            "extract": extract,
            "delivery": contract.delivery,
            "quarter": period if is_quarterly else None,
            "as_at": None if is_quarterly else dt.date.fromisoformat(period),
            "received_at": at,
            "file_name": file_name,
            "sequence": self.sequence,
            "sheet_order": 1,
            "rows_read": len(landed),
            "rows_accepted": len(landed),
            "rows_quarantined": 0,
            "rows_left_out": 0,
            "columns_found": list(contract.columns if columns_found is None else columns_found),
        }
        write(folder / "rows.parquet", landed, arrow_schema(rows_of(contract)))
        write(folder / "return.parquet", [stated], arrow_schema(RETURN_COLUMNS))
        if outcome:
            submission = {name: stated[name] for name in ("submission_id", "agency", "file_name")}
            submission |= {"received_at": at, "outcome": outcome, "sequence": self.sequence}
            path = self.workspace.submissions / f"{submission_id}.parquet"
            write(path, [submission], arrow_schema(SUBMISSION_COLUMNS))


def write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    """Writes rows as Parquet; what a row does not say is null."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def build(landing: Path, file: Path, *words: str, project: Path = PROJECT) -> None:
    """Build the warehouse `file`; assert that every node passed, and without a warning."""
    outcome = run_dbt(landing, file, "build", *words, project=project)
    assert outcome.exception is None
    statuses = {node.node.name: node.status for node in outcome.result.results}
    fine = ("success", "pass", "no-op")  # no-op: an exposure, which nothing is to be done for
    wrong = {name: status for name, status in statuses.items() if status not in fine}
    assert wrong == {}


@contextmanager
def reading(file: Path) -> Any:
    """A connection that reads the warehouse."""
    connection = duckdb.connect(str(file), read_only=True)
    try:
        yield connection
    finally:
        connection.close()
